//! The syntax of regular expressions: from ECMAScript (without the `u` flag, with the liberties of
//! its Annex B) to that of the engine. It works on code points, not on halves of them.

use std::fmt::Write as _;

/// What the flags after the closing slash ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `i`
    pub ignore_case: bool,
    /// `m`
    pub multi_line: bool,
}

impl Flags {
    /// Reads `i` and `m`; none for any other letter.
    pub fn parse(flags: &str) -> Option<Self> {
        flags.chars().try_fold(Self::default(), |flags, letter| match letter {
            'i' => Some(Self { ignore_case: true, ..flags }),
            'm' => Some(Self { multi_line: true, ..flags }),
            _ => None,
        })
    }
}

/// Code points, from and to.
type Ranges = Vec<(u32, u32)>;

const LAST: u32 = 0x10_FFFF;
const DIGITS: &[(u32, u32)] = &[(0x30, 0x39)];
const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)];
const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
];

/// Matches nowhere.
const NEVER: &str = "(?!)";
/// Matches everywhere.
const EMPTY: &str = "(?:)";
/// Not a line terminator.
const IN_LINE: &str = r"[^\n\r\x{2028}\x{2029}]";
const WORD_CLASS: &str = "[0-9A-Za-z_]";

/// The pattern in the syntax of the engine, or what is wrong with it.
pub fn translate(pattern: &str, flags: Flags) -> Result<String, String> {
    let pattern: Vec<char> = pattern.chars().collect();
    let names = group_names(&pattern);
    let mut known = names.iter().flatten().collect::<Vec<_>>();
    known.sort_unstable();
    if known.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err("two groups of the same name".into());
    }
    let mut translator = Translator {
        closed: vec![false; names.len()],
        pattern,
        names,
        flags,
        at: 0,
        opened: 0,
        open: Vec::new(),
        last: Atom::None,
        text: String::new(),
    };
    while let Some(character) = translator.take() {
        translator.step(character)?;
    }
    if translator.open.is_empty() { Ok(translator.text) } else { Err("unterminated group".into()) }
}

/// The capturing groups in their order, each with its name.
fn group_names(pattern: &[char]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    let mut in_class = false;
    let mut at = 0;
    while let Some(character) = pattern.get(at) {
        match character {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => match (pattern.get(at + 1), pattern.get(at + 2)) {
                (Some('?'), Some('<')) if !matches!(pattern.get(at + 3), Some('=' | '!')) => {
                    let rest = pattern[at + 3..].iter();
                    names.push(Some(rest.take_while(|next| **next != '>').collect()));
                }
                (Some('?'), _) => {}
                _ => names.push(None),
            },
            _ => {}
        }
        at += 1;
    }
    names
}

/// What a quantifier would apply to.
#[derive(Clone, Copy)]
enum Atom {
    /// Nothing that can be repeated.
    None,
    /// What was written last.
    Whole,
    /// A look ahead, or what matches nothing, that begins there in the text.
    Widthless(usize),
}

/// A group that is not closed yet.
#[derive(Clone, Copy)]
enum Group {
    Plain,
    Capture(usize),
    LookAhead(usize),
    LookBehind,
}

/// What an escape stands for.
enum Escape {
    /// One code point; perhaps one that no text has.
    Code(u32),
    /// A class, and whether it is negated.
    Class(&'static [(u32, u32)], bool),
}

struct Translator {
    pattern: Vec<char>,
    at: usize,
    flags: Flags,
    names: Vec<Option<String>>,
    closed: Vec<bool>,
    opened: usize,
    open: Vec<Group>,
    last: Atom,
    text: String,
}

impl Translator {
    fn peek(&self) -> Option<char> {
        self.pattern.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += 1;
        Some(character)
    }

    fn take_if(&mut self, text: &str) -> bool {
        let count = text.chars().count();
        let rest = self.pattern[self.at..].iter().take(count);
        let is_next = rest.copied().eq(text.chars());
        if is_next {
            self.at += count;
        }
        is_next
    }

    fn push_atom(&mut self, text: &str) {
        self.text.push_str(text);
        self.last = Atom::Whole;
    }

