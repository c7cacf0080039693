//! The one test binary: each module is a table of claims.

mod syntax_json;
mod syntax_yaml;
