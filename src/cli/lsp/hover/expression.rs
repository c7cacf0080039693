//! What is said of a name in an expression: what it reads, and what that is.

use crate::analysis::{Data, Sight};
use crate::cli::lsp::chain::{Chain, Root, is_quoted};
use crate::cli::lsp::guide;
use crate::cli::lsp::hover::Told;
use crate::cli::lsp::machines::state_at;
use crate::cli::lsp::place::{Inside, Place, expression, inner_offset};
use crate::diagnostic::name_list;
use crate::model::StateMachine;
use crate::query::intrinsics::{Function, PREFIX};
use crate::query::json_path;
use crate::schema::QueryLanguage;

/// How many names are listed at the most.
const LISTED_MAX: usize = 20;

/// What an expression is about.
struct Asked<'m, 't> {
    sight: Sight<'m, 't>,
    language: QueryLanguage,
    /// What `$` is, in words.
    at_hand: &'static str,
}

pub(super) fn told<'t>(
    machine: &StateMachine<'t>,
    place: &Place<'t>,
    inside: &Inside<'_, 't>,
    offset: u32,
) -> Option<Told> {
    let text = place.node.text();
    let (language, range) = expression(place, inside, text)?;
    let at = inner_offset(place.node, offset).checked_sub(range.start)?;
    let code = text.get(range.clone())?;
    if at > code.len() {
        return None;
    }
    let chain = Chain::around(code, at, language)?;
    if is_quoted(code, chain.word.start) {
        return None;
    }
    let state = machine.state_id(state_at(machine, place.node.span().start)?);
    let is_of_catcher = inside.is_of_catcher();
    let sight = Sight::new(machine, state, inside.name(), is_of_catcher);
    let at_hand = at_hand(inside);
    let asked = Asked { sight, language, at_hand };
    let word = &code[chain.word.clone()];
    let text = asked.told(&chain, word)?;
    let start = range.start + chain.word.start;
    Some(Told { text, span: place.node.inner_span(start..start + word.len()) })
}

/// What `$` is in a field, in words.
fn at_hand(inside: &Inside<'_, '_>) -> &'static str {
    match inside.name() {
        _ if inside.is_of_catcher() => "the error that was caught",
        "InputPath" => "the input of the state",
        "ResultPath" => "the input of the state, into which the result is put",
        "ResultSelector" => "the result",
        "OutputPath" => "the input of the state, with the result in it",
        "Assign" => "the result, or what a state without one works on",
        _ => "the input of the state, behind its `InputPath`",
    }
}

impl Asked<'_, '_> {
    fn told(&self, chain: &Chain<'_>, word: &str) -> Option<String> {
        let names: Vec<_> = chain.names.iter().copied().chain([word]).collect();
        let names = if chain.is_root { &[][..] } else { &names };
        match (chain.root, names) {
            (Root::Bare("States"), [name]) if self.language == QueryLanguage::JsonPath => {
                Some(guide::intrinsic(Function::named(&format!("{PREFIX}{name}"))?))
            }
            (Root::Bare("States"), []) if self.language == QueryLanguage::JsonPath => {
                Some("**States.…** · intrinsic functions".to_owned())
            }
            (Root::Context, []) if self.language == QueryLanguage::JsonPath => {
                Some(of_context("$$"))
            }
            (Root::Context, names) if self.language == QueryLanguage::JsonPath => {
                guide::context_field("$$", names)
            }
            (Root::Dollar, names) if self.language == QueryLanguage::JsonPath => {
                let data = self.sight.at(&json_path::Root::Input, names);
                Some(data_told("$", self.at_hand, names, &data))
            }
            (Root::Variable("states"), names) if self.language == QueryLanguage::Jsonata => {
                self.reserved(names)
            }
            (Root::Variable(name), names) => self.variable(name, names),
            (Root::Bare(_) | Root::Dollar | Root::Context, _) => None,
        }
    }

    /// What is said of `$states` and what is in it.
    fn reserved(&self, names: &[&str]) -> Option<String> {
        match names {
            [] => Some(
                "**$states** · `input`, `result`, `errorOutput` and `context` of the state"
                    .to_owned(),
            ),
            ["context"] => Some(of_context("$states.context")),
            ["context", rest @ ..] => guide::context_field("$states.context", rest),
            ["input", rest @ ..] => {
                let data =
                    rest.iter().fold(self.sight.input.clone(), |data, name| data.under(name));
                Some(data_told("$states.input", "the input of the state", rest, &data))
            }
            ["result", rest @ ..] => {
                let data =
                    rest.iter().fold(self.sight.at_hand.clone(), |data, name| data.under(name));
                Some(data_told("$states.result", "the result of the state", rest, &data))
            }
            ["errorOutput", rest @ ..] => Some(data_told(
                "$states.errorOutput",
                "the error that was caught: its name in `Error`, its cause in `Cause`",
                rest,
                &Data::Unknown,
            )),
            _ => None,
        }
    }

    fn variable(&self, name: &str, names: &[&str]) -> Option<String> {
        let variables = self.sight.variables();
        let Some((_, data, setters)) = variables.iter().find(|(known, ..)| *known == name) else {
            return guide::jsonata(name).filter(|_| self.language == QueryLanguage::Jsonata);
        };
        let mut states: Vec<_> = setters.iter().map(|state| state.name()).collect();
        states.dedup();
        let whence = format!("a variable, set in {}", name_list(states));
        let data = names.iter().fold(data.clone(), |data, name| data.under(name));
        Some(data_told(&format!("${name}"), &whence, names, &data))
    }
}

fn of_context(root: &str) -> String {
    format!("**{root}** · the context object: what is known of the execution and of the state")
}

/// What is said of data behind a root.
fn data_told(root: &str, whence: &str, names: &[&str], data: &Data<'_, '_>) -> String {
    let path = names.iter().fold(root.to_owned(), |path, name| format!("{path}.{name}"));
    let kind = data.described().map(|kind| format!(" · {kind}")).unwrap_or_default();
    let mut parts = vec![format!("**{path}**{kind}"), format!("`{root}` is {whence}")];
    let members = data.members();
    let shown: Vec<_> = members.iter().take(LISTED_MAX).map(|(name, _)| name.as_str()).collect();
    match members.len() {
        0 => {}
        count if count > LISTED_MAX => {
            parts.push(format!("has {} and {} more", name_list(shown), count - LISTED_MAX));
        }
        _ => parts.push(format!("has {}", name_list(shown))),
    }
    parts.join("\n\n")
}
