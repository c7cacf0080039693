//! First scenarios for a definition: what can be made of it without knowing what it is for.
//!
//! Each candidate is run, and what it came to is what is expected: the scenarios pass at once.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::analysis::origins::{Origins, Possible, Source, Spot, place};
use crate::exec;
use crate::exec::history::{Execution, Outcome};
use crate::exec::mocks::{Examples, Mocks};
use crate::model::{ChoiceRule, State, StateId, StateKind, StateMachine, WorkflowType};
use crate::query::reference_path::Step;
use crate::query::value::{Object, Value};
use crate::scenario::draft::{Draft, DraftScenario};
use crate::scenario::observed::Observed;
use crate::scenario::read::read;
use crate::scenario::sketch::inputs::{Place, contrary, filled, fitting, guessed};
use crate::syntax::{Format, parse};

mod inputs;

/// A path with more states is of no use to a reader.
const PATH_STATES_MAX: usize = 30;

/// Makes the scenarios of a machine of that name.
pub fn sketch(
    machine: &StateMachine<'_>,
    machine_name: &str,
    workflow_type: WorkflowType,
) -> Draft {
    let is_express = workflow_type == WorkflowType::Express;
    let examples = Examples::new(machine);
    let mut sketch = Sketch {
        machine,
        machine_name,
        draft: Draft {
            workflow_type: is_express.then(|| "express".to_owned()),
            mocks: tasks(machine)
                .map(|(id, state)| (state.name().into(), examples.entry(id)))
                .collect(),
            ..Draft::default()
        },
        ways: FxHashSet::default(),
        examples,
        possible: Possible::new(machine),
    };
    let input = sketch.add_usual();
    sketch.add_rules(&input);
    sketch.add_catchers(&input);
    sketch.draft
}

/// Scenarios on their way.
struct Sketch<'s, 'm> {
    machine: &'s StateMachine<'m>,
    machine_name: &'s str,
    draft: Draft,
    /// The ways through the machine that scenarios take already.
    ways: FxHashSet<String>,
    examples: Examples<'s, 'm>,
    possible: Possible<'s, 'm>,
}

/// A scenario that may be worth keeping.
#[derive(Clone)]
struct Candidate {
    name: String,
    input: Value,
    mocks: Object,
}

impl Sketch<'_, '_> {
    /// The scenario in which all goes well, if it can be found. Gives its input.
    fn add_usual(&mut self) -> Value {
        let inputs = [Object::default().into(), guessed(self.machine)];
        let candidates = inputs.map(|input| Candidate {
            name: "nothing goes wrong".to_owned(),
            input,
            mocks: Object::default(),
        });
        let succeeds = |(_, execution): &(&Candidate, Execution)| {
            matches!(execution.outcome, Outcome::Succeeded(_))
        };
        let runs = candidates.iter().filter_map(|one| Some((one, self.run(one)?)));
        let found =
            runs.into_iter().find(succeeds).map(|(one, execution)| (one.clone(), execution));
        let Some((candidate, execution)) = found else {
            let [_, Candidate { input, .. }] = candidates;
            return input;
        };
        let input = candidate.input.clone();
        self.keep(candidate, &execution);
        input
    }

    /// For each choice rule a scenario in which it matches.
    fn add_rules(&mut self, input: &Value) {
        for (index, state) in self.machine.states.iter().enumerate() {
            let StateKind::Choice { rules, .. } = &state.kind else { continue };
            let top = rules.iter().enumerate().filter(|(_, rule)| rule.parent.is_none());
            for (number, (place, rule)) in top.enumerate() {
                let name = format!("{} leads to {}", state.name(), target(rule));
                let matches = |execution: &Execution| {
                    let visits = execution.visits.get(index);
                    visits.and_then(|one| one.rules.get(number)).is_some_and(|hits| hits.0 > 0)
                };
                let wanted = fitting(rules, place);
                if !wanted.is_empty() {
                    let others = (0..rules.len()).flat_map(|place| fitting(rules, place));
                    let others = others.map(|(path, value)| (path, contrary(&value))).collect();
                    let bases = [input.clone(), filled(input, others)];
                    let candidates = self.rule_candidates(&name, index, &bases, &wanted);
                    self.keep_first(candidates, matches);
                }
            }
            self.add_default(index, state, input, rules);
        }
    }

