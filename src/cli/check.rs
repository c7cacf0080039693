//! `aslint check`: looks for faults in definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::cli::baseline::BaselineFlags;
use crate::cli::discovery::{Candidate, Discovery, Reason, discover};
use crate::cli::fix::{FixFlags, Mended};
use crate::cli::format::Format;
use crate::cli::judge::{Outcome, Terms, judge_file, judge_stdin, judge_text};
use crate::cli::overview::{self, Held, OverviewFlags};
use crate::cli::progress::Progress;
use crate::cli::reference::{Reference, united};
use crate::cli::settings::{Choice, Configs, Settings};
use crate::cli::silence::Silencer;
use crate::cli::terminal::{Output, Terminal};
use crate::cli::watch::watch;
use crate::cli::{Exit, Failure, rule_named, written};
use crate::config::{FailOn, Level, Levels};
use crate::diagnostic::Severity;
use crate::model::WorkflowType;
use crate::report::{FileReport, Report, full, summary};
use crate::rules::{ALL, Rule};

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files and folders; `-` is the standard input [default: the current folder]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// How the definitions are deployed [default: as configured, else standard]
    #[arg(long = "type", value_name = "TYPE", value_parser = workflow_types())]
    workflow_type: Option<WorkflowType>,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write what is found to this file instead of the standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the standard input is called: decides its format and its configuration.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<PathBuf>,
    /// Check these rules only (names, separated by commas).
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule_named)]
    select: Vec<&'static Rule>,
    /// Do not check these rules (names, separated by commas).
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule_named)]
    ignore: Vec<&'static Rule>,
    /// Take named files for candidates, as hooks name them: pass over those that are excluded or
    /// hold no definition, even if that is all of them.
    #[arg(long)]
    candidates: bool,
    #[command(flatten)]
    fixes: FixFlags,
    #[command(flatten)]
    baseline: BaselineFlags,
    #[command(flatten)]
    overview: OverviewFlags,
    /// Check again after each change, until stopped.
    #[arg(long)]
    watch: bool,
    /// From which severity on findings make the exit code 1 [default: as configured, else error]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_levels())]
    fail_on: Option<FailOn>,
}

fn workflow_types() -> impl TypedValueParser<Value = WorkflowType> {
    let words = PossibleValuesParser::new(WorkflowType::WORDS);
    words.map(|word| WorkflowType::named(&word).expect("every word for a type names one"))
}

fn fail_levels() -> impl TypedValueParser<Value = FailOn> {
    let words = PossibleValuesParser::new(FailOn::WORDS);
    words.map(|word| FailOn::named(&word).expect("every word for a level names one"))
}

/// What a check came to.
#[derive(Debug, Default)]
struct Verdict {
    report: Report,
    /// Whether a file has findings at or above its fail level.
    fails: bool,
    skipped: Vec<String>,
    failures: Vec<Failure>,
}

impl Check {
    pub(super) fn run(&self, terminal: Terminal, choice: Choice) -> Result<Exit, Failure> {
        if self.watch {
            watch(terminal, &self.paths, || self.run_once(terminal, choice.clone()));
        }
        self.run_once(terminal, choice)
    }

