//! A syntax tree back into text.