    fn push_widthless(&mut self, text: &str) {
        self.last = Atom::Widthless(self.text.len());
        self.text.push_str(text);
    }

    fn push_assertion(&mut self, text: &str) {
        self.text.push_str(text);
        self.last = Atom::None;
    }

    fn step(&mut self, character: char) -> Result<(), String> {
        let multi_line = self.flags.multi_line;
        match character {
            '^' if multi_line => self.push_assertion(&format!("(?<!{IN_LINE})")),
            '^' => self.push_assertion("^"),
            '$' if multi_line => self.push_assertion(&format!("(?!{IN_LINE})")),
            '$' => self.push_assertion(r"\z"),
            '|' => self.push_assertion("|"),
            '.' => self.push_atom(IN_LINE),
            '(' => self.open_group()?,
            ')' => self.close_group()?,
            '[' => self.class()?,
            '\\' => self.escape()?,
            '*' => self.quantify("*")?,
            '+' => self.quantify("+")?,
            '?' => self.quantify("?")?,
            '{' => match self.counts()? {
                Some(counts) => self.quantify(&counts)?,
                None => self.code(u32::from('{')),
            },
            character => self.code(u32::from(character)),
        }
        Ok(())
    }

    fn open_group(&mut self) -> Result<(), String> {
        let start = self.text.len();
        let group = if self.take_if("?:") {
            self.text.push_str("(?:");
            Group::Plain
        } else if self.take_if("?=") {
            self.text.push_str("(?=");
            Group::LookAhead(start)
        } else if self.take_if("?!") {
            self.text.push_str("(?!");
            Group::LookAhead(start)
        } else if self.take_if("?<=") {
            self.text.push_str("(?<=");
            Group::LookBehind
        } else if self.take_if("?<!") {
            self.text.push_str("(?<!");
            Group::LookBehind
        } else {
            if self.take_if("?<") {
                self.group_name()?;
            } else if self.peek() == Some('?') {
                return Err("invalid group".into());
            }
            self.text.push('(');
            self.opened += 1;
            Group::Capture(self.opened - 1)
        };
        self.open.push(group);
        self.last = Atom::None;
        Ok(())
    }

    /// Takes a name and the `>` after it.
    fn group_name(&mut self) -> Result<String, String> {
        let mut name = String::new();
        loop {
            match self.take() {
                Some('>') if !name.is_empty() => return Ok(name),
                Some(part) if part.is_alphanumeric() || part == '_' || part == '$' => {
                    name.push(part);
                }
                _ => return Err("invalid name of a group".into()),
            }
        }
    }

    fn close_group(&mut self) -> Result<(), String> {
        self.text.push(')');
        self.last = match self.open.pop() {
            None => return Err("unmatched `)`".into()),
            Some(Group::Plain) if self.text.ends_with(EMPTY) => {
                Atom::Widthless(self.text.len() - EMPTY.len())
            }
            Some(Group::Plain) => Atom::Whole,
            Some(Group::Capture(number)) => {
                if let Some(closed) = self.closed.get_mut(number) {
                    *closed = true;
                }
                Atom::Whole
            }
            Some(Group::LookAhead(start)) => Atom::Widthless(start),
            Some(Group::LookBehind) => Atom::None,
        };
        Ok(())
    }

    /// The rest of `{2}`, `{2,}` or `{2,3}`; none where the brace stands for itself.
    fn counts(&mut self) -> Result<Option<String>, String> {
        let rest = &self.pattern[self.at..];
        let Some(end) = rest.iter().position(|character| *character == '}') else {
            return Ok(None);
        };
        let counts: String = rest[..end].iter().collect();
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (least, most) = counts.split_once(',').unwrap_or((&counts, ""));
        if !is_number(least) || !most.is_empty() && !is_number(most) {
            return Ok(None);
        }
        self.at += end + 1;
        let (least, most) = (least.parse::<u32>(), most.parse::<u32>());
        if matches!((least, most), (Ok(least), Ok(most)) if least > most) {
            return Err("the numbers of a quantifier are out of order".into());
        }
        Ok(Some(format!("{{{counts}}}")))
    }

