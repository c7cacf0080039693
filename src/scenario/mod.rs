//! Scenarios: an input, what tasks answer, and what is expected to come of them.

pub mod explore;
