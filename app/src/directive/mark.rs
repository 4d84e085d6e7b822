//! Where the drafts come from, marked in the text of the directive.
//!
//! Spans may overlap, and marks may not: the text is cut at every boundary, and each piece knows the drafts
//! that it belongs to.
//!
//! **Invariants:** the pieces, put together, are the text; no cut goes through a letter of several bytes; a
//! span that covers nothing of the text marks nothing. To show more of a span, add it to [`Piece`].

use domain::reader::Span;
use std::ops::Range;

/// A part of the text that no boundary cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// Numbers of the drafts whose spans cover it.
    pub drafts: Vec<usize>,
    /// Those of [`Self::drafts`] whose span begins here.
    pub begins: Vec<usize>,
}

/// The pieces of `text` under `spans`, each with the number of its draft.
pub fn pieces(text: &str, spans: &[(usize, Span)]) -> Vec<Piece> {
    let spans: Vec<(usize, Range<usize>)> = spans
        .iter()
        .map(|&(number, span)| (number, within(text, span)))
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect();
    let mut cuts: Vec<usize> = spans
        .iter()
        .flat_map(|(_, bytes)| [bytes.start, bytes.end])
        .chain([0, text.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let bytes = cut[0]..cut[1];
            let covering = |of: &Range<usize>| of.start <= bytes.start && bytes.end <= of.end;
            let numbers = |is_meant: &dyn Fn(&Range<usize>) -> bool| {
                spans
                    .iter()
                    .filter(|(_, of)| is_meant(of))
                    .map(|&(number, _)| number)
                    .collect()
            };
            Piece {
                drafts: numbers(&covering),
                begins: numbers(&|of| of.start == bytes.start),
                bytes,
            }
        })
        .collect()
}

/// The bytes of a span that exist in the text, moved down to whole letters.
fn within(text: &str, span: Span) -> Range<usize> {
    let letter = |at: usize| {
        let at = at.min(text.len());
        (0..=at)
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0)
    };
    letter(span.start)..letter(span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    fn joined(text: &str, pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| &text[piece.bytes.clone()])
            .collect()
    }

    /// A generator of numbers, the same in every run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(self.0 >> 33).expect("31 bits") % limit
        }
    }

    #[test]
    fn the_pieces_are_the_text_whatever_the_spans() {
        let text = "Sở Y tế chủ trì; Công an tỉnh phối hợp.\n“Làm sạch” ma túy 👮 ở 27 xã.";
        let mut numbers = Numbers(7);
        for _ in 0..2000 {
            let spans: Vec<(usize, Span)> = (1..=numbers.below(8) + 1)
                .map(|number| {
                    let past_the_end = text.len() + 5;
                    let (start, end) = (numbers.below(past_the_end), numbers.below(past_the_end));
                    (number, span(start, end))
                })
                .collect();
            let pieces = pieces(text, &spans);
            assert_eq!(joined(text, &pieces), text, "{spans:?}");
            for (number, given) in &spans {
                let covered: usize = pieces
                    .iter()
                    .filter(|piece| piece.drafts.contains(number))
                    .map(|piece| piece.bytes.len())
                    .sum();
                assert_eq!(covered, within(text, *given).len(), "{spans:?}");
                let begins = pieces.iter().filter(|piece| piece.begins.contains(number));
                assert_eq!(
                    begins.count(),
                    usize::from(covered > 0),
                    "one place to go to: {spans:?}"
                );
            }
        }
    }

    #[test]
    fn overlapping_spans_are_cut_where_they_meet() {
        let text = "một hai ba";
        let first = text.find(" ba").expect("there");
        let second = text.find("hai").expect("there");
        let pieces = pieces(text, &[(1, span(0, first)), (2, span(second, text.len()))]);
        let shown: Vec<_> = pieces
            .iter()
            .map(|piece| {
                (
                    &text[piece.bytes.clone()],
                    piece.drafts.clone(),
                    piece.begins.clone(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("một ", vec![1], vec![1]),
                ("hai", vec![1, 2], vec![2]),
                (" ba", vec![2], vec![]),
            ]
        );
    }

    #[test]
    fn a_text_without_spans_is_one_piece_and_an_empty_one_none() {
        assert_eq!(pieces("một", &[]).len(), 1);
        assert!(pieces("", &[(1, span(0, 3))]).is_empty());
    }
}
