//! The interpreter: a definition executed with mocked tasks, as AWS executes it.
//!
//! A discrete-event simulation on a virtual clock: what comes out depends on the definition, the
//! input, the mocks, the seed and the moment at which it starts, and on nothing else.

pub mod history;
pub mod mocks;

mod failure;
mod payload;

pub use failure::Failure;
pub use payload::Payload;
