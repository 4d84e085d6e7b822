//! The spellings of an agency's name: with and without the province, abbreviated, in either English word
//! order; and the common agencies of every province.
//!
//! **Invariant:** a variant keeps the tone marks of the name it comes from. To add a variant see
//! [`variants`], an abbreviation [`ABBREVIATIONS`].

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use super::Known;
use super::groups::Part;
use super::trie::{Key, joins, key};
use super::words::{Kind, Text};

/// Agencies every province has; they bound an unknown name.
pub(super) const COMMON: &[&str] = &[
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Kế hoạch và Đầu tư",
    "Sở Công Thương",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Nông nghiệp và PTNT",
    "Sở Nông nghiệp và Môi trường",
    "Sở Giao thông vận tải",
    "Sở Xây dựng",
    "Sở Tài nguyên và Môi trường",
    "Sở Thông tin và Truyền thông",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Văn hóa và Thể thao",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Du lịch",
    "Sở Khoa học và Công nghệ",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Ngoại vụ",
    "Sở Dân tộc và Tôn giáo",
    "Ban Dân tộc",
    "Ban Dân tộc tỉnh",
    "Thanh tra tỉnh",
    "Văn phòng UBND tỉnh",
    "Văn phòng HĐND tỉnh",
    "Văn phòng Tỉnh ủy",
    "Công an tỉnh",
    "Bộ Chỉ huy Bộ đội Biên phòng tỉnh",
    "Bộ Chỉ huy Quân sự tỉnh",
    "Ban Chỉ huy Bộ đội Biên phòng tỉnh",
    "Cục Hải quan tỉnh",
    "Cục Thuế tỉnh",
    "Cục Thống kê tỉnh",
    "Cục Quản lý thị trường",
    "Kho bạc Nhà nước tỉnh",
    "Bảo hiểm xã hội tỉnh",
    "Ngân hàng Nhà nước tỉnh",
    "Tòa án nhân dân tỉnh",
    "Viện Kiểm sát nhân dân tỉnh",
    "Viện kiểm sát nhân dân",
    "Tòa án nhân dân",
    "Ủy ban Mặt trận Tổ quốc tỉnh",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
    "Mặt trận Tổ quốc",
    "Hội Liên hiệp Phụ nữ tỉnh",
    "Hội Liên hiệp Phụ nữ",
    "Hội Phụ nữ",
    "Tỉnh đoàn",
    "Đoàn Thanh niên",
    "Hội Nông dân tỉnh",
    "Hội Nông dân",
    "Hội Cựu chiến binh tỉnh",
    "Hội Cựu chiến binh",
    "Liên đoàn Lao động tỉnh",
    "Ban Tuyên giáo Tỉnh ủy",
    "Ban Dân vận Tỉnh ủy",
    "Ban Nội chính Tỉnh ủy",
    "Đài Phát thanh và Truyền hình tỉnh",
    "Hội đồng nhân dân tỉnh",
    "UBND tỉnh",
    "Ủy ban nhân dân tỉnh",
    "Thường trực Tỉnh ủy",
    "Tỉnh ủy",
    "Bộ Công an",
    "Bộ Y tế",
    "Bộ Quốc phòng",
    "Bộ Tư lệnh Bộ đội Biên phòng",
    "Văn phòng Chính phủ",
    "Thủ tướng Chính phủ",
    "Chính phủ",
    "Ban Chỉ đạo 138 tỉnh",
    "Ban Chỉ đạo tỉnh",
    "Provincial Police",
    "Provincial People's Committee",
    "Provincial Border Guard Command",
    "Provincial Military Command",
    "Border Guard Command",
    "Provincial Women's Union",
    "Women's Union",
    "Youth Union",
    "Provincial Youth Union",
    "Farmers' Union",
    "Veterans Association",
    "Fatherland Front",
    "Provincial Fatherland Front",
    "Vietnam Fatherland Front",
    "Department of Home Affairs",
    "Department of Justice",
    "Department of Finance",
    "Department of Planning and Investment",
    "Department of Industry and Trade",
    "Department of Agriculture and Rural Development",
    "Department of Transport",
    "Department of Construction",
    "Department of Natural Resources and Environment",
    "Department of Information and Communications",
    "Department of Labor, Invalids and Social Affairs",
    "Department of Culture and Sports",
    "Department of Culture, Sports and Tourism",
    "Department of Tourism",
    "Department of Science and Technology",
    "Department of Education and Training",
    "Department of Health",
    "Department of Foreign Affairs",
    "Ministry of Public Security",
    "Ministry of Health",
    "Provincial Customs",
    "Customs Department",
    "Provincial Party Committee",
    "People's Procuracy",
    "People's Court",
    "Prime Minister",
];
pub(super) fn is_connective(text: &Text, at: usize) -> bool {
    match text.kind(at) {
        Kind::Mark(c) => matches!(c, '-' | '–' | ',' | '&' | '\'' | '’'),
        Kind::Letters => match text.bare(at) {
            "the" | "of" | "and" | "va" => true,
            "s" => text.is_mark(at.wrapping_sub(1), &['\'', '’']),
            _ => false,
        },
        _ => false,
    }
}

