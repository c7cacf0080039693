//! How long it takes to parse and to evaluate typical expressions of each query language.
//!
//! The expressions and their data are in `benches/expressions.json`. The reference implementation
//! of JSONata is given the same by `benches/expressions.mjs`; `benches/expressions.py` prints both
//! side by side.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use aslint::query::expression::Expression;
use aslint::query::json_path::Scope;
use aslint::query::jsonata::{self, Dialect, Options};
use aslint::query::random::Random;
use aslint::query::value::Value;
use aslint::syntax::{Format, parse};
use divan::{Bencher, black_box};
use serde::Deserialize;

fn main() {
    divan::main();
}

/// The expressions of each language by their names, and one in JSONata that makes their data.
#[derive(Deserialize)]
struct Expressions {
    data: String,
    jsonata: BTreeMap<String, String>,
    json_path: BTreeMap<String, String>,
    intrinsics: BTreeMap<String, String>,
}

static EXPRESSIONS: LazyLock<Expressions> = LazyLock::new(|| {
    serde_json::from_str(include_str!("expressions.json")).expect("the file has this form")
});

/// An expression under its name.
struct Case {
    name: &'static str,
    text: &'static str,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

fn cases(of: &'static BTreeMap<String, String>) -> impl Iterator<Item = Case> {
    of.iter().map(|(name, text)| Case { name, text })
}

fn data() -> Value {
    evaluated(&jsonata_of(&EXPRESSIONS.data), None)
}

fn jsonata_of(text: &str) -> jsonata::Expression {
    jsonata::parse(text, Dialect::V2_2).expression.expect("it has no faults")
}

fn evaluated(expression: &jsonata::Expression, input: Option<Value>) -> Value {
    let evaluated = expression.evaluate(input, &[], &Options::of(Dialect::V2_2));
    evaluated.ok().and_then(jsonata::Evaluated::value).expect("it gives a value")
}

#[divan::bench(args = cases(&EXPRESSIONS.jsonata))]
fn jsonata_parse(case: &Case) -> jsonata::Expression {
    jsonata_of(black_box(case.text))
}

#[divan::bench(args = cases(&EXPRESSIONS.jsonata))]
fn jsonata_evaluate(bencher: Bencher, case: &Case) {
    let (expression, input) = (jsonata_of(case.text), data());
    bencher.bench_local(|| evaluated(black_box(&expression), Some(input.clone())));
}

#[divan::bench(args = cases(&EXPRESSIONS.json_path))]
fn json_path_parse(case: &Case) -> Expression {
    parsed(black_box(case.text))
}

#[divan::bench(args = cases(&EXPRESSIONS.json_path))]
fn json_path_evaluate(bencher: Bencher, case: &Case) {
    evaluate(bencher, case.text);
}

#[divan::bench(args = cases(&EXPRESSIONS.intrinsics))]
fn intrinsics_parse(case: &Case) -> Expression {
    parsed(black_box(case.text))
}

#[divan::bench(args = cases(&EXPRESSIONS.intrinsics))]
fn intrinsics_evaluate(bencher: Bencher, case: &Case) {
    evaluate(bencher, case.text);
}

fn parsed(text: &str) -> Expression {
    Expression::parse(text).expect("it has no faults")
}

/// Benches a path or a call.
fn evaluate(bencher: Bencher, text: &str) {
    let input = data();
    let context = parse(r#"{"Execution": {"Id": "arn"}}"#, Format::Json);
    let context = Value::from_tree(context.tree.root());
    let order = input.get("order").cloned();
    let variable = |name: &str| order.clone().filter(|_| name == "seen");
    let scope = Scope { input: &input, context: &context, variable: &variable };
    let expression = parsed(text);
    let mut random = Random::new(0);
    bencher.bench_local(|| {
        let value = black_box(&expression).evaluate(text, "field.$", scope, &mut random);
        value.expect("it gives a value")
    });
}
