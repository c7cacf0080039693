//! Regular expressions: where they match, and `$match`, `$split` and `$replace` with them.

use std::iter::successors;

use crate::query::jsonata::functions::regex_syntax::{Flags, translate};
use crate::query::jsonata::functions::text::{code_units, limit_of};
use crate::query::jsonata::functions::{BYTES_MAX, Fault, TOO_BIG, TOO_LONG};

/// How often one search may go back and try another way: well below a second.
const BACKTRACKS_MAX: usize = 2_000_000;

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub struct Regex {
    engine: fancy_regex::Regex,
}

/// A place in a text, in both units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In bytes.
    pub byte: usize,
    /// In UTF-16 code units, as expressions see it.
    pub unit: usize,
}

/// One match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'t> {
    /// What was matched.
    pub text: &'t str,
    /// Where it begins.
    pub start: Place,
    /// Where it ends.
    pub end: Place,
    /// What each capturing group matched; none for one that took no part.
    pub groups: Vec<Option<&'t str>>,
}

impl Regex {
    /// Compiles what stands between the slashes. The error says what is wrong with it.
    pub fn new(pattern: &str, flags: Flags) -> Result<Self, String> {
        let pattern = translate(pattern, flags)?;
        let mut builder = fancy_regex::RegexBuilder::new(&pattern);
        builder.case_insensitive(flags.ignore_case).backtrack_limit(BACKTRACKS_MAX);
        let engine = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { engine })
    }

    /// The first match at or after a place. [`TOO_LONG`] where the search was given up.
    pub fn find_from<'t>(&self, text: &'t str, from: Place) -> Result<Option<Match<'t>>, Fault> {
        let captures = self.engine.captures_from_pos(text, from.byte);
        let Some(captures) = captures.map_err(|_| Fault::new(TOO_LONG))? else { return Ok(None) };
        let mut groups = captures.iter();
        let Some(whole) = groups.next().flatten() else { return Ok(None) };
        let skipped = text.get(from.byte..whole.start()).unwrap_or_default();
        let start = Place { byte: whole.start(), unit: from.unit + code_units(skipped) };
        let matched = whole.as_str();
        let end = Place { byte: whole.end(), unit: start.unit + code_units(matched) };
        let groups = groups.map(|group| group.map(|group| group.as_str())).collect();
        Ok(Some(Match { text: matched, start, end, groups }))
    }

    /// The match after one that ended there; none at the end of the text. `D1004` for an empty
    /// match: the search would not get on.
    pub fn find_next<'t>(&self, text: &'t str, end: Place) -> Result<Option<Match<'t>>, Fault> {
        if end.byte >= text.len() {
            return Ok(None);
        }
        match self.find_from(text, end)? {
            Some(found) if found.text.is_empty() => Err(Fault::new("D1004")),
            found => Ok(found),
        }
    }

    /// `$contains`
    pub fn is_match(&self, text: &str) -> Result<bool, Fault> {
        self.engine.is_match(text).map_err(|_| Fault::new(TOO_LONG))
    }

    /// `$match`: the first `limit` matches. `D3040` for a negative limit.
    pub fn find_all<'t>(&self, text: &'t str, limit: Option<f64>) -> Result<Vec<Match<'t>>, Fault> {
        limit_of("D3040", limit)?;
        self.matches(text, limit)
    }

    /// The first matches. As in the reference the next one is looked for before the limit is, so
    /// that an empty match is a fault although nobody asked for it.
    fn matches<'t>(&self, text: &'t str, limit: Option<f64>) -> Result<Vec<Match<'t>>, Fault> {
        let limit = limit.unwrap_or(f64::INFINITY);
        if limit <= 0.0 {
            return Ok(Vec::new());
        }
        let first = self.find_from(text, Place::default()).transpose();
        let next = |found: &Result<Match<'t>, Fault>| {
            let end = found.as_ref().ok()?.end;
            self.find_next(text, end).transpose()
        };
        let mut count = 0.0;
        let mut matches = Vec::new();
        for found in successors(first, next) {
            let found = found?;
            if count >= limit {
                break;
            }
            matches.push(found);
            count += 1.0;
        }
        Ok(matches)
    }

    /// `$split`: the first `limit` parts. `D3020` for a negative limit.
    pub fn split<'t>(&self, text: &'t str, limit: Option<f64>) -> Result<Vec<&'t str>, Fault> {
        let limit = limit_of("D3020", limit)?.unwrap_or(f64::INFINITY);
        if limit <= 0.0 {
            return Ok(Vec::new());
        }
        let matches = self.matches(text, Some(limit))?;
        let mut start = 0;
        let mut parts = Vec::with_capacity(matches.len() + 1);
        for found in &matches {
            parts.push(&text[start..found.start.byte]);
            start = found.end.byte;
        }
        #[expect(clippy::cast_precision_loss, reason = "no text has that many parts")]
        if (parts.len() as f64) < limit {
            parts.push(&text[start..]);
        }
        Ok(parts)
    }

    /// `$replace`: the first `limit` matches, each by what `replacer` makes of it. `D3011` for a
    /// negative limit, [`TOO_BIG`] for a result that no evaluation holds.
    pub fn replace<E: From<Fault>>(
        &self,
        text: &str,
        limit: Option<f64>,
        mut replacer: impl FnMut(&Match<'_>) -> Result<String, E>,
    ) -> Result<String, E> {
        let limit = limit_of("D3011", limit)?;
        let mut result = String::with_capacity(text.len());
        let mut start = 0;
        for found in self.matches(text, limit)? {
            result.push_str(&text[start..found.start.byte]);
            result.push_str(&replacer(&found)?);
            if result.len() > BYTES_MAX {
                return Err(Fault::new(TOO_BIG).into());
            }
            start = found.end.byte;
        }
        result.push_str(&text[start..]);
        Ok(result)
    }
}

