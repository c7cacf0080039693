//! A path prints as a text that reads as the same path, and it can be followed to the end.

#![no_main]

use aslint::query::json_path::{Path, Scope};
use aslint::query::reference_path::ReferencePath;
use aslint_fuzz::data;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let path = match Path::parse(text) {
        Ok(path) => path,
        Err(fault) => {
            assert!(text.get(fault.range.clone()).is_some(), "{fault:?} cuts a character");
            return;
        }
    };
    for segment in &path.segments {
        assert!(text.get(segment.range.0.clone()).is_some(), "{segment:?} cuts a character");
    }
    let printed = path.to_string();
    // A number beyond all doubles is not written as it is read, nor is every escaped name.
    if !printed.contains("Infinity") && !text.contains('\\') {
        let again = Path::parse(&printed);
        assert_eq!(again.as_ref().map(ToString::to_string).as_ref(), Ok(&printed), "{printed}");
    }
    let data = data();
    let variable = |name: &str| (name == "v").then(|| data.clone());
    let scope = Scope { input: &data, context: &data, variable: &variable };
    let _ = path.evaluate(scope).map_err(|error| error.to_string());
    if let Ok(place) = ReferencePath::try_from(&path) {
        let _ = place.write(&data, 1.into());
    }
});