    fn run_once(&self, terminal: Terminal, choice: Choice) -> Result<Exit, Failure> {
        let configs = Arc::new(Mutex::new(Configs::new(choice)));
        let Discovery { candidates, failures } = self.candidates(&configs);
        let configs = configs.lock().expect("no one panics while holding the configurations");
        if !configs.faulty.is_empty() || !configs.failures.is_empty() {
            return Ok(refuse(&configs, terminal));
        }
        drop(configs);
        if self.overview.show_settings {
            return self.write_settings(&candidates, terminal);
        }
        let mut verdict = Verdict { failures, ..Verdict::default() };
        let mut silencer = Silencer::new(self.baseline.placed()?);
        let outcomes = self.judge(&candidates, terminal);
        let mut mended = Mended::default();
        for (candidate, mut outcome) in self.follow(candidates, outcomes) {
            if let Outcome::Judged(file, _) = &mut outcome {
                silencer.silence(file, &candidate.path, &candidate.settings);
            }
            if self.fixes.is_on() {
                outcome = self.mend(&candidate, outcome, &mut mended);
            }
            verdict.add(outcome, self.fail_on(&candidate.settings));
        }
        verdict.tell_what_was_left_out(terminal);
        if self.baseline.is_written() {
            self.baseline.write(&verdict.report.files, terminal)?;
            return Ok(if verdict.failures.is_empty() { Exit::Clean } else { Exit::Failed });
        }
        silencer.tell_what_is_idle(&verdict.report.files, terminal);
        if let Some(exit) = self.fixes.finish(&mended, terminal)? {
            return Ok(exit);
        }
        if self.fixes.prints_text(&mended) {
            verdict.tell_what_is_left(terminal)?;
            return Ok(if verdict.fails { Exit::Findings } else { Exit::Clean });
        }
        self.finish(&verdict, terminal)
    }

    /// Mends what was judged.
    fn mend(&self, candidate: &Candidate, outcome: Outcome, mended: &mut Mended) -> Outcome {
        let Outcome::Judged(file, references) = outcome else { return outcome };
        let terms = self.terms(candidate);
        let judge = |text: &str| match judge_text(text, candidate, &terms) {
            Outcome::Judged(file, _) => Some(file),
            Outcome::Skipped(_) | Outcome::Failed(_) => None,
        };
        let Candidate { path, reason, .. } = candidate;
        let file = self.fixes.mend(file, path, *reason, judge, mended);
        Outcome::Judged(file, references)
    }

    /// Shows what holds for each candidate.
    fn write_settings(
        &self,
        candidates: &[Candidate],
        terminal: Terminal,
    ) -> Result<Exit, Failure> {
        let (mut out, _) = terminal.stdout();
        let mut write = || {
            for candidate in candidates {
                let terms = self.terms(candidate);
                let held = Held {
                    workflow_type: terms.workflow_type.word(),
                    fail_on: self.fail_on(&candidate.settings),
                    levels: &terms.levels.rules,
                };
                let name = candidate.path.display().to_string();
                overview::write_settings(&mut *out, &name, &candidate.settings, &held)?;
            }
            out.flush()
        };
        written(write())?;
        Ok(Exit::Clean)
    }

    /// What is to be looked at: the standard input is one file among others.
    fn candidates(&self, configs: &Arc<Mutex<Configs>>) -> Discovery {
        let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
        let paths = self.paths();
        let named: Vec<_> = paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        let mut discovery = discover(&named, configs);
        if self.candidates {
            discovery.keep_what_a_walk_keeps();
        }
        if paths.iter().any(is_stdin) {
            let name = self.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>"));
            let mut configs = configs.lock().expect("no one panics while holding these");
            let settings = configs.of_file(name);
            let (path, reason) = (name.to_owned(), Reason::Stdin);
            discovery.candidates.insert(0, Candidate { path, reason, settings });
        }
        discovery
    }

    fn paths(&self) -> Vec<PathBuf> {
        match (&self.paths[..], &self.stdin_filename) {
            ([], None) => vec![".".into()],
            ([], Some(_)) => vec!["-".into()],
            (paths, _) => paths.to_vec(),
        }
    }

    /// The outcomes in the order of the candidates. A single file must not pay for threads.
    fn judge(&self, candidates: &[Candidate], terminal: Terminal) -> Vec<Outcome> {
        if let [only] = candidates {
            return vec![self.judge_one(only)];
        }
        let progress = Progress::through(candidates.len(), terminal);
        let judge = |candidate| {
            let outcome = self.judge_one(candidate);
            progress.step();
            outcome
        };
        candidates.par_iter().map(judge).collect()
    }