    /// A scenario in which no rule matches.
    fn add_default(
        &mut self,
        index: usize,
        state: &State<'_>,
        input: &Value,
        rules: &[ChoiceRule<'_>],
    ) {
        let all = (0..rules.len()).flat_map(|place| fitting(rules, place));
        let others: Vec<Place> = all.map(|(path, value)| (path, contrary(&value))).collect();
        let name = format!("{} finds no rule that matches", state.name());
        let bases = std::slice::from_ref(input);
        let candidates = self.rule_candidates(&name, index, bases, &others);
        self.keep_first(candidates, |execution| {
            execution.visits.get(index).is_some_and(|one| one.defaults > 0)
        });
    }

    /// The values that a rule of a state wants: where they come from, in the input, or in what
    /// some task answers.
    fn rule_candidates(
        &self,
        name: &str,
        visit: usize,
        bases: &[Value],
        wanted: &[Place],
    ) -> Vec<Candidate> {
        let fill = |base: &Value, skip: &[String]| {
            let places = wanted.iter().filter_map(|(path, value)| {
                Some((path.strip_prefix(skip)?.to_vec(), value.clone()))
            });
            filled(base, places.collect())
        };
        let whole = |input: Value, mocks: Object| Candidate { name: name.to_owned(), input, mocks };
        let inputs = bases.iter().map(|base| fill(base, &[]));
        let mut candidates: Vec<_> = bases
            .iter()
            .map(|base| self.traced(visit, base.clone(), wanted))
            .map(|(input, mocks)| whole(input, mocks))
            .collect();
        candidates.extend(inputs.map(|input| whole(input, Object::default())));
        let Some(input) = bases.first() else { return candidates };
        for (id, state) in tasks(self.machine) {
            let path = state.result_path.map_or("$", |path| path.text());
            let skip: Vec<_> = path.split('.').skip(1).map(str::to_owned).collect();
            let result = fill(&self.examples.result(id), &skip);
            let entry: Object = [("return".into(), result)].into_iter().collect();
            let mocks = [(state.name().into(), entry.into())].into_iter().collect();
            candidates.push(whole(input.clone(), mocks));
        }
        candidates
    }

    /// An input and mocks with the values that a visit of a state wants, where they come from.
    fn traced(&self, visit: usize, mut input: Value, wanted: &[Place]) -> (Value, Object) {
        let origins = Origins { machine: self.machine, visits: &self.possible };
        let mut results: BTreeMap<StateId, Value> = BTreeMap::new();
        for (path, value) in wanted {
            let steps = path.iter().map(|name| Step::Member(name.as_str().into())).collect();
            match origins.sources(Spot::Selected(visit, steps)).into_iter().next() {
                Some(Source::Input(steps)) => place::put(&mut input, &steps, value.clone()),
                Some(Source::Returned(state, _, steps)) => {
                    let result =
                        results.entry(state).or_insert_with(|| self.examples.result(state));
                    place::put(result, &steps, value.clone());
                }
                Some(Source::Thrown(..)) | None => {}
            }
        }
        let mocks = results.into_iter().map(|(state, result)| {
            let mut entry = self.examples.entry(state).as_object().cloned().unwrap_or_default();
            entry.insert("return".into(), result);
            (self.machine.state(state).name().into(), entry.into())
        });
        (input, mocks.collect())
    }

    /// For each catcher of a Task state a scenario in which it takes an error.
    fn add_catchers(&mut self, input: &Value) {
        for (StateId(index), state) in tasks(self.machine) {
            for (place, catcher) in state.catch.iter().enumerate() {
                for error in catcher.errors.iter().take(1).map(|error| error.text()) {
                    let name = format!("{} fails with {error}", state.name());
                    let mut mocks = Object::default();
                    mocks.insert(state.name().into(), failure(error));
                    let candidate = Candidate { name, input: input.clone(), mocks };
                    let is_caught = |execution: &Execution| {
                        let visits = execution.visits.get(index as usize);
                        visits.and_then(|one| one.catchers.get(place)).is_some_and(|hits| *hits > 0)
                    };
                    self.keep_first(vec![candidate], is_caught);
                }
            }
        }
    }

    fn keep_first(&mut self, candidates: Vec<Candidate>, is_wanted: impl Fn(&Execution) -> bool) {
        for candidate in candidates {
            let Some(execution) = self.run(&candidate) else { continue };
            if is_wanted(&execution) {
                self.keep(candidate, &execution);
                return;
            }
        }
    }

    /// Keeps a scenario that takes a way of its own.
    fn keep(&mut self, candidate: Candidate, execution: &Execution) {
        let path = Observed::of(execution).path;
        let names = path.iter().map(|state| Value::from(self.machine.state(*state).name()));
        let path: Value = names.collect();
        let count = path.as_array().map_or(0, <[Value]>::len);
        let way =
            format!("{path}{}", candidate.mocks.keys().map(|name| &**name).collect::<String>());
        if count > PATH_STATES_MAX || !self.ways.insert(way) {
            return;
        }
        let status = match execution.outcome {
            Outcome::Succeeded(_) => "SUCCEEDED",
            Outcome::Failed(_) => "FAILED",
            Outcome::TimedOut => "TIMED_OUT",
        };
        let expect = [("status".into(), status.into()), ("path".into(), path)];
        let Candidate { mut name, input, mocks } = candidate;
        while self.draft.scenarios.iter().any(|other| other.name == name) {
            name.push_str(" again");
        }
        let expect = expect.into_iter().collect();
        self.draft.scenarios.push(DraftScenario { name, input, mocks, expect });
    }

    /// Runs a scenario as the file would; none where it cannot be carried out.
    fn run(&self, candidate: &Candidate) -> Option<Execution> {
        let Candidate { name, input, mocks } = candidate.clone();
        let scenario = DraftScenario { name, input, mocks, expect: Object::default() };
        let text = Draft { scenarios: vec![scenario], ..self.draft.clone() }.to_yaml();
        let parsed = parse(&text, Format::Yaml);
        let (scenarios, findings) = read(&parsed, self.machine, Mocks::none());
        let scenario = scenarios.first().filter(|_| findings.is_empty())?;
        let request = scenario.request(self.machine_name);
        exec::run(self.machine, &scenario.mocks, &request).ok()
    }
}

fn tasks<'s>(machine: &'s StateMachine<'_>) -> impl Iterator<Item = (StateId, &'s State<'s>)> {
    let states = machine.states.iter().enumerate();
    let states = states.map(|(index, state)| (StateId(index as u32), state));
    states.filter(|(_, state)| matches!(state.kind, StateKind::Task(_)))
}

fn target<'t>(rule: &ChoiceRule<'t>) -> &'t str {
    rule.next.map_or("", |next| next.text())
}

/// The answer that makes a task fail by an error name.
fn failure(error: &str) -> Value {
    let mut entry = Object::default();
    if matches!(error, "States.Timeout" | "States.HeartbeatTimeout") {
        entry.insert("timeout".into(), true.into());
        return entry.into();
    }
    let name = if matches!(error, "States.ALL" | "States.TaskFailed") { "Failed" } else { error };
    let thrown: Object = [("error".into(), name.into())].into_iter().collect();
    entry.insert("throw".into(), thrown.into());
    entry.into()
}
