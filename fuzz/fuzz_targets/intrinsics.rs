//! A call of intrinsic functions can be checked, printed, read again and evaluated.

#![no_main]

use aslint::query::intrinsics::{Call, Fault, Random};
use aslint::query::json_path::Scope;
use aslint::query::reference_path::ReferencePath;
use aslint_fuzz::data;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let call = match Call::parse(text) {
        Ok(call) => call,
        Err(fault) => return assert_place(text, &fault),
    };
    call.faults().iter().for_each(|fault| assert_place(text, fault));
    for (path, range) in call.paths() {
        assert!(text.get(range).is_some(), "{path} cuts a character");
    }
    let printed = call.to_string();
    // A number beyond all doubles is not written as it is read, nor is every name in a path.
    let is_plain = call.paths().all(|(path, _)| ReferencePath::try_from(path).is_ok());
    if is_plain && !printed.contains("Infinity") && !text.contains('\\') {
        let again = Call::parse(&printed);
        assert_eq!(again.as_ref().map(ToString::to_string).as_ref(), Ok(&printed), "{printed}");
    }
    let data = data();
    let variable = |name: &str| (name == "v").then(|| data.clone());
    let scope = Scope { input: &data, context: &data, variable: &variable };
    let _ = call.evaluate(scope, &mut Random::new(7));
});

fn assert_place(text: &str, fault: &Fault) {
    assert!(text.get(fault.range.clone()).is_some(), "{fault:?} cuts a character");
}
