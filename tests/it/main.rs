//! The one test binary: each module is a table of claims.

mod house;
mod pages;
mod project;