    /// Follows what hosts name: a definition in a file of its own is judged as the host deploys
    /// it, once, whether it was found on its own or not.
    fn follow(
        &self,
        candidates: Vec<Candidate>,
        outcomes: Vec<Outcome>,
    ) -> Vec<(Candidate, Outcome)> {
        let mut judged: BTreeMap<PathBuf, (Candidate, Outcome)> = BTreeMap::new();
        let mut pending = Vec::new();
        for (candidate, outcome) in candidates.into_iter().zip(outcomes) {
            pending.extend(named_by(&outcome, &candidate.settings));
            judged.insert(candidate.path.clone(), (candidate, outcome));
        }
        let mut followed = BTreeSet::new();
        while !pending.is_empty() {
            for (settings, reference) in united(mem::take(&mut pending)) {
                let known = judged.get(&reference.place.0).map(|(_, outcome)| outcome);
                let is_judged = matches!(known, Some(Outcome::Judged(..)));
                let is_told = is_judged && !reference.says_more();
                if is_told || !followed.insert(reference.place.clone()) {
                    continue;
                }
                let path = reference.place.0.clone();
                let is_part = reference.place.1.is_some();
                let reason = Reason::Promised;
                let candidate = Candidate { path: path.clone(), reason, settings };
                let outcome = judge_file(&candidate, &self.terms_of(&candidate, reference));
                pending.extend(named_by(&outcome, &candidate.settings));
                match judged.get_mut(&path) {
                    Some((_, known)) if is_part => known.add(outcome),
                    _ => drop(judged.insert(path, (candidate, outcome))),
                }
            }
        }
        judged.into_values().collect()
    }

    /// How a file is judged that a host names.
    fn terms_of(&self, candidate: &Candidate, reference: Reference) -> Terms {
        let mut terms = self.terms(candidate);
        if reference.says_of_names() {
            terms.surroundings = reference.surroundings;
        }
        let said = terms.forced_type.or(reference.workflow_type);
        terms.workflow_type = said.unwrap_or(terms.workflow_type);
        Terms { part: reference.place.1, way: reference.way, ..terms }
    }

    fn judge_one(&self, candidate: &Candidate) -> Outcome {
        let terms = self.terms(candidate);
        match candidate.reason {
            Reason::Stdin => judge_stdin(candidate, &terms),
            _ => judge_file(candidate, &terms),
        }
    }

    /// Flags before settings, settings before what the rules say of themselves.
    fn terms(&self, candidate: &Candidate) -> Terms {
        let config = &candidate.settings.located.config;
        let relative = candidate.settings.relative(&candidate.path).unwrap_or_default();
        let configured = config.workflow_type_of(&relative).and_then(WorkflowType::named);
        let workflow_type = self.workflow_type.or(configured).unwrap_or_default();
        let forced_type = self.workflow_type;
        Terms {
            workflow_type,
            forced_type,
            surroundings: config.surroundings_of(&relative),
            levels: self.levels(config.levels_of(&relative)),
            part: None,
            way: Vec::new(),
        }
    }

    /// The levels that are set, with what was selected and ignored.
    fn levels(&self, mut levels: Levels) -> Levels {
        for rule in ALL.iter().filter(|_| !self.select.is_empty()) {
            if !is_among(rule, &self.select) {
                levels.rules.insert(rule.name.to_owned(), Level::Off);
            } else if levels.rules.get(rule.name) == Some(&Level::Off) {
                levels.rules.remove(rule.name);
            }
        }
        levels.rules.extend(self.ignore.iter().map(|rule| (rule.name.to_owned(), Level::Off)));
        levels
    }

    fn fail_on(&self, settings: &Settings) -> FailOn {
        let configured = settings.located.config.fail_on;
        self.fail_on.or(configured).unwrap_or(FailOn::At(Severity::Error))
    }

