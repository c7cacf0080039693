//! Facts that rules ask for, each computed once.

mod calls;
mod expressions;
mod graph;
mod template;
mod variables;

pub use calls::{Call, Target};
pub use expressions::{Expressions, Located, PathField, PathKind, TemplateField};
pub use graph::{Graph, Unresolved};
pub use template::{TemplateString, looks_dynamic, template_strings};
pub use variables::Assignment;

use crate::diagnostic::did_you_mean;
use crate::model::{ScopeId, State, StateMachine, WorkflowType};
use crate::schema::{self, Fault, Violation};
use crate::syntax::Parsed;
use crate::syntax::tree::Value;

/// All that is known of one definition.
#[derive(Debug)]
pub struct Facts<'t> {
    /// The text, as parsed.
    pub parsed: &'t Parsed<'t>,
    /// How it is deployed.
    pub workflow_type: WorkflowType,
    /// Which objects break which law of the schemas, in the order in which AWS meets them.
    pub violations: Vec<Violation<'t>>,
    /// The state machine.
    pub machine: StateMachine<'t>,
    /// Its states and transitions as a graph.
    pub graph: Graph<'t>,
    /// The paths, templates and calls of intrinsic functions in it, each parsed.
    pub expressions: Expressions<'t>,
}

impl<'t> Facts<'t> {
    /// Finds out all there is to know.
    pub fn new(parsed: &'t Parsed<'t>, workflow_type: WorkflowType) -> Self {
        let root = parsed.tree.root();
        let machine = StateMachine::read(root);
        let graph = Graph::new(&machine);
        let expressions = Expressions::new(&machine);
        let violations = if root.is_opaque() { Vec::new() } else { schema::violations(root) };
        Self { parsed, workflow_type, violations, machine, graph, expressions }
    }

    /// Whether an object has a field that looks like one of `fields` misspelt, which is a
    /// finding already.
    pub fn is_misspelt(&self, object: Value<'_>, fields: &[&str]) -> bool {
        self.violations.iter().filter(|violation| violation.object == object).any(|violation| {
            match &violation.fault {
                Fault::Unknown(member) => {
                    did_you_mean(member.name(), fields.iter().copied()).is_some()
                }
                _ => false,
            }
        })
    }

    /// Whether the machine has no terminal state, which ends AWS's look at its graph.
    pub fn lacks_terminal_state(&self) -> bool {
        self.lacks_end(ScopeId(0))
    }

    /// Whether it is certain that no state of the scope is terminal.
    pub fn lacks_end(&self, scope: ScopeId) -> bool {
        let scope = self.machine.scope(scope);
        let states = self.machine.states_of(scope);
        let goes_on = |state: &State<'_>| state.is_terminal() == Some(false);
        scope.is_complete && !states.is_empty() && states.iter().all(goes_on)
    }

    /// Whether a fault that is reported anyway may be why the scope has no terminal state.
    pub fn hides_ends(&self, scope: ScopeId) -> bool {
        let unresolved = self.graph.unresolved.iter().any(|target| target.scope == scope);
        unresolved || self.hides_transitions(scope)
    }

    /// Whether the way to a state may be lost by a fault that is reported anyway: a target
    /// misspelt, or a state of the scope without what would say where it goes.
    pub fn hides_way_to(&self, state: &State<'_>) -> bool {
        let in_scope = |target: &&Unresolved<'_>| target.scope == state.scope;
        let misspelt = self.graph.unresolved.iter().filter(in_scope).any(|target| {
            let near = did_you_mean(target.target.text(), [state.name()]);
            target.from.is_none() || near.is_some()
        });
        misspelt || self.hides_transitions(state.scope)
    }

    /// Whether a fault that is reported anyway may hide a transition within the scope.
    pub fn hides_transitions(&self, scope: ScopeId) -> bool {
        let span = self.machine.scope(scope).object.span();
        let inside = |violation: &&Violation<'_>| span.contains(violation.object.span());
        self.violations.iter().filter(inside).any(hides_transition)
    }
}

/// The fields that lead from state to state.
const TRANSITION_FIELDS: [&str; 7] =
    ["Next", "End", "Default", "Choices", "Catch", "Type", "StartAt"];

/// Whether a violation is about a field that leads from state to state.
fn hides_transition(violation: &Violation<'_>) -> bool {
    let is_one = |name: &str| TRANSITION_FIELDS.contains(&name);
    match &violation.fault {
        Fault::Missing(fields) | Fault::NoneOf(fields) => fields.iter().any(|field| is_one(field)),
        Fault::Unknown(member) => did_you_mean(member.name(), TRANSITION_FIELDS).is_some(),
        Fault::Unsupported(_) | Fault::WrongLanguage(_) | Fault::SeveralOf(_) => false,
        _ => violation.value().is_some_and(|value| {
            let members = violation.object.members();
            let mut fields = members.filter(|member| is_one(member.name()));
            fields.any(|member| member.value == value)
        }),
    }
}
