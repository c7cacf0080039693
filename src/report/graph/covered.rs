//! Reads what scenarios have been through from a report of `aslint test --coverage`, as JSON.

use rustc_hash::FxHashMap;

use crate::model::{State, StateId, StateKind, StateMachine, Via};
use crate::report::graph::marks::{Mark, Marks, Status};
use crate::syntax::tree::Value;

/// What scenarios have been through, of the first definition in the report that has only states
/// of this machine; or why there is none.
pub fn read(report: Value<'_>, machine: &StateMachine<'_>) -> Result<Marks, String> {
    let definitions = report.get("definitions").ok_or("there is no list `definitions`")?;
    let states = (0..).map(StateId).zip(&machine.states);
    let states: FxHashMap<_, _> = states.map(|(id, state)| (state.name(), (id, state))).collect();
    let fits = |list: &Value<'_>| {
        let mut names = list.items().filter_map(|part| part.get("state"));
        names.all(|name| states.contains_key(name.text()))
    };
    let list = definitions.items().filter_map(|one| one.get("parts")).find(fits);
    let list = list.ok_or("no definition in it has the states of this one")?;
    let mut marks = Marks::default();
    for part in list.items() {
        let text = |name| part.get(name).map(Value::text).unwrap_or_default();
        let hits = part.get("hits").and_then(Value::as_i64).unwrap_or_default();
        let hits = u64::try_from(hits).unwrap_or_default();
        let Some((id, state)) = states.get(text("state")).filter(|_| hits > 0) else { continue };
        match text("kind") {
            "state" => {
                marks.states.insert(*id, Mark { count: hits, status: Status::Visited });
            }
            "transition" => {
                if let Some(via) = via(state, text("name")) {
                    marks.transitions.insert((*id, via), hits);
                }
            }
            _ => {}
        }
    }
    Ok(marks)
}

/// What makes the transition of that name happen: `Next`, `Default`, `Choices[1]`, `Catch[0]`.
fn via(state: &State<'_>, name: &str) -> Option<Via> {
    let index = |word: &str| -> Option<usize> {
        name.strip_prefix(word)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
    };
    match name {
        "Next" => Some(Via::Next),
        "Default" => Some(Via::Default),
        _ if name.starts_with("Catch") => index("Catch").map(Via::Catcher),
        _ => {
            let wanted = index("Choices")?;
            let StateKind::Choice { rules, .. } = &state.kind else { return None };
            let top = rules.iter().enumerate().filter(|(_, rule)| rule.parent.is_none());
            top.map(|(place, _)| Via::ChoiceRule(place)).nth(wanted)
        }
    }
}
