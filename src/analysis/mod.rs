//! Facts that rules ask for, each computed once.

mod arguments;
mod blame;
mod calls;
mod data;
mod error_name;
mod expressions;
mod graph;
mod inputs;
mod jsonata;
pub mod origins;
mod results;
pub mod spelling;
mod template;
mod variable_flow;
mod variables;

pub use arguments::{Misfit, MisfitKind, passed_name};
pub use calls::{Call, Target};
pub use data::{Data, Sight};
pub use error_name::reserved_name_meant;
pub use expressions::{Expressions, Located, PathField, PathKind, TemplateField};
pub use graph::{Graph, Unresolved};
pub use jsonata::{Jsonata, JsonataExpression, Moment};
pub use results::result_shape;
pub use template::{TemplateString, looks_dynamic, template_strings};
pub use variable_flow::{Known, Read};
pub use variables::{Assignment, in_sight};

use rustc_hash::FxHashMap;

use crate::analysis::blame::Blame;
use crate::analysis::variable_flow::Flow;
use crate::model::{Scope, ScopeId, State, StateId, StateMachine, WorkflowType};
use crate::schema::{self, Violation};
use crate::syntax::Parsed;
use crate::syntax::suppressions::{Suppression, suppressions};
use crate::syntax::tree::{self, Value};

/// A definition nested deeper is not looked into: no service takes it, and what could be said of
/// each level would grow with the square of their number.
pub const DEPTH_MAX: usize = 1000;

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
    /// The JSONata expressions in it, each parsed.
    pub jsonata: Jsonata<'t>,
    /// The variables that its states read, and what is known of them then.
    pub reads: Vec<Read>,
    /// The keys of `Assign` that set a name which is in use in a scope around.
    pub shadowing: Vec<Value<'t>>,
    /// What people write beside findings to say that they know of them.
    pub suppressions: Vec<Suppression<'t>>,
    /// What is wrong with what its Task states pass to the actions that they call.
    pub misfits: Vec<Misfit<'t>>,
    /// What its Task states call.
    targets: Vec<(StateId, Target<'t>)>,
    blame: Blame<'t>,
    /// For each scope, whether it is certain that no state of it is terminal.
    lacks_end: Vec<bool>,
}

impl<'t> Facts<'t> {
    /// Finds out all there is to know.
    pub fn new(parsed: &'t Parsed<'t>, workflow_type: WorkflowType) -> Self {
        let is_too_deep = parsed.tree.depth > DEPTH_MAX;
        let root = if is_too_deep { tree::hole() } else { parsed.tree.root() };
        let machine = StateMachine::read(root);
        let graph = Graph::new(&machine);
        let expressions = Expressions::new(&machine);
        let jsonata = Jsonata::new(&machine);
        let flow = Flow::new(&machine, &graph);
        let reads = variable_flow::reads(&flow, &expressions, &jsonata);
        let shadowing = variables::shadowing(&machine, &flow);
        let violations = if root.is_opaque() { Vec::new() } else { schema::violations(root) };
        let targets = calls::targets(&machine);
        let calls = calls::calls(&machine, &targets);
        let misfits = calls.flat_map(|call| arguments::misfits(&call)).collect();
        let blame = Blame::new(&machine, &violations, &graph.unresolved);
        let lacks_end = machine.scopes.iter().map(|scope| lacks_end(&machine, scope)).collect();
        Self {
            parsed,
            workflow_type,
            violations,
            machine,
            graph,
            expressions,
            jsonata,
            reads,
            shadowing,
            suppressions: suppressions(parsed),
            misfits,
            targets,
            blame,
            lacks_end,
        }
    }

    /// Whether an object has a field that looks like one of `fields` misspelt, which is a
    /// finding already.
    pub fn is_misspelt(&self, object: Value<'_>, fields: &[&str]) -> bool {
        self.blame.is_misspelt(object.id(), fields)
    }

    /// Whether the machine has no terminal state, which ends AWS's look at its graph.
    pub fn lacks_terminal_state(&self) -> bool {
        self.lacks_end(ScopeId(0))
    }

    /// Whether it is certain that no state of the scope is terminal.
    pub fn lacks_end(&self, ScopeId(scope): ScopeId) -> bool {
        self.lacks_end[scope as usize]
    }

    /// Whether a fault that is reported anyway may be why the scope has no terminal state.
    pub fn hides_ends(&self, scope: ScopeId) -> bool {
        self.blame.hides_ends(scope)
    }

    /// Whether the way to a state may be lost by a fault that is reported anyway: a target
    /// misspelt, or a state of the scope without what would say where it goes.
    pub fn hides_way_to(&self, state: &State<'_>) -> bool {
        self.blame.hides_way_to(state)
    }

    /// Whether a fault that is reported anyway may hide a transition within the scope.
    pub fn hides_transitions(&self, scope: ScopeId) -> bool {
        self.blame.hides_transitions(scope)
    }

    /// The states of all scopes by name, of several of one name the first.
    pub fn states_by_name(&self) -> FxHashMap<&'t str, &State<'t>> {
        self.machine.states.iter().rev().map(|state| (state.name(), state)).collect()
    }
}

/// Whether it is certain that no state of the scope is terminal.
fn lacks_end(machine: &StateMachine<'_>, scope: &Scope<'_>) -> bool {
    let states = machine.states_of(scope);
    let goes_on = |state: &State<'_>| state.is_terminal() == Some(false);
    scope.is_complete && !states.is_empty() && states.iter().all(goes_on)
}
