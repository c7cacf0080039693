//! What an expression speaks of, without evaluating it: references that AWS refuses, variables
//! that it reads, fields of `$states`, calls.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use crate::query::jsonata::ANY;
use crate::query::jsonata::syntax::{Kind, Node, NodeId, Tree};
use crate::source::Span;

/// What an expression speaks of, each list in the order of the text.
#[derive(Debug, Default)]
pub struct Outline {
    /// The names, `$` and `$$` that stand where AWS has nothing for them to refer to: each once.
    pub rootless: Vec<Reference>,
    /// The variables that are read and not set in the expression itself.
    pub variables: Vec<VariableUse>,
    /// The fields of `$states` that are read.
    pub states_fields: Vec<Reference>,
    /// The fields of the context object that are read: those behind `$states.context`, each a
    /// field of the one before.
    pub context_fields: Vec<Vec<Reference>>,
    /// The same behind `$states.result`.
    pub result_fields: Vec<Vec<Reference>>,
    /// The same behind `$states.input`.
    pub input_fields: Vec<Vec<Reference>>,
    /// The calls of functions by name.
    pub calls: Vec<CallUse>,
}

/// A name and where it stands in the text of the expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name; `$` and `$$` for themselves.
    pub name: Rc<str>,
    /// Where it stands.
    pub span: Span,
}

/// A variable that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableUse {
    /// Its name, without the `$`.
    pub name: Rc<str>,
    /// Where it stands.
    pub span: Span,
    /// Whether the expression asks if it exists, or has another value for when it does not.
    pub is_guarded: bool,
}

/// A call of a function by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallUse {
    /// The function's name, without the `$`.
    pub name: Rc<str>,
    /// Where the name stands.
    pub span: Span,
    /// How many arguments there are, one handed on by `~>` included; none for a call that leaves
    /// some open.
    pub arguments: Option<usize>,
    /// The types of the arguments that are written, by their letters, [`ANY`] for one that is
    /// no literal; each with its place.
    pub types: Vec<(char, Span)>,
}

/// A node on the way, and how it stands there.
#[derive(Clone, Copy)]
struct Visit {
    node: NodeId,
    /// Whether nothing around it says what a bare name refers to.
    is_rootless: bool,
    /// Whether it is an argument of `$exists`.
    is_guarded: bool,
    /// How many arguments come from the left of `~>`.
    handed_on: usize,
}

impl Outline {
    /// The outline of a syntax tree, however deep.
    pub fn new(tree: &Tree) -> Self {
        let bound = names_bound(tree);
        let mut outline = Self::default();
        let root = Visit { node: tree.root, is_rootless: true, is_guarded: false, handed_on: 0 };
        let mut open = vec![root];
        while let Some(visit) = open.pop() {
            outline.note(tree, visit, &bound);
            let from = open.len();
            open.extend(visits_below(tree, visit));
            open[from..].reverse();
        }
        let mut seen = FxHashSet::default();
        outline.rootless.retain(|reference| seen.insert(Rc::clone(&reference.name)));
        outline
    }

    fn note(&mut self, tree: &Tree, visit: Visit, bound: &FxHashSet<Rc<str>>) {
        let Node { kind, span, token, .. } = tree.node(visit.node);
        match kind {
            Kind::Name(name) if visit.is_rootless => {
                self.rootless.push(Reference { name: Rc::clone(name), span: *token });
            }
            Kind::Variable(name) if &**name == "$" => {
                self.rootless.push(Reference { name: "$$".into(), span: *span });
            }
            Kind::Variable(name) if name.is_empty() && visit.is_rootless => {
                self.rootless.push(Reference { name: "$".into(), span: *span });
            }
            Kind::Variable(name) if name.is_empty() => {}
            Kind::Variable(name) if &**name != "states" && !bound.contains(name) => {
                let (name, is_guarded) = (Rc::clone(name), visit.is_guarded);
                self.variables.push(VariableUse { name, span: *span, is_guarded });
            }
            Kind::Map(left, right) => {
                self.note_states_field(tree, *left, *right);
                self.note_fields_behind(tree, visit.node);
            }
            Kind::Call(callee, arguments) => {
                let count = arguments.len() + visit.handed_on;
                let types = arguments.iter().map(|id| (letter(tree, *id), tree.node(*id).span));
                self.note_call(tree, *callee, Some(count), types.collect(), bound);
            }
            Kind::Partial(callee, _) => self.note_call(tree, *callee, None, Vec::new(), bound),
            _ => {}
        }
    }

