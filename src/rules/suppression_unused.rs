//! A suppression silences something.

use crate::analysis::Facts;
use crate::config::{Level, Levels};
use crate::diagnostic::{Finding, Silence};
use crate::rules::{Rule, rule};
use crate::source::Span;
use crate::syntax::suppressions::Suppression;

pub(super) const RULE: Rule = rule!("suppression-unused", check);

/// Nothing is known of suppressions before all other rules have spoken: see [`silence`].
fn check(_: &Facts<'_>, _: &mut Vec<Finding>) {}

/// Silences the findings that are suppressed, and gives one for each rule of a suppression that
/// has found nothing there. A rule that is off, or does not exist, could not have.
pub(super) fn silence(
    findings: &mut [Finding],
    suppressions: &[Suppression<'_>],
    levels: &Levels,
) -> Vec<Finding> {
    let mut unused = Vec::new();
    for suppression in suppressions {
        let covered: Vec<_> =
            findings.iter_mut().filter(|finding| suppression.covers(finding.span)).collect();
        let mut silenced = vec![false; suppression.rules.len()];
        for finding in covered {
            let named = suppression.rules.iter().position(|(name, _)| *name == finding.rule);
            if let Some(named) = named {
                silenced[named] = true;
                let reason = suppression.reason.to_owned();
                finding.silenced.get_or_insert(Silence::InSource(reason));
            }
        }
        let rules = suppression.rules.iter().zip(silenced);
        let idle = rules.filter(|((name, _), silenced)| !silenced && may_speak(name, levels));
        unused.extend(idle.map(|((name, span), _)| useless(name, *span)));
    }
    unused
}

fn may_speak(name: &str, levels: &Levels) -> bool {
    Rule::named(name).is_some() && levels.rules.get(name) != Some(&Level::Off)
}

fn useless(name: &str, span: Span) -> Finding {
    Finding::new(span, format!("`{name}` has nothing to say here")).help("take it out")
}
