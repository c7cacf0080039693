//! Placeholders in texts: what something else puts a value in place of.

use std::ops::Range;

/// Whether something will replace the text, or a part of it, before AWS sees it: it holds a
/// `${...}`, or is a token such as `__FUNCTION_ARN__` or `%FUNCTION_ARN%`.
pub fn has_placeholder(text: &str) -> bool {
    let mut dollars = memchr::memchr_iter(b'$', text.as_bytes());
    dollars.any(|at| text.as_bytes().get(at + 1) == Some(&b'{')) || is_token(text)
}

/// Where `${name}` stands in a text.
pub(super) fn placeholder_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let dollars = memchr::memchr_iter(b'$', text.as_bytes());
    dollars.filter_map(|at| {
        let rest = text[at..].strip_prefix("${")?;
        // `$${name}` is how Terraform writes a plain `${name}`.
        let is_plain = text[..at].ends_with('$');
        let name = rest.split('}').next()?;
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        let is_closed = rest[name.len()..].starts_with('}');
        (is_name && is_closed && !is_plain).then(|| at..at + name.len() + 3)
    })
}

/// Whether a text is one word between double underscores or percent signs, as scripts look for.
fn is_token(text: &str) -> bool {
    let between = |mark: &str| text.strip_prefix(mark)?.strip_suffix(mark);
    let word = between("__").or_else(|| between("%"));
    let is_word =
        |word: &str| word.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    word.is_some_and(|word| !word.is_empty() && is_word(word))
}
