//! Whether a name is another one with a slip in it: what is near enough to be certain.

/// The known name that a word is with a slip of the keyboard, or in another case. A word that
/// may as well be a name of its own is no slip: a short one, and the plural or a later version
/// of a known one.
pub fn slip_of<'c>(
    word: &str,
    known: impl IntoIterator<Item = &'c str> + Clone,
) -> Option<&'c str> {
    let same = |name: &&str| letters(name).eq(letters(word));
    let mut others = known.clone().into_iter().filter(|name| *name != word);
    others.find(same).or_else(|| known.into_iter().find(|name| is_slip(word, name)))
}

fn is_slip(word: &str, name: &str) -> bool {
    const SHORT: usize = 5;
    word.len() >= SHORT
        && word.len().abs_diff(name.len()) <= 1
        && !is_variant(word, name)
        && strsim::osa_distance(word, name) == 1
}

/// Whether one of two names is the other with an `s` or a digit more, or with another digit.
fn is_variant(a: &str, b: &str) -> bool {
    let is_mark = |byte: u8| byte == b's' || byte.is_ascii_digit();
    let bare = |text: &str| text.bytes().filter(|byte| !is_mark(*byte)).collect::<Vec<_>>();
    bare(a) == bare(b)
}

/// The letters and digits of a name, whatever their case and what stands between them.
pub fn letters(name: &str) -> impl Iterator<Item = u8> + '_ {
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_a_name_of_its_own() {
        let known = ["listObjectsV2", "describeInstances", "getItem", "describeDBInstances"];
        let table = [
            ("listobjectsv2", Some("listObjectsV2")),
            ("describe_instances", Some("describeInstances")),
            ("describeDbInstances", Some("describeDBInstances")),
            ("describeInstnces", Some("describeInstances")),
            ("descrbieInstances", Some("describeInstances")),
            ("listObjectsV3", None),
            ("listObjectV2", None),
            ("describeInstance", None),
            ("describeInsances", Some("describeInstances")),
            ("getItems", None),
            ("getHat", None),
            ("", None),
        ];
        for (word, expected) in table {
            assert_eq!(slip_of(word, known), expected, "{word}");
        }
    }
}
