//! How much room a text takes in a proportional font, and how it is broken into lines.

use unicode_width::UnicodeWidthChar as _;

/// Lines of a text, in a font of so many pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) lines: Vec<String>,
    pub(super) width: i64,
}

/// Breaks a text into lines of at most so many pixels; what does not fit on the last is left out.
pub(super) fn block(text: &str, font: i64, width_max: i64, lines_max: usize) -> Block {
    let room = width_max * 1000 / font;
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 == lines_max {
            lines.push(elided(rest, room));
            break;
        }
        let end = line_end(rest, room);
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    let width = lines.iter().map(|line| width(line, font)).max().unwrap_or_default();
    Block { lines, width }
}

/// How many pixels a text takes.
pub(super) fn width(text: &str, font: i64) -> i64 {
    (text.chars().map(advance).sum::<i64>() * font + 999) / 1000
}

/// Where the first line of a text ends: between words, else within one where that has joints.
fn line_end(text: &str, room: i64) -> usize {
    let (mut used, mut blank, mut joint, mut previous) = (0, 0, 0, ' ');
    for (at, character) in text.char_indices() {
        let is_hump = character.is_uppercase() && previous.is_lowercase();
        if character == ' ' {
            blank = at;
        } else if is_hump || matches!(previous, '-' | '_' | '.' | '/' | ':' | ',') {
            joint = at;
        }
        used += advance(character);
        if used > room {
            // A line that would be mostly empty is filled with a part of the next word.
            return match (blank, joint) {
                (blank, _) if blank * 3 > at => blank,
                (_, joint) if joint > 0 => joint,
                _ => at.max(character.len_utf8()),
            };
        }
        previous = character;
    }
    text.len()
}

fn elided(text: &str, room: i64) -> String {
    let mut used = 0;
    let mut fitting = 0;
    for (at, character) in text.char_indices() {
        if used + advance('…') <= room {
            fitting = at;
        }
        used += advance(character);
        if used > room {
            return format!("{}…", text[..fitting].trim_end());
        }
    }
    text.to_owned()
}

/// How far a character moves the pen, in thousandths of the font's size: what common fonts have
/// in common, rather too much than too little.
fn advance(character: char) -> i64 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' => 290,
        ' ' | '.' | ',' | ':' | ';' | '!' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | 'I' => {
            380
        }
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 920,
        'A'..='Z' | '<' | '>' | '=' | '+' | '≥' | '≤' | '&' | '#' | '~' => 700,
        _ => match character.width().unwrap_or(0) {
            0 => 0,
            1 => 600,
            _ => 1040,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_and_cut_at_the_last_line() {
        let table: [(&str, &[&str]); 6] = [
            ("short", &["short"]),
            ("Check the customer's address", &["Check the", "customer's add…"]),
            ("CheckCustomerAddress", &["CheckCustomer", "Address"]),
            ("nothing_but_underscores", &["nothing_but_", "underscores"]),
            ("abcdefghijklmnopqrstuvw", &["abcdefghijklmno", "pqrstuvw"]),
            ("", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(block(text, 10, 85, 2).lines, expected, "{text}");
        }
    }
}