    fn note_fields_behind(&mut self, tree: &Tree, node: NodeId) {
        let Some(mut names) = names_behind_states(tree, node) else { return };
        if names.len() < 2 {
            return;
        }
        let fields = match &*names.remove(0).name {
            "context" => &mut self.context_fields,
            "result" => &mut self.result_fields,
            "input" => &mut self.input_fields,
            _ => return,
        };
        // The inner steps of a path come after the whole of it.
        if !fields.last().is_some_and(|last| last.starts_with(&names)) {
            fields.push(names);
        }
    }

    fn note_states_field(&mut self, tree: &Tree, left: NodeId, right: NodeId) {
        let is_states =
            matches!(&tree.node(left).kind, Kind::Variable(name) if &**name == "states");
        if let Some(reference) = step_name(tree, right).filter(|_| is_states) {
            self.states_fields.push(reference);
        }
    }

    fn note_call(
        &mut self,
        tree: &Tree,
        callee: NodeId,
        arguments: Option<usize>,
        types: Vec<(char, Span)>,
        bound: &FxHashSet<Rc<str>>,
    ) {
        let Node { kind, span, .. } = tree.node(callee);
        if let Kind::Variable(name) = kind
            && !bound.contains(name)
        {
            self.calls.push(CallUse { name: Rc::clone(name), span: *span, arguments, types });
        }
    }
}

/// The variable that an expression begins with, and the names behind it, where it is nothing but
/// that: `$states.result.Items[0]` is `states`, `result`, `Items`.
pub fn read_path(tree: &Tree) -> Option<(Rc<str>, Vec<Rc<str>>)> {
    let (mut at, mut names) = (tree.root, Vec::new());
    loop {
        match &tree.node(at).kind {
            Kind::Map(left, right) => {
                names.push(step_name(tree, *right)?.name);
                at = *left;
            }
            Kind::Filter(left, _) | Kind::Sort(left, _) => at = *left,
            Kind::Block(inner) if inner.len() == 1 => at = inner[0],
            Kind::Variable(name) => {
                names.reverse();
                return Some((Rc::clone(name), names));
            }
            _ => return None,
        }
    }
}

/// The name in a step of a path, whatever follows it: `result` in `result[0]`.
fn step_name(tree: &Tree, mut step: NodeId) -> Option<Reference> {
    while let Kind::Filter(inner, _) | Kind::Group(inner, _) | Kind::Sort(inner, _) =
        &tree.node(step).kind
    {
        step = *inner;
    }
    match tree.node(step) {
        Node { kind: Kind::Name(name), token, .. } => {
            Some(Reference { name: Rc::clone(name), span: *token })
        }
        _ => None,
    }
}

/// The names in a path that begins with `$states`, if all its steps are names.
fn names_behind_states(tree: &Tree, mut node: NodeId) -> Option<Vec<Reference>> {
    let mut names = Vec::new();
    loop {
        match &tree.node(node).kind {
            Kind::Map(left, right) => {
                names.push(step_name(tree, *right)?);
                node = *left;
            }
            Kind::Variable(name) if &**name == "states" => {
                names.reverse();
                return Some(names);
            }
            _ => return None,
        }
    }
}

/// The letter for the type of a literal, as signatures have it.
fn letter(tree: &Tree, id: NodeId) -> char {
    match &tree.node(id).kind {
        Kind::String(_) => 's',
        Kind::Number(_) => 'n',
        Kind::Bool(_) => 'b',
        Kind::Null => 'l',
        Kind::Array(_) => 'a',
        Kind::Object(_) => 'o',
        Kind::Lambda { .. } | Kind::Regex { .. } => 'f',
        Kind::Negate(operand) if matches!(tree.node(*operand).kind, Kind::Number(_)) => 'n',
        _ => ANY,
    }
}

/// The names of all variables that the expression sets itself: anywhere in it, since a name that
/// is set at one place and missed at another is rare, and a false alarm is worse.
fn names_bound(tree: &Tree) -> FxHashSet<Rc<str>> {
    let binders = tree.nodes.iter().flat_map(|node| match &node.kind {
        Kind::Bind(name, _) | Kind::Focus(_, name) | Kind::Index(_, name) => vec![*name],
        Kind::Lambda { parameters, .. } => parameters.clone(),
        _ => Vec::new(),
    });
    let names = binders.filter_map(|id| match &tree.node(id).kind {
        Kind::Variable(name) => Some(Rc::clone(name)),
        _ => None,
    });
    names.collect()
}