impl Match<'_> {
    /// What a replacement string makes of the match: `$0` is the match, `$1` the first group, `$$`
    /// a dollar sign. A number has at most as many digits as the number of groups, and one digit
    /// less if there is no such group; `$` before anything else is itself.
    pub fn expand(&self, replacement: &str) -> String {
        let mut expanded = String::with_capacity(replacement.len());
        let mut rest = replacement;
        while let Some(dollar) = rest.find('$') {
            expanded.push_str(&rest[..dollar]);
            rest = &rest[dollar + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                expanded.push('$');
                rest = after;
            } else if let Some(after) = rest.strip_prefix('0') {
                expanded.push_str(self.text);
                rest = after;
            } else if let Some((number, after)) = self.group_number(rest) {
                let group = self.groups.get(number.wrapping_sub(1));
                expanded.push_str(group.copied().flatten().unwrap_or_default());
                rest = after;
            } else {
                expanded.push('$');
            }
        }
        expanded + rest
    }

    /// The number that a text begins with, and the rest.
    fn group_number<'r>(&self, text: &'r str) -> Option<(usize, &'r str)> {
        let digits_max = self.groups.len().max(1).ilog10() as usize + 1;
        let digits = text.bytes().take(digits_max).take_while(u8::is_ascii_digit).count();
        let number = text[..digits].parse::<usize>().ok()?;
        if digits > 1 && number > self.groups.len() {
            let digits = digits.min(digits_max - 1);
            return Some((text[..digits].parse().ok()?, &text[digits..]));
        }
        Some((number, &text[digits..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regex(pattern: &str, flags: &str) -> Regex {
        let flags = Flags::parse(flags).unwrap();
        Regex::new(pattern, flags).unwrap_or_else(|error| panic!("{pattern}: {error}"))
    }

    fn all(pattern: &str, flags: &str, text: &str) -> String {
        let matches = match regex(pattern, flags).find_all(text, None) {
            Ok(matches) => matches,
            Err(fault) => return fault.code.to_owned(),
        };
        let shown = matches.iter().map(|found| {
            let groups = found.groups.iter().map(|group| group.unwrap_or("-"));
            let groups: Vec<_> = groups.collect();
            format!("{}:{}[{}]", found.start.unit, found.text, groups.join(","))
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn matches_have_indexes_and_groups() {
        let table = [
            ("a", "", "aba", "0:a[] 2:a[]"),
            ("(a)|(b)", "", "ab", "0:a[a,-] 1:b[-,b]"),
            ("b", "", "é😀b😀b", "3:b[] 6:b[]"),
            ("(?<year>\\d+)-(?<month>\\d+)", "", "on 2018-04", "3:2018-04[2018,04]"),
            ("x*", "", "ab", "D1004"),
            ("x*", "", "", "0:[]"),
            ("b?", "", "bc", "D1004"),
            ("(a+)+$", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", ""),
            ("^(a+)\\1+b$", "", "aaaa", ""),
        ];
        for (pattern, flags, text, expected) in table {
            assert_eq!(all(pattern, flags, text), expected, "/{pattern}/{flags} {text}");
        }
    }

    #[test]
    fn the_flavour_is_that_of_ecmascript() {
        let table = [
            (r"\d+", "", "٣3", "1:3[]"),
            (r"\w+", "", "éa_1", "1:a_1[]"),
            (r"\s+", "", "a\u{a0}\u{feff}b", "1:\u{a0}\u{feff}[]"),
            (r"[^\d\s]+", "", "1 a-", "2:a-[]"),
            (r"[\w-.]+", "", " a-b.c", "1:a-b.c[]"),
            (r"[^]", "", "\n", "0:\n[]"),
            (r"a[]|b", "", "ab", "1:b[]"),
            (r".+", "", "a\u{2028}b", "0:a[] 2:b[]"),
            (r"^.$", "", "a\nb", ""),
            (r"^.$", "m", "a\nb\r\nc", "0:a[] 2:b[] 5:c[]"),
            (r"a$", "", "a\n", ""),
            (r"\bé?b\b", "", "éb b", "1:b[] 3:b[]"),
            (r"o\B", "", "fo oo", "3:o[]"),
            (r"\cJ\x41\u0042\/\-", "", "\nAB/-", "0:\nAB/-[]"),
            (r"\uD83D\uDE00", "", "a😀", "1:😀[]"),
            (r"\u{2}", "", "uu", "0:uu[]"),
            (r"\101\0", "", "A\0", "0:A\0[]"),
            (r"[\b]", "", "\u{8}", "0:\u{8}[]"),
            (r"a{,2}{", "", "a{,2}{", "0:a{,2}{[]"),
            (r"a{2,}?", "", "aaa", "0:aa[]"),
            (r"x]}", "", "x]}", "0:x]}[]"),
            (r"[[a&&b]+", "", "[&b", "0:[&b[]"),
            (r"(?=a)*b", "", "ab", "1:b[]"),
            (r"[]*\3*?(?:)+a(b)?(c)?(d)?", "", "ba", "1:a[-,-,-]"),
            (r"(?=(a)){2}a", "", "ba", "1:a[a]"),
            (r"(?<=\$)\d+(?!\d|€)", "", "$12 $3€", "1:12[]"),
            (r"(?<!a)b", "", "abb", "2:b[]"),
            (r"(a)?\1b", "", "aab b", "0:aab[a] 4:b[-]"),
            (r"\2(a)(b)", "", "ab", "0:ab[a,b]"),
            (r"(?<q>['\x22]).*?\k<q>", "", "a'b\"c'", "1:'b\"c'[']"),
            (r"É", "i", "é", "0:é[]"),
            (r"[\W]", "i", "skS!", "3:![]"),
            (r"\W", "i", "skS!", "3:![]"),
            (r"(A)\1", "i", "aA", "0:aA[a]"),
            (r" #", "", "a #", "1: #[]"),
            (r"(?:)", "", "", "0:[]"),
        ];
        for (pattern, flags, text, expected) in table {
            assert_eq!(all(pattern, flags, text), expected, "/{pattern}/{flags} {text}");
        }
    }

    #[test]
    fn a_broken_pattern_is_refused() {
        let table = [
            "(",
            ")",
            "[a",
            "a**",
            "a++",
            "*",
            "a|*",
            "(?i)a",
            "(?>a)",
            "a{2}{3}",
            "a{3,2}",
            "[b-a]",
            "\\",
            "[\\",
            "(?<a",
            "(?<>a)",
            "(?<a>b)\\k<b>",
            "(?<a>b)\\k",
            "(?<a>b)|(?<a>c)",
            "^*",
            "a{99999999}",
        ];
        for pattern in table {
            assert!(Regex::new(pattern, Flags::default()).is_err(), "{pattern}");
        }
        assert_eq!(Flags::parse("g"), None);
    }

    #[test]
    fn a_search_that_explodes_is_given_up() {
        let text = "a".repeat(60);
        assert_eq!(all(r"^(a|a?)+(?!a)\b$(?<=b)", "", &text), TOO_LONG);
        assert_eq!(regex("^(?:(?=a)a|a)+b", "").is_match(&text), Err(Fault::new(TOO_LONG)));
    }

    #[test]
    fn a_text_is_split_where_it_matches() {
        let table: [(&str, Option<f64>, &[&str]); 5] = [
            (r"\d+", None, &["a", "b", "c", ""]),
            (r"\d", Some(2.0), &["a", "b"]),
            (r"x", None, &["a1b22c3"]),
            (r"\d", Some(0.0), &[]),
            (r"(\d)", Some(9.0), &["a", "b", "", "c", ""]),
        ];
        for (pattern, limit, expected) in table {
            assert_eq!(regex(pattern, "").split("a1b22c3", limit).unwrap(), expected);
        }
        assert_eq!(regex("x*", "").split("ab", None).unwrap_err().code, "D1004");
        assert_eq!(regex("a", "").split("ab", Some(-1.0)).unwrap_err().code, "D3020");
        assert_eq!(regex("a", "").find_all("ab", Some(-1.0)).unwrap_err().code, "D3040");
        assert_eq!(regex("a", "").find_all("aa", Some(1.0)).unwrap().len(), 1);
    }

    #[test]
    fn matches_are_replaced() {
        let table = [
            ("(b)(c)?", "[$0$1$2$3$$ $x$", "abc", "a[bcbc$ $x$"),
            ("b", "[$1$22]", "abc", "a[2]c"),
            ("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "$11-$12-$1", "abcdefghijkl", "k-a2-al"),
            ("(é)", "$1$1", "éa", "ééa"),
            ("$", "!", "ab", "ab!"),
            ("x", "y", "ab", "ab"),
        ];
        for (pattern, replacement, text, expected) in table {
            let replaced = regex(pattern, "")
                .replace(text, None, |found| Ok::<_, Fault>(found.expand(replacement)));
            assert_eq!(replaced.unwrap(), expected, "{pattern} {replacement}");
        }
        let limited = |limit| regex("a", "").replace("aaa", Some(limit), |_| Ok("b".to_owned()));
        let limited = |limit| limited(limit).map_err(|fault: Fault| fault.code);
        assert_eq!(limited(1.5).unwrap(), "bba");
        assert_eq!(limited(0.0).unwrap(), "aaa");
        assert_eq!(limited(-1.0), Err("D3011"));
    }
}
