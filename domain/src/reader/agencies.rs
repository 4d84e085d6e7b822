//! Agencies in a text: known names, groups of agencies, and agencies that only their form gives away.
//!
//! Three ways, the longest match wins: a trie over the names the caller knows (with the usual variants:
//! abbreviations, English word order, the province's name), a small grammar of group phrases
//! ("UBND các huyện, thành phố, thị xã", "the 06 border districts"), and patterns of agency names
//! ("Sở …", "… Department"). The last give text without a code: a person chooses.
//!
//! **Invariant:** identity is never guessed across tone marks (xã Nậm Cắn is not xã Nậm Càn); every
//! word is looked at a bounded number of times. To add a variant of names see [`variants`]; to add a
//! word of group phrases see [`PARTS`].

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::cues::{ACTION, COORDINATE, Cues, DUTY, LEAD, PERSON, REQUEST};
use super::trie::{Key, Trie, joins, key};
use super::words::{Kind, Text};
use super::{Group, Known, Named, Span, span};

/// An agency, or several under one name, at a place of the text.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// First word, and the word after the last.
    pub from: usize,
    pub to: usize,
    pub named: Named,
    pub confidence: u8,
    /// Too general to be an addressee by itself: "sectors", "relevant agencies".
    pub vague: bool,
}

/// All mentions of a text in order, none overlapping.
pub(super) struct Mentions {
    list: Vec<Mention>,
    /// The mention that begins at each word.
    at: Vec<Option<usize>>,
}

impl Mentions {
    pub fn at(&self, word: usize) -> Option<&Mention> {
        self.at
            .get(word)
            .copied()
            .flatten()
            .and_then(|index| self.list.get(index))
    }

    pub fn span(&self, text: &Text, mention: &Mention) -> Option<Span> {
        span(text, mention.from..mention.to)
    }
}

/// What a name of the trie stands for.
#[derive(Debug, Clone, PartialEq)]
enum Entry {
    /// A name of a known agency.
    Code(String),
    /// The sector only ("Công an"): the province's agency is meant where nothing else is said.
    Sector(String),
    /// A common agency of which the caller gave no name.
    Unknown,
}

/// The names of the agencies a caller knows, ready to be found in texts.
///
/// Building it costs more than reading a text: keep it for as long as the agencies stay the same.
#[derive(Debug)]
pub struct Names {
    trie: Trie<Entry>,
    /// District names, for "UBND các huyện A, B và C": committee or police, by name.
    areas: Trie<(Part, String)>,
    provinces: Vec<Vec<Key>>,
    /// Codes of the members, in order.
    groups: HashMap<Group, Vec<String>>,
}

/// Words of group phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Committee,
    Police,
    District,
    Commune,
    Town,
    Border,
    Many,
    All,
    Level,
    Province,
    Body,
    Bodies,
    Modifier,
    Link,
    Stop,
}

const PARTS: &[(Part, &[&str])] = &[
    (
        Part::Committee,
        &[
            "ủy ban nhân dân",
            "ubnd",
            "people's committee",
            "people's committees",
            "pcs",
            "chính quyền",
        ],
    ),
    (
        Part::Police,
        &[
            "công an",
            "police",
            "lực lượng công an",
            "police force",
            "police forces",
        ],
    ),
    (
        Part::District,
        &["huyện", "district", "districts", "thị xã", "tx"],
    ),
    (
        Part::Commune,
        &[
            "xã",
            "commune",
            "communes",
            "phường",
            "ward",
            "wards",
            "thị trấn",
            "townships",
            "township",
        ],
    ),
    (
        Part::Town,
        &[
            "thành phố",
            "tp",
            "đặc khu",
            "city",
            "cities",
            "town",
            "towns",
        ],
    ),
    (Part::Border, &["biên giới", "border"]),
    (Part::Many, &["các", "những", "tất cả các", "tất cả"]),
    (
        Part::All,
        &[
            "all",
            "every",
            "each",
            "respective",
            "remaining",
            "other",
            "mountainous",
            "còn lại",
            "miền núi",
            "vùng cao",
            "concerned",
        ],
    ),
    (Part::Level, &["cấp", "level", "trực thuộc"]),
    (
        Part::Province,
        &[
            "tỉnh",
            "province",
            "provincial",
            "trên địa bàn",
            "trên địa bàn tỉnh",
            "toàn tỉnh",
        ],
    ),
    (
        Part::Body,
        &[
            "department",
            "sector",
            "agency",
            "unit",
            "sở",
            "ban",
            "ngành",
            "đơn vị",
            "cơ quan",
            "branch",
            "địa phương",
            "lực lượng",
            "locality",
            "đoàn thể",
            "force",
            "tổ chức",
            "hội",
        ],
    ),
    (
        Part::Bodies,
        &[
            "departments",
            "sectors",
            "agencies",
            "units",
            "branches",
            "localities",
            "authorities",
            "forces",
            "organizations",
            "organisations",
            "unions",
            "levels",
            "services",
            "stakeholders",
        ],
    ),
    (
        Part::Modifier,
        &[
            "relevant",
            "functional",
            "local",
            "concerned",
            "related",
            "competent",
            "specialized",
            "specialised",
            "liên quan",
            "có liên quan",
            "chức năng",
            "hữu quan",
            "của tỉnh",
            "chính trị xã hội",
            "khác",
            "mass",
            "socio political",
            "political",
            "social",
            "lao",
            "chuyên trách",
            "other",
            "involved",
            "của lào",
        ],
    ),
    (
        Part::Link,
        &["of", "the", "and", "và", "in", "at", "of the", "thuộc"],
    ),
    (Part::Stop, &["xã hội", "cơ quan báo chí", "district court"]),
];

