//! A retrier or a catcher names errors that the action can raise.

use rustc_hash::FxHashSet;

use crate::analysis::{Call, Facts, reserved_name_meant, spelling};
use crate::diagnostic::{Finding, did_you_mean, quoted};
use crate::model::{Action, Pattern};
use crate::rules::{Rule, rule};
use crate::services::{self, OPTIMIZED, Operation, SDK, Service};
use crate::syntax::tree::Value;

pub(super) const RULE: Rule = rule!("error-name-foreign", check);

fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // The same few names stand in the handlers of most states: what has been found right once is
    // not asked again.
    let mut right: FxHashSet<(&str, &str)> = FxHashSet::default();
    for call in facts.calls() {
        let Some((action, operation)) = call.target.operation() else { continue };
        // Whoever calls back may send any error.
        if action.pattern == Pattern::WaitForTaskToken {
            continue;
        }
        let handlers = call.state.retry.iter().chain(&call.state.catch);
        for error in handlers.flat_map(|handler| &handler.errors) {
            let asked = (call.resource.text(), error.text());
            if right.contains(&asked) {
                continue;
            }
            let raised = Raised::new(&call, action, operation);
            match raised.and_then(|raised| raised.judge(*error)) {
                Some(finding) => findings.push(finding),
                None => {
                    right.insert(asked);
                }
            }
        }
    }
}

/// What an action raises.
struct Raised {
    operation: Operation,
    service: Service,
    /// What the names of its errors begin with.
    prefix: &'static str,
    is_sdk: bool,
}

/// The errors that the SDK itself raises, whatever the service.
const OF_THE_SDK: [&str; 5] = [
    "SdkClientException",
    "SdkServiceException",
    "AbortedException",
    "ApiCallTimeoutException",
    "ApiCallAttemptTimeoutException",
];

impl Raised {
    fn new(call: &Call<'_, '_>, action: Action<'_>, operation: Operation) -> Option<Self> {
        let is_sdk = call.is_sdk();
        let table = if is_sdk { SDK } else { OPTIMIZED };
        let service = table.named(action.service)?;
        let prefix = service.error_prefixes().next()?;
        Some(Self { operation, service, prefix, is_sdk })
    }

    fn judge(&self, error: Value<'_>) -> Option<Finding> {
        let name = error.text();
        if name.starts_with("States.") || reserved_name_meant(name).is_some() {
            return None;
        }
        match name.split_once('.') {
            None => self.judge_bare(error),
            // The name of a class in Java, say.
            Some((_, rest)) if rest.contains('.') => None,
            Some((prefix, rest)) if self.service.error_prefixes().any(|own| own == prefix) => {
                self.judge_own(error, rest)
            }
            Some((prefix, rest)) => self.judge_other(error, prefix, rest),
        }
    }

    /// A name without anything in front.
    fn judge_bare(&self, error: Value<'_>) -> Option<Finding> {
        let name = error.text();
        match self.known(name) {
            Some(known) => Some(self.foreign(error, &format!("{}.{known}", self.prefix))),
            None if self.is_sdk => Some(self.never(error)),
            None => None,
        }
    }

    /// A name that begins as those of the service do.
    fn judge_own(&self, error: Value<'_>, rest: &str) -> Option<Finding> {
        if !self.is_sdk {
            // Which errors there are besides those of the model is not known.
            let known = self.operation.errors().chain(OF_THE_SDK);
            if known.clone().any(|known| known == rest) {
                return None;
            }
            let is_near = |meant: &&str| strsim::osa_distance(meant, rest) <= 2;
            let meant = did_you_mean(rest, known).filter(is_near)?;
            return Some(self.foreign(error, &format!("{}.{meant}", self.prefix)));
        }
        let is_generic = rest.strip_suffix("Exception") == Some(self.prefix);
        if is_generic || OF_THE_SDK.contains(&rest) || self.errors().any(|known| known == rest) {
            return None;
        }
        let near = self.known(rest).or_else(|| did_you_mean(rest, self.errors()));
        Some(match near {
            Some(near) => self.foreign(error, &format!("{}.{near}", self.prefix)),
            None => self.never(error),
        })
    }

    /// A name that begins as those of another service do.
    fn judge_other(&self, error: Value<'_>, prefix: &str, rest: &str) -> Option<Finding> {
        if self.is_of_the_same_service(prefix) {
            let rest = self.known(rest).unwrap_or(rest);
            return Some(self.foreign(error, &format!("{}.{rest}", self.prefix)));
        }
        let begins_so = |service: Service| service.error_prefixes().any(|known| known == prefix);
        let is_known = SDK.all().chain(OPTIMIZED.all()).any(begins_so);
        (self.is_sdk && is_known).then(|| self.never(error))
    }

    /// Whether a prefix is how the errors of the service begin in another kind of integration,
    /// or in another case.
    fn is_of_the_same_service(&self, prefix: &str) -> bool {
        let in_sdk = services::sdk_name(self.service.name()).and_then(|name| SDK.named(name));
        let others = in_sdk.into_iter().flat_map(Service::error_prefixes);
        let mut names = self.service.error_prefixes().chain(others);
        names.any(|known| known.eq_ignore_ascii_case(prefix))
            || self.is_sdk && spelling::letters(self.service.name()).eq(spelling::letters(prefix))
    }

    /// The errors of the service, of whatever action; of the action only, where it is optimized.
    fn errors(&self) -> impl Iterator<Item = &'static str> + Clone {
        let own = self.operation.errors();
        let all = self.service.operations().filter(|_| self.is_sdk).flat_map(Operation::errors);
        own.chain(all)
    }

    /// The error that is meant by a name, with or without `Exception` at its end.
    fn known(&self, name: &str) -> Option<&'static str> {
        let bare = |name: &str| name.trim_end_matches("Exception").to_ascii_lowercase();
        self.errors().find(|known| bare(known) == bare(name))
    }

    fn foreign(&self, error: Value<'_>, meant: &str) -> Finding {
        self.never_raised(error)
            .help(format!("did you mean `{meant}`?"))
            .fix(error.span(), error.respelled(meant))
    }

    fn never(&self, error: Value<'_>) -> Finding {
        let prefix = self.prefix;
        let help = format!("errors that the API does not list are `{prefix}.{prefix}Exception`");
        self.never_raised(error).help(help)
    }

    fn never_raised(&self, error: Value<'_>) -> Finding {
        let name = quoted(error.text());
        Finding::new(error.span(), format!("`{}` never raises {name}", self.operation.name()))
    }
}
