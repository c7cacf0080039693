//! The AWS services that a Task can call: which actions, in which patterns, what they take, give
//! and raise. All is read from one flat table, where it lies: a lookup allocates nothing.

mod alias;
mod guide;
mod pack;
mod service;
mod shape;

pub use alias::sdk_name;
pub use service::{Alternatives, OPTIMIZED, Operation, SDK, Service, Services};
pub use shape::{Kind, Member, Shape};

/// The optimized integration of an action: `optimized("sqs", "sendMessage")`.
pub fn optimized(service: &str, action: &str) -> Option<Operation> {
    OPTIMIZED.named(service)?.operation(action)
}

/// Of which day the models are that the table was made from: `2026-11-20`.
pub fn date() -> &'static str {
    pack::text(pack::DATE)
}

/// Which release of botocore they come from.
pub fn version() -> &'static str {
    pack::text(pack::VERSION)
}
