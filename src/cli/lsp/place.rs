//! Places in a definition: the node that stands there, what lies around it, and what the schemas
//! say of that.

use std::ops::Range;

use crate::analysis::{Target, passed_name};
use crate::cli::lsp::machines::state_at;
use crate::model::{Action, Resource, State, StateMachine};
use crate::query::payload::SUFFIX;
use crate::schema::{Ground, Object, QueryLanguage};
use crate::services::{Operation, SDK, Shape};
use crate::syntax::tree::{Kind, Member, Value};

/// A node of a definition, and how it lies in it.
#[derive(Debug)]
pub(super) struct Place<'t> {
    /// The objects and arrays around it, outermost first.
    pub(super) way: Vec<Step<'t>>,
    /// The node.
    pub(super) node: Value<'t>,
    /// Whether the node is a key.
    pub(super) is_key: bool,
}

/// An object or array around a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'t> {
    /// The object or array.
    pub(super) container: Value<'t>,
    /// What the schemas say of it.
    ground: Ground,
    /// The member that leads on; none for an item.
    pub(super) member: Option<Member<'t>>,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning<'p, 't> {
    /// The name of a field.
    Field(Object),
    /// A value, or a key, in a field.
    Inside(Inside<'p, 't>),
    /// The name of a state, or nothing that the schemas speak of.
    Other,
}

/// A part of the value of a field that has no schema of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inside<'p, 't> {
    /// The fields of the object that has the field.
    pub(super) object: Object,
    /// That object.
    pub(super) owner: Value<'t>,
    /// The field.
    pub(super) field: Member<'t>,
    /// What lies between the field and the place.
    pub(super) way: &'p [Step<'t>],
}

impl<'t> Place<'t> {
    /// The place of the innermost node that lies around an offset.
    pub(super) fn at(root: Value<'t>, offset: u32) -> Self {
        Self::find(root, |node| {
            let span = node.span();
            span.start <= offset && offset <= span.end
        })
    }

    /// The place of a node.
    pub(super) fn of(root: Value<'t>, node: Value<'t>) -> Self {
        let id = node.id();
        Self::find(root, |other| (other.id()..other.id() + other.node_count()).contains(&id))
    }

    fn find(root: Value<'t>, holds: impl Fn(Value<'t>) -> bool) -> Self {
        let mut place = Self { way: Vec::new(), node: root, is_key: false };
        let mut ground = Ground::of_machine(root);
        loop {
            let container = place.node;
            let mut members = container.members();
            if let Some(member) = members.find(|it| holds(it.key) || holds(it.value)) {
                place.way.push(Step { container, ground, member: Some(member) });
                place.is_key = holds(member.key);
                place.node = if place.is_key { member.key } else { member.value };
                if place.is_key {
                    return place;
                }
                ground = ground.under(member.name(), member.value);
            } else if let Some(item) = container.items().find(|item| holds(*item)) {
                place.way.push(Step { container, ground, member: None });
                place.node = item;
                ground = ground.item(item);
            } else {
                return place;
            }
        }
    }

    /// What stands there.
    pub(super) fn meaning(&self) -> Meaning<'_, 't> {
        let Some(last) = self.way.last() else { return Meaning::Other };
        match last.ground {
            Ground::Object(object) if self.is_key => return Meaning::Field(object),
            Ground::Each(_) | Ground::Values(_) => return Meaning::Other,
            Ground::Object(_) | Ground::Inside => {}
        }
        let owner = self.way.iter().rposition(|step| matches!(step.ground, Ground::Object(_)));
        let inside = owner.and_then(|at| {
            let Step { container, ground: Ground::Object(object), member } = self.way[at] else {
                return None;
            };
            let way = &self.way[at + 1..];
            Some(Inside { object, owner: container, field: member?, way })
        });
        inside.map_or(Meaning::Other, Meaning::Inside)
    }

    /// The key under which the node stands, or the array that it is in.
    pub(super) fn key(&self) -> Option<Value<'t>> {
        self.way.iter().rev().find_map(|step| step.member).map(|member| member.key)
    }
}

