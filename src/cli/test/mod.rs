//! `aslint test`: runs scenario files.

mod coverage;
mod file;
mod init;
mod summary;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use clap::{Args, ValueEnum};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::cli::discovery::{Discovery, Reason, discover};
use crate::cli::progress::Progress;
use crate::cli::settings::{Choice, Configs};
use crate::cli::terminal::{Output, Terminal};
use crate::cli::test::coverage::CoverageFlags;
use crate::cli::test::file::{Action, Done, Job};
use crate::cli::watch::watch;
use crate::cli::{Exit, Failure, written};
use crate::report::scenarios::{FileResults, Results, concise, full, json, junit, tap};
use crate::report::style::Colours;
use crate::scenario::update::updated;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Test {
    /// Scenario files (`*.aslt.yaml`, `*.aslt.json`, MockConfigFile.json) and folders [default:
    /// the current folder]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// Write a first scenario file for this definition (`--output` says where, `-` prints it).
    #[arg(long, value_name = "DEFINITION", conflicts_with_all = ["paths", "update", "list"])]
    init: Option<PathBuf>,
    /// Run the scenarios of all files on this definition.
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
    /// Run only scenarios with this text in `file::scenario`.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Stop at the first scenario that fails.
    #[arg(long)]
    fail_fast: bool,
    /// Print the names of the scenarios and run none.
    #[arg(long, conflicts_with_all = ["update", "coverage"])]
    list: bool,
    /// Write what came into the expectations that differ.
    #[arg(long)]
    update: bool,
    /// Run again after each change, until interrupted.
    #[arg(long, conflicts_with_all = ["update", "list", "init", "output"])]
    watch: bool,
    /// How to print the results.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the results to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    coverage: CoverageFlags,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each scenario, and what is not as expected with the lines it speaks of.
    #[default]
    Full,
    /// One line for each thing that is not as expected.
    Concise,
    /// One JSON object.
    Json,
    /// `JUnit` XML.
    Junit,
    /// Test Anything Protocol, version 14.
    Tap,
}

impl Test {
    pub(super) fn run(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        if let Some(definition) = &self.init {
            return init::run(terminal, definition, choice, self.output.as_deref());
        }
        if self.watch {
            watch(terminal, &self.paths, || self.run_once(terminal, choice));
        }
        self.run_once(terminal, choice)
    }

    fn run_once(&self, terminal: Terminal, choice: &Choice) -> Result<Exit, Failure> {
        let (paths, mut failures) = self.files(choice.clone())?;
        let mut results = Results::default();
        let mut times = Vec::new();
        for done in self.run_files(&paths, choice, terminal) {
            failures.extend(done.failure);
            times.extend(done.times);
            // Files of which the filter has left nothing are not spoken of.
            results.files.extend(done.results.filter(|file| {
                self.filter.is_none() || !file.faults.is_empty() || file.verdicts().next().is_some()
            }));
        }
        for Failure(message) in &failures {
            terminal.error(message);
        }
        if self.fail_fast {
            cut_after_failure(&mut results);
        }
        let is_broken = !failures.is_empty() || results.files.iter().any(FileResults::has_errors);
        let count = times.len();
        if !is_broken && count == 0 {
            terminal.error(&self.nothing(paths.len()));
            return Ok(Exit::Nothing);
        }
        if self.list {
            self.write_list(terminal, &results, &times)?;
        } else {
            self.write(terminal, &results)?;
            if !terminal.quiet {
                summary::write(terminal, &results, &times);
            }
        }
        let is_covered = self.coverage.tell(terminal, &results)?;
        let (_, failed) = results.counts();
        let left = if self.update { update(terminal, &results)? } else { failed };
        Ok(match () {
            () if is_broken => Exit::Failed,
            () if left > 0 || !is_covered => Exit::Findings,
            () => Exit::Clean,
        })
    }

    fn nothing(&self, files: usize) -> String {
        let paths = self.paths.iter().map(|path| path.display().to_string());
        let paths = if self.paths.is_empty() {
            ".".to_owned()
        } else {
            paths.collect::<Vec<_>>().join(", ")
        };
        match &self.filter {
            Some(filter) if files > 0 => format!("no scenario has `{filter}` in its name"),
            _ => format!("no scenarios found under {paths}"),
        }
    }

    /// The scenario files under the paths, in order.
    fn files(&self, choice: Choice) -> Result<(Vec<PathBuf>, Vec<Failure>), Failure> {
        let configs = Arc::new(Mutex::new(Configs::new(choice)));
        let here = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() { &here[..] } else { &self.paths };
        let Discovery { candidates, mut failures } = discover(paths, &configs);
        let configs = configs.lock().expect("no one panics while holding the configurations");
        if let Some((source, _)) = configs.faulty.first() {
            return Err(Failure(format!("{}: this configuration cannot be used", source.name)));
        }
        let mut files = Vec::new();
        for candidate in candidates {
            let path = candidate.path;
            match candidate.reason {
                _ if is_scenario_file(&path) => files.push(path),
                Reason::Named if is_mock_config_name(&path) => files.push(path),
                Reason::Promised | Reason::Asl if self.paths.contains(&path) => {
                    let message = "this is a definition; name its scenario file";
                    failures.push(Failure(format!("{}: {message}", path.display())));
                }
                _ => {}
            }
        }
        Ok((files, failures))
    }

