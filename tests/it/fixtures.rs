//! Definitions in `fixtures/`: clean ones have no findings, flawed ones the findings of their
//! snapshots, and however broken they are, there is an answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use aslint::config::Levels;
use aslint::diagnostic::{Finding, Severity};
use aslint::model::WorkflowType;
use aslint::report::style::Colours;
use aslint::report::{FileReport, Report, full, json};
use aslint::rules;
use aslint::source::Source;
use aslint::syntax::{Format, parse};
use insta::{Settings, assert_snapshot};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::repository::{bytes, paths_under, refuse, relative, root};

/// Files of a foreign corpus above this size are left out.
const CORPUS_FILE_BYTES_MAX: usize = 64 << 10;
/// How often a file of it is cut, unless thoroughness is asked for.
const CORPUS_CUTS_MAX: usize = 12;

#[test]
fn a_clean_definition_has_no_error_and_no_warning() {
    let mut faults = Vec::new();
    for path in definitions("fixtures/clean") {
        let source = Source::new(relative(&path), bytes(&path));
        let report = Report { files: vec![judged(source)] };
        if Severity::ALL[..2].iter().any(|severity| report.count(*severity) > 0) {
            faults.push(text_of(&report));
        }
    }
    refuse(&faults, "Mend the definition, or the rule that cries wolf.");
}

#[test]
fn a_flawed_definition_has_the_findings_of_its_snapshot() {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(root().join("fixtures/flawed"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in definitions("fixtures/flawed") {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let report = Report { files: vec![judged(Source::new(name.as_str(), bytes(&path)))] };
        settings.bind(|| assert_snapshot!(name, text_of(&report)));
    }
}

#[test]
fn a_snapshot_belongs_to_a_definition() {
    let paths = paths_under(&root().join("fixtures"));
    let snapshots = paths.iter().filter(|path| is_snapshot(path));
    let orphans = snapshots.filter(|path| !path.with_extension("").exists());
    let orphans: Vec<_> = orphans.map(|path| relative(path)).collect();
    refuse(&orphans, "Remove the snapshot, or bring its definition back.");
}

#[test]
fn a_definition_cut_anywhere_is_answered() {
    refuse_panics(definitions("fixtures"), |text| (0..=text.len()).collect(), 0);
}

#[test]
fn a_definition_with_random_bytes_is_answered() {
    refuse_panics(definitions("fixtures"), |_| Vec::new(), 60);
}

/// The corpus lies beside the project on some machines; `ASLINT_CORPUS` names another folder,
/// and `ASLINT_THOROUGH` asks for many more cuts, and for random bytes.
#[test]
fn a_foreign_definition_cut_somewhere_is_answered() {
    let folder = std::env::var_os("ASLINT_CORPUS").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root().join("../shared/corpus"));
    if !folder.is_dir() {
        println!("skipped: there is no corpus in {}", folder.display());
        return;
    }
    let small = |path: &PathBuf| {
        path.metadata().is_ok_and(|file| file.len() <= CORPUS_FILE_BYTES_MAX as u64)
    };
    let paths = paths_under(&folder).into_iter().filter(small).collect();
    if std::env::var_os("ASLINT_THOROUGH").is_some() {
        refuse_panics(paths, |text| (0..=text.len()).step_by(7).collect(), 20);
    } else {
        // Every 97th byte, and in a large file fewer, or this alone would take minutes.
        let step = |text: &[u8]| 97.max(text.len() / CORPUS_CUTS_MAX);
        refuse_panics(paths, |text| (0..=text.len()).step_by(step(text)).collect(), 0);
    }
}

/// The files under a folder that hold definitions.
fn definitions(folder: &str) -> Vec<PathBuf> {
    let paths = paths_under(&root().join(folder)).into_iter();
    paths.filter(|path| !is_snapshot(path)).collect()
}

fn is_snapshot(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "snap" || extension == "new")
}

/// Fails where some file, cut at one of the places or with bytes changed at random, makes the
/// library panic.
fn refuse_panics(paths: Vec<PathBuf>, cuts: impl Fn(&[u8]) -> Vec<usize> + Sync, mutants: u64) {
    let judge = |path: PathBuf| -> Vec<String> {
        let (name, whole) = (relative(&path), bytes(&path));
        let cut = cuts(&whole).into_iter().map(|at| (format!("cut at {at}"), whole[..at].to_vec()));
        let mutant = (0..mutants).map(|seed| (format!("mutant {seed}"), mutant(&whole, seed)));
        let broken = cut.chain(mutant).filter(|(_, text)| !is_answered(&name, text.clone()));
        broken.map(|(what, _)| format!("{name}, {what}")).collect()
    };
    let faults: Vec<_> = paths.into_par_iter().flat_map_iter(judge).collect();
    refuse(&faults, "Make the smallest such text a test of its own, then mend the code.");
}

/// Whether the library comes to an end with a text and, for one text of a few, with what it has
/// to say of it.
fn is_answered(name: &str, text: Vec<u8>) -> bool {
    const RENDERED_ONE_OF: usize = 11;
    let is_rendered = text.len().is_multiple_of(RENDERED_ONE_OF);
    let answer = || {
        let report = Report { files: vec![judged(Source::new(name, text))] };
        if is_rendered {
            json::write(&mut std::io::sink(), &report).expect("nothing can fail");
            text_of(&report);
        }
    };
    catch_unwind(AssertUnwindSafe(answer)).is_ok()
}

/// A text with a few bytes changed, the same for the same seed.
fn mutant(text: &[u8], seed: u64) -> Vec<u8> {
    const BYTES: &[u8] = b"{}[]\",:\\0-.e\n\r\t #'&*!%|>~?<${\x00\x7f\x80\xc3\xe2\xef\xff";
    let mut text = text.to_vec();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound as u64) as usize
    };
    for _ in 0..=next(4) {
        if text.is_empty() {
            break;
        }
        let (at, byte) = (next(text.len()), BYTES[next(BYTES.len())]);
        match next(3) {
            0 => text[at] = byte,
            1 => text.insert(at, byte),
            _ => drop(text.drain(at..(at + 1 + next(20)).min(text.len()))),
        }
    }
    text
}

/// The report on a definition: findings that follow from others are not shown.
fn judged(source: Source) -> FileReport {
    let findings = findings(&source);
    FileReport::of_definition(source, findings)
}

fn findings(source: &Source) -> Vec<Finding> {
    let format = Format::of_name(Path::new(&source.name));
    let format = format.unwrap_or_else(|| Format::of_text(&source.text));
    let mut parsed = parse(&source.text, format);
    parsed.invalid = source.invalid;
    rules::check(&parsed, WorkflowType::Standard, &Levels::default())
}

fn text_of(report: &Report) -> String {
    let mut out = Vec::new();
    full::write(&mut out, report, Colours::None).expect("memory can be written");
    String::from_utf8(out).expect("a report is text")
}
