//! Laws that every execution keeps, whatever the definition and the mocks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aslint::exec::history::{Execution, Outcome, What};
use aslint::exec::mocks;
use aslint::exec::{self, Children, Identity, Payload, Request};
use aslint::model::{StateMachine, WorkflowType};
use aslint::query::value::Value;
use aslint::syntax::{Format, parse};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Value as Json, json};

/// Runs a definition. Tasks without a mock return `{}`.
fn run(definition: &str, mocks: &str, input: &str, seed: i64) -> Execution {
    let (definition, mocks) = (parse(definition, Format::Json), parse(mocks, Format::Json));
    let machine = StateMachine::read(definition.tree.root());
    let (mocks, findings) = mocks::read(&mocks, &machine, None);
    assert!(findings.is_empty(), "{findings:?}");
    let input = parse(input, Format::Json);
    let request = Request {
        input: Payload::new(Value::from_tree(input.tree.root())),
        identity: Identity::of("Machine", "execution", WorkflowType::Standard),
        workflow_type: WorkflowType::Standard,
        start_millis: 1_767_225_600_000,
        seed,
        children: Children::Forgotten,
    };
    exec::run(&machine, &mocks.with_fallback(), &request).expect("every task has a mock")
}

/// What a scope is made of, before its states have names.
#[derive(Clone, Debug)]
enum Shape {
    Pass,
    Fail,
    Wait(u32),
    /// With a retrier, and with a catcher.
    Task {
        retries: u32,
        catches: bool,
    },
    Parallel {
        branches: Vec<Vec<Shape>>,
        catches: bool,
    },
    Map {
        items: usize,
        concurrency: usize,
        distributed: bool,
        scope: Vec<Shape>,
    },
}

fn task((retries, catches): (u32, bool)) -> Shape {
    Shape::Task { retries, catches }
}

fn shapes() -> impl Strategy<Value = Vec<Shape>> {
    let leaf = prop_oneof![
        3 => Just(Shape::Pass),
        1 => Just(Shape::Fail),
        2 => (0..100_u32).prop_map(Shape::Wait),
        4 => (0..3_u32, any::<bool>()).prop_map(task),
    ];
    let scope = prop::collection::vec(leaf, 1..4);
    scope.prop_recursive(3, 24, 4, |inner| {
        let parallel = (prop::collection::vec(inner.clone(), 1..4), any::<bool>())
            .prop_map(|(branches, catches)| Shape::Parallel { branches, catches });
        let map = (0..4_usize, 0..3_usize, any::<bool>(), inner.clone()).prop_map(
            |(items, concurrency, distributed, scope)| Shape::Map {
                items,
                concurrency,
                distributed,
                scope,
            },
        );
        let state = prop_oneof![
            2 => inner.prop_map(|mut scope| scope.remove(0)),
            2 => parallel,
            2 => map
        ];
        prop::collection::vec(state, 1..4)
    })
}

/// A scope of states, each leading to the next; `names` counts all states.
fn scope(shapes: &[Shape], names: &mut u32) -> Json {
    let own: Vec<_> = shapes
        .iter()
        .map(|_| {
            *names += 1;
            format!("S{names}")
        })
        .collect();
    let mut states = serde_json::Map::new();
    for (place, shape) in shapes.iter().enumerate() {
        let mut state = state(shape, names);
        let next = own.get(place + 1);
        let catches = state.get("Catch").is_some();
        if state["Type"] != "Fail" {
            match next {
                Some(next) => state["Next"] = json!(next),
                None => state["End"] = json!(true),
            }
        }
        match next {
            Some(next) if catches => state["Catch"][0]["Next"] = json!(next),
            _ => state["Catch"] = json!([]),
        }
        states.insert(own[place].clone(), state);
    }
    json!({"StartAt": own[0], "States": states})
}

