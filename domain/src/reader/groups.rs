//! Phrases that name a group of agencies, by a small grammar: "UBND các huyện, thành phố, thị xã", "the 06
//! border districts", "People's Committees of Ky Son and Tuong Duong districts".
//!
//! **Invariant:** a phrase looks at a bounded number of words. To add a word of group phrases see [`PARTS`].

use std::sync::LazyLock;

use super::Group;
use super::agencies::{Area, Names};
use super::trie::Trie;
use super::variants::{content, is_connective, next_content};
use super::words::Text;

/// Words of group phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
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

/// Small numbers in words: "the six border districts".
const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
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

impl Names {
    /// A group phrase: codes, confidence, word after it, vague.
    pub(super) fn group_phrase(
        &self,
        text: &Text,
        from: usize,
    ) -> Option<(Vec<String>, u8, usize, bool)> {
        let mut phrase = Phrase::default();
        let mut at = from;
        let mut end = from;
        let mut comma = false;
        for _ in 0..24 {
            if at > from && text.gap(at - 1).contains('\t') {
                break;
            }
            let part = GRAMMAR.longest(text, at, text.unmarked, |word| next_content(text, word));
            let small =
                text.number(at).is_some_and(|n| n < 1000) || NUMBERS.contains(&text.bare(at));
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
        // "các huyện Kỳ Sơn, Tương Dương": what a district does, its committee does.
        let head = phrase.head.or_else(|| {
            let level = phrase.district || phrase.commune || phrase.town;
            (level && !phrase.body && !phrase.modifier).then_some(Part::Committee)
        })?;
        let (codes, after) = self.areas(text, end, head, |area| phrase.is_level(area.level))?;
        let closing = is_level_word(text.bare(after));
        Some((codes, after + usize::from(closing)))
    }

    /// "Ky Son and Tuong Duong districts": their committees.
    pub(super) fn named_areas(
        &self,
        text: &Text,
        from: usize,
    ) -> Option<(Vec<String>, u8, usize, bool)> {
        if !text.words.get(from)?.upper {
            return None;
        }
        let (_, after) = self.areas(text, from, Part::Committee, |_| true)?;
        let closing = text.bare(after);
        if !is_level_word(closing) || text.words.get(after)?.upper {
            return None;
        }
        let level = |area: &Area| closing.starts_with(area.level) || closing == "cities";
        let (codes, again) = self.areas(text, from, Part::Committee, level)?;
        (again == after).then_some((codes, 75, after + 1, false))
    }

    /// Codes of the areas listed at a word, those of the right level where there are any, and the word after.
    fn areas(
        &self,
        text: &Text,
        from: usize,
        head: Part,
        level: impl Fn(&Area) -> bool,
    ) -> Option<(Vec<String>, usize)> {
        let mut at = from;
        let mut codes = Vec::new();
        let mut after = from;
        for _ in 0..64 {
            let named = matches!(
                text.bare(at),
                "huyen" | "thanh" | "thi" | "pho" | "xa" | "district" | "tx" | "tp"
            );
            if text.is_mark(at, &[':', ',', '(', ';']) || is_connective(text, at) || named {
                at += 1;
                continue;
            }
            let Some((entries, next)) = self
                .areas
                .longest(text, at, true, |word| next_content(text, word))
            else {
                break;
            };
            let of_head = || entries.iter().filter(|area| area.head == head);
            let area = of_head().find(|area| level(area)).or(of_head().next())?;
            if !codes.contains(&area.code) {
                codes.push(area.code.clone());
            }
            at = next;
            after = next;
        }
        codes.sort_unstable();
        (!codes.is_empty()).then_some((codes, after))
    }
}

fn is_level_word(word: &str) -> bool {
    matches!(
        word,
        "districts"
            | "district"
            | "communes"
            | "commune"
            | "wards"
            | "towns"
            | "townships"
            | "cities"
    )
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

    /// Whether an area of this level is one the phrase is about.
    fn is_level(&self, level: &str) -> bool {
        match level {
            "district" => self.district,
            "commune" | "ward" | "township" => self.commune,
            _ => self.town || self.district,
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
