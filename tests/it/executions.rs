//! Executions made by hand, as JSON and as traces.

use std::rc::Rc;

use aslint::exec::history::{
    Callee, Event, Execution, Note, Noted, Outcome, Record, Scheduled, Strand, What,
};
use aslint::exec::{Failure, Payload};
use aslint::model::{StateId, StateMachine};
use aslint::query::value::Value;
use aslint::report::style::Colours;
use aslint::report::trace::Screen;
use aslint::report::{history, trace};
use aslint::source::{Source, Span};
use aslint::syntax::{Format, parse};
use insta::assert_snapshot;

/// 2026-01-01T00:00:00Z
const START_MILLIS: i64 = 1_767_225_600_000;

/// Writes executions down, event by event.
struct Recorder<'m> {
    machine: &'m StateMachine<'m>,
    now_millis: i64,
    execution: Execution,
    /// The last event of each strand.
    last: Vec<u64>,
}

fn value(text: &str) -> Value {
    Value::from_tree(parse(text, Format::Json).tree.root())
}

fn payload(text: &str) -> Payload {
    Payload::new(value(text))
}

fn service(resource_type: &str, resource: &str) -> Callee {
    let region = "us-east-1".into();
    Callee::Service { resource_type: resource_type.into(), resource: resource.into(), region }
}

impl<'m> Recorder<'m> {
    fn new(machine: &'m StateMachine<'m>, input: &str) -> Self {
        let execution = Execution {
            outcome: Outcome::TimedOut,
            record: Record {
                events: Vec::new(),
                strands: vec![Strand::default()],
                notes: Vec::new(),
            },
            children: Vec::new(),
            visits: Vec::new(),
            failed_state: None,
            failed_at: None,
            unused_mocks: Vec::new(),
            started_millis: START_MILLIS,
            ended_millis: START_MILLIS,
        };
        let mut recorder = Self { machine, now_millis: START_MILLIS, execution, last: vec![0] };
        let role_arn = "arn:aws:iam::111111111111:role/machine".into();
        recorder.event(0, What::ExecutionStarted { input: payload(input), role_arn });
        recorder.last[0] = 0;
        recorder
    }

    fn state(&self, name: &str) -> StateId {
        let mut states = self.machine.states.iter();
        StateId(states.position(|state| state.name() == name).expect("a state") as u32)
    }

    fn wait(&mut self, millis: i64) {
        self.now_millis += millis;
    }

    fn event(&mut self, strand: u32, what: What) -> u64 {
        let id = self.execution.record.events.len() as u64 + 1;
        let previous = std::mem::replace(&mut self.last[strand as usize], id);
        let at_millis = self.now_millis;
        self.execution.record.events.push(Event { id, previous, at_millis, strand, what });
        id
    }

    fn note(&mut self, strand: u32, what: Noted) {
        let after = self.execution.record.events.len() as u64;
        self.execution.record.notes.push(Note { strand, after, at_millis: self.now_millis, what });
    }

    /// A strand that begins with an event.
    fn strand(&mut self, started: u64, index: u64) -> u32 {
        self.execution.record.strands.push(Strand { started, index });
        self.last.push(started);
        self.last.len() as u32 - 1
    }

    fn enter(&mut self, strand: u32, name: &str, input: &str) {
        let state = self.state(name);
        self.event(strand, What::StateEntered { state, input: payload(input) });
    }

    fn exit(&mut self, strand: u32, name: &str, output: &str) {
        self.exit_with(strand, name, output, &[]);
    }

    fn exit_with(&mut self, strand: u32, name: &str, output: &str, assigned: &[(&str, &str)]) {
        let state = self.state(name);
        let assigned: Rc<[_]> =
            assigned.iter().map(|(name, text)| (Rc::from(*name), value(text))).collect();
        self.event(strand, What::StateExited { state, output: payload(output), assigned });
    }

    fn call(&mut self, strand: u32, callee: &Callee, arguments: &str) {
        let scheduled = Scheduled {
            callee: callee.clone(),
            arguments: payload(arguments),
            timeout_seconds: Some(60),
            heartbeat_seconds: None,
            credentials_role_arn: None,
        };
        self.event(strand, What::TaskScheduled(Box::new(scheduled)));
        self.event(strand, What::TaskStarted(callee.clone()));
    }

