//! The languages inside the language: paths, intrinsic functions, payload templates, JSONata.

pub mod context;
pub mod digest;
pub mod duration;
pub mod expression;
pub mod intrinsics;
pub mod json_path;
pub mod jsonata;
pub mod jsonata_template;
pub mod payload;
pub mod random;
pub mod reference_path;
pub mod template;
pub mod timestamp;
pub mod value;
