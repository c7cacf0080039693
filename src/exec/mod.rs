//! The interpreter: a definition executed with mocked tasks, as AWS executes it.
//!
//! A discrete-event simulation on a virtual clock: what comes out depends on the definition, the
//! input, the mocks, the seed and the moment at which it starts, and on nothing else.

pub mod dataset;
pub mod history;
pub mod mocks;

mod amounts;
mod blame;
mod clock;
mod engine;
mod failing;
mod failure;
mod finishing;
mod identity;
mod payload;
mod plan;
mod recording;
mod sight;
mod states;
mod strand;

pub use engine::{Children, Request, Stop, run};
pub use failure::Failure;
pub use identity::Identity;
pub use payload::{PAYLOAD_BYTES_MAX, Payload};