    fn fail_call(&mut self, strand: u32, callee: &Callee, failure: &Failure) {
        self.event(strand, What::TaskFailed(callee.clone(), failure.clone()));
        self.note(strand, Noted::Failed(failure.clone()));
    }

    fn succeed(mut self, output: &str) -> Execution {
        self.event(0, What::ExecutionSucceeded(payload(output)));
        self.end(Outcome::Succeeded(payload(output)))
    }

    fn fail(mut self, name: &str, failure: Failure) -> Execution {
        self.execution.failed_state = Some(self.state(name));
        self.event(0, What::ExecutionFailed(failure.clone()));
        self.end(Outcome::Failed(failure))
    }

    fn end(self, outcome: Outcome) -> Execution {
        Execution { outcome, ended_millis: self.now_millis, ..self.execution }
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).expect("a report is UTF-8")
}

fn traced(text: &str, columns: usize, record: impl Fn(Recorder<'_>) -> Execution) -> String {
    painted(text, Screen { columns, colours: Colours::None }, record)
}

fn painted(text: &str, screen: Screen, record: impl Fn(Recorder<'_>) -> Execution) -> String {
    let source = Source::new("orders.asl.json", text.as_bytes().to_vec());
    let parsed = parse(text, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    let execution = record(Recorder::new(&machine, "{}"));
    let trace = written(|out| {
        trace::write(out, &execution, &machine, &source, screen).expect("memory takes everything");
    });
    let mut told = trace.lines().take_while(|line| !line.is_empty());
    assert!(told.all(|line| line.trim_end() == line), "blanks end no line\n{trace}");
    trace
}

fn json(text: &str, record: impl Fn(Recorder<'_>) -> Execution) -> String {
    let parsed = parse(text, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    let execution = record(Recorder::new(&machine, "{}"));
    let text = written(|out| {
        history::write(out, &execution, &machine).expect("memory takes everything");
    });
    let read: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let count = read["events"].as_array().map(Vec::len);
    assert_eq!(count, Some(execution.record.events.len()));
    text
}

const CHAIN: &str = r#"{
  "QueryLanguage": "JSONata",
  "StartAt": "Price",
  "States": {
    "Price": {
      "Type": "Pass",
      "Output": { "total": 12 },
      "Assign": { "total": 12 },
      "Next": "Big?"
    },
    "Big?": {
      "Type": "Choice",
      "Choices": [{ "Condition": "{% $total > 10 %}", "Next": "Pause" }],
      "Default": "Done"
    },
    "Pause": { "Type": "Wait", "Seconds": 172800, "Next": "Done" },
    "Done": { "Type": "Succeed" }
  }
}
"#;

fn chain(mut run: Recorder<'_>) -> Execution {
    let order = r#"{"order": 17, "lines": [{"sku": "A-1", "count": 2}]}"#;
    run.enter(0, "Price", order);
    let assigned = [("total", "12"), ("customer", r#"{"name": "Größe"}"#)];
    run.exit_with(0, "Price", r#"{"total": 12}"#, &assigned);
    run.enter(0, "Big?", r#"{"total": 12}"#);
    run.note(0, Noted::Chosen(Some(0)));
    run.exit(0, "Big?", r#"{"total": 12}"#);
    run.enter(0, "Pause", r#"{"total": 12}"#);
    run.wait(172_800_000);
    run.exit(0, "Pause", r#"{"total": 12}"#);
    run.enter(0, "Done", r#"{"total": 12}"#);
    run.exit(0, "Done", r#"{"total": 12}"#);
    run.succeed(r#"{"total": 12}"#)
}

const CHARGE: &str = r#"{
  "StartAt": "Charge",
  "States": {
    "Charge": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Retry": [{ "ErrorEquals": ["Busy"], "MaxAttempts": 2 }],
      "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Refund" }],
      "End": true
    },
    "Refund": {
      "Type": "Task",
      "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "End": true
    }
  }
}
"#;

fn retried_and_caught(mut run: Recorder<'_>) -> Execution {
    let invoke = service("lambda", "invoke");
    run.enter(0, "Charge", r#"{"order": 17}"#);
    for attempt in 1..=3 {
        run.call(0, &invoke, r#"{"FunctionName": "charge", "Payload": {"order": 17}}"#);
        run.wait(250);
        if attempt == 3 {
            run.fail_call(0, &invoke, &Failure::new("Declined", "no\nmoney"));
            break;
        }
        run.fail_call(0, &invoke, &Failure::new("Busy", "slow down"));
        run.note(0, Noted::Retried { retrier: 0, attempt, delay_millis: 1000 << attempt });
        run.wait(1000 << attempt);
    }
    run.note(0, Noted::Caught(0));
    let error = r#"{"Error": "Declined", "Cause": "no\nmoney"}"#;
    run.exit(0, "Charge", error);
    run.enter(0, "Refund", error);
    let send = service("sqs", "sendMessage.waitForTaskToken");
    run.call(0, &send, r#"{"QueueUrl": "https://queue", "MessageBody": {"token": "t"}}"#);
    run.event(0, What::TaskSubmitted(send.clone(), payload(r#"{"MessageId": "m-1"}"#)));
    run.wait(90_000);
    run.event(0, What::TaskSucceeded(send, payload(r#"{"refunded": true}"#)));
    run.exit(0, "Refund", r#"{"refunded": true}"#);
    run.succeed(r#"{"refunded": true}"#)
}

const FAN: &str = r#"{
  "StartAt": "Fan",
  "States": {
    "Fan": {
      "Type": "Parallel",
      "Branches": [
        {
          "StartAt": "Left",
          "States": {
            "Left": { "Type": "Pass", "Next": "Nap" },
            "Nap": { "Type": "Wait", "Seconds": 60, "End": true }
          }
        },
        {
          "StartAt": "Right",
          "States": {
            "Right": {
              "Type": "Task",
              "Resource": "arn:aws:lambda:us-east-1:111111111111:function:ship",
              "End": true
            }
          }
        },
        { "StartAt": "Stop", "States": { "Stop": { "Type": "Succeed" } } }
      ],
      "Retry": [{ "ErrorEquals": ["Busy"], "MaxAttempts": 1 }],
      "End": true
    }
  }
}
"#;

fn parallel_failure(mut run: Recorder<'_>) -> Execution {
    let ship = Callee::Function("arn:aws:lambda:us-east-1:111111111111:function:ship".into());
    let fan = run.state("Fan");
    run.enter(0, "Fan", "7");
    let failure = Failure::new("Boom", r#"{"errorMessage": "no ship"}"#);
    for attempt in [1, 2] {
        let started = run.event(0, What::ParallelStarted(fan));
        let [left, right, stop] = [0, 1, 2].map(|index| run.strand(started, index));
        run.enter(left, "Left", "7");
        run.enter(right, "Right", "7");
        run.enter(stop, "Stop", "7");
        run.exit(left, "Left", r#"{"left": true}"#);
        run.enter(left, "Nap", r#"{"left": true}"#);
        run.call(right, &ship, "7");
        run.exit(stop, "Stop", "7");
        run.wait(1500);
        run.fail_call(right, &ship, &failure);
        run.event(right, What::StateAborted(run.state("Right")));
        run.event(left, What::StateAborted(run.state("Nap")));
        run.note(0, Noted::Failed(failure.clone()));
        if attempt == 1 {
            run.note(0, Noted::Retried { retrier: 0, attempt, delay_millis: 3000 });
            run.wait(3000);
        }
    }
    run.event(0, What::ParallelFailed(fan));
    run.fail("Right", failure)
}

const EACH: &str = r#"{
  "StartAt": "Each",
  "States": {
    "Each": {
      "Type": "Map",
      "ItemProcessor": {
        "StartAt": "Double",
        "States": { "Double": { "Type": "Pass", "End": true } }
      },
      "Next": "Bad"
    },
    "Bad": { "Type": "Pass", "InputPath": "$.nothing.here", "End": true }
  }
}
"#;

/// A Map of so many items, some of which fail, then a Pass state whose path finds nothing.
fn map(mut run: Recorder<'_>, length: u64, failed: &[u64]) -> Execution {
    let each = run.state("Each");
    run.enter(0, "Each", r#"["a", "b"]"#);
    let started = run.event(0, What::MapStarted { state: each, length });
    let strands: Vec<_> = (0..length).map(|index| run.strand(started, index)).collect();
    for (strand, index) in strands.iter().zip(0..) {
        run.event(*strand, What::IterationStarted(each, index));
    }
    for (strand, index) in strands.iter().zip(0..) {
        run.enter(*strand, "Double", &index.to_string());
    }
    for (strand, index) in strands.iter().zip(0..) {
        run.wait(1);
        if failed.contains(&index) {
            run.note(*strand, Noted::Failed(Failure::new("Odd", "cannot be doubled")));
            run.event(*strand, What::IterationFailed(each, index));
        } else {
            run.exit(*strand, "Double", &(2 * index).to_string());
            run.event(*strand, What::IterationSucceeded(each, index));
        }
    }
    run.event(0, What::MapSucceeded(each));
    let numbers: Vec<_> = (0..length).map(|index| (2 * index).to_string()).collect();
    let output = format!("[{}]", numbers.join(","));
    run.exit(0, "Each", &output);
    run.enter(0, "Bad", &output);
    let failure = Failure::new("States.Runtime", "Invalid path '$.nothing.here'");
    let at = EACH.find("\"$.nothing.here\"").expect("it is there");
    run.execution.failed_at = Some(Span::of(at..at + "\"$.nothing.here\"".len()));
    run.note(0, Noted::Failed(failure.clone()));
    run.fail("Bad", failure)
}

#[test]
fn a_chain_shows_each_value_once() {
    assert_snapshot!(traced(CHAIN, 80, chain));
}

#[test]
fn a_task_shows_its_attempts_and_what_was_done_about_errors() {
    assert_snapshot!(traced(CHARGE, 100, retried_and_caught));
}

#[test]
fn branches_are_told_one_after_the_other() {
    assert_snapshot!(traced(FAN, 80, parallel_failure));
}

#[test]
fn of_many_iterations_the_first_and_the_failed_ones_are_shown() {
    assert_snapshot!(traced(EACH, 60, |run| map(run, 12, &[8])));
    let all_well = traced(EACH, 60, |run| map(run, 10_003, &[]));
    assert!(all_well.contains("├ ... 10,000 more, all succeeded\n"), "{all_well}");
    let all_bad = traced(EACH, 60, |run| map(run, 20, &(5..19).collect::<Vec<_>>()));
    assert!(all_bad.contains("├ ... 7 more: 3 succeeded, 4 failed\n"), "{all_bad}");
    let few = traced(EACH, 60, |run| map(run, 4, &[]));
    assert!(few.contains("├ item 3\n") && !few.contains("more"), "{few}");
}

#[test]
fn a_failed_expression_is_shown_where_it_stands() {
    let text = r#"{
  "QueryLanguage": "JSONata",
  "StartAt": "Make",
  "States": {
    "Make": {
      "Type": "Pass",
      "Output": { "list": [1, "{% $missing %}"] },
      "End": true
    }
  }
}
"#;
    let trace = traced(text, 80, |mut run| {
        let make = run.state("Make");
        run.enter(0, "Make", "{}");
        let cause = "The JSONata expression '$missing' returned nothing (undefined).";
        let failure = Failure::new("States.QueryEvaluationError", cause);
        let location = Some("Output/list[1]".into());
        run.event(0, What::EvaluationFailed { state: make, location, failure: failure.clone() });
        run.note(0, Noted::Failed(failure.clone()));
        run.fail("Make", failure)
    });
    assert_snapshot!(trace);
}

#[test]
fn a_failure_may_lack_error_and_cause_and_place() {
    let trace = traced(CHAIN, 80, |mut run| {
        run.enter(0, "Price", "{}");
        run.end(Outcome::Failed(Failure::default()))
    });
    assert_snapshot!(trace);
}

#[test]
fn an_execution_that_takes_too_long_is_blamed_on_its_limit() {
    let text =
        CHAIN.replace("\"StartAt\": \"Price\"", "\"TimeoutSeconds\": 5, \"StartAt\": \"Price\"");
    let trace = traced(&text, 80, |mut run| {
        run.enter(0, "Pause", "{}");
        run.wait(5000);
        run.event(0, What::ExecutionTimedOut);
        run.end(Outcome::TimedOut)
    });
    assert_snapshot!(trace);
}

#[test]
fn colours_mark_names_labels_and_ends() {
    let screen = Screen { columns: 80, colours: Colours::Shown };
    let trace = painted(CHARGE, screen, retried_and_caught);
    assert_snapshot!(trace.replace('\u{1b}', "␛"));
}

#[test]
fn states_may_be_nested_as_deep_as_a_text_goes() {
    const DEPTH: usize = 5000;
    let open = r#"{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":"#;
    let inner = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#;
    let text = open.repeat(DEPTH) + inner + &"}}}".repeat(DEPTH);
    let trace = traced(&text, 80, |mut run| {
        let mut strand = 0;
        for state in 0..DEPTH as u32 {
            let state = StateId(state);
            run.event(strand, What::StateEntered { state, input: payload("[[]]") });
            let started = run.event(strand, What::MapStarted { state, length: 1 });
            strand = run.strand(started, 0);
            run.event(strand, What::IterationStarted(state, 0));
        }
        run.succeed("[]")
    });
    assert!(trace.lines().all(|line| line.chars().count() <= 80), "lines stay narrow");
}

#[test]
fn json_is_what_aws_returns() {
    assert_snapshot!("json_chain", json(CHAIN, chain));
    assert_snapshot!("json_task", json(CHARGE, retried_and_caught));
    assert_snapshot!("json_parallel", json(FAN, parallel_failure));
    assert_snapshot!("json_map", json(EACH, |run| map(run, 2, &[1])));
}

#[test]
fn json_has_the_details_of_every_other_event() {
    let text = json(CHARGE, |mut run| {
        let (charge, refund) = (run.state("Charge"), run.state("Refund"));
        let failure = Failure::new("Bad", "because");
        let activity = Callee::Activity("arn:aws:states:us-east-1:111111111111:activity:a".into());
        let function = Callee::Function("arn:aws:lambda:us-east-1:111111111111:function:f".into());
        let scheduled = Scheduled {
            callee: activity.clone(),
            arguments: Payload::written(value("[1, 2.0]"), "[1, 2.0]"),
            timeout_seconds: Some(60),
            heartbeat_seconds: Some(5),
            credentials_role_arn: Some("arn:aws:iam::111111111111:role/other".into()),
        };
        for callee in [activity, function, service("aws-sdk:s3", "getObject")] {
            let scheduled = Scheduled { callee: callee.clone(), ..scheduled.clone() };
            run.event(0, What::TaskScheduled(Box::new(scheduled)));
            run.event(0, What::TaskStarted(callee.clone()));
            run.event(0, What::TaskSucceeded(callee.clone(), payload("{\"a\": \"\\n\"}")));
            run.event(0, What::TaskFailed(callee.clone(), Failure::default()));
            let late = Failure { error: Some("States.Timeout".into()), cause: None };
            run.event(0, What::TaskTimedOut(callee, late));
        }
        run.event(0, What::StateAborted(charge));
        let location = None;
        run.event(0, What::EvaluationFailed { state: refund, location, failure: failure.clone() });
        run.event(0, What::IterationAborted(charge, 3));
        run.event(0, What::MapFailed(charge));
        run.event(0, What::MapRunStarted { state: charge, map_run_arn: "arn:run".into() });
        run.event(0, What::MapRunSucceeded(charge));
        run.event(0, What::MapRunFailed(charge, failure));
        run.event(0, What::ParallelSucceeded(charge));
        let nothing = Payload::written(Value::Null, "");
        run.event(0, What::StateEntered { state: charge, input: nothing });
        run.event(0, What::ExecutionFailed(Failure::default()));
        run.event(0, What::ExecutionTimedOut);
        run.end(Outcome::Failed(Failure::default()))
    });
    assert_snapshot!(text);
}
