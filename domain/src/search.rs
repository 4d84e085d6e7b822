//! Search: the words of a text as an index keeps them, and what somebody typed as an expression over them.
//!
//! A text is kept as its syllables twice: folded (`namcan` for *Nậm Cắn*) and as typed with one placement of
//! the tone. Neighbours are kept joined as well, so that `namcan` finds *Nậm Cắn*, and so that a sequence is
//! an "and" of pairs: an index without positions does. Lao has no spaces; it is kept in windows of two letters.
//!
//! **Invariants:** texts and questions pass through the same [`words`]; a token is letters and digits after one
//! letter that says its kind, so no engine sees a sign of its own language in it. Changing a token needs
//! `lachan rebuild`.
//!
//! To search one more kind: a variant of [`SearchKind`], where it is written (`store::search`), and its rights.

use crate::access::Scope;
use crate::id::AgencyId;
use crate::macros::text_enum;
use crate::text::{fold, nfc, normalise_tone};
use std::collections::BTreeSet;

/// Most characters of a question.
pub const LONGEST_QUESTION: usize = 200;
/// Words of a question that count.
const MOST_WORDS: usize = 12;
/// Letters of a word that count.
const LONGEST_WORD: usize = 40;
/// No Vietnamese syllable is longer (*nghiêng*): a longer word may be several that were typed in one.
const LONGEST_SYLLABLE: usize = 7;
/// Letters up to which a long word is taken apart.
const LONGEST_JOINED: usize = 24;

text_enum! {
    /// What can be found.
    SearchKind {
        Task = "task",
        Directive = "directive",
        Comment = "comment",
        File = "file",
        Area = "area",
        Agency = "agency",
    }
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    folded: String,
    /// As typed, in lower case, the tone on one of its two places.
    marked: String,
    is_lao: bool,
}

fn is_lao(c: char) -> bool {
    ('\u{E80}'..='\u{EFF}').contains(&c)
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// The pieces of a text between spaces and signs, with their places in bytes.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let class = |c: char| {
        if is_lao(c) {
            2
        } else {
            u8::from(c.is_alphanumeric() || is_combining(c))
        }
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if now != before {
            if before != 0 {
                pieces.push((start, &text[start..at]));
            }
            start = at;
        }
        before = now;
    }
    if before != 0 {
        pieces.push((start, &text[start..]));
    }
    pieces
}

/// The words of a text, in its order.
fn words(text: &str) -> Vec<Word> {
    let text = nfc(text);
    let mut words = Vec::new();
    for (_, piece) in pieces(&text) {
        if piece.starts_with(is_lao) {
            let letters: Vec<char> = piece.chars().collect();
            for window in letters.windows(letters.len().min(2)) {
                let letters: String = window.iter().collect();
                words.push(Word {
                    folded: letters.clone(),
                    marked: letters,
                    is_lao: true,
                });
            }
            continue;
        }
        let plain = |text: String| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.take(LONGEST_WORD).collect()
        };
        let folded = plain(fold(piece));
        let marked = plain(nfc(&normalise_tone(piece).to_lowercase()));
        if !folded.is_empty() && !marked.is_empty() {
            words.push(Word {
                folded,
                marked,
                is_lao: false,
            });
        }
    }
    words
}

fn folded(text: &str) -> String {
    format!("f{text}")
}

fn marked(text: &str) -> String {
    format!("m{text}")
}

/// In which of its two forms a word is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Folded,
    Marked,
}

impl Form {
    fn of(self, word: &Word) -> Expr {
        Expr::Token(match self {
            Self::Folded => folded(&word.folded),
            Self::Marked => marked(&word.marked),
        })
    }
}

/// Two neighbours in one; Lao windows overlap and need no joining.
fn joined(first: &Word, second: &Word) -> Option<(String, String)> {
    if first.is_lao || second.is_lao {
        return None;
    }
    let join = |first: &str, second: &str| -> String {
        let letters = first.chars().chain(second.chars());
        letters.take(2 * LONGEST_WORD).collect()
    };
    Some((
        folded(&join(&first.folded, &second.folded)),
        marked(&join(&first.marked, &second.marked)),
    ))
}

/// The tokens of a text, each once, with spaces between them; empty for a text without letters and digits.
pub fn tokens(text: &str) -> String {
    let words = words(text);
    let mut tokens = BTreeSet::new();
    for word in &words {
        tokens.insert(folded(&word.folded));
        tokens.insert(marked(&word.marked));
    }
    for pair in words.windows(2) {
        if let [first, second] = pair
            && let Some((one, other)) = joined(first, second)
        {
            tokens.insert(one);
            tokens.insert(other);
        }
    }
    tokens.into_iter().collect::<Vec<_>>().join(" ")
}

