//! The ARNs of kinds of resources: templates such as `arn:${Partition}:sns:${Region}:${Account}:
//! ${TopicName}`, which values fill and which ARNs fit.

/// What stands for anything in an ARN.
pub(super) const ANY: &str = "*";

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A text that stands there as it is.
    Text(&'a str),
    /// The name of what is put there.
    Name(&'a str),
}

/// The pieces of a template.
pub(super) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, behind)) = rest.split_once("${") {
        let Some((name, behind)) = behind.split_once('}') else { break };
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        pieces.push(Piece::Name(name));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The names in a template that say which resource it is, rather than where.
pub(super) fn own_names(template: &str) -> impl Iterator<Item = &str> {
    let name = |piece| match piece {
        Piece::Name("Partition" | "Region" | "Account") | Piece::Text(_) => None,
        Piece::Name(name) => Some(name),
    };
    pieces(template).into_iter().filter_map(name)
}

/// The template with values in place of the names.
pub(super) fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let fill = |piece| match piece {
        Piece::Text(text) => str::to_owned(text),
        Piece::Name(name) => value(name),
    };
    pieces(template).into_iter().map(fill).collect()
}

/// The values in an ARN that fits a template. The last name takes all that is left; others end
/// where the text behind them begins, and hold no colon.
pub(super) fn fit<'a>(template: &'a str, arn: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let pieces = pieces(template);
    let mut values = Vec::new();
    let mut rest = arn;
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Text(text) => rest = rest.strip_prefix(text)?,
            Piece::Name(name) => {
                let end = match pieces.get(at + 1) {
                    Some(Piece::Text(text)) => rest.find(text)?,
                    _ => rest.len(),
                };
                let (value, behind) = rest.split_at(end);
                let is_last = at + 1 == pieces.len();
                if value.is_empty() && is_last || value.contains(':') && !is_last {
                    return None;
                }
                values.push((name, value));
                rest = behind;
            }
        }
    }
    rest.is_empty().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "arn:${Partition}:sns:${Region}:${Account}:${TopicName}";
    const FUNCTION: &str = "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}";
    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";

    #[test]
    fn values_fill_a_template() {
        let filled = fill(TOPIC, |name| if name == "TopicName" { "news" } else { ANY }.to_owned());
        assert_eq!(filled, "arn:*:sns:*:*:news");
        assert_eq!(own_names(OBJECT).collect::<Vec<_>>(), ["BucketName", "ObjectName"]);
    }

    #[test]
    fn an_arn_that_fits_gives_the_values() {
        let last = |template, arn| fit(template, arn).map(|values| values[values.len() - 1].1);
        assert_eq!(last(TOPIC, "arn:aws:sns:us-east-1:123456789012:news"), Some("news"));
        assert_eq!(last(FUNCTION, "arn:aws:lambda:us-east-1:1:function:f:live"), Some("f:live"));
        assert_eq!(last(OBJECT, "arn:aws:s3:::bucket/a/b.json"), Some("a/b.json"));
        for arn in ["arn:aws:sns:us-east-1:123456789012:", "arn:aws:sqs:us-east-1:1:q", "", "*"] {
            assert_eq!(last(TOPIC, arn), None, "{arn}");
        }
        assert_eq!(last(FUNCTION, "arn:aws:lambda:us-east-1:1:layer:f"), None);
    }
}
