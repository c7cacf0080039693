//! Pictures of dates and times, such as `[Y0001]-[M01]-[D01]`, taken apart (`XPath` and `XQuery`
//! Functions and Operators 3.1, section 9.8.4).

use crate::query::jsonata::functions::Fault;
use crate::query::jsonata::functions::picture_integer::{Case, Picture, Style, leading_integer};

/// A piece of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text that stands for itself.
    Literal(String),
    /// A component of a date.
    Marker(Marker),
}

/// One bracketed marker.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// The letter of the component.
    pub component: char,
    /// Written as a name, in this case.
    pub names: Option<Case>,
    /// Written as a number after this picture.
    pub picture: Option<Picture>,
    /// `t`: no offset from UTC is written as `Z`.
    pub is_zulu: bool,
    /// How many digits a year has.
    pub year_digits: Option<usize>,
    /// The longest name.
    pub width_max: Option<usize>,
    /// How many digits are read, where another number follows at once.
    pub read_digits: Option<usize>,
}

/// The components whose value is a whole number.
const NUMBERS: &str = "YMDdFWwXxHhmsf";

/// What is written when a marker does not say: by component. None for an unknown one.
fn presentation_of(component: char) -> Option<&'static str> {
    Some(match component {
        'Y' | 'M' | 'D' | 'd' | 'W' | 'w' | 'X' | 'x' | 'H' | 'h' | 'f' => "1",
        'F' | 'P' | 'C' | 'E' => "n",
        'm' | 's' => "01",
        'Z' | 'z' => "01:01",
        _ => return None,
    })
}

/// Takes a picture apart: `D3132` for an unknown component, `D3135` for a bracket that is not
/// closed, `D3131` for digits of several families.
pub fn parse(picture: &str) -> Result<Vec<Part>, Fault> {
    let mut parts = Vec::new();
    let mut rest = picture;
    while let Some(open) = rest.find('[') {
        push_literal(&mut parts, &rest[..open]);
        let after = &rest[open + 1..];
        if let Some(after) = after.strip_prefix('[') {
            parts.push(Part::Literal("[".to_owned()));
            rest = after;
            continue;
        }
        let Some((marker, after)) = after.split_once(']') else {
            return Err(Fault::new("D3135"));
        };
        let marker: String = marker.chars().filter(|character| !is_space(*character)).collect();
        let marker = parse_marker(&marker)?;
        if marker.is_plain_number()
            && let Some(Part::Marker(previous)) = parts.last_mut()
        {
            previous.read_digits = previous.digits_min();
        }
        parts.push(Part::Marker(marker));
        rest = after;
    }
    push_literal(&mut parts, rest);
    Ok(parts)
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

fn push_literal(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Literal(text.replace("]]", "]")));
    }
}

fn parse_marker(marker: &str) -> Result<Marker, Fault> {
    let component = marker.chars().next();
    let unknown = || Fault::of_text("D3132", &component.map_or(String::new(), String::from));
    let component = component.ok_or_else(unknown)?;
    let usual = presentation_of(component).ok_or_else(unknown)?;
    let (presentation, width) = match marker.rsplit_once(',') {
        Some((before, width)) => (before.get(component.len_utf8()..).unwrap_or_default(), width),
        None => (&marker[component.len_utf8()..], ""),
    };
    let (width_min, width_max) = match width.split_once('-') {
        Some((least, most)) => (width_of(least), width_of(most)),
        None => (width_of(width), None),
    };
    let (first, second) = match presentation.char_indices().next_back() {
        None => (usual, None),
        Some((0, _)) => (presentation, None),
        Some((end, last)) if "atco".contains(last) => (&presentation[..end], Some(last)),
        Some(_) => (presentation, None),
    };
    let names = match (first.as_bytes().first(), first.as_bytes().get(1)) {
        (Some(b'n'), _) => Some(Case::Lower),
        (Some(b'N'), Some(b'n')) => Some(Case::Title),
        (Some(b'N'), _) => Some(Case::Upper),
        _ => None,
    };
    let picture = match (component, names, second) {
        ('Z' | 'z', _, _) | (_, None, None) => Some(Picture::parse(first)?),
        (_, None, Some(second)) => Some(Picture::parse(&format!("{first};{second}"))?),
        (_, Some(_), _) => None,
    };
    let picture = picture.filter(|_| NUMBERS.contains(component) || "Zz".contains(component));
    let is_zulu = second == Some('t');
    let mut marker = Marker {
        component,
        names,
        picture,
        is_zulu,
        year_digits: None,
        width_max,
        read_digits: None,
    };
    if marker.is_plain_number() {
        marker.widen(width_min);
    }
    Ok(marker)
}

fn width_of(text: &str) -> Option<usize> {
    let width = leading_integer(text);
    #[expect(clippy::cast_sign_loss, reason = "a negative width is none")]
    (width >= 0.0).then_some(width as usize)
}

impl Marker {
    fn is_plain_number(&self) -> bool {
        NUMBERS.contains(self.component) && self.names.is_none()
    }

    /// The least number of digits, if it is written in digits.
    pub fn digits_min(&self) -> Option<usize> {
        match &self.picture.as_ref()?.style {
            Style::Decimal(decimal) => Some(decimal.digits_min),
            _ => None,
        }
    }

    /// Applies the width modifier to digits.
    fn widen(&mut self, width_min: Option<usize>) {
        let is_year = self.component == 'Y';
        let width_max = self.width_max;
        let Some(Picture { style: Style::Decimal(decimal), .. }) = &mut self.picture else {
            self.year_digits = if is_year { width_max } else { None };
            return;
        };
        decimal.digits_min = decimal.digits_min.max(width_min.unwrap_or(0));
        if !is_year {
            return;
        }
        if let Some(width) = width_max {
            decimal.digits_min = width;
            self.year_digits = Some(width);
        } else {
            let width = decimal.digits_min.saturating_add(decimal.digits_optional);
            self.year_digits = (width >= 2).then_some(width);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(picture: &str) -> String {
        let parts = match parse(picture) {
            Ok(parts) => parts,
            Err(fault) => return fault.code.to_owned(),
        };
        let describe = |part: &Part| match part {
            Part::Literal(text) => format!("{text:?}"),
            Part::Marker(marker) => {
                let digits = marker.digits_min().map_or(String::new(), |count| count.to_string());
                let names = marker.names.map_or(String::new(), |case| format!("{case:?}"));
                let year = marker.year_digits.map_or(String::new(), |count| format!("%{count}"));
                let read = marker.read_digits.map_or(String::new(), |count| format!("<{count}"));
                format!("{}{digits}{names}{year}{read}", marker.component)
            }
        };
        parts.iter().map(describe).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_picture_is_literals_and_markers() {
        let table = [
            ("", ""),
            ("[[a]] b", r#""[" "a] b""#),
            ("[Y]-[M01]", r#"Y1 "-" M2"#),
            ("[Y0001][M01][D01]", "Y4%4<4 M2<2 D2"),
            ("[Y ##, 2 - 2]", "Y%2"),
            ("[Y0,2-2]", "Y2%2"),
            ("[Y,2]", "Y2%2"),
            ("[M,2]", "M2"),
            ("[FNn,*-3] [MN] [Pn]", r#"FTitle " " MUpper " " PLower"#),
            ("[Z] [z0]", r#"Z4 " " z1"#),
            ("[Q]", "D3132"),
            ("[]", "D3132"),
            ("[Q1]", "D3132"),
            ("[Y", "D3135"),
            ("[Y1٠]", "D3131"),
        ];
        for (picture, expected) in table {
            assert_eq!(described(picture), expected, "{picture}");
        }
    }
}
