//! A policy as IAM takes it, and with what is not known of it.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::model::StateMachine;
use crate::policy::{Policy, Statement};

/// Writes the policy of the machine's own role, as IAM takes it.
pub fn write(out: &mut impl Write, policy: &Policy) -> io::Result<()> {
    print(out, &document(&policy.statements))
}

/// Writes the policy, those of the roles that tasks take on, and what is not known.
pub fn write_json(
    out: &mut impl Write,
    policy: &Policy,
    machine: &StateMachine<'_>,
) -> io::Result<()> {
    let assumed = policy.assumed.iter();
    let assumed: Map<_, _> =
        assumed.map(|(role, statements)| (role.clone(), document(statements))).collect();
    let unknown: Vec<_> = policy
        .unknown
        .iter()
        .map(|unknown| {
            let state = machine.state(unknown.state).name();
            json!({"state": state, "message": unknown.message})
        })
        .collect();
    let policy = document(&policy.statements);
    print(out, &json!({"version": 1, "policy": policy, "assumed": assumed, "unknown": unknown}))
}

fn document(statements: &[Statement]) -> Value {
    let statements: Vec<_> = statements.iter().map(statement).collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn statement(statement: &Statement) -> Value {
    let Statement { actions, resources, condition } = statement;
    let mut value = json!({"Effect": "Allow", "Action": actions, "Resource": resources});
    if !condition.is_empty() {
        value["Condition"] = json!(condition);
    }
    value
}

fn print(out: &mut impl Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