/// The next word of a name: connectives are not part of it, other punctuation ends it.
pub(super) fn next_content(text: &Text, at: usize) -> Option<usize> {
    let far = (at + 1..at + 5).find(|&next| !is_connective(text, next))?;
    // A tab parts the cells of a table.
    if (at..far).any(|at| text.gap(at).contains('\t')) {
        return None;
    }
    matches!(text.kind(far), Kind::Letters | Kind::Number).then_some(far)
}

/// The words of a name without its connectives.
pub(super) fn content(name: &str) -> Vec<Key> {
    let text = Text::new(name);
    let mut found = Vec::new();
    let mut joined = false;
    for at in 0..text.words.len() {
        joined |= joins(&text, at);
        let word = matches!(text.kind(at), Kind::Letters | Kind::Number);
        if word && !is_connective(&text, at) {
            found.push(Key {
                joined,
                ..key(&text, at)
            });
            joined = false;
        }
    }
    found
}

pub(super) fn bare(name: &[Key]) -> Vec<&str> {
    name.iter().map(|key| &*key.bare).collect()
}

/// Pairs of spellings of a part of a name.
pub(super) static ABBREVIATIONS: LazyLock<Vec<(Vec<Key>, Vec<Key>)>> = LazyLock::new(|| {
    [
        ("ủy ban nhân dân", "ubnd"),
        ("công an", "ca"),
        ("bộ đội biên phòng", "bđbp"),
        ("bộ chỉ huy", "bch"),
        ("lao động thương binh xã hội", "lđtbxh"),
        ("lao động thương binh xã hội", "lđ tb xh"),
        ("lao động thương binh xã hội", "lđ tbxh"),
        ("thông tin truyền thông", "tt tt"),
        ("thông tin truyền thông", "tttt"),
        ("phát thanh truyền hình", "pt th"),
        ("phát thanh truyền hình", "ptth"),
        ("giáo dục đào tạo", "gd đt"),
        ("giáo dục đào tạo", "gdđt"),
        ("thành phố", "tp"),
        ("thị xã", "tx"),
        ("people's committee", "pc"),
        ("kế hoạch đầu tư", "kh đt"),
        ("radio television", "radio tv"),
        ("radio television station", "broadcasting station"),
        ("ubnd", "ủy ban nhân dân"),
    ]
    .iter()
    .map(|(long, short)| (content(long), content(short)))
    .collect()
});

pub(super) fn replaced(name: &[Key], from: &[Key], to: &[Key]) -> Option<Vec<Key>> {
    let at = name
        .windows(from.len())
        .position(|part| part.iter().zip(from).all(|(one, two)| one.bare == two.bare))?;
    Some([&name[..at], to, &name[at + from.len()..]].concat())
}

static AREA_HEADS: LazyLock<[Vec<Key>; 2]> =
    LazyLock::new(|| ["people's committee", "police"].map(content));

/// English forms of a Vietnamese committee or police name with an area: the area's words stay.
fn english_of_area(name: &[Key]) -> Vec<Vec<Key>> {
    let Some((head, area)) = split_area(name) else {
        return Vec::new();
    };
    let (level, place) = area;
    let [committee, police] = &*AREA_HEADS;
    let head = if head == Part::Committee {
        committee
    } else {
        police
    };
    let level = content(level);
    vec![
        [place, &level, head].concat(),
        [head.as_slice(), place, &level].concat(),
        [head.as_slice(), &level, place].concat(),
        [place, head].concat(),
    ]
}