/// What a node is made of, each part with how it stands: behind a step of a path, in a predicate,
/// in what sorts or groups, there is something for a name to refer to.
fn visits_below(tree: &Tree, visit: Visit) -> Vec<Visit> {
    let below = |node: NodeId, is_rootless: bool| Visit {
        node,
        is_rootless: is_rootless && visit.is_rootless,
        handed_on: 0,
        ..visit
    };
    let kind = &tree.node(visit.node).kind;
    let children = tree.children(visit.node);
    match kind {
        Kind::Map(..) | Kind::Filter(..) | Kind::Sort(..) | Kind::Group(..) => {
            children.iter().enumerate().map(|(place, id)| below(*id, place == 0)).collect()
        }
        Kind::Transform { .. } => children.iter().map(|id| below(*id, false)).collect(),
        Kind::Apply(left, right) => {
            vec![below(*left, true), Visit { handed_on: 1, ..below(*right, true) }]
        }
        Kind::Call(callee, _) => {
            let exists =
                matches!(&tree.node(*callee).kind, Kind::Variable(name) if &**name == "exists");
            let guarded = |visit: Visit| Visit { is_guarded: visit.is_guarded || exists, ..visit };
            children.iter().map(|id| guarded(below(*id, true))).collect()
        }
        _ => children.iter().map(|id| below(*id, true)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::jsonata::{Dialect, parse};

    fn outline(text: &str) -> Outline {
        Outline::new(&parse(text, Dialect::Aws).tree)
    }

    fn names<'o>(references: impl IntoIterator<Item = &'o Rc<str>>) -> String {
        references.into_iter().map(|name| &**name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_name_needs_something_to_refer_to() {
        let table = [
            ("order.total", "order"),
            ("order[paid].total", "order"),
            ("[b, a, b]", "b a"),
            ("{order: 1}", "order"),
            ("$f(order)", "order"),
            ("order ~> $string()", "order"),
            ("function($x){ order }", "order"),
            ("$", "$"),
            ("$.order", "$"),
            ("$$.order", "$$"),
            ("$states.input.order", ""),
            ("$states.input.items[price > 3]", ""),
            ("$states.input.items[$ > 3]", ""),
            ("$states.input.items^(price)", ""),
            ("$states.input.items{name: $sum(price)}", ""),
            ("**.order", ""),
            ("'order'", ""),
        ];
        for (text, expected) in table {
            let outline = outline(text);
            assert_eq!(names(outline.rootless.iter().map(|one| &one.name)), expected, "{text}");
        }
    }

    fn outline_of_context() -> Vec<Reference> {
        let outline = outline("[$states.context.Execution.Id, $states.input.x]");
        outline.context_fields.concat()
    }

    #[test]
    fn variables_are_those_that_the_expression_does_not_set() {
        let table = [
            ("$a + $b.c", "a b"),
            ("($a := 1; $a + $b)", "b"),
            ("$map($items, function($x){ $x * $rate })", "map items rate"),
            ("$states.input.a", ""),
            ("$states.input.items@$i.{'n': $i}", ""),
        ];
        for (text, expected) in table {
            let outline = outline(text);
            assert_eq!(names(outline.variables.iter().map(|one| &one.name)), expected, "{text}");
        }
        assert!(outline("$exists($a)").variables.iter().any(|one| one.is_guarded));
        assert!(outline("$a").variables.iter().all(|one| !one.is_guarded));
    }

    #[test]
    fn fields_of_states_and_calls_are_known_with_their_places() {
        let text = "$states.result[0].x ~> $join(',')";
        let outline = outline(text);
        let [field] = outline.states_fields.as_slice() else { panic!("{outline:?}") };
        assert_eq!(&text[field.span.range()], "result");
        let context = outline_of_context();
        assert_eq!(names(context.iter().map(|one| &one.name)), "Execution Id");
        let [call] = outline.calls.as_slice() else { panic!("{outline:?}") };
        assert_eq!((&text[call.span.range()], call.arguments), ("$join", Some(2)));
    }
}
