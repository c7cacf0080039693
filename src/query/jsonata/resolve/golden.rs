//! Programs against the syntax trees that the reference implementation makes.

use std::{env, fs};

use serde_json::{Map, Value as Json, json};

use crate::query::jsonata::program::{Id, Kind, Program, Stage};
use crate::query::jsonata::resolve::resolve;
use crate::query::jsonata::{Dialect, json_text, parser};

/// What is written down otherwise on purpose: slots have names of ours, variables that are bound
/// and parameters are names here, not nodes.
const OTHERWISE: [&str; 5] = ["slot", "ancestor", "seekingParent", "signature", "name"];

#[test]
fn programs_are_those_of_the_reference() {
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let file = format!("{root}/../shared/corpus/jsonata/ast.jsonl");
    let Ok(text) = fs::read_to_string(&file) else {
        assert!(!file.is_empty(), "skipped: the trees are not there");
        return;
    };
    let mut wrong = Vec::new();
    for line in text.lines() {
        let row: Json = serde_json::from_str(line).expect("the file is JSON");
        let Some(expected) = row.get("v222").or_else(|| row.get("v206")).and_then(|v| v.get("ast"))
        else {
            continue;
        };
        let Some(expression) = row["expr"].as_str().filter(|text| !text.is_empty()) else {
            continue;
        };
        let (tree, faults) = parser::parse(expression, Dialect::V2_2);
        assert!(faults.is_empty(), "{expression}");
        let program = resolve(&tree).expect("the reference takes it");
        let got = normal(shown(&program, program.root));
        let expected = normal(expected.clone());
        if got != expected {
            wrong.push(format!("{expression}\n  got      {got}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The node without what is written down otherwise.
fn normal(node: Json) -> Json {
    match node {
        Json::Array(items) => items.into_iter().map(normal).collect(),
        Json::Object(mut members) => {
            for name in OTHERWISE {
                members.remove(name);
            }
            match members.get("type").and_then(Json::as_str) {
                Some("lambda") => drop(members.remove("arguments")),
                Some("bind") => drop(members.remove("lhs")),
                Some("filter" | "index" | "path") => drop(members.remove("position")),
                Some("regex") => drop(members.remove("value")),
                _ => {}
            }
            members.retain(|_, value| *value != json!(false));
            members.into_iter().map(|(name, value)| (name, normal(value))).collect()
        }
        Json::Number(number) => json!(number.as_f64()),
        other => other,
    }
}

fn shown(program: &Program, id: Id) -> Json {
    let node = &program.nodes[id];
    let show = |id: &Id| shown(program, *id);
    let pairs = |pairs: &[(Id, Id)]| -> Json {
        pairs.iter().map(|(name, value)| json!([show(name), show(value)])).collect()
    };
    let all = |ids: &[Id]| -> Json { ids.iter().map(show).collect() };
    let mut members = Map::new();
    members.insert("type".to_owned(), node.kind.type_name().into());
    members.insert("position".to_owned(), program.position(node.token).into());
    let kind = match &node.kind {
        Kind::Path(steps) => json!({ "steps": all(steps) }),
        Kind::Name(name) | Kind::Variable(name) => json!({ "value": name.as_ref() }),
        Kind::Literal(value) => {
            json!({ "value": serde_json::from_str::<Json>(&json_text(value)).ok() })
        }
        Kind::Wildcard => json!({ "value": "*" }),
        Kind::Descendant => json!({ "value": "**" }),
        Kind::Placeholder => json!({ "value": "?" }),
        Kind::Regex { .. } => json!({}),
        Kind::Parent(_) => json!({ "position": false }),
        Kind::Negate(operand) => json!({ "value": "-", "expression": show(operand) }),
        Kind::Array(items) => json!({ "value": "[", "expressions": all(items) }),
        Kind::Object(members) => json!({ "value": "{", "lhs": pairs(members) }),
        Kind::Block(items) => json!({ "expressions": all(items) }),
        Kind::Binary(operator, left, right) => {
            json!({ "value": operator.symbol(), "lhs": show(left), "rhs": show(right) })
        }
        Kind::Bind(_, value) => json!({ "value": ":=", "rhs": show(value) }),
        Kind::Sort(terms) => {
            let term = |(id, descending): &(Id, bool)| {
                let expression = show(id);
                json!({ "descending": descending, "expression": expression })
            };
            json!({ "terms": terms.iter().map(term).collect::<Json>() })
        }
        Kind::Apply(left, right) => {
            json!({ "value": "~>", "lhs": show(left), "rhs": show(right) })
        }
        Kind::Condition(condition, then, otherwise) => {
            json!({ "condition": show(condition), "then": show(then),
                    "else": otherwise.as_ref().map_or(json!(false), show) })
        }
        Kind::Default(left, right) => {
            json!({ "condition": show(left), "then": show(left), "else": show(right) })
        }
        Kind::Coalesce(left, right) => {
            let exists = json!({ "type": "variable", "value": "exists" });
            let condition = json!({ "type": "function", "value": "(", "procedure": exists,
                                    "arguments": [show(left)] });
            json!({ "condition": condition, "then": show(left), "else": show(right) })
        }
        Kind::Call(procedure, arguments) | Kind::Partial(procedure, arguments) => {
            json!({ "value": "(", "procedure": show(procedure), "arguments": all(arguments) })
        }
        Kind::Lambda(definition) => json!({ "body": show(&definition.body) }),
        Kind::Tail(call) => json!({ "thunk": true, "body": show(call) }),
        Kind::Transform { pattern, update, delete } => {
            json!({ "pattern": show(pattern), "update": show(update),
                    "delete": delete.as_ref().map_or(json!(false), show) })
        }
    };
    if let Json::Object(kind) = kind {
        members.extend(kind);
    }
    members.extend(attached(program, id));
    Json::Object(members)
}

/// What is attached to a node.
fn attached(program: &Program, id: Id) -> Map<String, Json> {
    let node = &program.nodes[id];
    let stage = |stage: &Stage| match stage {
        Stage::Filter(filter) => json!({ "type": "filter", "expr": shown(program, *filter) }),
        Stage::Index(name) => json!({ "type": "index", "value": name.as_ref() }),
    };
    let stages = |stages: &[Stage]| -> Json {
        if stages.is_empty() { json!(false) } else { stages.iter().map(stage).collect() }
    };
    let name = |name: &Option<std::rc::Rc<str>>| {
        name.as_ref().map_or(json!(false), |name| name.as_ref().into())
    };
    let group = node.group.as_ref().map_or(json!(false), |group| {
        let pair =
            |(name, value): &(Id, Id)| json!([shown(program, *name), shown(program, *value)]);
        let pairs: Json = group.pairs.iter().map(pair).collect();
        json!({ "lhs": pairs, "position": program.position(group.token) })
    });
    let members = json!({
        "predicate": stages(&node.predicate),
        "stages": stages(&node.stages),
        "group": group,
        "focus": name(&node.focus),
        "index": name(&node.index),
        "tuple": node.tuple,
        "keepArray": node.keep_array,
        "consarray": node.cons_array,
        "keepSingletonArray": node.keep_singleton_array,
    });
    match members {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}