/// Head, English level and place of "UBND huyện Kỳ Sơn".
pub(super) fn split_area(name: &[Key]) -> Option<(Part, (&'static str, &[Key]))> {
    let words = bare(name);
    let (head, rest) = match words.as_slice() {
        ["ubnd", ..] => (Part::Committee, 1),
        ["uy", "ban", "nhan", "dan", ..] => (Part::Committee, 4),
        ["cong", "an", ..] => (Part::Police, 2),
        _ => return None,
    };
    let (level, skip) = match words.get(rest..)? {
        ["huyen", ..] => ("district", 1),
        ["thanh", "pho", ..] => ("city", 2),
        ["thi", "xa", ..] => ("town", 2),
        ["thi", "tran", ..] => ("township", 2),
        ["xa", ..] => ("commune", 1),
        ["phuong", ..] => ("ward", 1),
        _ => return None,
    };
    let place = name.get(rest + skip..)?;
    (!place.is_empty()).then_some((head, (level, place)))
}

/// Names of provinces that the known names end in ("Công an tỉnh Nghệ An").
pub(super) fn provinces(known: &[Known]) -> Vec<Vec<Key>> {
    let mut found = BTreeSet::new();
    let mut list = Vec::new();
    for name in known.iter().flat_map(|agency| &agency.names) {
        let name = content(name);
        if let Some(at) = name.iter().position(|key| &*key.bare == "tinh") {
            let place = &name[at + 1..];
            if (1..=4).contains(&place.len()) && found.insert(bare(place).join(" ")) {
                list.push(place.to_vec());
            }
        }
    }
    list.truncate(3);
    list
}

static PROVINCE: LazyLock<Vec<Key>> = LazyLock::new(|| content("province"));
static TINH: LazyLock<Vec<Key>> = LazyLock::new(|| content("tỉnh"));
static DEPARTMENT: LazyLock<[Vec<Key>; 2]> =
    LazyLock::new(|| ["department", "service"].map(content));

/// The names so far, each once.
fn distinct(all: &mut Vec<Vec<Key>>) -> Vec<Vec<Key>> {
    let mut seen = HashSet::new();
    all.retain(|name| seen.insert(name.clone()));
    all.clone()
}

/// The spellings of one known name: with and without the province, abbreviated, in either English
/// word order.
pub(super) fn variants(name: &[Key], provinces: &[Vec<Key>]) -> Vec<Vec<Key>> {
    let mut all = vec![name.to_vec()];
    let (word, tinh) = (&*PROVINCE, &*TINH);
    for place in provinces {
        for whole in [
            [tinh, place.as_slice()].concat(),
            [place.as_slice(), word].concat(),
        ] {
            let short = if whole.first() == tinh.first() {
                tinh
            } else {
                word
            };
            all.extend(replaced(name, &whole, short));
        }
    }
    for base in all.clone() {
        all.extend(english_of_area(&base));
        let words = bare(&base);
        if words.first() == Some(&"department") && base.len() > 1 {
            for head in DEPARTMENT.iter() {
                all.push([&base[1..], head].concat());
            }
            all.push([word, base.as_slice()].concat());
        }
        if words.first() == Some(&"province") && base.len() > 1 {
            all.push([&base[1..], word].concat());
            if base.len() > 2 && words.get(1..) != Some(&["people", "committee"]) {
                all.push(base[1..].to_vec());
            }
        }
        if words.last() == Some(&"tinh")
            && base.len() > 4
            && words.first() != Some(&"ubnd")
            && words.first() != Some(&"uy")
        {
            all.push(base[..base.len() - 1].to_vec());
        }
        if words.first() == Some(&"so") {
            all.push([base.as_slice(), tinh].concat());
        }
    }
    for base in distinct(&mut all) {
        for (long, short) in ABBREVIATIONS.iter() {
            all.extend(replaced(&base, long, short));
        }
    }
    for base in distinct(&mut all) {
        for place in provinces {
            let words = bare(&base);
            if words.contains(&"province") {
                all.push([place.as_slice(), &base].concat());
                let long = [place.as_slice(), word].concat();
                all.extend(replaced(&base, word, &long));
                all.extend(replaced(&base, word, place));
                if words.first() == Some(&"province") {
                    all.push([&base[1..], place.as_slice(), word].concat());
                }
            } else if words.last() == Some(&"tinh") {
                all.push([base.as_slice(), place].concat());
                all.push([&base[..base.len() - 1], place].concat());
            } else if words.contains(&"department") || words.contains(&"service") {
                all.push([place.as_slice(), &base].concat());
                all.push([base.as_slice(), place, word].concat());
            } else if words.first() == Some(&"so") {
                all.push([base.as_slice(), place].concat());
            }
        }
    }
    all
}

/// What stands behind a force or a sector called in passing, and what before it.
static FORCES: LazyLock<[Vec<Key>; 4]> =
    LazyLock::new(|| ["force", "forces", "sector", "authorities"].map(content));
static FORCES_VI: LazyLock<[Vec<Key>; 2]> = LazyLock::new(|| ["lực lượng", "ngành"].map(content));

/// The sector of a provincial force ("Công an tỉnh": "Công an"), the way it is called in passing.
pub(super) fn sectors(name: &[Key]) -> Vec<Vec<Key>> {
    let words = bare(name);
    let force = |rest: &[Key]| {
        let mut all = vec![rest.to_vec()];
        all.extend(FORCES.iter().map(|tail| [rest, tail].concat()));
        all.extend(FORCES_VI.iter().map(|head| [head, rest].concat()));
        all
    };
    match words.as_slice() {
        ["province", "police" | "customs"] => force(&name[1..]),
        ["province", "border", "guard", ..] => {
            let mut all = force(&name[1..3]);
            all.push(name[..3].to_vec());
            all
        }
        ["cong", "an", "tinh"] => force(&name[..2]),
        ["cuc", "hai", "quan", "tinh", ..] => force(&name[1..3]),
        ["bo", "chi", "huy", "bo", "doi", "bien", "phong", ..] => {
            let mut all = force(&name[5..7]);
            all.extend(force(&name[3..7]));
            all.extend(force(&content("BĐBP")));
            all
        }
        ["so", ..] if (2..=3).contains(&name.len()) => {
            vec![[content("ngành").as_slice(), &name[1..]].concat()]
        }
        ["department", _] => vec![
            [&name[1..], &content("sector")].concat(),
            [&name[1..], &content("agency")].concat(),
        ],
        _ => Vec::new(),
    }
}
