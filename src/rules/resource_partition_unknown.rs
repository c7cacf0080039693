//! An ARN names a partition that AWS has.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, did_you_mean, name_list, quoted};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("resource-partition-unknown", check);

const PARTITIONS: [&str; 8] = [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
];

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.calls().filter_map(|call| unknown(call.resource)));
}

fn unknown(resource: Value<'_>) -> Option<Finding> {
    const START: &str = "arn:";
    let (partition, _) = resource.text().strip_prefix(START)?.split_once(':')?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if PARTITIONS.contains(&partition) || !partition.bytes().all(is_word) {
        return None;
    }
    let span = resource.inner_span(START.len()..START.len() + partition.len());
    let finding = Finding::new(span, format!("{} is no partition of AWS", quoted(partition)));
    Some(match did_you_mean(partition, PARTITIONS) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, near),
        None => finding.help(format!("there are {}", name_list(PARTITIONS))),
    })
}
