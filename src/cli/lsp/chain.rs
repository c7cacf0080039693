//! What stands at a place in an expression: a name, and the names that lead to it.
//!
//! It is read from the text alone, from the place backwards, so that it is found in an expression
//! that is still being written; paths and JSONata are alike in this.

use std::ops::Range;

use crate::schema::QueryLanguage;

/// A name in an expression, and what leads to it: `$states.input.or` is `or`, behind `input`,
/// behind the variable `states`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chain<'s> {
    /// Where it begins.
    pub(super) root: Root<'s>,
    /// The names between the root and the word.
    pub(super) names: Vec<&'s str>,
    /// The bytes of the last name, or of the root where there is nothing else.
    pub(super) word: Range<usize>,
    /// Whether there is nothing but the root.
    pub(super) is_root: bool,
}

/// Where a chain of names begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root<'s> {
    /// `$`
    Dollar,
    /// `$$`
    Context,
    /// `$name`
    Variable(&'s str),
    /// `name`
    Bare(&'s str),
}

impl<'s> Chain<'s> {
    /// The chain that ends at a place in an expression.
    pub(super) fn before(text: &'s str, at: usize, language: QueryLanguage) -> Option<Self> {
        let is_word = |character: char| is_word(character, language);
        let start = |end: usize| text[..end].trim_end_matches(is_word).len();
        let word = start(at)..at;
        let (mut names, mut first) = (Vec::new(), word.clone());
        loop {
            let before = &text[..first.start];
            let own = &text[first.clone()];
            let root = if before.ends_with("$$") {
                Some((Root::Context, 2))
            } else if before.ends_with('$') {
                let root = if own.is_empty() { Root::Dollar } else { Root::Variable(own) };
                Some((root, 1))
            } else if before.ends_with('.') {
                None
            } else {
                Some((Root::Bare(own), 0))
            };
            if let Some((root, sign)) = root {
                names.reverse();
                let is_only = first.end == word.end;
                let start = if is_only { first.start - sign } else { word.start };
                return Some(Self { root, names, word: start..word.end, is_root: is_only });
            }
            let mut end = first.start - 1;
            if first.end != word.end {
                names.push(own);
            }
            // What stands in brackets is a name, or takes one of several.
            while text[..end].ends_with(']') {
                let open = text[..end].rfind('[')?;
                let inner = &text[open + 1..end - 1];
                let quoted = inner.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
                names.extend(quoted);
                end = open;
            }
            first = start(end)..end;
            let is_rooted = text[..first.start].ends_with('$');
            if first.is_empty() && !is_rooted {
                return None;
            }
        }
    }

    /// The chain whose last name stands around a place in an expression.
    pub(super) fn around(text: &'s str, at: usize, language: QueryLanguage) -> Option<Self> {
        let rest = &text[at..];
        let sign = rest.len() - rest.trim_start_matches('$').len();
        let behind = rest[sign..].trim_start_matches(|c| is_word(c, language));
        let end = text.len() - behind.len();
        Self::before(text, end, language).filter(|chain| !chain.word.is_empty())
    }
}

/// Whether a place in an expression is within a text in quotes.
pub(super) fn is_quoted(text: &str, at: usize) -> bool {
    let (mut quote, mut characters) = (None, text[..at].chars());
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(character),
            _ => {}
        }
    }
    quote.is_some()
}

fn is_word(character: char, language: QueryLanguage) -> bool {
    // A path may have names with dashes; in `JSONata` a dash takes one number from another.
    character.is_alphanumeric()
        || character == '_'
        || character == '-' && language == QueryLanguage::JsonPath
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_read_backwards() {
        let table = [
            ("$", Root::Dollar, "", "$"),
            ("$$", Root::Context, "", "$$"),
            ("$st", Root::Variable("st"), "", "$st"),
            ("$.", Root::Dollar, "", ""),
            ("$.a-b.c", Root::Dollar, "a-b", "c"),
            ("$.a[0]['b c'].d", Root::Dollar, "a/b c", "d"),
            ("$['a'].b", Root::Dollar, "a", "b"),
            ("$$.Execution.I", Root::Context, "Execution", "I"),
            ("$order.lines[1].", Root::Variable("order"), "lines", ""),
            ("States.Fo", Root::Bare("States"), "", "Fo"),
            ("States.Format('{}', $.x", Root::Dollar, "", "x"),
            ("", Root::Bare(""), "", ""),
        ];
        for (text, root, names, word) in table {
            let chain = Chain::before(text, text.len(), QueryLanguage::JsonPath);
            let chain = chain.expect("it is a chain");
            let found = (chain.root, chain.names.join("/"), &text[chain.word]);
            assert_eq!(found, (root, names.to_owned(), word), "{text}");
        }
        assert_eq!(Chain::before("$f(1).x", 7, QueryLanguage::Jsonata), None);
        let text = "$a - $states.input.order + 1";
        let chain = Chain::around(text, 21, QueryLanguage::Jsonata).expect("it is a chain");
        assert_eq!((chain.names, &text[chain.word]), (vec!["input"], "order"));
    }

    #[test]
    fn a_place_in_quotes_is_told_from_others() {
        for (text, expected) in [("'a", true), ("'a' ", false), (r"'\'", true), ("x", false)] {
            assert_eq!(is_quoted(text, text.len()), expected, "{text}");
        }
    }
}
