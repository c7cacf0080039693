//! `RoleArn` is the ARN of an IAM role.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, quoted};
use crate::model::StateKind;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("credentials-role-malformed", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for state in &facts.machine.states {
        let StateKind::Task(task) = &state.kind else { continue };
        let role = task.credentials.and_then(|credentials| credentials.get("RoleArn"));
        if let Some(role) = role
            && let Some(text) = role.as_str()
            && !is_expression(text, state.query_language)
            && !is_role(text)
        {
            findings.push(malformed(role));
        }
    }
}

fn is_expression(text: &str, language: QueryLanguage) -> bool {
    language == QueryLanguage::Jsonata && text.starts_with("{%")
}

/// Whether a text is written as the ARN of a role is: `arn:aws:iam::123456789012:role/name`.
fn is_role(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let [arn, partition, service, region, account, rest] = parts[..] else { return false };
    let is_iam = arn == "arn" && service == "iam" && region.is_empty();
    is_iam && !partition.is_empty() && !account.is_empty() && rest.starts_with("role/")
}

fn malformed(role: Value<'_>) -> Finding {
    Finding::new(role.span(), format!("{} is not the ARN of a role", quoted(role.text())))
        .help("a role is written `arn:aws:iam::123456789012:role/name`")
}
