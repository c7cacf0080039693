//! One scenario file: what it needs is read, its scenarios are run.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::definition::{self, Named, refused_by_aws};
use crate::cli::given::read_source;
use crate::cli::settings::Choice;
use crate::cli::{Failure, mock_files};
use crate::diagnostic::{Finding, Severity};
use crate::exec::mocks::{self, Mocks};
use crate::model::{StateMachine, WorkflowType};
use crate::query::value::Object;
use crate::report::scenarios::{FileResults, Group};
use crate::scenario::coverage::Coverage;
use crate::scenario::judge::judge;
use crate::scenario::local::{Case, cases, is_mock_config};
use crate::scenario::read::{Mention, faults_of_text, mentions, read};
use crate::scenario::{SCENARIO_FILE_UNUSABLE, Scenario, Settings};
use crate::source::Span;
use crate::syntax::{Format, Parsed, parse};

/// What is to be done with the scenarios of a file.
#[derive(Debug)]
pub(super) struct Job<'j> {
    pub(super) path: &'j Path,
    /// The definition that the flags name.
    pub(super) definition: Option<&'j Path>,
    /// Which configuration holds.
    pub(super) choice: &'j Choice,
    /// Scenarios without this in `file::scenario` are left out.
    pub(super) filter: Option<&'j str>,
    pub(super) action: Action,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Run,
    RunToFirstFailure,
    List,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) results: Option<FileResults>,
    /// The scenarios that were asked for, by their names, and how long each took.
    pub(super) times: Vec<(String, Duration)>,
    pub(super) failure: Option<Failure>,
}

/// Does a job. A panic on the way is a fault of ours, and no reason to leave other files out.
pub(super) fn run(job: &Job<'_>) -> Done {
    catch_unwind(AssertUnwindSafe(|| job.run())).unwrap_or_else(|_| {
        let name = job.path.display();
        let message = format!("internal error in aslint while testing {name}: please report");
        Done { failure: Some(Failure(message)), ..Done::default() }
    })
}

/// A file with scenarios on its way to results.
struct Work<'j> {
    job: &'j Job<'j>,
    done: Done,
    results: FileResults,
}

impl Job<'_> {
    fn run(&self) -> Done {
        let source = match read_source(self.path) {
            Ok(source) => source,
            Err(failure) => return Done { failure: Some(failure), ..Done::default() },
        };
        let format = Format::of_name(self.path).unwrap_or_else(|| Format::of_text(&source.text));
        let text = source.text.clone();
        let mut parsed = parse(&text, format);
        parsed.invalid = source.invalid;
        let results = FileResults { source, faults: Vec::new(), groups: Vec::new() };
        let mut work = Work { job: self, done: Done::default(), results };
        if is_mock_config(parsed.tree.root()) {
            work.run_cases(&parsed);
        } else {
            work.run_scenarios(&parsed);
        }
        work.done.results = Some(work.results);
        work.done
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The definition beside the file that has such a name.
    fn beside(&self, name: &str) -> Option<PathBuf> {
        let extensions = ["asl.json", "asl.yaml", "asl.yml", "asl"];
        let paths = extensions.map(|one| self.folder().join(format!("{name}.{one}")));
        paths.into_iter().find(|path| path.is_file())
    }
}

