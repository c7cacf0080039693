//! What the parser of AWS says of each fault: the first form is recorded.

use crate::syntax::jackson::{VALID_VALUE, verdict};

const VALID: &str = ": expected a valid value (JSON String, Number, Array, Object or token \
                     'null', 'true' or 'false')";
const COMMA: &str = ": was expecting comma to separate Object entries";
const COLON: &str = ": was expecting a colon to separate field name and value";
const NAME: &str = ": was expecting double-quote to start field name";
const COMMENT: &str = ": maybe a (non-standard) comment? (not recognized as one since Feature \
                       'ALLOW_COMMENTS' not enabled for parser)";
const DIGIT: &str = " in numeric value: Decimal point not followed by a digit";

/// The message, and line and column of its location.
fn check(text: &str, message: &str, place: &str) {
    let (said, location) = verdict(text).unwrap_or_default();
    assert_eq!(said, message, "{text}");
    assert_eq!(location, format!("[Source: (String)\"{text}\"; {place}]"), "{text}");
}

#[test]
fn an_unrecognized_token_is_told_as_recorded() {
    for (text, token, column) in [("not a definition string", "not", 4), ("[tru]", "tru", 5)] {
        let message = format!("Unrecognized token '{token}': was expecting {VALID_VALUE}");
        check(text, &message, &format!("line: 1, column: {column}"));
    }
}

#[test]
fn an_unexpected_character_is_told_with_what_was_expected() {
    for (text, character, expected, line, column) in [
        ("{\"a\":1,}", "'}' (code 125)", NAME, 1, 9),
        ("{'a':1}", "''' (code 39)", NAME, 1, 3),
        ("{\"a\":'b'}", "''' (code 39)", VALID, 1, 7),
        ("{\"a\":1\n \"b\":2}", "'\"' (code 34)", COMMA, 2, 3),
        ("{\"a\" 1}", "'1' (code 49)", COLON, 1, 7),
        ("{\"a\":}", "'}' (code 125)", VALID, 1, 7),
        ("{ // x\n}", "'/' (code 47)", COMMENT, 1, 4),
        ("[1,]", "']' (code 93)", VALID, 1, 5),
        ("[1,}", "'}' (code 125)", ": expected a value", 1, 5),
        ("[😀]", "'?' (code 55357 / 0xd83d)", VALID, 1, 3),
        ("[1.x]", "'x' (code 120)", DIGIT, 1, 4),
        ("[0.x]", "'x' (code 120)", DIGIT, 1, 5),
    ] {
        let message = format!("Unexpected character ({character}){expected}");
        check(text, &message, &format!("line: {line}, column: {column}"));
    }
}

#[test]
fn an_early_end_names_what_was_open() {
    let start = "[Source: (String)\"{\r\n\"; line: 1, column: 1]";
    let message = format!("expected close marker for Object (start marker at {start})");
    check("{\r\n", &format!("Unexpected end-of-input: {message}"), "line: 2, column: 1");
    for (text, what) in [
        ("{\"a", " in field name"),
        ("{\"a\"", " within/between Object entries"),
        ("{\"a\":1,", " within/between Object entries"),
        ("[1,", " within/between Array entries"),
        ("[\"a", ": was expecting closing quote for a string value"),
        ("[\"\\", " in character escape sequence"),
    ] {
        let place = format!("line: 1, column: {}", text.len() + 1);
        check(text, &format!("Unexpected end-of-input{what}"), &place);
    }
}

#[test]
fn other_faults_have_their_own_words() {
    for (text, message, column) in [
        ("[01]", "Invalid numeric value: Leading zeroes not allowed", 3),
        ("[\"\\x\"]", "Unrecognized character escape 'x' (code 120)", 5),
        (
            "[\"a\n\"]",
            "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using \
             backslash to be included in string value",
            5,
        ),
        (
            "{\"a\":[1}",
            "Unexpected close marker '}': expected ']' (for Array starting at \
             [Source: (String)\"{\"a\":[1}\"; line: 1, column: 6])",
            9,
        ),
    ] {
        check(text, message, &format!("line: 1, column: {column}"));
    }
}

#[test]
fn a_long_text_is_cut_and_a_very_long_one_left_out() {
    let (_, location) = verdict(&format!("x {}", "y".repeat(600))).unwrap_or_default();
    let shown = format!("x {}", "y".repeat(498));
    let expected = format!("(String)\"{shown}\"[truncated 102 chars]; line: 1, column: 2]");
    assert_eq!(location, format!("[Source: {expected}"));
    let (_, location) = verdict(&format!("x {}", "y".repeat(40_000))).unwrap_or_default();
    assert_eq!(location, "[Source: (StringReader); line: 1, column: 2]");
}

#[test]
fn what_jackson_takes_has_no_verdict() {
    for text in ["{}", " [1, -0.5e3, \"\\u00e4\", null] ", "{\"a\": {}} and more", "1 2"] {
        assert_eq!(verdict(text), None, "{text}");
    }
}
