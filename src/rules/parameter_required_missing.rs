//! An action is given the parameters that it cannot do without.

use crate::analysis::{Call, Facts, Target};
use crate::diagnostic::{Finding, SCHEMA_VALIDATION_FAILED, did_you_mean};
use crate::model::Action;
use crate::rules::{Rule, rule};
use crate::schema::QueryLanguage;
use crate::syntax::tree::Member;

pub(super) const RULE: Rule = rule!("parameter-required-missing", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for call in facts.calls() {
        if let Target::Optimized(action, integration) = call.target
            && let Some(parameters) = call.parameters()
        {
            let required = integration.required.iter();
            let lacking = required.filter(|name| !has(&call, &parameters, name));
            findings.extend(lacking.map(|name| missing(&parameters, action, name)));
        }
    }
}

fn has(call: &Call<'_, '_>, parameters: &Member<'_>, name: &str) -> bool {
    let is_template = call.state.query_language == QueryLanguage::JsonPath;
    parameters.value.members().any(|member| {
        let dynamic = member.name().strip_suffix(".$").filter(|_| is_template);
        dynamic.unwrap_or(member.name()) == name
    })
}

fn missing(parameters: &Member<'_>, action: Action<'_>, lacks: &str) -> Finding {
    let Action { service, name, .. } = action;
    let message = format!("`{service}:{name}` needs the parameter `{lacks}`");
    let finding = Finding::new(parameters.key.span(), message).aws(
        SCHEMA_VALIDATION_FAILED,
        format!("The field '{lacks}' is required but was missing"),
    );
    let mut members = parameters.value.members();
    match members.find(|member| did_you_mean(lacks, [bare(member)]).is_some()) {
        Some(near) => finding.label(near.key.span(), format!("did you mean `{lacks}`?")),
        None => finding,
    }
}

fn bare<'t>(member: &Member<'t>) -> &'t str {
    member.name().trim_end_matches(".$")
}
