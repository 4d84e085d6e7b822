"""Makes public/fonts/*.woff2 from the npm package @fontsource/be-vietnam-pro (SIL OFL 1.1).

Run:  pip install fonttools brotli
      npm pack @fontsource/be-vietnam-pro && tar xf fontsource-be-vietnam-pro-*.tgz
      python3 style/fonts.py package/files public/fonts

What it changes, and why:
- the `vietnamese` and `latin` subsets become one file per weight, because every Vietnamese page
  needs both and a border post pays for each request;
- hinting is dropped (half of the bytes; browsers on Windows, macOS, Android and Linux
  anti-alias text of 14 px and more without it);
- digits of one width are added behind the OpenType feature `tnum`, because the upstream digits
  are proportional and columns of numbers would not line up.

To add a weight: add it to WEIGHTS and write its @font-face in style/base.css.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

WEIGHTS = (400, 600)
DIGITS = "zero one two three four five six seven eight nine".split()
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]


def add_tabular_digits(font):
    """Adds `<digit>.tnum` glyphs, centred in the width of the widest digit but one."""
    glyf, hmtx, order = font["glyf"], font["hmtx"], font.getGlyphOrder()
    width = sorted(hmtx[d][0] for d in DIGITS)[-2]
    for digit in DIGITS:
        shift = (width - hmtx[digit][0]) // 2
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = digit, shift, 0, 0x0204
        glyph = Glyph()
        glyph.numberOfContours, glyph.components = -1, [part]
        name = f"{digit}.tnum"
        order = [*order, name]
        font.setGlyphOrder(order)
        glyf[name] = glyph
        glyph.recalcBounds(glyf)
        hmtx[name] = (width, glyph.xMin)
    rules = "".join(f"sub {d} by {d}.tnum; " for d in DIGITS)
    addOpenTypeFeaturesFromString(font, f"feature tnum {{ {rules}}} tnum;", tables=["GSUB"])


def main(source, target):
    for weight in WEIGHTS:
        with tempfile.TemporaryDirectory() as scratch:
            parts = []
            for subset in ("latin", "vietnamese"):
                font = TTFont(source / f"be-vietnam-pro-{subset}-{weight}-normal.woff2")
                options = Options(hinting=False)
                options.layout_features = FEATURES
                subsetter = Subsetter(options)
                subsetter.populate(unicodes=font.getBestCmap())
                subsetter.subset(font)
                if subset == "latin":
                    font.flavor = None
                    # The feature replaces GSUB; upstream has only fractions and ligatures there.
                    del font["GSUB"]
                    add_tabular_digits(font)
                font.flavor = None
                path = Path(scratch) / f"{subset}.ttf"
                font.save(path)
                parts.append(str(path))
            merged = Merger().merge(parts)
            merged.flavor = "woff2"
            out = target / f"be-vietnam-pro-{weight}.woff2"
            merged.save(out)
            print(out, out.stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
