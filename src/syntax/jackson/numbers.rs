//! How Jackson reads numbers, and what it says of odd ones.

use crate::syntax::jackson::{Scan, Step, described};

impl Scan<'_> {
    pub(super) fn plus(&mut self) -> Step {
        self.at += 1;
        match self.peek() {
            None => self.end_of_input(" in a Number value"),
            Some(next) => self.no_digit(next),
        }
    }

    fn no_digit(&self, next: char) -> Step {
        let comment = "expected digit (0-9) to follow minus sign, for valid numeric value";
        self.odd_digit(next, comment)
    }

    fn odd_digit(&self, next: char, comment: &str) -> Step {
        let next = described(next);
        self.stop_behind(format!("Unexpected character ({next}) in numeric value: {comment}"))
    }

    pub(super) fn number(&mut self) -> Step {
        self.at += usize::from(self.peek() == Some('-'));
        let Some(first) = self.peek() else {
            // Jackson itself forgets the space.
            return self.end_of_input("No digit following minus sign");
        };
        if !first.is_ascii_digit() {
            return self.no_digit(first);
        }
        let start = self.at;
        if self.digits() > 1 && first == '0' {
            return self.stop(start + 1, "Invalid numeric value: Leading zeroes not allowed");
        }
        // Numbers that begin by zero go another way, which leaves the cursor elsewhere.
        let cursor = (first != '0').then_some(self.at + 1);
        if self.peek() == Some('.') {
            self.at += 1;
            self.digits_wanted("Decimal point not followed by a digit", cursor)?;
        }
        if let Some('e' | 'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some('+' | '-')));
            if self.peek().is_none() {
                return self.end_of_input("expected a digit for number exponent");
            }
            self.digits_wanted("Exponent indicator not followed by a digit", cursor)?;
        }
        self.root_space()
    }

    fn digits_wanted(&mut self, comment: &str, cursor: Option<usize>) -> Step {
        if self.digits() > 0 {
            return Ok(());
        }
        // At the end of the text Jackson has only the decimal point to show.
        let next = self.peek().unwrap_or('.');
        let cursor = if self.at == self.text.len() { Some(self.at) } else { cursor };
        let Some(cursor) = cursor else { return self.odd_digit(next, comment) };
        let next = described(next);
        self.stop(cursor, format!("Unexpected character ({next}) in numeric value: {comment}"))
    }

    fn digits(&mut self) -> usize {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        length
    }

    /// A number that is the whole text ends by white space.
    fn root_space(&self) -> Step {
        match self.peek() {
            Some(next) if self.open.is_empty() && !" \t\r\n".contains(next) => {
                self.unexpected(next, "Expected space separating root-level values")
            }
            _ => Ok(()),
        }
    }
}
