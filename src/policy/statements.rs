//! Statements, put together so that a policy is as short as it can be without allowing more.

use std::collections::{BTreeMap, BTreeSet};

/// Which requests a statement is about: operator, key, value.
pub type Condition = BTreeMap<String, BTreeMap<String, String>>;

/// A statement that allows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The actions, sorted.
    pub actions: Vec<String>,
    /// The ARNs of the resources, sorted; `*` for all.
    pub resources: Vec<String>,
    /// What must hold of a request; nothing if empty.
    pub condition: Condition,
}

/// What is allowed so far.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// The resources of an action, by the condition and the action.
    allowed: BTreeMap<(Condition, String), BTreeSet<String>>,
}

impl Statements {
    /// Allows actions on resources.
    pub(super) fn allow(&mut self, actions: &[&str], resources: &[String]) {
        for action in actions {
            self.allow_if(Condition::new(), action, resources);
        }
    }

    /// Allows an action on resources under a condition.
    pub(super) fn allow_if(&mut self, condition: Condition, action: &str, resources: &[String]) {
        let allowed = self.allowed.entry((condition, action.to_owned())).or_default();
        allowed.extend(resources.iter().cloned());
    }

    /// Allows to hand roles to a service.
    pub(super) fn pass(&mut self, roles: &[String], service: Option<&str>) {
        if roles.is_empty() {
            return;
        }
        let to = |service: &str| ("iam:PassedToService".to_owned(), service.to_owned());
        let equals = service.map(|service| ("StringEquals".to_owned(), [to(service)].into()));
        self.allow_if(equals.into_iter().collect(), "iam:PassRole", roles);
    }

    /// The statements: actions on the same resources stand together.
    pub(super) fn finish(self) -> Vec<Statement> {
        let mut together: BTreeMap<(Vec<String>, Condition), Vec<String>> = BTreeMap::new();
        for ((condition, action), resources) in self.allowed {
            let resources = without_covered(&resources);
            together.entry((resources, condition)).or_default().push(action);
        }
        let statement =
            |((resources, condition), actions)| Statement { actions, resources, condition };
        let mut statements: Vec<_> = together.into_iter().map(statement).collect();
        statements.sort_by(|a, b| (&a.actions, &a.resources).cmp(&(&b.actions, &b.resources)));
        statements
    }
}

/// The resources that no other one of them covers.
fn without_covered(resources: &BTreeSet<String>) -> Vec<String> {
    let covers = |wide: &String, narrow: &String| {
        let begins = wide.strip_suffix('*').filter(|begin| !begin.contains('*'));
        wide != narrow && begins.is_some_and(|begin| narrow.starts_with(begin))
    };
    let is_covered = |narrow: &String| resources.iter().any(|wide| covers(wide, narrow));
    resources.iter().filter(|resource| !is_covered(resource)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_on_the_same_resources_stand_together() {
        let mut statements = Statements::default();
        let owned =
            |texts: &[&str]| texts.iter().map(|text| str::to_owned(text)).collect::<Vec<_>>();
        statements.allow(&["sqs:SendMessage", "sqs:DeleteMessage"], &owned(&["arn:aws:sqs:*:*:a"]));
        statements.allow(&["sns:Publish"], &owned(&["*", "arn:aws:sns:*:*:t"]));
        let finished = statements.finish();
        assert_eq!(finished.len(), 2);
        assert_eq!(finished[0].actions, ["sns:Publish"]);
        assert_eq!(finished[0].resources, ["*"]);
        assert_eq!(finished[1].actions, ["sqs:DeleteMessage", "sqs:SendMessage"]);
    }
}