impl<'t> Inside<'_, 't> {
    /// The name of the field.
    pub(super) fn name(&self) -> &'t str {
        self.field.name()
    }

    /// The language of the state that it belongs to.
    pub(super) const fn language(&self) -> QueryLanguage {
        self.object.language()
    }

    /// Whether it is of a catcher.
    pub(super) fn is_of_catcher(&self) -> bool {
        self.object.title() == "catcher"
    }

    /// Whether the field takes objects of whatever form.
    pub(super) fn is_free(&self) -> bool {
        let field = self.object.field(self.name());
        field.is_none_or(|field| {
            let types = field.types();
            field.values().is_empty() && (types.is_empty() || types.contains(&"object"))
        })
    }

    /// The action whose parameters the field has, if they are known.
    pub(super) fn call(&self, machine: &StateMachine<'t>) -> Option<(Action<'t>, Operation)> {
        if !matches!(self.name(), "Parameters" | "Arguments") {
            return None;
        }
        let resource = self.owner.get("Resource")?;
        let state = state_at(machine, resource.span().start)?;
        match called(state, resource) {
            Target::MapOnly(action) if action.name != "putObject" => {
                Some((action, SDK.named(action.service)?.operation(action.name)?))
            }
            target => target.operation(),
        }
    }

    /// What the innermost object or array around the place is to be, among the parameters of the
    /// action.
    pub(super) fn shape(&self, machine: &StateMachine<'t>) -> Option<Shape> {
        let (_, operation) = self.call(machine)?;
        let mut shape = operation.input();
        for step in self.way.iter().take(self.way.len().saturating_sub(1)) {
            shape = step.shape_below(shape, self.language())?;
        }
        Some(shape)
    }

    /// What the value at the place is to be, among the parameters of the action.
    pub(super) fn value_shape(&self, machine: &StateMachine<'t>) -> Option<Shape> {
        let shape = self.shape(machine)?;
        self.way.last().map_or(Some(shape), |step| step.shape_below(shape, self.language()))
    }
}

impl Step<'_> {
    fn shape_below(&self, shape: Shape, language: QueryLanguage) -> Option<Shape> {
        match self.member {
            Some(member) => shape.under(passed_name(&member, language)),
            None => shape.item(),
        }
    }
}

/// What a resource names, in a state.
pub(super) fn called<'t>(state: &State<'t>, resource: Value<'t>) -> Target<'t> {
    let named = match resource.as_str() {
        Some(text) => Some(Resource::parse(text)),
        None => Resource::parse_in_any_partition(resource.text()),
    };
    let is_own = state.object.get("Resource").is_some_and(|own| own == resource);
    let target = Target::of(named.unwrap_or(Resource::NotAnArn));
    match target {
        Target::MapOnly(_) if is_own => Target::NotAnArn,
        target => target,
    }
}

/// The language of the expression that a string is, and the bytes of its text that are it.
pub(super) fn expression(
    place: &Place<'_>,
    inside: &Inside<'_, '_>,
    text: &str,
) -> Option<(QueryLanguage, Range<usize>)> {
    if place.is_key || place.node.kind() != Kind::String {
        return None;
    }
    match inside.language() {
        QueryLanguage::Jsonata => {
            let rest = text.strip_prefix("{%")?;
            let end = rest.strip_suffix("%}").unwrap_or(rest).len() + 2;
            Some((QueryLanguage::Jsonata, 2..end))
        }
        QueryLanguage::JsonPath => {
            let key = place.key()?.text();
            let is_path = inside.way.is_empty() && (key.ends_with("Path") || key == "Variable");
            let is_expression = is_path || key.ends_with(SUFFIX);
            is_expression.then_some((QueryLanguage::JsonPath, 0..text.len()))
        }
    }
}

/// The place in the text of a string that an offset in the file is.
pub(super) fn inner_offset(string: Value<'_>, offset: u32) -> usize {
    let (text, map) = (string.text(), string.source_map());
    let places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    places.take_while(|at| map.offset(*at as u32) <= offset).last().unwrap_or(0)
}
