//! Scenarios: a thousand of them, read, run and judged on one thread.

use aslint::exec::mocks::Mocks;
use aslint::model::StateMachine;
use aslint::scenario::{judge, read};
use aslint::syntax::{Format, parse};
use divan::Bencher;

fn main() {
    divan::main();
}

/// How many scenarios one round runs.
const SCENARIOS: usize = 1_000;

/// Definitions with their scenarios.
const FILES: [(&str, &str); 4] = [
    (
        include_str!("../fixtures/scenarios/order.asl.json"),
        include_str!("../fixtures/scenarios/order.aslt.yaml"),
    ),
    (
        include_str!("../fixtures/scenarios/approval.asl.json"),
        include_str!("../fixtures/scenarios/approval.aslt.yaml"),
    ),
    (
        include_str!("../fixtures/scenarios/router.asl.json"),
        include_str!("../fixtures/scenarios/router.aslt.yaml"),
    ),
    (
        include_str!("../fixtures/scenarios/variables.asl.json"),
        include_str!("../fixtures/scenarios/variables.aslt.yaml"),
    ),
];

/// Reads a definition and its scenarios, and runs them; gives how many passed.
fn test((definition, scenarios): (&str, &str)) -> usize {
    let parsed = parse(definition, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    let file = parse(scenarios, Format::Yaml);
    let (scenarios, findings) = read::read(&file, &machine, Mocks::none());
    assert!(findings.is_empty(), "{findings:?}");
    let verdicts = scenarios.iter().map(|one| judge::judge(&machine, "Machine", one).verdict);
    verdicts.filter(|verdict| verdict.faults.is_empty()).count()
}

#[divan::bench]
fn a_thousand_scenarios(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let mut passed = 0;
        for file in FILES.iter().cycle() {
            passed += test(*file);
            if passed >= SCENARIOS {
                break;
            }
        }
        passed
    });
}