    fn quantify(&mut self, quantifier: &str) -> Result<(), String> {
        match self.last {
            Atom::None => return Err("nothing to repeat".into()),
            Atom::Whole => {}
            Atom::Widthless(start) => {
                // The engine does not repeat it, and once is enough; or it need not hold.
                if quantifier.starts_with(['*', '?']) || quantifier.starts_with("{0") {
                    self.text.insert_str(start, "(?:");
                    self.text.push_str("|)");
                }
                let _ = self.take_if("?");
                self.last = Atom::None;
                return Ok(());
            }
        }
        self.text.push_str(quantifier);
        if self.take_if("?") {
            self.text.push('?');
        }
        self.last = Atom::None;
        Ok(())
    }

    /// One code point that stands for itself.
    fn code(&mut self, code: u32) {
        self.last = Atom::Whole;
        match char::from_u32(code) {
            Some(character) if character.is_ascii_alphanumeric() || !character.is_ascii() => {
                self.text.push(character);
            }
            Some(_) => {
                let _ = write!(self.text, r"\x{{{code:X}}}");
            }
            // Half a character: no text has it.
            None => self.push_widthless(NEVER),
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        match self.peek() {
            None => return Err("`\\` at the end".into()),
            Some('b') => {
                self.at += 1;
                let word = WORD_CLASS;
                self.push_assertion(&format!("(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"));
            }
            Some('B') => {
                self.at += 1;
                let word = WORD_CLASS;
                self.push_assertion(&format!("(?:(?<={word})(?={word})|(?<!{word})(?!{word}))"));
            }
            Some('k') if self.names.iter().any(Option::is_some) => self.named_reference()?,
            Some('1'..='9') if self.reference() => {}
            Some(_) => match self.escaped(false) {
                Escape::Code(code) => self.code(code),
                Escape::Class(ranges, is_negated) => self.push_class(ranges, is_negated),
            },
        }
        Ok(())
    }

    fn named_reference(&mut self) -> Result<(), String> {
        self.at += 1;
        if !self.take_if("<") {
            return Err("invalid reference to a group".into());
        }
        let name = self.group_name()?;
        let number = self.names.iter().position(|other| other.as_ref() == Some(&name));
        self.refer_to(number.ok_or("reference to an unknown group")?);
        Ok(())
    }

    /// Takes a number, if there is a group with it.
    fn reference(&mut self) -> bool {
        let rest = self.pattern[self.at..].iter();
        let digits: String = rest.take_while(|next| next.is_ascii_digit()).collect();
        let number = digits.parse::<usize>().unwrap_or(usize::MAX);
        let is_group = number <= self.names.len();
        if is_group {
            self.at += digits.len();
            self.refer_to(number - 1);
        }
        is_group
    }

    /// A group that has matched nothing yet is matched by nothing, unlike in the engine.
    fn refer_to(&mut self, group: usize) {
        let number = group + 1;
        if self.closed[group] {
            self.push_atom(&format!(r"(?:(?({number})\{number}|))"));
        } else {
            self.push_widthless(EMPTY);
        }
    }

    /// What stands after a backslash, apart from assertions and references.
    fn escaped(&mut self, in_class: bool) -> Escape {
        let Some(character) = self.take() else { return Escape::Code(u32::from('\\')) };
        Escape::Code(match character {
            'd' => return Escape::Class(DIGITS, false),
            'D' => return Escape::Class(DIGITS, true),
            'w' => return Escape::Class(WORD, false),
            'W' => return Escape::Class(WORD, true),
            's' => return Escape::Class(SPACE, false),
            'S' => return Escape::Class(SPACE, true),
            'b' if in_class => 0x08,
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            'c' => match self.peek() {
                Some(letter)
                    if letter.is_ascii_alphabetic()
                        || in_class && (letter.is_ascii_digit() || letter == '_') =>
                {
                    self.at += 1;
                    u32::from(letter) % 32
                }
                _ => {
                    // A lone `\c` is a backslash and the letter.
                    self.at -= 1;
                    u32::from('\\')
                }
            },
            'x' => self.hexadecimal(2).unwrap_or(u32::from('x')),
            'u' => self.unicode().unwrap_or(u32::from('u')),
            '0'..='7' => self.octal(character),
            other => u32::from(other),
        })
    }

    fn hexadecimal(&mut self, count: usize) -> Option<u32> {
        let digits: String = self.pattern.get(self.at..self.at + count)?.iter().collect();
        let is_number = digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| is_number)?;
        self.at += count;
        Some(code)
    }