fn kind_token(kind: SearchKind) -> String {
    format!("k{}", kind.as_str())
}

fn agency_token(agency: AgencyId) -> String {
    format!("a{}", agency.0.simple())
}

fn province_token(province: &str) -> String {
    let letters: String = province.chars().filter(|c| c.is_alphanumeric()).collect();
    format!("p{letters}")
}

/// The tokens that say of which kind something is and who may see it: a province, and agencies.
pub fn scope_tokens(kind: SearchKind, province: &str, agencies: &[AgencyId]) -> String {
    let mut tokens = vec![kind_token(kind), province_token(province)];
    tokens.extend(agencies.iter().copied().map(agency_token));
    tokens.sort();
    tokens.dedup();
    tokens.join(" ")
}

/// A condition over the tokens of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    Token(String),
    /// All of them; never empty.
    All(Vec<Expr>),
    /// One of them; never empty.
    Any(Vec<Expr>),
    /// The first without the second.
    Without(Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Whether tokens meet it: the meaning that both engines must give it.
    pub fn matches(&self, tokens: &BTreeSet<&str>) -> bool {
        match self {
            Self::Token(token) => tokens.contains(token.as_str()),
            Self::All(all) => all.iter().all(|one| one.matches(tokens)),
            Self::Any(any) => any.iter().any(|one| one.matches(tokens)),
            Self::Without(one, other) => one.matches(tokens) && !other.matches(tokens),
        }
    }

    /// Both. What is taken away is taken from both: an index then need not look through what is not `within`.
    pub fn and(&self, within: &Self) -> Self {
        match self {
            Self::Without(one, other) => Self::Without(Box::new(one.and(within)), other.clone()),
            one => Self::All(vec![within.clone(), one.clone()]),
        }
    }

    fn all(mut all: Vec<Self>) -> Self {
        match all.len() {
            1 => all.remove(0),
            _ => Self::All(all),
        }
    }

    fn any(mut any: Vec<Self>) -> Self {
        any.dedup();
        match any.len() {
            1 => any.remove(0),
            _ => Self::Any(any),
        }
    }
}

/// What limits a search to what an actor may see; none where the scope is empty.
pub fn within(kind: SearchKind, scope: &Scope) -> Option<Expr> {
    let kind = Expr::Token(kind_token(kind));
    Some(match scope {
        Scope::Nothing => return None,
        Scope::All => kind,
        Scope::Agency(agency) => Expr::All(vec![kind, Expr::Token(agency_token(*agency))]),
        Scope::Province { province, agency } => Expr::All(vec![
            kind,
            Expr::Any(vec![
                Expr::Token(province_token(province)),
                Expr::Token(agency_token(*agency)),
            ]),
        ]),
    })
}

/// What is known of every area of a province.
pub fn within_province(kind: SearchKind, province: &str) -> Expr {
    Expr::All(vec![
        Expr::Token(kind_token(kind)),
        Expr::Token(province_token(province)),
    ])
}

/// What somebody typed, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    words: Vec<Word>,
    tiers: Vec<Expr>,
}

impl Question {
    /// None for a text without letters and digits, which finds nothing.
    pub fn new(text: &str) -> Option<Self> {
        let mut words = words(text);
        words.truncate(MOST_WORDS);
        if words.is_empty() {
            return None;
        }
        let mut question = Self {
            words,
            tiers: Vec::new(),
        };
        question.tiers = question.exclusive();
        Some(question)
    }

    /// The conditions from the best to the weakest: the sequence with the accents as typed, the words so, the
    /// sequence without accents, the words so. None holds for what one before it holds for.
    pub fn tiers(&self) -> &[Expr] {
        &self.tiers
    }

    fn exclusive(&self) -> Vec<Expr> {
        let wide = [
            self.sequence(Form::Marked),
            self.each(Form::Marked),
            self.sequence(Form::Folded),
            self.each(Form::Folded),
        ];
        let mut before: Vec<Expr> = Vec::new();
        let mut tiers = Vec::new();
        for expr in wide {
            if before.contains(&expr) {
                continue;
            }
            tiers.push(match before.as_slice() {
                [] => expr.clone(),
                _ => {
                    let better = Box::new(Expr::any(before.clone()));
                    Expr::Without(Box::new(expr.clone()), better)
                }
            });
            before.push(expr);
        }
        tiers
    }

    fn pair(&self, at: usize, form: Form) -> Option<Expr> {
        let [first, second] = self.words.get(at..at + 2)? else {
            return None;
        };
        let (folded, marked) = joined(first, second)?;
        Some(Expr::Token(match form {
            Form::Folded => folded,
            Form::Marked => marked,
        }))
    }

