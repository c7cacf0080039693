//! The languages inside the language: what the strings of a definition mean.

pub mod timestamp;