    /// Four digits, and four more where they are the second half of a character.
    fn unicode(&mut self) -> Option<u32> {
        let high = self.hexadecimal(4)?;
        let after = self.at;
        if (0xD800..0xDC00).contains(&high) && self.take_if("\\u") {
            if let Some(low @ 0xDC00..0xE000) = self.hexadecimal(4) {
                return Some(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            }
            self.at = after;
        }
        Some(high)
    }

    /// At most three digits, at most 255.
    fn octal(&mut self, first: char) -> u32 {
        let mut code = first.to_digit(8).unwrap_or(0);
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|next| next.to_digit(8)) else { break };
            if code * 8 + digit > 255 {
                break;
            }
            code = code * 8 + digit;
            self.at += 1;
        }
        code
    }

    fn class(&mut self) -> Result<(), String> {
        let is_negated = self.take_if("^");
        let mut ranges = Ranges::new();
        loop {
            let item = self.class_item()?;
            let Some(item) = item else { break };
            let is_range = self.peek() == Some('-') && self.pattern.get(self.at + 1) != Some(&']');
            if !is_range {
                self.add(&mut ranges, &item);
                continue;
            }
            self.at += 1;
            match (item, self.class_item()?) {
                (Escape::Code(from), Some(Escape::Code(to))) if from <= to => {
                    ranges.push((from, to));
                }
                (Escape::Code(_), Some(Escape::Code(_))) => {
                    return Err("a range is out of order in a character class".into());
                }
                (from, to) => {
                    ranges.push((u32::from('-'), u32::from('-')));
                    self.add(&mut ranges, &from);
                    if let Some(to) = to {
                        self.add(&mut ranges, &to);
                    }
                }
            }
        }
        self.push_class(&ranges, is_negated);
        Ok(())
    }

    /// One character or escape; none at the closing bracket.
    fn class_item(&mut self) -> Result<Option<Escape>, String> {
        Ok(match self.take().ok_or("unterminated character class")? {
            ']' => None,
            '\\' if self.peek().is_none() => return Err("`\\` at the end".into()),
            '\\' => Some(self.escaped(true)),
            character => Some(Escape::Code(u32::from(character))),
        })
    }

    fn add(&self, ranges: &mut Ranges, item: &Escape) {
        match item {
            Escape::Code(code) => ranges.push((*code, *code)),
            Escape::Class(class, false) => ranges.extend_from_slice(class),
            Escape::Class(class, true) => {
                let mut class = class.to_vec();
                if self.flags.ignore_case {
                    // The long s and the Kelvin sign would bring `s` and `k` with them.
                    class.extend([(0x17F, 0x17F), (0x212A, 0x212A)]);
                }
                ranges.extend(complement(class));
            }
        }
    }

    fn push_class(&mut self, ranges: &[(u32, u32)], is_negated: bool) {
        let mut class = String::new();
        for (from, to) in ranges {
            let from = if (0xD800..0xE000).contains(from) { 0xE000 } else { *from };
            let to = if (0xD800..0xE000).contains(to) { 0xD7FF } else { *to };
            if from <= to {
                let _ = write!(class, r"\x{{{from:X}}}-\x{{{to:X}}}");
            }
        }
        match (class.is_empty(), is_negated) {
            (true, true) => self.push_atom(r"[\x{0}-\x{10FFFF}]"),
            (true, false) => self.push_widthless(NEVER),
            (false, true) => self.push_atom(&format!("[^{class}]")),
            (false, false) => self.push_atom(&format!("[{class}]")),
        }
    }
}

/// All code points outside the ranges.
fn complement(mut ranges: Ranges) -> Ranges {
    ranges.sort_unstable();
    let mut others = Ranges::new();
    let mut next = 0;
    for (from, to) in ranges {
        if next < from {
            others.push((next, from - 1));
        }
        next = next.max(to + 1);
    }
    if next <= LAST {
        others.push((next, LAST));
    }
    others
}
