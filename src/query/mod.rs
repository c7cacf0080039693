//! The languages inside the language: paths, intrinsic functions, payload templates, JSONata.

pub mod jsonata;
pub mod value;
