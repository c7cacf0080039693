//! How long drawing takes: a chain whose states all lead to one handler, and one where each state
//! may lead anywhere.

use aslint::model::StateMachine;
use aslint::report::graph::{Direction, Picture, svg};
use aslint::syntax::{Format, parse};
use divan::{Bencher, black_box};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

/// How many states the machines have: one of everyday size, and two that show how cost grows.
const STATES: [usize; 3] = [20, 500, 2000];

#[divan::bench(args = STATES)]
fn chain(bencher: Bencher<'_, '_>, states: usize) {
    let state = |place: usize| {
        let catch = json!([{ "ErrorEquals": ["States.ALL"], "Next": name(states - 1) }]);
        json!({ "Type": "Task", "Resource": "x", "Catch": catch, "Next": name(place + 1) })
    };
    draw(bencher, &machine(states, state));
}

#[divan::bench(args = STATES)]
fn tangle(bencher: Bencher<'_, '_>, states: usize) {
    let state = |place: usize| {
        let rule = |step: usize| {
            let target = (place * 7919 + step * 104_729) % states;
            json!({ "Variable": "$.x", "NumericEquals": step, "Next": name(target) })
        };
        json!({ "Type": "Choice", "Choices": [rule(1), rule(2)], "Default": name(place + 1) })
    };
    draw(bencher, &machine(states, state));
}

fn name(place: usize) -> String {
    format!("State number {place}")
}

fn machine(states: usize, state: impl Fn(usize) -> Value) -> String {
    let last = (name(states - 1), json!({ "Type": "Fail" }));
    let states = (0..states - 1).map(|place| (name(place), state(place))).chain([last]);
    let states: serde_json::Map<String, Value> = states.collect();
    json!({ "StartAt": name(0), "States": states }).to_string()
}

fn draw(bencher: Bencher<'_, '_>, text: &str) {
    let parsed = parse(text, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    bencher.bench(|| {
        let mut image = String::new();
        let picture = Picture::of(black_box(&machine));
        svg::write(&mut image, &picture, "bench", Direction::Down).map(|()| image)
    });
}
