//! Filters: `[?(@.price < 10 && @.tag in ['a', 'b'])]`.

use std::rc::Rc;

use fancy_regex::Regex;

use crate::query::json_path::parse::{DEPTH_MAX, Parser, balanced_length, unescaped};
use crate::query::json_path::{Fault, FaultKind, Path};
use crate::query::value::{Number, Value};
use crate::syntax::{Format, parse};

/// What takes some values and leaves others.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// One of them takes it.
    Any(Vec<Filter>),
    /// All of them take it.
    All(Vec<Filter>),
    /// It does not take it.
    Not(Box<Filter>),
    /// The path leads somewhere.
    Exists(Path),
    /// The comparison holds.
    Compare {
        /// What is compared.
        left: Operand,
        /// How.
        operator: Operator,
        /// With what.
        right: Operand,
    },
}

/// What is compared, or given to a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// What a path leads to.
    Path(Path),
    /// A literal.
    Value(Value),
    /// A regular expression.
    Pattern(Pattern),
}

/// A regular expression, made ready to match whole strings.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The expression.
    pub text: Rc<str>,
    /// The letters after it.
    pub flags: Rc<str>,
    pub(super) regex: Rc<Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.flags) == (&other.text, &other.flags)
    }
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "`Operator::ALL` says how each is written")]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    Contains,
    All,
    Size,
    Empty,
    Exists,
    Type,
    SameEqual,
    SameNotEqual,
}

impl Operator {
    /// How each is written; longer ones before those they begin with.
    pub const ALL: [(&'static str, Self); 20] = [
        ("===", Self::SameEqual),
        ("!==", Self::SameNotEqual),
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        ("<=", Self::LessOrEqual),
        (">=", Self::GreaterOrEqual),
        ("=~", Self::Matches),
        ("<", Self::Less),
        (">", Self::Greater),
        ("in", Self::In),
        ("nin", Self::NotIn),
        ("subsetof", Self::SubsetOf),
        ("anyof", Self::AnyOf),
        ("noneof", Self::NoneOf),
        ("contains", Self::Contains),
        ("all", Self::All),
        ("size", Self::Size),
        ("empty", Self::Empty),
        ("exists", Self::Exists),
        ("type", Self::Type),
    ];
}

impl Parser<'_> {
    /// The whole text as a filter.
    pub(super) fn filter(mut self) -> Result<Filter, Fault> {
        let filter = self.any()?;
        self.skip_blanks();
        if self.at < self.end {
            return self.fault(FaultKind::FilterOperator, self.at);
        }
        Ok(filter)
    }

    fn any(&mut self) -> Result<Filter, Fault> {
        let mut filters = vec![self.all()?];
        while self.eat_word("||") {
            filters.push(self.all()?);
        }
        Ok(only(filters, Filter::Any))
    }

    fn all(&mut self) -> Result<Filter, Fault> {
        let mut filters = vec![self.term()?];
        while self.eat_word("&&") {
            filters.push(self.term()?);
        }
        Ok(only(filters, Filter::All))
    }

    fn eat_word(&mut self, word: &str) -> bool {
        self.skip_blanks();
        self.eat(word)
    }