    /// The outcomes in the order of the files.
    fn run_files(&self, paths: &[PathBuf], choice: &Choice, terminal: Terminal) -> Vec<Done> {
        let action = match (self.list, self.fail_fast) {
            (true, _) => Action::List,
            (_, true) => Action::RunToFirstFailure,
            _ => Action::Run,
        };
        let progress = Progress::through(paths.len(), terminal);
        // Files after one that has failed need not be run; those before it must be.
        let failed = AtomicUsize::new(usize::MAX);
        let run = |(place, path): (usize, &PathBuf)| {
            if self.fail_fast && failed.load(Ordering::Relaxed) < place {
                return Done::default();
            }
            let definition = self.definition.as_deref();
            let filter = self.filter.as_deref();
            let done = file::run(&Job { path, definition, choice, filter, action });
            progress.step();
            if done.results.as_ref().is_some_and(has_failed) {
                failed.fetch_min(place, Ordering::Relaxed);
            }
            done
        };
        match paths {
            [only] => vec![run((0, only))],
            paths => paths.par_iter().enumerate().map(run).collect(),
        }
    }

    fn output(&self, terminal: Terminal) -> Result<Output, Failure> {
        match &self.output {
            Some(file) => terminal.file(file),
            None => Ok(terminal.stdout()),
        }
    }

    fn write(&self, terminal: Terminal, results: &Results) -> Result<(), Failure> {
        let (mut out, colours) = self.output(terminal)?;
        let out = &mut *out;
        let result = match self.format {
            Format::Full => full::write(out, results, colours),
            Format::Concise => concise::write(out, results, colours),
            Format::Json => json::write(out, results),
            Format::Junit => junit::write(out, results),
            Format::Tap => tap::write(out, results),
        };
        written(result.and_then(|()| out.flush()))
    }

    /// The names of the scenarios, and what is wrong with files.
    fn write_list(
        &self,
        terminal: Terminal,
        results: &Results,
        times: &[(String, std::time::Duration)],
    ) -> Result<(), Failure> {
        let (mut out, _) = self.output(terminal)?;
        let mut names = times.iter().map(|(name, _)| name);
        written(names.try_for_each(|name| writeln!(out, "{name}")).and_then(|()| out.flush()))?;
        drop(out);
        let (mut out, colours) = terminal.stderr();
        written(concise::write(&mut *out, results, colours).and_then(|()| out.flush()))
    }
}

/// What came of the scenarios of one file.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) passed: usize,
    pub(super) failed: usize,
    /// What is not as expected, and what else there is to say, a line each.
    pub(super) text: String,
}

/// Runs the scenarios of a file that have a text in their names.
pub(super) fn try_file(path: &Path, filter: Option<&str>, choice: &Choice) -> Tried {
    let done = file::run(&Job { path, definition: None, choice, filter, action: Action::Run });
    let results = Results { files: done.results.into_iter().collect() };
    let mut told = Vec::new();
    concise::write(&mut told, &results, Colours::None).expect("memory takes any text");
    let mut text = String::from_utf8_lossy(&told).into_owned();
    if let Some(Failure(message)) = done.failure {
        text.push_str(&message);
        text.push('\n');
    }
    let (passed, failed) = results.counts();
    Tried { passed, failed, text }
}

/// Whether a name is that of a scenario file.
pub(super) fn is_scenario_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    [".aslt.yaml", ".aslt.yml", ".aslt.json"].iter().any(|end| name.ends_with(end))
        || name == "mockconfigfile.json"
}

/// Whether a file that somebody named may be a `MockConfigFile.json` by another name.
fn is_mock_config_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// Whether a scenario of a file has failed.
fn has_failed(file: &FileResults) -> bool {
    file.verdicts().any(|(_, verdict)| !verdict.has_passed())
}

/// Leaves out what comes after the first scenario that has failed.
fn cut_after_failure(results: &mut Results) {
    if let Some(place) = results.files.iter().position(has_failed) {
        results.files.truncate(place + 1);
    }
}

/// Writes what came into the scenario files. How many faults are left.
fn update(terminal: Terminal, results: &Results) -> Result<usize, Failure> {
    let mut left = 0;
    for file in &results.files {
        let verdicts: Vec<_> = file.verdicts().map(|(_, verdict)| verdict.clone()).collect();
        let updated = updated(&file.source.text, &verdicts);
        left += updated.left;
        if updated.edits == 0 || file.source.invalid.is_some() {
            continue;
        }
        let name = &file.source.name;
        replace(Path::new(name), &updated.text)
            .map_err(|error| Failure(format!("{name}: this file cannot be written: {error}")))?;
        if !terminal.quiet {
            let plural = if updated.edits == 1 { "place" } else { "places" };
            let (mut out, _) = terminal.stderr();
            let _ = writeln!(out, "{name}: updated in {} {plural}", updated.edits)
                .and_then(|()| out.flush());
        }
    }
    Ok(left)
}

/// Writes a file beside the old one and puts it in its place, so that none is ever half written.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    fs::write(&new, text)?;
    fs::set_permissions(&new, fs::metadata(&path)?.permissions())?;
    fs::rename(&new, &path)
}
