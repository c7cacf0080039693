//! What a state machine must be allowed to do: the IAM policy of its role, from the definition
//! alone. It never asks AWS, and says what a definition does not tell.

mod arn;
mod calls;
mod given;
mod permissions;
mod statements;

pub use statements::Statement;

use std::collections::BTreeMap;
use std::slice;

use crate::diagnostic::name_list;
use crate::model::{StateId, StateMachine};
use crate::policy::calls::{Call, Called};
use crate::policy::permissions::Permissions;
use crate::policy::statements::Statements;

/// What is known of a machine beside its definition.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The machine's own ARN, which Distributed Map states need.
    pub state_machine_arn: Option<String>,
    /// Whether its executions are logged.
    pub is_logged: bool,
    /// Whether its executions are traced.
    pub is_traced: bool,
}

/// What a machine must be allowed to do.
#[derive(Debug, Default)]
pub struct Policy {
    /// What its own role must be allowed.
    pub statements: Vec<Statement>,
    /// What the roles must be allowed that its tasks take on by `Credentials`, by their ARNs.
    pub assumed: BTreeMap<String, Vec<Statement>>,
    /// What the definition does not tell, in the order of the states.
    pub unknown: Vec<Unknown>,
}

/// Something that a definition does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The state.
    pub state: StateId,
    /// What is not known, and what was made of it: lower case, no full stop.
    pub message: String,
}

/// What a machine must be allowed to do, as far as its definition tells.
pub fn policy(machine: &StateMachine<'_>, surroundings: &Surroundings) -> Policy {
    let permissions = Permissions::get();
    let mut own = Statements::default();
    let mut assumed: BTreeMap<String, Statements> = BTreeMap::new();
    let mut unknown = Vec::new();
    for call in calls::calls(machine, surroundings) {
        let mut notes = Vec::new();
        match &call.role {
            None => allow(permissions, &call, &mut own, &mut notes),
            Some(role) => {
                own.allow(&["sts:AssumeRole"], slice::from_ref(role));
                allow(permissions, &call, assumed.entry(role.clone()).or_default(), &mut notes);
            }
        }
        unknown.extend(notes.into_iter().map(|message| Unknown { state: call.state, message }));
    }
    if surroundings.is_logged {
        own.allow(&LOGGING, &[arn::ANY.to_owned()]);
    }
    if surroundings.is_traced {
        own.allow(&TRACING, &[arn::ANY.to_owned()]);
    }
    let assumed = assumed.into_iter().map(|(role, statements)| (role, statements.finish()));
    unknown.dedup();
    Policy { statements: own.finish(), assumed: assumed.collect(), unknown }
}

/// What writing logs takes (Developer Guide, "Logging using `CloudWatch` Logs").
const LOGGING: [&str; 8] = [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
];

/// What tracing takes (Developer Guide, "AWS X-Ray and Step Functions").
const TRACING: [&str; 4] = [
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
];

/// Allows what a call needs.
fn allow(
    permissions: &'static Permissions,
    call: &Call<'_>,
    into: &mut Statements,
    notes: &mut Vec<String>,
) {
    match &call.called {
        Called::Actions { actions, passes, rule } => {
            let mut vague: BTreeMap<String, Vec<&String>> = BTreeMap::new();
            for action in actions {
                let allowed = permissions.resources(action, &call.given);
                if let Some(what) = allowed.vague {
                    vague.entry(what).or_default().push(action);
                }
                into.allow(&[action], &allowed.arns);
            }
            let told =
                |(what, actions)| format!("allows {} on {what}", name_list::<&String>(actions));
            notes.extend(vague.into_iter().map(told));
            if let Some(rule) = rule {
                into.allow(&RULE_ACTIONS, &[call.given.rule(rule)]);
            }
            if let Some(passes) = passes {
                let roles = call.given.roles(passes.always);
                if roles.iter().any(|role| role.ends_with(arn::ANY)) {
                    notes.push("allows `iam:PassRole` on a role that is not known here".to_owned());
                }
                into.pass(&roles, passes.service.as_deref());
            }
        }
        Called::Http => calls::allow_http(&call.given, into, notes),
        Called::Unknown(why) => notes.push(why.clone()),
    }
}

/// What a rule takes that tells Step Functions of the end of a job.
const RULE_ACTIONS: [&str; 3] = ["events:DescribeRule", "events:PutRule", "events:PutTargets"];
