//! Rust source as the checks see it: code without comments and strings, cut into words.
//!
//! **Invariant:** a word in a comment, a doc or a string is never taken for code. This is a lexer of
//! thirty lines and not a parser: checks that need types belong to clippy (`clippy.toml`).

/// The source with the inside of comments, strings and character literals blanked; line numbers stay.
pub fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let hidden = hidden_length(rest, code.chars().last());
        if hidden == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.extend(
                rest[..hidden]
                    .chars()
                    .map(|c| if c == '\n' { '\n' } else { ' ' }),
            );
            rest = &rest[hidden..];
        }
    }
    code
}

/// The bytes at the start of `text` that are a comment, string or character; 0 if it is code.
/// `before` is the character before, to tell `r"…"` from the end of a name like `for"…"`.
fn hidden_length(text: &str, before: Option<char>) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment_length(text);
    }
    if text.starts_with('"') {
        return quoted_length(text, '"');
    }
    if text.starts_with('r') && !before.is_some_and(is_word) {
        let hashes = text[1..].chars().take_while(|c| *c == '#').count();
        if text[1 + hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = hashes + 2;
            return text[start..]
                .find(&end)
                .map_or(text.len(), |at| start + at + end.len());
        }
    }
    // 'a' and '\n' are characters, 'a in a type is a lifetime.
    let mut after_quote = text.chars().skip(1);
    match (text.chars().next(), after_quote.next(), after_quote.next()) {
        (Some('\''), Some('\\'), _) => quoted_length(text, '\''),
        (Some('\''), Some(character), Some('\'')) => character.len_utf8() + 2,
        _ => 0,
    }
}

/// Block comments nest in Rust.
fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if !escaped && character == quote {
            return at + 1;
        }
        escaped = !escaped && character == '\\';
    }
    text.len()
}

/// The words and signs of [`code_only`] text, each with its line number from 1.
pub fn words(code: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            words.push((number + 1, &rest[..length]));
            rest = rest[length..].trim_start();
        }
    }
    words
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        words(&code_only(source))
            .into_iter()
            .map(|(_, word)| word.to_owned())
            .collect()
    }

    #[test]
    fn comments_and_strings_are_not_code() {
        let source = r###"a // b "c
            /* d /* e */ f */ g("h \" i", r#"j " k"#, b"l", 'm', '"', '\'') n"###;
        assert_eq!(
            texts(source),
            ["a", "g", "(", ",", ",", "b", ",", ",", ",", ")", "n"]
        );
    }

    #[test]
    fn lifetimes_are_not_characters() {
        assert_eq!(
            texts("fn a<'b>(c: &'b str)"),
            [
                "fn", "a", "<", "'", "b", ">", "(", "c", ":", "&", "'", "b", "str", ")"
            ]
        );
    }

    #[test]
    fn words_know_their_line() {
        assert_eq!(
            words("a::b\n\n c"),
            [(1, "a"), (1, "::"), (1, "b"), (3, "c")]
        );
    }

    #[test]
    fn an_unfinished_string_or_comment_ends_with_the_file() {
        assert_eq!(texts("a \"b"), ["a"]);
        assert_eq!(texts("a /* b /* c */"), ["a"]);
    }
}
