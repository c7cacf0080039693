//! Only a task that waits for a token, or for a job, has one in its context object.

use crate::analysis::{Call, Facts, Target};
use crate::diagnostic::Finding;
use crate::model::Pattern;
use crate::query::json_path::{Path, Root, SegmentKind};
use crate::rules::{Rule, rule};
use crate::source::Span;

pub(super) const RULE: Rule = rule!("task-token-unavailable", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for located in facts.expressions.readable() {
        let Some(call) = facts.call_of(located.state).filter(has_no_token) else { continue };
        let template = located.template.map(|template| template.key.text());
        if template != Some("Parameters") {
            continue;
        }
        let paths = located.paths().into_iter().filter(|(path, _)| leads_to_token(path));
        findings.extend(paths.map(|(_, range)| {
            unavailable(&call, located.member.value.inner_span(range))
        }));
    }
    for expression in &facts.jsonata.expressions {
        let Some(call) = facts.call_of(expression.state).filter(has_no_token) else { continue };
        for names in &expression.outline.context_fields {
            if let [task, token, ..] = &names[..]
                && (&*task.name, &*token.name) == ("Task", "Token")
            {
                let span = Span::new(task.span.start, token.span.end);
                findings.push(unavailable(&call, expression.span(span)));
            }
        }
    }
}

/// Whether it is certain that a call waits for nothing that would have a token.
fn has_no_token(call: &Call<'_, '_>) -> bool {
    match call.target {
        Target::Function => true,
        Target::Optimized(action, _) | Target::Sdk(action, _) => {
            action.pattern == Pattern::RequestResponse
        }
        _ => false,
    }
}

fn leads_to_token(path: &Path) -> bool {
    let names = path.segments.iter().map_while(|segment| match &segment.kind {
        SegmentKind::Names(names) if names.len() == 1 => Some(&*names[0]),
        _ => None,
    });
    path.root == Root::Context && names.take(2).eq(["Task", "Token"])
}

fn unavailable(call: &Call<'_, '_>, span: Span) -> Finding {
    let finding = Finding::new(span, "this task has no token");
    match call.target {
        Target::Optimized(_, operation)
            if !operation.patterns().any(|it| it == ".waitForTaskToken") =>
        {
            finding.help("it does not wait for one: pass something else")
        }
        Target::Function => {
            finding.help("call `arn:aws:states:::lambda:invoke.waitForTaskToken` to wait for one")
        }
        _ => finding.help("add `.waitForTaskToken` to its resource to wait for one"),
    }
}
