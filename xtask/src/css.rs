//! One style sheet out of many: `@import` inlined, comments and white space dropped.
//!
//! **Invariant:** the result means exactly what the sources mean. Only `@import "./x.css";` is
//! understood, anything cleverer is refused; strings, `url(…)` and escapes are never touched; and a
//! space goes only where CSS gives it no meaning (`a :hover` and `1px + 2px` keep theirs).

use std::path::{Path, PathBuf};

use crate::Result;
use crate::workspace;

/// The style sheet that starts at `main`, with its imports in place, not yet minified.
pub fn bundle(main: &Path) -> Result<String> {
    let mut open = Vec::new();
    inline(main, &mut open)
}

/// Reads a file and puts the files it imports in the place of the imports. `open` is the chain of
/// files that led here, to refuse circles.
fn inline(path: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    if open.iter().any(|earlier| earlier == path) {
        return Err(format!("{} imports itself.", path.display()));
    }
    open.push(path.to_owned());
    let mut bundle = String::new();
    for line in workspace::read(path)?.lines() {
        if let Some(rest) = line.trim().strip_prefix("@import") {
            let name = imported_name(rest).ok_or_else(|| {
                format!(
                    "{}: write `@import \"./name.css\";`, not `{}`.",
                    path.display(),
                    line.trim()
                )
            })?;
            let file = path.parent().unwrap_or(Path::new("")).join(name);
            bundle.push_str(&inline(&file, open)?);
        } else {
            bundle.push_str(line);
            bundle.push('\n');
        }
    }
    open.pop();
    Ok(bundle)
}

/// `name.css` of ` "./name.css";`.
fn imported_name(rest: &str) -> Option<&str> {
    let quoted = rest.trim().strip_suffix(';')?.trim();
    let name = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .or_else(|| {
            quoted
                .strip_prefix('\'')
                .and_then(|text| text.strip_suffix('\''))
        })?
        .strip_prefix("./")?;
    (!name.contains(['"', '\''])).then_some(name)
}

/// The addresses in `url(…)` that are relative: in one file under `/pkg/` they would lead nowhere.
pub fn relative_urls(css: &str) -> Vec<String> {
    pieces(css)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Url(text) => {
                let inside = text.get(4..)?.trim_end_matches(')');
                Some(inside.trim().trim_matches(['"', '\'']).to_owned())
            }
            _ => None,
        })
        .filter(|address| {
            !["/", "#", "data:"]
                .iter()
                .any(|start| address.starts_with(start))
        })
        .collect()
}

/// Drops comments and the white space that has no meaning.
pub fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut last = "";
    let mut space = false;
    let mut comment = false;
    for piece in pieces(css) {
        match piece {
            Piece::Space => space = true,
            Piece::Comment => comment = true,
            Piece::Whole(text) | Piece::Url(text) => {
                separate(&mut out, last, text, space, comment);
                (last, space, comment) = (text, false, false);
                out.push_str(text);
            }
        }
    }
    out
}

/// Writes what must stand between the last piece of `out` and the next one.
fn separate(out: &mut String, last: &str, next: &str, space: bool, comment: bool) {
    // An escape begins with its backslash, so an escaped `\:` is no colon here.
    let (Some(before), Some(after)) = (last.chars().next(), next.chars().next()) else {
        return;
    };
    if after == '}' && before == ';' {
        out.pop();
    } else if space
        && !matches!(before, '{' | '}' | ';' | ',' | ':')
        && !matches!(after, '{' | '}' | ';' | ',')
    {
        out.push(' ');
    } else if !space && comment && is_name(before) && is_name(after) {
        // `a/**/b` is two tokens: without the comment they would become one.
        out.push_str("/**/");
    }
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '%' | '#' | '.' | '@')
}