static GRAMMAR: LazyLock<Trie<Part>> = LazyLock::new(|| {
    let mut trie = Trie::new();
    for &(part, words) in PARTS {
        for word in words {
            trie.insert(content(word), part);
        }
    }
    trie
});

/// Agencies every province has; they bound an unknown name.
const COMMON: &[&str] = &[
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

/// Heads of agency names whose rest is not in any list; in Vietnamese they stand first.
const HEADS_VI: &[&str] = &[
    "so", "cuc", "chi", "ban", "vien", "toa", "hoi", "bo", "van", "trung", "phong", "dai", "thanh",
    "kho", "benh", "truong", "lien", "doan", "don", "hai", "tong", "to", "bao",
];

/// Heads of English agency names, anywhere in a run of capitalised words.
const HEADS_EN: &[&str] = &[
    "department",
    "committee",
    "command",
    "board",
    "office",
    "agency",
    "bureau",
    "division",
    "inspectorate",
    "union",
    "association",
    "ministry",
    "station",
    "newspaper",
    "police",
    "court",
    "procuracy",
    "front",
    "center",
    "academy",
    "service",
    "council",
    "customs",
    "treasury",
    "hospital",
    "unit",
    "force",
    "secretariat",
    "authority",
    "administration",
    "institute",
    "school",
    "federation",
];

fn is_connective(text: &Text, at: usize) -> bool {
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
fn next_content(text: &Text, at: usize) -> Option<usize> {
    let far = (at + 1..at + 5).find(|&next| !is_connective(text, next))?;
    matches!(text.kind(far), Kind::Letters | Kind::Number).then_some(far)
}

/// The words of a name without its connectives.
fn content(name: &str) -> Vec<Key> {
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

fn bare(name: &[Key]) -> Vec<&str> {
    name.iter().map(|key| &*key.bare).collect()
}

/// Pairs of spellings of a part of a name.
static ABBREVIATIONS: LazyLock<Vec<(Vec<Key>, Vec<Key>)>> = LazyLock::new(|| {
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

fn replaced(name: &[Key], from: &[Key], to: &[Key]) -> Option<Vec<Key>> {
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
fn split_area(name: &[Key]) -> Option<(Part, (&'static str, &[Key]))> {
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
fn provinces(known: &[Known]) -> Vec<Vec<Key>> {
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
fn variants(name: &[Key], provinces: &[Vec<Key>]) -> Vec<Vec<Key>> {
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
fn sectors(name: &[Key]) -> Vec<Vec<Key>> {
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

impl Names {
    /// The names of these agencies, in all their usual variants.
    pub fn new(known: &[Known]) -> Self {
        let provinces = provinces(known);
        let mut trie = Trie::new();
        let mut areas = Trie::new();
        for agency in known {
            let mut seen = HashSet::new();
            for name in &agency.names {
                let name = content(name);
                if name.is_empty() {
                    continue;
                }
                for variant in variants(&name, &provinces) {
                    if seen.insert(variant.clone()) {
                        for sector in sectors(&variant) {
                            trie.insert(sector, Entry::Sector(agency.code.clone()));
                        }
                        trie.insert(variant, Entry::Code(agency.code.clone()));
                    }
                }
                if let Some((part, (_, place))) = split_area(&name) {
                    areas.insert(place.to_vec(), (part, agency.code.clone()));
                }
            }
        }
        for name in COMMON {
            let name = content(name);
            for (long, short) in ABBREVIATIONS.iter() {
                if let Some(short) = replaced(&name, long, short) {
                    trie.insert(short, Entry::Unknown);
                }
            }
            trie.insert(name, Entry::Unknown);
        }
        let mut groups: HashMap<Group, Vec<String>> = HashMap::new();
        for agency in known {
            for &group in &agency.groups {
                groups.entry(group).or_default().push(agency.code.clone());
            }
        }
        for codes in groups.values_mut() {
            codes.sort_unstable();
        }
        Self {
            trie,
            areas,
            provinces,
            groups,
        }
    }

    /// Finds every mention.
    pub(super) fn find(&self, text: &Text, cues: &Cues) -> Mentions {
        let mut list = Vec::new();
        let mut at = vec![None; text.words.len()];
        let mut word = 0;
        while word < text.words.len() {
            if text.kind(word) != Kind::Letters && text.kind(word) != Kind::Number
                || is_connective(text, word)
            {
                word += 1;
                continue;
            }
            match self.mention(text, cues, word) {
                Some(mention) => {
                    at[word] = Some(list.len());
                    word = mention.to;
                    list.push(mention);
                }
                None => word += 1,
            }
        }
        Mentions { list, at }
    }

    /// A known or common name that begins at the word, with `step` from word to word.
    pub(super) fn named(
        &self,
        text: &Text,
        at: usize,
        step: impl Fn(usize) -> Option<usize>,
    ) -> Option<(Vec<String>, u8, usize)> {
        let (entries, end) = self.trie.longest(text, at, true, step)?;
        let codes: BTreeSet<&String> = entries
            .iter()
            .filter_map(|entry| {
                if let Entry::Code(code) = entry {
                    Some(code)
                } else {
                    None
                }
            })
            .collect();
        let sectors: BTreeSet<&String> = entries
            .iter()
            .filter_map(|entry| {
                if let Entry::Sector(code) = entry {
                    Some(code)
                } else {
                    None
                }
            })
            .collect();
        // Two agencies of one unmarked name: a person decides.
        let (found, confidence) = match (codes.len(), sectors.len()) {
            (1, _) => (codes, 95),
            (0, 1) => (sectors, 60),
            _ => (BTreeSet::new(), 60),
        };
        Some((found.into_iter().cloned().collect(), confidence, end))
    }

    fn mention(&self, text: &Text, cues: &Cues, at: usize) -> Option<Mention> {
        let named = self
            .named(text, at, |word| next_content(text, word))
            .filter(|&(_, confidence, end)| {
                // A bare sector word is no name inside a longer word group ("police officers").
                confidence > 60 || text.words[at].upper || end > at
            });
        let named = named.filter(|_| !is_other_sense(text, at));
        let group = self.group_phrase(text, at);
        let pattern = pattern(text, cues, at);
        let make = |to: usize, codes: Vec<String>, confidence: u8, vague: bool| {
            let bytes = text.bytes(at..to)?;
            let named = Named {
                text: clean(&text.source[bytes]),
                codes,
            };
            Some(Mention {
                from: at,
                to,
                named,
                confidence,
                vague,
            })
        };
        let end_of = |found: &Option<(Vec<String>, u8, usize)>| found.as_ref().map_or(0, |it| it.2);
        let best = end_of(&named);
        if let Some((codes, confidence, end, vague)) = group
            && end > best
            && pattern.is_none_or(|other| end >= other)
        {
            return make(end, codes, confidence, vague);
        }
        if let Some((codes, confidence, end)) = named {
            let elsewhere = self.elsewhere(text, end);
            if let Some(after) = elsewhere {
                return make(after, Vec::new(), 50, false);
            }
            // A pattern may go on directly ("Sở Y tế Dự phòng"), not past what ends a whole name.
            let whole = joins(text, end);
            if whole || pattern.is_none_or(|other| other <= end || !codes.is_empty()) {
                return make(end, codes, confidence, false);
            }
        }
        pattern.and_then(|end| make(end, Vec::new(), 55, false))
    }

    /// A name followed by another province ("Sở Y tế tỉnh Thanh Hóa") is not the known agency.
    fn elsewhere(&self, text: &Text, end: usize) -> Option<usize> {
        let place = if text.bare(end) == "tinh" || text.bare(end.wrapping_sub(1)) == "tinh" {
            let first = if text.bare(end) == "tinh" {
                end + 1
            } else {
                end
            };
            (text.words.get(first)?.upper && text.words.get(first + 1)?.upper).then_some(first)?
        } else {
            return None;
        };
        let known = self.provinces.is_empty()
            || self.provinces.iter().any(|name| {
                name.iter()
                    .enumerate()
                    .all(|(n, key)| text.bare(place + n) == &*key.bare)
            });
        (!known).then_some(place + 2)
    }

    /// A group phrase: codes, confidence, word after it, vague.
    fn group_phrase(&self, text: &Text, from: usize) -> Option<(Vec<String>, u8, usize, bool)> {
        let mut phrase = Phrase::default();
        let mut at = from;
        let mut end = from;
        let mut comma = false;
        for _ in 0..24 {
            let part = GRAMMAR.longest(text, at, text.unmarked, |word| next_content(text, word));
            let small = text.number(at).is_some_and(|n| n < 1000);
            match part {
                Some((parts, after)) => {
                    let part = *parts.first().copied()?;
                    let apart = comma && matches!(part, Part::Province | Part::Level | Part::All);
                    if part == Part::Stop || apart || !phrase.accepts(part, at == from) {
                        break;
                    }
                    phrase.add(part, text.bare(after - 1));
                    at = after;
                    if part != Part::Link {
                        end = after;
                        comma = false;
                    }
                }
                None if small && (at == from || phrase.wants_number()) => {
                    phrase.count = true;
                    at += 1;
                    end = at;
                }
                None if phrase.any()
                    && text.is_mark(at, &[',', '-', '–', '/', '&', '(', ')', '\'', '’']) =>
                {
                    if text.is_mark(at, &['(', ')']) {
                        break;
                    }
                    comma |= text.is_mark(at, &[',']);
                    at += 1;
                }
                None if phrase.any() && is_connective(text, at) => at += 1,
                None => break,
            }
        }
        if let Some((codes, after)) = self.enumerated(text, &phrase, end) {
            return Some((codes, 90, after, false));
        }
        if phrase.is_single() && text.words.get(end).is_some_and(|word| word.upper) {
            return None;
        }
        let kinds = phrase.groups()?;
        let mut codes = Vec::new();
        for kind in kinds {
            codes.extend(self.groups.get(&kind).into_iter().flatten().cloned());
        }
        codes.sort_unstable();
        codes.dedup();
        let confidence = if codes.is_empty() {
            50
        } else {
            phrase.confidence()
        };
        Some((codes, confidence, end, phrase.is_vague()))
    }

    /// "UBND các huyện: Kỳ Sơn, Tương Dương và Con Cuông".
    fn enumerated(&self, text: &Text, phrase: &Phrase, end: usize) -> Option<(Vec<String>, usize)> {
        let head = phrase.head?;
        let mut at = end;
        let mut codes = Vec::new();
        let mut after = end;
        for _ in 0..64 {
            let level = matches!(
                text.bare(at),
                "huyen" | "thanh" | "thi" | "pho" | "xa" | "district" | "tx" | "tp"
            );
            if text.is_mark(at, &[':', ',', '(', ';']) || is_connective(text, at) || level {
                at += 1;
                continue;
            }
            let Some((entries, next)) = self
                .areas
                .longest(text, at, true, |word| next_content(text, word))
            else {
                break;
            };
            let mut of_head = entries
                .iter()
                .filter(|(part, _)| *part == head)
                .map(|(_, code)| code);
            let code = of_head.next()?;
            if !codes.contains(code) {
                codes.push(code.clone());
            }
            at = next;
            after = next;
        }
        let closing = matches!(text.bare(after), "districts" | "district" | "communes");
        codes.sort_unstable();
        let several = codes.len() > 1 || (codes.len() == 1 && phrase.head.is_some());
        several.then_some((codes, after + usize::from(closing)))
    }
}

/// What a group phrase has said so far.
#[derive(Default, Debug)]
struct Phrase {
    head: Option<Part>,
    district: bool,
    commune: bool,
    town: bool,
    border: bool,
    plural: bool,
    count: bool,
    level: bool,
    province: bool,
    body: bool,
    bodies: bool,
    modifier: bool,
}

impl Phrase {
    fn any(&self) -> bool {
        self.head.is_some()
            || self.area()
            || self.body
            || self.plural
            || self.count
            || self.modifier
            || self.province
    }

    fn area(&self) -> bool {
        self.district || self.commune || self.town || self.border
    }

    fn wants_number(&self) -> bool {
        self.head.is_some() || self.plural
    }

    /// A committee or police begins a new mention after anything complete; bodies and areas that
    /// stand under a head do not mix.
    fn accepts(&self, part: Part, first: bool) -> bool {
        match part {
            Part::Link => !first,
            Part::Committee | Part::Police => self.head.is_none() && !self.body,
            Part::Body | Part::Bodies => self.head.is_none() && !(self.district || self.commune),
            Part::District | Part::Commune | Part::Town => !self.body || self.head.is_some(),
            Part::Many => self.head.is_none() || !self.area(),
            _ => true,
        }
    }

    fn add(&mut self, part: Part, word: &str) {
        match part {
            Part::Committee | Part::Police => self.head = Some(part),
            Part::District => {
                self.district = true;
                self.plural |= word == "districts";
            }
            Part::Commune => {
                self.commune = true;
                self.plural |= word.ends_with('s');
            }
            Part::Town => {
                self.town = true;
                self.plural |= matches!(word, "cities" | "towns");
            }
            Part::Border => self.border = true,
            Part::Many => self.plural = true,
            Part::All => self.modifier = true,
            Part::Level => self.level = true,
            Part::Province => self.province = true,
            Part::Body => self.body = true,
            Part::Bodies => {
                self.body = true;
                self.bodies = true;
            }
            Part::Modifier => self.modifier = true,
            Part::Link | Part::Stop => {}
        }
    }

    /// "UBND huyện": one, whose name follows.
    fn is_single(&self) -> bool {
        self.head.is_some() && !self.plural && !self.count && !self.level
    }

    fn groups(&self) -> Option<Vec<Group>> {
        let many = self.plural || self.count || self.level;
        if self.head.is_some() && self.area()
            || self.head.is_none() && self.area() && many && !self.body
        {
            let district = self.district || self.town && !self.commune;
            return Some(match (self.head, district, self.commune, self.border) {
                (Some(Part::Police), true, _, _) => {
                    vec![Group::DistrictPolice]
                }
                (Some(Part::Police), false, ..) => Vec::new(),
                (_, true, true, _) => vec![Group::DistrictCommittee, Group::CommuneCommittee],
                (_, true, false, true) => vec![Group::BorderDistrictCommittee],
                (_, true, false, false) => vec![Group::DistrictCommittee],
                (_, false, _, true) => vec![Group::BorderCommune],
                (_, false, _, false) => vec![Group::CommuneCommittee],
            });
        }
        if self.body && self.head.is_none() && (self.plural || self.bodies || self.modifier) {
            let departments = !self.modifier && self.province;
            return Some(if departments {
                vec![Group::Department]
            } else {
                Vec::new()
            });
        }
        None
    }

    fn confidence(&self) -> u8 {
        match (self.head.is_some(), self.plural || self.count) {
            (true, true) => 90,
            (true, false) => 75,
            (false, _) => 65,
        }
    }

    fn is_vague(&self) -> bool {
        self.head.is_none()
    }
}

/// "công an" in "công an nhân dân", "police station": not the agency.
fn is_other_sense(text: &Text, at: usize) -> bool {
    matches!(text.bare(at), "cong") && text.bare(at + 1) == "an" && text.bare(at + 2) == "nhan"
}

/// An agency by its form: the word after it.
fn pattern(text: &Text, cues: &Cues, at: usize) -> Option<usize> {
    let word = text.words.get(at)?;
    if !word.upper || text.kind(at) != Kind::Letters {
        return None;
    }
    if HEADS_VI.contains(&text.bare(at)) && is_vietnamese_head(text, at) {
        return vietnamese_name(text, cues, at);
    }
    english_name(text, cues, at)
}

fn is_vietnamese_head(text: &Text, at: usize) -> bool {
    let next = text.bare(at + 1);
    let marked = text.marked(at);
    match text.bare(at) {
        "so" => marked != "so\u{302}\u{301}" && (marked == "so\u{31b}\u{309}" || text.unmarked),
        "cuc" => marked == "cu\u{323}c" || marked == "cuc\u{323}" || text.unmarked,
        "chi" => next == "cuc",
        "ban" => {
            text.words[at].end < text.source.len()
                && (marked == "ban")
                && !matches!(next, "hanh" | "dau")
        }
        "vien" => next == "kiem",
        "toa" => next == "an",
        "hoi" => marked == "ho\u{323}i" || marked.starts_with("ho\u{302}i"),
        "bo" => marked.starts_with("bo\u{302}"),
        "van" => next == "phong",
        "trung" => next == "tam",
        "phong" => marked == "phong\u{300}",
        "dai" => next == "phat" || next == "truyen",
        "thanh" => next == "tra",
        "kho" => next == "bac",
        "benh" => next == "vien",
        "lien" | "doan" | "don" | "hai" | "tong" | "to" | "truong" => {
            matches!(
                (text.bare(at), next),
                ("lien", "doan")
                    | ("doan", "thanh")
                    | ("don", "bien")
                    | ("hai", "quan")
                    | ("tong", "cong")
                    | ("to", "cong")
            )
        }
        _ => false,
    }
}

/// Head, then syllables: Vietnamese capitalises the first syllable of each word of a name, so one small
/// syllable may follow a capital, unless it begins a cue.
fn vietnamese_name(text: &Text, cues: &Cues, at: usize) -> Option<usize> {
    let cue = |at: usize| cues.is(at, LEAD | COORDINATE | DUTY | REQUEST | ACTION);
    let mut end = at + 1;
    let mut small = 0;
    let mut capitals = 0;
    let mut next = at + 1;
    for _ in 0..14 {
        let Some(word) = text.words.get(next) else {
            break;
        };
        let joins = text.bare(next) == "va" || text.is_mark(next, &['-', '–', '&']);
        if joins && text.words.get(next + 1).is_some_and(|word| word.upper) && capitals > 0 {
            next += 1;
            small = 0;
            continue;
        }
        if text.kind(next) != Kind::Letters && !(text.kind(next) == Kind::Number && next == end) {
            break;
        }
        let heads = word.upper
            && HEADS_VI.contains(&text.bare(next))
            && is_vietnamese_head(text, next)
            && next > at + 2;
        if heads {
            break;
        }
        if word.upper {
            capitals += 1;
            small = 0;
        } else {
            let level = matches!(text.bare(next), "tinh" | "huyen" | "xa");
            if !level && (small >= 1 || cue(next)) {
                break;
            }
            small += usize::from(!level);
        }
        next += 1;
        end = next;
    }
    (capitals > 0 && end > at + 1).then_some(end)
}

/// A run of capitalised words, joined by connectives, with an agency's head among them.
fn english_name(text: &Text, cues: &Cues, at: usize) -> Option<usize> {
    if cues.is(at, REQUEST | ACTION | LEAD | COORDINATE | PERSON)
        && !HEADS_EN.contains(&text.bare(at))
    {
        return None;
    }
    let mut end = at;
    let mut head = false;
    let mut done = false;
    let mut next = at;
    for _ in 0..14 {
        let Some(word) = text.words.get(next) else {
            break;
        };
        if word.upper && text.kind(next) == Kind::Letters {
            let is_head = HEADS_EN.contains(&text.bare(next)) && word.plain;
            // "Farmers' Union and the Department of Justice": a head behind a link is another agency.
            if is_head && head && next > end {
                break;
            }
            head |= is_head;
            // "Youth Union" is complete, "Provincial Department" (of …) is not.
            done |= is_head && next > at && text.bare(next + 1) != "of";
            next += 1;
            end = next;
            continue;
        }
        if next == at || done || !is_connective(text, next) {
            break;
        }
        // ", Provincial …" and "and the …" begin another name.
        let another = matches!(text.bare(next + 1), "the" | "province");
        if head && joins(text, next) && another {
            break;
        }
        next += 1;
    }
    (head && end > at + 1).then_some(end)
}

/// Text on one line.
pub(super) fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
