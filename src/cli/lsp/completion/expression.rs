//! Names in expressions: variables, functions, fields of the context object, members of data.

use crate::analysis::{Data, Sight};
use crate::cli::lsp::chain::{Chain, Root, is_quoted};
use crate::cli::lsp::completion::Offer;
use crate::cli::lsp::completion::item::{Item, Kind, Slot};
use crate::cli::lsp::completion::probe::Landing;
use crate::cli::lsp::guide;
use crate::cli::lsp::machines::state_at;
use crate::cli::lsp::place::{Inside, Place, expression};
use crate::diagnostic::name_list;
use crate::model::{StateId, StateKind, StateMachine};
use crate::query::context::{CONTEXT, Shape};
use crate::query::intrinsics::FUNCTIONS;
use crate::query::json_path;
use crate::query::jsonata::{self, Dialect};
use crate::schema::QueryLanguage;

/// What may stand in an expression where the mark is; none where there is no expression.
pub(super) fn offer<'t>(
    landing: &Landing<'_, 't>,
    place: &Place<'t>,
    inside: &Inside<'_, 't>,
) -> Option<(Slot, Offer)> {
    let text = landing.text();
    let (language, range) = expression(place, inside, &text)?;
    let at = landing.before.len().checked_sub(range.start)?;
    let code = text.get(range.clone())?;
    if at > code.len() {
        return None;
    }
    let nothing = |start: usize| (Slot::part(landing, start, start), Offer::default());
    let chain = match Chain::before(code, at, language) {
        Some(chain) if !is_quoted(code, chain.word.start) => chain,
        _ => return Some(nothing(range.start + at)),
    };
    let machine = landing.machine;
    let state = machine.state_id(state_at(machine, landing.node.span().start)?);
    let asked = Asked { machine, state, inside };
    let items = match language {
        QueryLanguage::JsonPath => asked.in_path(&chain),
        QueryLanguage::Jsonata => asked.in_jsonata(&chain),
    };
    let behind = code[at..].find(|c: char| !c.is_alphanumeric() && c != '_');
    let end = at + behind.unwrap_or(code.len() - at);
    let slot = Slot::part(landing, range.start + chain.word.start, range.start + end);
    Some((slot, items.into()))
}

/// Where an expression stands.
struct Asked<'a, 'p, 'm, 't> {
    machine: &'m StateMachine<'t>,
    state: StateId,
    inside: &'a Inside<'p, 't>,
}

impl<'m, 't> Asked<'_, '_, 'm, 't> {
    fn sight(&self) -> Sight<'m, 't> {
        let is_of_catcher = self.inside.is_of_catcher();
        Sight::new(self.machine, self.state, self.inside.name(), is_of_catcher)
    }

    fn in_path(&self, chain: &Chain<'_>) -> Vec<Item> {
        let is_written = self.inside.name() == "ResultPath";
        match chain.root {
            Root::Bare("States") if !chain.is_root => intrinsics(),
            Root::Context if !chain.is_root && !is_written => context("$$", &chain.names),
            Root::Dollar if !chain.is_root => {
                members(&self.sight().at(&json_path::Root::Input, &chain.names))
            }
            Root::Variable(name) if !chain.is_root => {
                let root = json_path::Root::Variable(name.into());
                members(&self.sight().at(&root, &chain.names))
            }
            _ if !chain.is_root => Vec::new(),
            _ if is_written => vec![Item::new("$", Kind::Variable)],
            Root::Bare(_) if self.takes_calls() => {
                self.roots().into_iter().chain(intrinsics_whole()).collect()
            }
            _ => self.roots(),
        }
    }

    /// Whether calls of intrinsic functions may stand here.
    fn takes_calls(&self) -> bool {
        !self.inside.way.is_empty() || matches!(self.inside.name(), "ErrorPath" | "CausePath")
    }

    /// What a path may begin with.
    fn roots(&self) -> Vec<Item> {
        let fixed = [("$", "the data at hand"), ("$$", "the context object")];
        let fixed = fixed.map(|(root, text)| Item::new(root, Kind::Variable).detail(text));
        fixed.into_iter().chain(self.variables()).collect()
    }

