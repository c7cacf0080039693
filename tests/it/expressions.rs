//! What JSONata expressions of our own give: the table in `fixtures/jsonata`.

use aslint::query::jsonata::{self, Dialect, Evaluated, Options, json_text};
use aslint::query::value::Value;
use aslint::syntax::{Format, parse};

const TABLE: &str = include_str!("../../fixtures/jsonata/expressions.txt");
const INPUT: &str = include_str!("../../fixtures/jsonata/input.json");

#[test]
fn an_expression_gives_what_the_table_says() {
    let input = Value::from_tree(parse(INPUT, Format::Json).tree.root());
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<_> = rows.filter_map(|line| line.rsplit_once(" => ")).collect();
    assert!(rows.len() > 100, "the table is read");
    for (expression, expected) in rows {
        assert_eq!(given(expression, &input), expected, "{expression}");
    }
}

/// What an expression gives, as the table writes it.
fn given(text: &str, input: &Value) -> String {
    let parsed = jsonata::parse(text, Dialect::V2_2);
    let Some(expression) = parsed.expression else {
        return parsed
            .errors
            .first()
            .map_or_else(String::new, |error| format!("error {}", error.code));
    };
    let options = Options::of(Dialect::V2_2);
    match expression.evaluate(Some(input.clone()), &[], &options) {
        Ok(Evaluated::Value(value)) => json_text(&value),
        Ok(Evaluated::Undefined | Evaluated::Function) => "undefined".to_owned(),
        Err(error) => format!("error {}", error.code),
    }
}

#[test]
fn a_printed_expression_reads_as_the_same() {
    let rows = TABLE.lines().filter_map(|line| line.rsplit_once(" => "));
    for (text, _) in rows.filter(|(_, expected)| !expected.starts_with("error S")) {
        let printed = jsonata::print(&jsonata::parse(text, Dialect::V2_2).tree);
        let again = jsonata::print(&jsonata::parse(&printed, Dialect::V2_2).tree);
        assert_eq!(printed, again, "{text}");
    }
}
