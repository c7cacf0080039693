//! An expression begins with `{%` and ends with `%}`, with nothing around.

use crate::analysis::Facts;
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED};
use crate::query::jsonata::{self, Dialect};
use crate::rules::{Rule, rule};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("jsonata-mark-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(facts.jsonata.half_marked.iter().map(|string| half_marked(*string)));
}

fn half_marked(string: Value<'_>) -> Finding {
    let (there, missing) =
        if string.text().starts_with("{%") { ("{%", "%}") } else { ("%}", "{%") };
    let finding = Finding::new(string.span(), format!("`{there}` without `{missing}`"))
        .aws(SCHEMA_VALIDATION_FAILED, "JSONata string must start with {% and end with %}");
    let trimmed = string.text().trim();
    if trimmed.starts_with("{%") && trimmed.ends_with("%}") {
        let fixed = string.respelled(trimmed);
        return finding
            .help("nothing may stand around the marks, blanks neither")
            .fix(string.span(), fixed);
    }
    let finding = finding.help("write the expression as `{% ... %}`");
    let inner = trimmed.trim_start_matches("{%").trim_end_matches("%}").trim();
    let is_expression = jsonata::parse(inner, Dialect::Aws).errors.is_empty();
    if is_expression {
        finding.fix(string.span(), string.respelled(&format!("{{% {inner} %}}")))
    } else {
        finding
    }
}