    /// The variables that may be set when the state is entered.
    fn variables(&self) -> Vec<Item> {
        let variables = self.sight().variables().into_iter();
        let items = variables.map(|(name, data, setters)| {
            let mut states: Vec<_> = setters.iter().map(|state| state.name()).collect();
            states.dedup();
            Item::new(format!("${name}"), Kind::Variable)
                .detail(data.described().unwrap_or_default())
                .documentation(Some(format!("set in {}", name_list(states))))
                .rank(0)
        });
        items.collect()
    }

    fn in_jsonata(&self, chain: &Chain<'_>) -> Vec<Item> {
        match (chain.root, chain.names.as_slice()) {
            (Root::Variable("states"), names) if !chain.is_root => self.reserved(names),
            (Root::Variable(name), names) if !chain.is_root => {
                members(&self.sight().at(&json_path::Root::Variable(name.into()), names))
            }
            (Root::Variable(_) | Root::Dollar | Root::Bare(_), _) if chain.is_root => {
                let states = Item::new("$states", Kind::Variable).rank(0);
                let states = states.detail("input, result, errorOutput and context of the state");
                self.variables().into_iter().chain([states]).chain(functions()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What is behind `$states`.
    fn reserved(&self, names: &[&str]) -> Vec<Item> {
        let under = |data: Data<'m, 't>, names: &[&str]| {
            members(&names.iter().fold(data, |data, name| data.under(name)))
        };
        match names {
            [] => self.reserved_names(),
            ["context", rest @ ..] => context("$states.context", rest),
            ["input", rest @ ..] => under(self.sight().input, rest),
            ["result", rest @ ..] => under(self.sight().at_hand, rest),
            ["errorOutput"] => ["Error", "Cause"]
                .map(|name| Item::new(name, Kind::Property).detail("string"))
                .into(),
            _ => Vec::new(),
        }
    }

    fn reserved_names(&self) -> Vec<Item> {
        let has_result = matches!(
            self.machine.state(self.state).kind,
            StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)
        );
        let is_after = matches!(self.inside.name(), "Output" | "Assign");
        let is_caught = self.inside.is_of_catcher();
        let names = [
            ("input", true, "the input of the state"),
            ("result", has_result && is_after && !is_caught, "the result of the state"),
            ("errorOutput", is_caught, "the error that was caught"),
            ("context", true, "the context object"),
        ];
        let there = names.into_iter().filter(|(_, is_there, _)| *is_there);
        there.map(|(name, _, text)| Item::new(name, Kind::Property).detail(text)).collect()
    }
}

fn members(data: &Data<'_, '_>) -> Vec<Item> {
    let items = data.members().into_iter().map(|(name, data)| {
        Item::new(name, Kind::Property).detail(data.described().unwrap_or_default())
    });
    items.collect()
}

fn context(root: &str, names: &[&str]) -> Vec<Item> {
    let shape = names.iter().try_fold(CONTEXT, |shape, name| shape.field(name));
    let fields = shape.into_iter().flat_map(Shape::fields);
    let items = fields.map(|field| {
        let path: Vec<_> = names.iter().copied().chain([field.name]).collect();
        Item::new(field.name, Kind::Property)
            .detail(guide::context_type(field.shape))
            .documentation(guide::context_field(root, &path))
    });
    items.collect()
}

/// The intrinsic functions, behind `States.`
fn intrinsics() -> Vec<Item> {
    let items = FUNCTIONS.iter().map(|function| {
        let name = function.name.trim_start_matches("States.");
        Item::new(name, Kind::Function)
            .text(format!("{name}("))
            .detail(format!("({})", function.guide.arguments))
            .documentation(Some(guide::intrinsic(function)))
    });
    items.collect()
}

fn intrinsics_whole() -> impl Iterator<Item = Item> {
    FUNCTIONS.iter().map(|function| {
        Item::new(function.name, Kind::Function)
            .text(format!("{}(", function.name))
            .detail(format!("({})", function.guide.arguments))
            .documentation(Some(guide::intrinsic(function)))
    })
}

fn functions() -> impl Iterator<Item = Item> {
    jsonata::builtins(Dialect::Aws).into_iter().map(|(name, _)| {
        let arguments = jsonata::guide(name).map_or("", |guide| guide.arguments.as_str());
        Item::new(format!("${name}"), Kind::Function)
            .text(format!("${name}("))
            .detail(format!("({arguments})"))
            .documentation(guide::jsonata(name))
    })
}
