//! What a machine calls lies in its own partition and region.

use crate::analysis::{Call, Facts, Target};
use crate::diagnostic::{Finding, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::placeholder::has_placeholder;

pub(super) const RULE: Rule = rule!("resource-region-mixed", check);

/// The places of the partition and of the region among the parts of an ARN.
const PARTS: [(usize, &str); 2] = [(1, "partition"), (3, "region")];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (place, word) in PARTS {
        let mut first: Option<(&str, Call<'_, '_>)> = None;
        for call in facts.calls().filter(is_known) {
            let Some(part) = part(call.resource.text(), place) else { continue };
            match first {
                None => first = Some((part, call)),
                Some((own, before)) if own != part => {
                    findings.push(mixed(&call, part, &before, own, word));
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether a resource is one that can be called, whatever part of it is wrong.
fn is_known(call: &Call<'_, '_>) -> bool {
    matches!(call.target, Target::Function | Target::Activity) || call.target.action().is_some()
}

/// A part of an ARN, if it is there and known.
fn part(arn: &str, place: usize) -> Option<&str> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_known = |part: &&str| !part.is_empty() && part.bytes().all(is_word);
    arn.split(':').nth(place).filter(|_| !has_placeholder(arn)).filter(is_known)
}

fn mixed(
    call: &Call<'_, '_>,
    part: &str,
    before: &Call<'_, '_>,
    own: &str,
    word: &str,
) -> Finding {
    let message = format!("{} is another {word} than {}", quoted(part), quoted(own));
    let text = call.resource.text();
    let at = text.find(&format!(":{part}:")).map_or(0, |at| at + 1);
    Finding::new(call.resource.inner_span(at..at + part.len()), message)
        .label(before.resource.span(), format!("the {word} of the machine, as it seems"))
        .help("a machine calls nothing in another partition or region: go by way of a function")
}