    fn term(&mut self) -> Result<Filter, Fault> {
        self.skip_blanks();
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return self.fault(FaultKind::TooDeep, self.at);
        }
        let term = if self.eat("!") {
            self.term().map(|filter| Filter::Not(Box::new(filter)))
        } else if self.peek() == Some('(') {
            let inside = self.closed_by(')', FaultKind::ParenthesisOpen)?;
            self.inner(inside).filter()
        } else {
            self.comparison()
        };
        self.depth -= 1;
        term
    }

    fn comparison(&mut self) -> Result<Filter, Fault> {
        let start = self.at;
        let left = self.operand()?;
        self.skip_blanks();
        let Some(operator) = self.operator() else {
            return match left {
                Operand::Path(path) => Ok(Filter::Exists(path)),
                _ => self.fault(FaultKind::FilterOperator, start),
            };
        };
        self.skip_blanks();
        let right = self.operand()?;
        Ok(Filter::Compare { left, operator, right })
    }

    fn operator(&mut self) -> Option<Operator> {
        let rest = self.rest();
        let is_word = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let word_end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let found = Operator::ALL.into_iter().find(|(token, _)| {
            if is_word {
                rest[..word_end].eq_ignore_ascii_case(token)
            } else {
                rest.starts_with(token)
            }
        });
        let (token, operator) = found?;
        self.at += token.len();
        Some(operator)
    }

    fn operand(&mut self) -> Result<Operand, Fault> {
        let start = self.at;
        match self.peek() {
            Some('@' | '$') => {
                self.at += path_length(self.rest());
                self.inner(start..self.at).path().map(Operand::Path)
            }
            Some('\'' | '"') => Ok(Operand::Value(self.quoted(unescaped)?.into())),
            Some('/') => self.pattern(),
            Some('[') => self.list().map(Operand::Value),
            Some('{') => self.object().map(Operand::Value),
            _ => self.word().map(Operand::Value),
        }
    }

    /// A number, `true`, `false`, `null`, or a text without quotes, which some readers of paths
    /// take.
    fn word(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        let rest = self.rest();
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '_');
        self.at += rest.find(|c| !part(c)).unwrap_or(rest.len());
        match &self.text[start..self.at] {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            "null" => Ok(Value::Null),
            word if word.starts_with(|c: char| c.is_ascii_alphabetic()) => Ok(word.into()),
            word => match Number::parse(word).filter(|_| !word.starts_with('+')) {
                Some(number) => Ok(Value::Number(number)),
                None => self.fault(FaultKind::FilterOperand, start),
            },
        }
    }

    /// `['a', 1]`, with quotes of either kind.
    fn list(&mut self) -> Result<Value, Fault> {
        let inside = self.closed_by(']', FaultKind::BracketOpen)?;
        let mut inner = self.inner(inside);
        if inner.depth > DEPTH_MAX {
            return self.fault(FaultKind::TooDeep, self.at);
        }
        let mut items = Vec::new();
        while inner.at < inner.end {
            match inner.operand()? {
                Operand::Value(value) => items.push(value),
                _ => return inner.fault(FaultKind::FilterOperand, inner.at),
            }
            inner.skip_blanks();
            if inner.at < inner.end && !inner.eat(",") {
                return inner.fault(FaultKind::FilterOperand, inner.at);
            }
            inner.skip_blanks();
        }
        Ok(items.into())
    }

    /// An object, as JSON has it.
    fn object(&mut self) -> Result<Value, Fault> {
        let (start, rest) = (self.at, self.rest());
        let ends = rest.match_indices('}').map(|(at, _)| at + 1).take(64);
        for end in ends {
            let parsed = parse(&rest[..end], Format::Json);
            if parsed.faults.is_empty() {
                self.at += end;
                return Ok(Value::from_tree(parsed.tree.root()));
            }
        }
        self.fault(FaultKind::FilterOperand, start)
    }

    /// `/text/flags`.
    fn pattern(&mut self) -> Result<Operand, Fault> {
        let start = self.at;
        let rest = &self.rest()[1..];
        let mut is_escaped = false;
        let end = rest.find(|c: char| {
            let is_end = c == '/' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_end
        });
        let Some(end) = end else { return self.fault(FaultKind::Pattern, start) };
        let flags = &rest[end + 1..];
        let flags = &flags[..flags.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(flags.len())];
        self.at += 1 + end + 1 + flags.len();
        let whole = Err(Fault { kind: FaultKind::Pattern, range: start..self.at });
        let known: String = flags.chars().filter(|flag| "imsx".contains(*flag)).collect();
        if !flags.chars().all(|flag| "idmsuxU".contains(flag)) {
            return whole;
        }
        let text = &rest[..end];
        let group = if known.is_empty() { "?:".to_owned() } else { format!("?{known}:") };
        let Ok(regex) = Regex::new(&format!("\\A({group}{text})\\z")) else { return whole };
        let (text, flags, regex) = (text.into(), flags.into(), Rc::new(regex));
        Ok(Operand::Pattern(Pattern { text, flags, regex }))
    }

    /// The arguments of a function, parted by commas.
    pub(super) fn arguments(mut self) -> Result<Vec<Operand>, Fault> {
        let mut arguments = Vec::new();
        if self.depth > DEPTH_MAX {
            return self.fault(FaultKind::TooDeep, self.at);
        }
        while self.at < self.end {
            self.skip_blanks();
            arguments.push(self.operand()?);
            self.skip_blanks();
            if self.at < self.end && !self.eat(",") {
                return self.fault(FaultKind::FilterOperand, self.at);
            }
        }
        Ok(arguments)
    }
}

fn only(mut filters: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    match filters.pop() {
        Some(only) if filters.is_empty() => only,
        Some(last) => {
            filters.push(last);
            join(filters)
        }
        None => join(filters),
    }
}

/// How long the path is that a text in a filter begins with.
fn path_length(text: &str) -> usize {
    let mut at = 1;
    while let Some(next) = text[at..].chars().next() {
        match next {
            '[' => match balanced_length(&text[at..]) {
                Some(length) => at += length,
                None => return text.len(),
            },
            '(' if !text[..at].ends_with(['.', '@', '$']) => match balanced_length(&text[at..]) {
                Some(length) => at += length,
                None => return text.len(),
            },
            '(' | ')' | ',' | '=' | '<' | '>' | '!' | '&' | '|' => return at,
            blank if blank.is_whitespace() => return at,
            other => at += other.len_utf8(),
        }
    }
    at
}
