//! The one test binary: each module is a table of claims.

mod syntax_yaml;