impl Work<'_> {
    fn run_scenarios(&mut self, parsed: &Parsed<'_>) {
        let mentions = mentions(parsed.tree.root());
        let mention = mentions.definition.as_ref();
        let path = match self.definition(mention) {
            Ok(path) => path,
            Err(fault) => return self.refuse(faults_of_text(parsed, vec![*fault])),
        };
        let run = definition::with(&path, self.job.choice, |named| {
            self.run_scenarios_of(parsed, mentions.mocks.as_ref(), named);
            Ok(())
        });
        if let Err(Failure(message)) = run {
            let place = mention.map_or(Span::default(), |mention| mention.place);
            let message = format!("the definition cannot be used: {message}");
            let finding =
                Finding::new(place, message).help("paths begin at the folder of this file");
            let finding = Finding { rule: SCENARIO_FILE_UNUSABLE, ..finding };
            self.refuse(faults_of_text(parsed, vec![finding]));
        }
    }

    fn run_scenarios_of(
        &mut self,
        parsed: &Parsed<'_>,
        mocks: Option<&Mention>,
        named: &Named<'_>,
    ) {
        let machine = StateMachine::read(named.parsed.tree.root());
        let Some(shared) = self.shared_mocks(parsed, mocks, &machine) else {
            return;
        };
        let (mut scenarios, mut findings) = read(parsed, &machine, shared);
        for scenario in &mut scenarios {
            mock_files::provide(&mut scenario.mocks, self.job.folder(), &mut findings);
            let settings = &mut scenario.settings;
            settings.workflow_type = settings.workflow_type.or(named.workflow_type);
        }
        findings.dedup();
        let is_bad = findings.iter().any(|finding| finding.severity == Severity::Error);
        self.refuse(findings);
        if is_bad {
            return;
        }
        let mut types: Vec<_> = scenarios.iter().map(|one| one.settings.workflow_type).collect();
        types.dedup();
        types.truncate(2);
        let is_refused =
            types.into_iter().any(|workflow_type| self.is_refused_by_aws(named, workflow_type));
        if is_refused {
            return;
        }
        let group = self.run_all(named, &machine, &scenarios);
        self.results.groups.push(group);
    }

    /// The test cases of a `MockConfigFile.json`, machine by machine.
    fn run_cases(&mut self, parsed: &Parsed<'_>) {
        let cases = cases(parsed.tree.root());
        for group in cases.chunk_by(|one, two| one.machine == two.machine) {
            let name = &group[0].machine;
            let path = self.job.definition.map(Path::to_owned).or_else(|| self.job.beside(name));
            let run = path.map(|path| {
                definition::with(&path, self.job.choice, |named| {
                    self.run_cases_of(parsed, group, named);
                    Ok(())
                })
            });
            if !matches!(run, Some(Ok(()))) {
                let message = format!("there is no definition of `{name}`");
                let help = format!("put `{name}.asl.json` beside this file, or use `--definition`");
                let finding = Finding::new(group[0].place, message).help(help);
                self.refuse(vec![Finding { rule: SCENARIO_FILE_UNUSABLE, ..finding }]);
            }
        }
    }

    /// The test cases of one machine.
    fn run_cases_of(&mut self, parsed: &Parsed<'_>, cases: &[Case], named: &Named<'_>) {
        if self.is_refused_by_aws(named, named.workflow_type) {
            return;
        }
        let machine = StateMachine::read(named.parsed.tree.root());
        let mut scenarios = Vec::new();
        let mut findings = Vec::new();
        for case in cases {
            let chosen = format!("{}#{}", case.machine, case.name);
            let (mocks, found) = mocks::read(parsed, &machine, Some(&chosen));
            findings.extend(found);
            scenarios.push(Scenario {
                name: chosen,
                place: case.place,
                input: Object::default().into(),
                settings: Settings::default(),
                mocks,
                own_mocks: None,
                expectations: Vec::new(),
            });
        }
        findings.sort_by_key(|finding| finding.span);
        findings.dedup();
        self.refuse(findings);
        let mut group = self.run_all(named, &machine, &scenarios);
        // Such a file expects nothing but that each call is answered.
        for verdict in &mut group.verdicts {
            if verdict.ending.is_some() {
                verdict.faults.clear();
            }
        }
        self.results.groups.push(group);
    }

    fn refuse(&mut self, findings: Vec<Finding>) {
        if !findings.is_empty() {
            self.results.faults.push((self.results.source.clone(), findings));
        }
    }

    fn definition(&self, mention: Option<&Mention>) -> Result<PathBuf, Box<Finding>> {
        let name = self.job.path.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.split(".aslt.").next().unwrap_or(&name);
        let path = match (self.job.definition, mention) {
            (Some(path), _) => Some(path.to_owned()),
            (None, Some(mention)) => Some(self.job.folder().join(&mention.text)),
            (None, None) => self.job.beside(stem),
        };
        let place = mention.map_or(Span::default(), |mention| mention.place);
        let fault = |message: String, help: String| {
            let finding = Finding::new(place, message).help(help);
            Box::new(Finding { rule: SCENARIO_FILE_UNUSABLE, ..finding })
        };
        let Some(path) = path else {
            let help =
                format!("name it by `definition`, or put `{stem}.asl.json` beside this file");
            return Err(fault("there is no definition to run".to_owned(), help));
        };
        Ok(path)
    }

    /// What the file of mocks says that the scenario file names; none where it is of no use.
    fn shared_mocks(
        &mut self,
        parsed: &Parsed<'_>,
        mention: Option<&Mention>,
        machine: &StateMachine<'_>,
    ) -> Option<Mocks> {
        let Some(mention) = mention else { return Some(Mocks::none()) };
        let path = self.job.folder().join(&mention.text);
        let source = match read_source(&path) {
            Ok(source) => source,
            Err(Failure(message)) => {
                let message = format!("the mocks cannot be used: {message}");
                let finding = Finding::new(mention.place, message)
                    .help("paths begin at the folder of this file");
                let finding = Finding { rule: SCENARIO_FILE_UNUSABLE, ..finding };
                self.refuse(faults_of_text(parsed, vec![finding]));
                return None;
            }
        };
        let format = Format::of_name(&path).unwrap_or_else(|| Format::of_text(&source.text));
        let mock_parsed = parse(&source.text, format);
        let (mut mocks, mut findings) = mocks::read(&mock_parsed, machine, None);
        let folder = path.parent().unwrap_or(Path::new(""));
        mock_files::provide(&mut mocks, folder, &mut findings);
        let is_bad = findings.iter().any(|finding| finding.severity == Severity::Error);
        drop(mock_parsed);
        if !findings.is_empty() {
            self.results.faults.push((source, findings));
        }
        (!is_bad).then(|| mocks.without_places())
    }

    /// What AWS does not take cannot be run there, and what it would do here means nothing.
    fn is_refused_by_aws(
        &mut self,
        named: &Named<'_>,
        workflow_type: Option<WorkflowType>,
    ) -> bool {
        let workflow_type = workflow_type.unwrap_or_default();
        let findings = refused_by_aws(named.parsed, workflow_type);
        let is_refused = !findings.is_empty();
        if is_refused {
            self.results.faults.push((named.source.clone(), findings));
        }
        is_refused
    }

    fn run_all(
        &mut self,
        named: &Named<'_>,
        machine: &StateMachine<'_>,
        scenarios: &[Scenario],
    ) -> Group {
        let file = self.results.source.name.clone();
        let mut group = Group {
            definition: named.source.clone(),
            verdicts: Vec::new(),
            coverage: Coverage::of(machine, &[]),
        };
        for scenario in scenarios {
            let name = format!("{file}::{}", scenario.name);
            if self.job.filter.is_some_and(|filter| !name.contains(filter)) {
                continue;
            }
            if self.job.action == Action::List {
                self.done.times.push((name, Duration::ZERO));
                continue;
            }
            let began = Instant::now();
            let judged = judge(machine, &named.name, scenario);
            self.done.times.push((name, began.elapsed()));
            group.coverage.add(&Coverage::of(machine, &judged.visits));
            let has_passed = judged.verdict.has_passed();
            group.verdicts.push(judged.verdict);
            if !has_passed && self.job.action == Action::RunToFirstFailure {
                break;
            }
        }
        group
    }
}
