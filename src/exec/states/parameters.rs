//! What an integration does not take, found out before it is called.

use crate::exec::Payload;
use crate::exec::failure::Trouble;
use crate::query::value::Value;
use crate::services;

/// The parameters of API Gateway whose members are lists of strings (guide of Step Functions).
const LISTS: [&str; 2] = ["Headers", "QueryParameters"];

/// Refuses arguments that no call of an optimized integration can be started with. What AWS
/// finds when the definition is created is here again for what only comes to be when it runs.
pub(super) fn check(
    resource_type: &str,
    resource: &str,
    arguments: &Payload,
) -> Result<(), Trouble> {
    let action = resource.split('.').next().unwrap_or(resource);
    let Some(operation) = services::optimized(resource_type, action) else { return Ok(()) };
    let missing = operation.required().filter(|name| arguments.value.get(name).is_none());
    let mut faults: Vec<_> =
        missing.map(|name| format!("The field '{name}' is required but was missing")).collect();
    if resource_type == "apigateway" {
        let wrong = LISTS
            .into_iter()
            .filter(|name| arguments.value.get(name).is_some_and(|value| !holds_lists(value)));
        faults.extend(
            wrong.map(|name| format!("The value of the field '{name}' has an invalid format")),
        );
    }
    if faults.is_empty() {
        return Ok(());
    }
    let faults = faults.join(", ");
    Err(Trouble::runtime_at(
        "Parameters",
        format!("The Parameters '{arguments}' could not be used to start the Task: [{faults}]"),
    ))
}

/// Whether all members of an object are lists of strings.
fn holds_lists(value: &Value) -> bool {
    let is_list = |value: &Value| {
        value.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()))
    };
    value.as_object().is_some_and(|members| members.values().all(is_list))
}