fn state(shape: &Shape, names: &mut u32) -> Json {
    let catch = json!([{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error"}]);
    match shape {
        Shape::Pass => json!({"Type": "Pass", "Assign": {format!("v{names}"): 1}}),
        Shape::Fail => json!({"Type": "Fail", "Error": "Failed", "Cause": "as asked"}),
        Shape::Wait(seconds) => json!({"Type": "Wait", "Seconds": seconds}),
        Shape::Task { retries, catches } => {
            let mut state = json!({
                "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "TimeoutSeconds": 50,
                "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"},
                "ResultPath": null,
                "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": retries,
                    "JitterStrategy": "FULL", "IntervalSeconds": 5}]
            });
            if *catches {
                state["Catch"] = catch;
            }
            state
        }
        Shape::Parallel { branches, catches } => {
            let branches: Vec<_> = branches.iter().map(|branch| scope(branch, names)).collect();
            let mut state = json!({"Type": "Parallel", "Branches": branches, "ResultPath": null});
            if *catches {
                state["Catch"] = catch;
            }
            state
        }
        Shape::Map { items, concurrency, distributed, scope: inner } => {
            let mut processor = scope(inner, names);
            processor["ProcessorConfig"] = if *distributed {
                json!({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"})
            } else {
                json!({"Mode": "INLINE"})
            };
            json!({
                "Type": "Map", "ItemProcessor": processor, "ItemsPath": format!("$.items{items}"),
                "ResultPath": null, "MaxConcurrency": concurrency,
                "ItemSelector": {"items0": [], "items1": [1], "items2": [1, 2], "items3": [1, 2, 3],
                    "item.$": "$$.Map.Item.Value"}
            })
        }
    }
}

const INPUT: &str = r#"{"items0": [], "items1": [1], "items2": [1, 2], "items3": [1, 2, 3]}"#;

/// Mocks of some of the states: what `choices` says of the call with the number.
fn mocks(choices: &[u8], names: u32, definition: &Json) -> String {
    let mut mocks = serde_json::Map::new();
    let text = definition.to_string();
    for (place, choice) in choices.iter().enumerate() {
        let name = format!("S{}", place + 1);
        if place as u32 >= names || !is_task(&text, definition, &name) {
            continue;
        }
        let answer = match choice % 5 {
            0 => json!({"throw": {"error": "Broken", "cause": "again"}}),
            1 => json!({"timeout": true}),
            2 => json!({"return": {"ok": true}, "after": f64::from(*choice)}),
            3 => json!([{"throw": {}}, {"return": 1}]),
            _ => continue,
        };
        mocks.insert(name, answer);
    }
    json!({"mocks": mocks}).to_string()
}

fn is_task(text: &str, definition: &Json, name: &str) -> bool {
    fn find<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
        match json {
            Json::Object(members) => members
                .get("States")
                .and_then(|states| states.get(name))
                .or_else(|| members.values().find_map(|value| find(value, name))),
            Json::Array(items) => items.iter().find_map(|item| find(item, name)),
            _ => None,
        }
    }
    text.contains(name) && find(definition, name).is_some_and(|state| state["Type"] == "Task")
}

/// All that an execution says.
fn printed(execution: &Execution) -> String {
    let mut text = String::new();
    for event in &execution.record.events {
        writeln!(text, "{event:?}").expect("a string takes all");
    }
    write!(text, "{:?}", execution.outcome).expect("a string takes all");
    text
}

fn is_end(what: &What) -> bool {
    matches!(what, What::ExecutionSucceeded(_) | What::ExecutionFailed(_) | What::ExecutionTimedOut)
}

/// Numbers count up, what led to an event came before it, time does not go back, and the end
/// comes once and last.
fn judge_order(execution: &Execution) {
    let events = &execution.record.events;
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event.id, place as u64 + 1);
        assert!(event.previous < event.id, "{event:?}");
        assert_eq!(is_end(&event.what), place + 1 == events.len(), "{event:?}");
        assert!(place == 0 || events[place - 1].at_millis <= event.at_millis, "{event:?}");
    }
}

/// A strand is in one state at a time: what it enters it leaves before it enters another one,
/// and nobody leaves what nobody has entered.
fn judge_pairs(execution: &Execution) {
    let mut inside: BTreeMap<u32, _> = BTreeMap::new();
    for event in &execution.record.events {
        match &event.what {
            What::StateEntered { state, .. } => {
                let before = inside.insert(event.strand, *state);
                assert!(before.is_none(), "{event:?} while in {before:?}");
            }
            What::StateExited { state, .. } => {
                assert_eq!(inside.remove(&event.strand), Some(*state), "{event:?}");
            }
            _ => {}
        }
    }
    let succeeded = matches!(execution.outcome, Outcome::Succeeded(_));
    assert!(!(succeeded && inside.contains_key(&0)), "the top level is still inside");
}

/// Each iteration that begins ends in one way, unless the whole execution ended before.
fn judge_iterations(execution: &Execution) {
    let mut open: BTreeMap<u32, i32> = BTreeMap::new();
    for event in &execution.record.events {
        match &event.what {
            What::IterationStarted(..) => *open.entry(event.strand).or_default() += 1,
            What::IterationSucceeded(..)
            | What::IterationFailed(..)
            | What::IterationAborted(..) => *open.entry(event.strand).or_default() -= 1,
            _ => {}
        }
    }
    let all_closed = open.values().all(|count| *count == 0);
    let succeeded = matches!(execution.outcome, Outcome::Succeeded(_));
    assert!(all_closed || !succeeded, "{open:?}");
    assert!(open.values().all(|count| *count >= 0), "{open:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_history_is_well_formed_and_always_the_same(
        shapes in shapes(),
        choices in prop::collection::vec(any::<u8>(), 40),
        seed in any::<i64>(),
    ) {
        let mut names = 0;
        let definition = scope(&shapes, &mut names);
        let mocks = mocks(&choices, names, &definition);
        let definition = definition.to_string();
        let execution = run(&definition, &mocks, INPUT, seed);
        judge_order(&execution);
        judge_pairs(&execution);
        judge_iterations(&execution);
        let again = run(&definition, &mocks, INPUT, seed);
        prop_assert_eq!(printed(&execution), printed(&again));
    }
}

#[test]
fn what_never_ends_is_stopped_by_the_limit_of_events() {
    let endless = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}"#;
    let execution = run(endless, "{}", "{}", 0);
    assert_eq!(execution.record.events.len(), 25_000);
    let Outcome::Failed(failure) = &execution.outcome else { unreachable!("it never ends") };
    assert_eq!(failure.name(), "States.Runtime");
    judge_order(&execution);
}

#[test]
fn a_map_over_a_million_items_is_no_burden() {
    let map = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {"Bucket": "b"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "I", "States": {"I": {"Type": "Wait", "Seconds": 1, "End": true}}}}}}"#;
    let items = vec!["1"; 100_000].join(",");
    let execution = run(map, "{}", &format!("[{items}]"), 0);
    assert!(matches!(execution.outcome, Outcome::Succeeded(_)), "{:?}", execution.outcome);
    // 10,000 at a time, a second each.
    assert_eq!(execution.ended_millis - execution.started_millis, 10_000);
}