    fn finish(&self, verdict: &Verdict, terminal: Terminal) -> Result<Exit, Failure> {
        let count = verdict.report.files.len();
        if self.format == Format::Aws && count > 1 {
            let message = format!("`--format aws` tells of one definition, and {count} were found");
            return Err(Failure(message));
        }
        // AWS has no answer for no definition; everything else has.
        if self.format != Format::Aws || count == 1 {
            self.write(&verdict.report, terminal)?;
        }
        Ok(match verdict {
            Verdict { failures, .. } if !failures.is_empty() => Exit::Failed,
            _ if count == 0 && !self.candidates => {
                terminal.error(&format!("no definitions found under {}", self.places()));
                Exit::Nothing
            }
            Verdict { fails: true, .. } => Exit::Findings,
            _ => Exit::Clean,
        })
    }

    fn places(&self) -> String {
        let paths = self.paths();
        paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
    }

    /// The findings first, then the summary, which must not overtake them.
    fn write(&self, report: &Report, terminal: Terminal) -> Result<(), Failure> {
        let output = match &self.output {
            Some(file) => terminal.file(file)?,
            None => terminal.stdout(),
        };
        written(self.write_report(output, report))?;
        if self.format.is_for_people() && !terminal.quiet && !report.files.is_empty() {
            let (mut out, colours) = terminal.stderr();
            // A summary that no one can read is missed by no one.
            let _ = summary::write(&mut *out, report, colours).and_then(|()| out.flush());
        }
        Ok(())
    }

    fn write_report(&self, (mut out, colours): Output, report: &Report) -> io::Result<()> {
        let shown = if self.overview.statistics {
            overview::write_statistics(&mut *out, colours, report)
        } else if self.overview.show_files {
            overview::write_files(&mut *out, report)
        } else {
            self.format.write(&mut *out, colours, report)
        };
        shown.and_then(|()| out.flush())
    }
}

/// What a file names, with the settings that hold for it.
fn named_by(outcome: &Outcome, settings: &Settings) -> Vec<(Settings, Reference)> {
    let Outcome::Judged(_, named) = outcome else { return Vec::new() };
    named.iter().map(|reference| (settings.clone(), reference.clone())).collect()
}

fn is_among(rule: &Rule, rules: &[&Rule]) -> bool {
    rules.iter().any(|other| other.name == rule.name)
}

impl Verdict {
    fn add(&mut self, outcome: Outcome, fail_on: FailOn) {
        match outcome {
            Outcome::Judged(file, _) => {
                self.fails |= reaches(&file, fail_on);
                self.report.files.push(file);
            }
            Outcome::Skipped(note) => self.skipped.push(note),
            Outcome::Failed(failure) => self.failures.push(failure),
        }
    }

    /// Shows the findings where the results themselves are the text of a definition.
    fn tell_what_is_left(&self, terminal: Terminal) -> Result<(), Failure> {
        for file in &self.report.files {
            let findings: Vec<_> = file.shown().map(|(_, finding)| finding.clone()).collect();
            terminal.show(&file.source, &findings)?;
        }
        Ok(())
    }

    fn tell_what_was_left_out(&self, terminal: Terminal) {
        self.skipped.iter().for_each(|note| terminal.note(note));
        self.failures.iter().for_each(|Failure(message)| terminal.error(message));
    }
}

fn reaches(file: &FileReport, fail_on: FailOn) -> bool {
    file.shown().any(|(_, finding)| fail_on.is_reached_by(finding.severity))
}

/// Tells all that is wrong with the configurations; to check without them would mislead.
fn refuse(configs: &Configs, terminal: Terminal) -> Exit {
    configs.failures.iter().for_each(|Failure(message)| terminal.error(message));
    let (mut out, colours) = terminal.stderr();
    for (source, faults) in &configs.faulty {
        // Where a message cannot be written, there is no one to tell.
        let _ = full::write_findings(&mut *out, source, faults, colours);
    }
    let _ = out.flush();
    Exit::Failed
}