/// A part of a style sheet, as far as minifying must tell parts apart.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Space,
    Comment,
    /// `url(…)` with everything in it.
    Url(&'a str),
    /// One character, one escape or one string: copied as it is.
    Whole(&'a str),
}

fn pieces(css: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = css;
    // `url(` counts only as a whole word, not inside `my-url(`.
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let (piece, length) = if first.is_whitespace() {
            let length = rest
                .find(|c: char| !c.is_whitespace())
                .unwrap_or(rest.len());
            (Piece::Space, length)
        } else if let Some(inside) = rest.strip_prefix("/*") {
            (
                Piece::Comment,
                inside.find("*/").map_or(rest.len(), |end| end + 4),
            )
        } else if rest
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case("url("))
            && !is_name(before)
        {
            let length = url_length(rest);
            (Piece::Url(&rest[..length]), length)
        } else if first == '"' || first == '\'' {
            let length = string_length(rest, first);
            (Piece::Whole(&rest[..length]), length)
        } else {
            let length = if first == '\\' {
                1 + rest[1..].chars().next().map_or(0, char::len_utf8)
            } else {
                first.len_utf8()
            };
            (Piece::Whole(&rest[..length]), length)
        };
        pieces.push(piece);
        before = first;
        rest = &rest[length..];
    }
    pieces
}

/// The length of the string at the start of `text`, quotes included.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if !escaped && character == quote {
            return at + 1;
        }
        escaped = !escaped && character == '\\';
    }
    text.len()
}

/// The length of the `url(…)` at the start of `text`. A bracket inside a quoted address is no end.
fn url_length(text: &str) -> usize {
    let inside = text[4..].trim_start();
    let start = text.len() - inside.len();
    let quoted = match inside.chars().next() {
        Some(quote @ ('"' | '\'')) => string_length(inside, quote),
        _ => 0,
    };
    text[start + quoted..]
        .find(')')
        .map_or(text.len(), |end| start + quoted + end + 1)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn white_space_and_comments_go() {
        let css = "/* head */\n.a ,\n.b > i { color : red ;\n  margin: 0 auto;\n}\n\n@media (width < 10px) and (hover) { a { b: c } }\n";
        assert_eq!(
            minify(css),
            ".a,.b > i{color :red;margin:0 auto}@media (width < 10px) and (hover){a{b:c}}"
        );
    }

    #[test]
    fn meaningful_spaces_stay() {
        assert_eq!(
            minify("a :hover{width:calc( 1px + 2px )}"),
            "a :hover{width:calc( 1px + 2px )}"
        );
        assert_eq!(minify(".a .b{grid-area:1 / 2}"), ".a .b{grid-area:1 / 2}");
    }

    #[test]
    fn strings_urls_and_escapes_are_not_touched() {
        for css in [
            r#"a{content:"/* no  comment */ ; }"}"#,
            r#"a{content:'it\'s  ; }'}"#,
            "a{background:url(data:image/svg+xml,%3Csvg%20;}/*x*/)}",
            r#"a{background:url("/a  )b.svg")}"#,
            r".sm\:x\  y{b:c}",
            r".sm\: y{b:c}",
        ] {
            assert_eq!(minify(css), css);
        }
    }

    #[test]
    fn a_comment_between_names_still_separates_them() {
        assert_eq!(minify("a/* x */b{c:d/**/ e}"), "a/**/b{c:d e}");
        assert_eq!(minify("a/* never closed"), "a");
    }

    #[test]
    fn relative_addresses_are_found() {
        let css = r#"a{b:url(/x.svg) url("y.svg") url( 'data:z' ) url(#id)} /* url(no) */"#;
        assert_eq!(relative_urls(css), ["y.svg"]);
    }

    #[test]
    fn imports_are_inlined_in_their_place() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("lachan-css-{}", std::process::id()));
        fs::create_dir_all(folder.join("part")).map_err(|e| e.to_string())?;
        workspace::write(&folder.join("main.css"), "@import \"./part/a.css\";\nz{}\n")?;
        workspace::write(&folder.join("part/a.css"), "@import './b.css';\na{}\n")?;
        workspace::write(&folder.join("part/b.css"), "b{}\n")?;
        workspace::write(&folder.join("loop.css"), "@import \"./loop.css\";\n")?;
        workspace::write(&folder.join("url.css"), "@import url(\"x.css\") print;\n")?;
        let inlined = bundle(&folder.join("main.css"));
        let circle = bundle(&folder.join("loop.css"));
        let clever = bundle(&folder.join("url.css"));
        fs::remove_dir_all(&folder).map_err(|e| e.to_string())?;
        assert_eq!(inlined?, "b{}\na{}\nz{}\n");
        assert!(circle.is_err_and(|sentence| sentence.contains("imports itself")));
        assert!(clever.is_err_and(|sentence| sentence.contains("@import \"./name.css\";")));
        Ok(())
    }
}