    /// All words, each with its neighbour.
    fn sequence(&self, form: Form) -> Expr {
        let mut parts: Vec<Expr> = Vec::new();
        for at in 0..self.words.len().saturating_sub(1) {
            match self.pair(at, form) {
                Some(pair) => parts.push(pair),
                None => parts.extend(self.words[at..at + 2].iter().map(|word| form.of(word))),
            }
        }
        if parts.is_empty() {
            parts.extend(self.words.iter().map(|word| form.of(word)));
        }
        parts.dedup();
        Expr::all(parts)
    }

    /// All words wherever they stand; two of them may be written as one and, without accents, one as two.
    fn each(&self, form: Form) -> Expr {
        let mut parts = Vec::new();
        for (at, word) in self.words.iter().enumerate() {
            let mut ways = vec![form.of(word)];
            ways.extend(at.checked_sub(1).and_then(|before| self.pair(before, form)));
            ways.extend(self.pair(at, form));
            if form == Form::Folded {
                ways.extend(splits(&word.folded).into_iter().map(|(one, other)| {
                    Expr::All(vec![Expr::Token(folded(&one)), Expr::Token(folded(&other))])
                }));
            }
            parts.push(Expr::any(ways));
        }
        parts.dedup();
        Expr::all(parts)
    }

    /// How well a text answers: the number of its tier, 0 for the best; none where it does not.
    pub fn rank(&self, text: &str) -> Option<usize> {
        self.rank_tokens(&tokens(text))
    }

    /// The same for the [`tokens`] of a text.
    pub fn rank_tokens(&self, tokens: &str) -> Option<usize> {
        let tokens: BTreeSet<&str> = tokens.split(' ').collect();
        self.tiers.iter().position(|tier| tier.matches(&tokens))
    }

    /// The text in parts, and whether each was asked for.
    pub fn highlight(&self, text: &str) -> Vec<(bool, String)> {
        let pieces = pieces(text);
        let together = |first: Option<&(usize, &str)>, second: Option<&(usize, &str)>| {
            let (Some((_, first)), Some((_, second))) = (first, second) else {
                return String::new();
            };
            fold(&format!("{first}{second}"))
        };
        let mut parts = Vec::new();
        let mut end = 0;
        for (n, &(at, piece)) in pieces.iter().enumerate() {
            let before = n.checked_sub(1).and_then(|n| pieces.get(n));
            let around = [
                together(before, pieces.get(n)),
                together(pieces.get(n), pieces.get(n + 1)),
            ];
            let is_asked = self.words.iter().any(|word| {
                around.contains(&word.folded)
                    || words(piece).iter().any(|found| found.folded == word.folded)
            });
            let gap = &text[end..at];
            // The space between two words that were asked for belongs to them.
            let is_between = is_asked && gap == " " && matches!(parts.last(), Some((true, _)));
            add(&mut parts, is_between, gap);
            add(&mut parts, is_asked, piece);
            end = at + piece.len();
        }
        add(&mut parts, false, &text[end..]);
        parts
    }

    /// The part of a long text around what was asked for, at most `most` characters.
    pub fn excerpt(&self, text: &str, most: usize) -> String {
        let letters: Vec<char> = text.chars().collect();
        if letters.len() <= most {
            return text.to_owned();
        }
        let ahead: usize = self
            .highlight(text)
            .iter()
            .take_while(|(is_asked, _)| !is_asked)
            .map(|(_, part)| part.chars().count())
            .sum();
        let ahead = if ahead >= letters.len() { 0 } else { ahead };
        let start = ahead.saturating_sub(most / 3).min(letters.len() - most);
        // Begins and ends with whole words.
        let start = match letters[start..].iter().position(|c| c.is_whitespace()) {
            Some(skip) if start > 0 && start + skip < ahead => start + skip + 1,
            _ => start,
        };
        let end = (start + most).min(letters.len());
        let dots = |is_cut: bool| if is_cut { "…" } else { "" };
        let middle: String = letters[start..end].iter().collect();
        format!(
            "{}{}{}",
            dots(start > 0),
            middle.trim(),
            dots(end < letters.len())
        )
    }
}

fn add(parts: &mut Vec<(bool, String)>, is_asked: bool, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some((was, part)) if *was == is_asked => part.push_str(text),
        _ => parts.push((is_asked, text.to_owned())),
    }
}

