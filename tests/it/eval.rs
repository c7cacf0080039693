//! `aslint eval`: what expressions give, and what is said of those that give nothing.

use crate::project::Project;

#[test]
fn an_expression_gives_its_value_or_the_error_of_the_language() {
    let project = Project::new(&[("input.json", r#"{"a": [1, {"b": "x"}]}"#)]);
    let table = [
        ("$.a[1].b", 0, "\"x\"\n", ""),
        ("$.a[*]", 0, "[1,{\"b\":\"x\"}]\n", ""),
        ("$$.Execution.Name", 0, "\"e\"\n", ""),
        ("$total", 0, "7\n", ""),
        ("States.Format('{} of {}', $.a[0], $total)", 0, "\"1 of 7\"\n", ""),
        ("States.UUID()", 0, "-4", ""),
        ("$.none", 1, "", "States.Runtime: The JSONPath '$.none' specified for the field"),
        ("States.ArrayGetItem($.a, 9)", 1, "", "States.IntrinsicFailure: The function"),
        ("$.a[", 2, "", "`$.a[` cannot be evaluated at character 4: this bracket is never closed"),
        ("hello", 2, "", "a state has nothing for `hello` to refer to"),
        ("{% $states.input.a[1].b & '!' %}", 0, "\"x!\"\n", ""),
        ("$states.context.Execution.Name", 0, "\"e\"\n", ""),
        ("$total * 2", 0, "14\n", ""),
        ("$sum([1..3])", 0, "6\n", ""),
        ("$states.input.none", 1, "", "States.QueryEvaluationError: The JSONata expression"),
        ("1 +", 2, "", "`1 +` cannot be evaluated, at character"),
    ];
    for (expression, code, stdout, stderr) in table {
        let answer = project.run(&[
            "eval",
            expression,
            "--input",
            "@input.json",
            "--context",
            r#"{"Execution": {"Name": "e"}}"#,
            "--variables",
            r#"{"total": 7}"#,
        ]);
        assert_eq!(answer.code, code, "{expression}: {answer:?}");
        let is_told = answer.stdout.contains(stdout) && answer.stderr.contains(stderr);
        assert!(is_told, "{expression}: {answer:?}");
    }
}

#[test]
fn what_is_no_json_is_told() {
    let project = Project::new(&[("bad.json", "{")]);
    for (input, told) in [("[1,]", "`[1,]`"), ("@bad.json", "bad.json"), ("@none", "none")] {
        let answer = project.run(&["eval", "$", "--input", input]);
        assert_eq!(answer.code, 2, "{input}: {answer:?}");
        assert!(answer.stderr.contains(told), "{input}: {answer:?}");
    }
}

#[test]
fn a_seed_decides_what_is_left_to_chance() {
    let project = Project::new(&[]);
    let uuid = |seed| project.run(&["eval", "States.UUID()", "--seed", seed]).stdout;
    assert_eq!(uuid("1"), uuid("1"));
    assert_ne!(uuid("1"), uuid("2"));
}