/// The ways in which a long word can be two.
fn splits(word: &str) -> Vec<(String, String)> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() <= LONGEST_SYLLABLE || letters.len() > LONGEST_JOINED {
        return Vec::new();
    }
    (2..letters.len() - 1)
        .map(|at| {
            (
                letters[..at].iter().collect(),
                letters[at..].iter().collect(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rank(question: &str, text: &str) -> Option<usize> {
        Question::new(question).expect("words").rank(text)
    }

    #[test]
    fn accents_decide_on_the_order_and_not_on_whether_it_is_found() {
        for text in ["Xã Nậm Cắn", "Xã Nậm Càn"] {
            assert!(rank("nam can", text).is_some());
        }
        let (same, other) = (rank("Nậm Cắn", "Xã Nậm Cắn"), rank("Nậm Cắn", "Xã Nậm Càn"));
        assert_eq!(same, Some(0));
        assert!(other > same, "{other:?}");
        // The words in sequence come before the words anywhere.
        assert!(rank("nam can", "năm nay cần làm") > rank("nam can", "Nậm Cắn"));
        assert_eq!(rank("nam can", "Nậm Típ"), None);
    }

    #[test]
    fn tone_placement_and_the_barred_d_do_not_matter() {
        assert_eq!(rank("hoà", "Chợ Hòa Bình"), Some(0));
        assert_eq!(rank("hòa", "Chợ Hoà Bình"), Some(0));
        assert!(rank("dien bien", "Tỉnh Điện Biên").is_some());
        assert_eq!(rank("điện biên", "TỈNH ĐIỆN BIÊN"), Some(0));
        assert!(rank("đien", "dien").is_some());
    }

    #[test]
    fn word_breaks_do_not_matter() {
        for (question, text) in [
            ("namcan", "Xã Nậm Cắn"),
            ("nam can", "xã Namcan"),
            ("nậmcắn", "Nậm Cắn"),
            ("namcanky", "Nậm Cắn, Kỳ Sơn"),
            ("muongxen", "thị trấn Mường-Xén"),
            ("1041/UBND-NC", "1041/UBND-NC Về việc"),
            ("1041 ubnd", "Số 1041/UBND-NC"),
            ("ບ້ານ", "ຢູ່ບ້ານນາ"),
        ] {
            assert!(rank(question, text).is_some(), "{question} in {text}");
        }
        // A short word is not taken apart.
        assert_eq!(rank("canh", "ca nh"), rank("ca nh", "canh"));
        assert_eq!(rank("thanh", "thôn an hòa"), None);
    }

    #[test]
    fn what_was_asked_for_is_marked() {
        let question = Question::new("nam can").expect("words");
        let parts = question.highlight("Xã Nậm Cắn, Kỳ Sơn");
        let parts: Vec<_> = parts
            .iter()
            .map(|(on, part)| (*on, part.as_str()))
            .collect();
        assert_eq!(
            parts,
            [(false, "Xã "), (true, "Nậm Cắn"), (false, ", Kỳ Sơn")]
        );
        let joined = Question::new("namcan").expect("words");
        assert_eq!(joined.highlight("Nậm Cắn"), [(true, "Nậm Cắn".to_owned())]);
        let long = format!("{} Nậm Cắn {}", "một hai ".repeat(50), "ba bốn ".repeat(50));
        let part = question.excerpt(&long, 80);
        assert!(
            part.contains("Nậm Cắn") && part.chars().count() <= 82,
            "{part}"
        );
    }

    #[test]
    fn nothing_is_no_question() {
        for text in ["", "  ", "%_'\"*()", "–"] {
            assert_eq!(Question::new(text), None, "{text}");
        }
        assert_eq!(tokens("– %"), "");
    }

    proptest! {
        #[test]
        fn a_text_is_found_by_its_own_words_typed_with_and_without_accents(
            text in "[a-zàáảãạăắâấđêếôốơớưứýỹ]{1,6}( [a-zàáảãạăắâấđêếôốơớưứýỹ0-9]{1,6}){0,5}"
        ) {
            prop_assert_eq!(rank(&text, &text), Some(0));
            prop_assert!(rank(&fold(&text), &text).is_some());
        }

        #[test]
        fn tokens_have_no_signs_and_tiers_exclude_each_other(
            question in "\\PC{0,40}", text in "\\PC{0,60}"
        ) {
            let kept = tokens(&text);
            for token in kept.split_whitespace() {
                let is_sign = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
                prop_assert!(!token.contains(is_sign), "{}", token);
            }
            if let Some(question) = Question::new(&question) {
                let set: BTreeSet<&str> = kept.split(' ').collect();
                let met = question.tiers().iter().filter(|tier| tier.matches(&set)).count();
                prop_assert!(met <= 1);
                for within in [Expr::Token(folded("an")), Expr::Token(marked("à"))] {
                    for tier in question.tiers() {
                        let both = within.matches(&set) && tier.matches(&set);
                        prop_assert_eq!(tier.and(&within).matches(&set), both);
                    }
                }
                let parts = question.highlight(&text);
                prop_assert_eq!(parts.into_iter().map(|(_, part)| part).collect::<String>(), text);
            }
        }
    }
}
