//! A mock file into [`Mocks`], with every fault of it at its place.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{AwsPlace, Finding, Severity, did_you_mean, name_list, quoted};
use crate::exec::mocks::result::{Strictness, whole_fault};
use crate::exec::mocks::{
    Entries, MOCK_RESULT_IMPOSSIBLE, MOCK_SHAPE, MOCK_STATE_NOT_TASK, MOCK_STATE_UNKNOWN, Mocks,
    Script, entry, local, object, result,
};
use crate::model::{State, StateKind, StateMachine};
use crate::source::Span;
use crate::syntax::Parsed;
use crate::syntax::pointer::{Locator, json_pointer};
use crate::syntax::tree::{Kind, Member, Value};

/// The name of the rule on faults of the text, which is the same for every file.
const SYNTAX_INVALID: &str = "syntax-invalid";
/// The names listed in a help text are at most so many.
const LISTED_MAX: usize = 12;

/// Reads a mock file for a machine, or the test case `MACHINE#CASE` of a
/// `MockConfigFile.json`.
///
/// Findings come in the order of the text, with faults of the text itself among them. Where
/// one of them is an error, the mocks are not all that the file wants to say.
pub fn read<'t>(
    parsed: &'t Parsed<'_>,
    machine: &'t StateMachine<'_>,
    case: Option<&str>,
) -> (Mocks, Vec<Finding>) {
    let root = parsed.tree.root();
    let mut reader = Reader::new(machine, Form { file: "mock file", shape: MOCK_SHAPE });
    reader.judge_text(parsed);
    let mocks = if ["StateMachines", "MockedResponses"].iter().any(|name| root.get(name).is_some())
    {
        let scripts = local::read(&mut reader, root, case);
        Mocks { scripts, ..Mocks::none() }
    } else {
        if let Some(case) = case {
            local::no_cases(&mut reader, root, case);
        }
        own_format(&mut reader, root)
    };
    (mocks, reader.finish(root))
}

/// Reads the sections `mocks` and `s3` of another file, which have the form of a mock file's.
pub fn sections(reader: &mut Reader<'_>, mocks: Option<Value<'_>>, s3: Option<Value<'_>>) -> Mocks {
    let mocks = mocks.filter(|value| !is_nothing(*value));
    let s3 = s3.filter(|value| !is_nothing(*value));
    Mocks {
        scripts: mocks.map(|value| scripts(reader, value)).unwrap_or_default(),
        objects: s3.map(|value| object::read(reader, value)).unwrap_or_default(),
        ..Mocks::none()
    }
}

fn own_format(reader: &mut Reader<'_>, root: Value<'_>) -> Mocks {
    const KEYS: [&str; 3] = ["mocks", "s3", "strictness"];
    let mut mocks = Mocks::none();
    if is_nothing(root) {
        return mocks;
    }
    if let Some(word) = root.get("strictness") {
        reader.take_strictness(word);
    }
    for member in reader.members(root, "an object with `mocks` and `s3`") {
        match member.name() {
            "mocks" if !is_nothing(member.value) => mocks.scripts = scripts(reader, member.value),
            "s3" if !is_nothing(member.value) => mocks.objects = object::read(reader, member.value),
            "mocks" | "s3" | "strictness" | "$schema" => {}
            _ => {
                let help = "it has `mocks` and `s3`";
                reader.unknown(member.key, "a mock file has no", &KEYS, help);
            }
        }
    }
    mocks
}

/// In YAML nothing but comments may follow a key, or make up a file.
fn is_nothing(value: Value<'_>) -> bool {
    value.kind() == Kind::Null
}

fn scripts(reader: &mut Reader<'_>, value: Value<'_>) -> FxHashMap<Rc<str>, Script> {
    let mut scripts = FxHashMap::default();
    for member in reader.members(value, "an object with a member for each state") {
        reader.judge_state(member.key);
        reader.judge_whole(member.key, member.value);
        let entries = entry::entries(reader, member.value);
        reader.judge_results(member.key, member.value);
        scripts.insert(member.name().into(), script(member.key, entries));
    }
    scripts
}

/// The answers to the calls of the state that a key names.
pub(super) fn script(key: Value<'_>, entries: Entries) -> Script {
    Script { place: key.span(), entries }
}

/// What kind of file is read, for what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What it is called.
    pub file: &'static str,
    /// The rule on its form.
    pub shape: &'static str,
}

/// Reads nodes of a file written by hand, and keeps what is wrong with them.
#[derive(Debug)]
pub struct Reader<'m> {
    /// How bad the faults are that it finds.
    pub severity: Severity,
    /// What is held against mocked results.
    strictness: Strictness,
    /// What `{$row: name}` stands for in the place of a text, by the name.
    pub cells: FxHashMap<Rc<str>, Rc<str>>,
    form: Form,
    findings: Vec<Finding>,
    /// By name. AWS takes no two states of one name; where a definition has them, a Task counts.
    states: FxHashMap<&'m str, &'m State<'m>>,
    knows_all_states: bool,
}

impl<'m> Reader<'m> {
    /// A reader of a file for a machine.
    pub fn new(machine: &'m StateMachine<'_>, form: Form) -> Self {
        let mut states = FxHashMap::default();
        for state in &machine.states {
            let is_task = matches!(state.kind, StateKind::Task(_));
            if is_task || !states.contains_key(state.name()) {
                states.insert(state.name(), state);
            }
        }
        let knows_all_states = machine.scopes.iter().all(|scope| scope.is_complete);
        Self {
            severity: Severity::Error,
            strictness: Strictness::default(),
            cells: FxHashMap::default(),
            form,
            findings: Vec::new(),
            states,
            knows_all_states,
        }
    }

    /// Notes a fault, to which more may be added.
    pub fn fault(&mut self, span: Span, message: impl Into<String>) -> Draft<'_> {
        let severity = self.severity;
        let finding = Finding { rule: self.form.shape, severity, ..Finding::new(span, message) };
        self.findings.push(finding);
        Draft { finding: self.findings.last_mut().expect("it was just put there") }
    }

    /// The members of an object, none twice; of those named alike the last one counts.
    pub fn members<'t>(&mut self, value: Value<'t>, what: &str) -> Vec<Member<'t>> {
        if value.kind() != Kind::Object {
            self.wrong_type(value, what);
        }
        let mut places = FxHashMap::default();
        let mut members: Vec<Member<'t>> = Vec::new();
        for member in value.members() {
            let place = *places.entry(member.name()).or_insert(members.len());
            match members.get_mut(place) {
                Some(former) => {
                    let first = std::mem::replace(former, member);
                    self.duplicate(first.key, member.key);
                }
                None => members.push(member),
            }
        }
        members
    }

    fn duplicate(&mut self, first: Value<'_>, second: Value<'_>) {
        let message = format!("{} stands here twice", quoted(second.text()));
        self.fault(second.span(), message)
            .label(first.span(), "the first, which would not count")
            .help("remove one of them");
    }

    /// Notes that a value is not what it must be, unless its fault has been told already.
    pub fn wrong_type(&mut self, value: Value<'_>, what: &str) {
        let span = match value.kind() {
            Kind::Opaque | Kind::Missing => return,
            Kind::Object | Kind::Array => value.opening(),
            _ => value.span(),
        };
        let message = format!("this must be {what}, and is {}", value.kind().described());
        self.fault(span, message);
    }

    /// Notes a key that means nothing. What is said of it ends with its name.
    pub fn unknown(&mut self, key: Value<'_>, message: &str, known: &[&str], help: &str) {
        let name = key.text();
        let help = match did_you_mean(name, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => help.to_owned(),
        };
        self.fault(key.span(), format!("{message} {}", quoted(name))).help(help);
    }

    /// A text, placeholders and all: nobody replaces them in a mock file.
    pub fn text(&mut self, value: Value<'_>) -> Option<Rc<str>> {
        match value.kind() {
            Kind::String => return Some(value.text().into()),
            Kind::Object if !self.cells.is_empty() && value.get("$row").is_some() => {
                let cell = value.get("$row").and_then(|name| self.cells.get(name.text()));
                let cell = cell.cloned();
                if cell.is_none() {
                    self.fault(value.span(), "the row must have a text here");
                }
                return cell;
            }
            Kind::Number | Kind::Bool | Kind::Null => {
                let message = format!("this must be a text, and is {}", value.kind().described());
                self.fault(value.span(), message).help("put it in quotes");
            }
            _ => self.wrong_type(value, "a text"),
        }
        None
    }

    /// Judges whether a key names a state that can be mocked: a Task, or a state with a scope of
    /// its own, as a whole.
    fn judge_state(&mut self, key: Value<'_>) {
        let is_whole =
            |state: &State<'_>| matches!(state.kind, StateKind::Map(_) | StateKind::Parallel(_));
        if !self.states.get(key.text()).is_some_and(|state| is_whole(state)) {
            self.judge_task(key);
        }
    }

    /// Judges whether a key names a Task.
    pub(super) fn judge_task(&mut self, key: Value<'_>) {
        match self.states.get(key.text()).copied() {
            None if self.knows_all_states => self.unknown_state(key),
            Some(state) => self.judge_type(key, state),
            None => {}
        }
    }

    /// Judges what is said of a Parallel or Map state that is mocked as a whole.
    fn judge_whole(&mut self, key: Value<'_>, answers: Value<'_>) {
        const FOR_TASKS: [&str; 4] = ["aborted", "heartbeat", "submitted", "timeout"];
        let Some(state) = self.states.get(key.text()).copied() else { return };
        if !matches!(state.kind, StateKind::Map(_) | StateKind::Parallel(_)) {
            return;
        }
        let kind = state.object.get("Type").map_or("", Value::text);
        for entry in answers.items().chain([answers]) {
            for member in entry.members().filter(|one| FOR_TASKS.contains(&one.name())) {
                let message = format!("a {kind} state has no `{}`", member.name());
                self.fault(member.key.span(), message)
                    .help("it may have `return` or `throw`, `after` and `when`");
            }
            let fault =
                entry.get("return").and_then(|value| Some((value, whole_fault(state, value)?)));
            if let Some((value, (message, text))) = fault
                && self.strictness != Strictness::None
            {
                let span = if value.kind() == Kind::Array { value.opening() } else { value.span() };
                self.fault(span, message).rule(MOCK_RESULT_IMPOSSIBLE).warn(text.to_owned());
            }
        }
    }

    /// Takes what is held against mocked results.
    fn take_strictness(&mut self, word: Value<'_>) {
        if let Some(strictness) = word.as_str().and_then(Strictness::named) {
            self.strictness = strictness;
        } else {
            let help = format!("write one of {}", name_list(Strictness::WORDS));
            self.fault(word.span(), "this is no strictness").help(help);
        }
    }

    /// Judges whether the action that a state calls can give what is returned for it.
    fn judge_results(&mut self, key: Value<'_>, answers: Value<'_>) {
        let state = self.states.get(key.text()).copied();
        let Some(shape) = state.and_then(result::shape_of) else { return };
        let entries = answers.items().chain([answers]).filter_map(|entry| entry.get("return"));
        for value in entries.collect::<Vec<_>>() {
            for misfit in result::misfits(value, shape, self.strictness) {
                let message = match misfit.fault {
                    result::MISSING => format!("this result lacks {}", quoted(&misfit.field)),
                    fault => format!("{} {fault}", quoted(&misfit.field)),
                };
                let draft = self.fault(misfit.value.span(), message).rule(MOCK_RESULT_IMPOSSIBLE);
                draft.warn(misfit.text()).help("the action that is called never gives this");
            }
        }
    }

    fn unknown_state(&mut self, key: Value<'_>) {
        let name = key.text();
        let is_task = |state: &&State<'_>| matches!(state.kind, StateKind::Task(_));
        let tasks = self.states.values().copied().filter(is_task);
        let mut tasks: Vec<_> = tasks.map(State::name).collect();
        tasks.sort_unstable();
        let meant = did_you_mean(name, tasks.iter().copied());
        let help = match (meant, tasks.len()) {
            (Some(meant), _) => Some(format!("did you mean `{meant}`?")),
            (None, 0) => Some("the machine has no Task state".to_owned()),
            (None, 1..=LISTED_MAX) => Some(format!("its Task states are {}", name_list(tasks))),
            _ => None,
        };
        let message = format!("{} is not a state of the machine", quoted(name));
        let draft = self.fault(key.span(), message).rule(MOCK_STATE_UNKNOWN);
        if let Some(help) = help {
            draft.help(help);
        }
    }

    fn judge_type(&mut self, key: Value<'_>, state: &State<'_>) {
        let help = match state.kind {
            StateKind::Task(_) | StateKind::Unknown => return,
            StateKind::Map(_) | StateKind::Parallel(_) => "mock the Task states inside it",
            _ => "only Task states call something that can be mocked",
        };
        let kind = state.object.get("Type").map_or("", Value::text);
        let message = format!("{} is a {kind} state, which calls nothing", quoted(key.text()));
        let draft = self.fault(key.span(), message).rule(MOCK_STATE_NOT_TASK).help(help);
        if !matches!(state.kind, StateKind::Map(_) | StateKind::Parallel(_)) {
            draft.aws(format!("State type '{kind}' is not supported when a mock is specified"));
        }
    }

    /// Judges what lies below the form of a file: its syntax, its bytes, and what is no value.
    pub fn judge_text(&mut self, parsed: &Parsed<'_>) {
        let faults = parsed.faults.iter().cloned();
        self.findings.extend(faults.map(|fault| Finding { rule: SYNTAX_INVALID, ..fault }));
        if let Some(bytes) = parsed.invalid {
            self.fault(bytes, "these bytes are not UTF-8").help("save the file as UTF-8");
        }
        for node in parsed.tree.nodes().filter(|node| node.kind() == Kind::Opaque) {
            if let Some(tag) = node.tag() {
                let message = format!("the tag {} means nothing here", quoted(tag));
                self.fault(node.opening(), message).help("write the value itself");
            } else {
                let message = format!("nobody replaces a placeholder in a {}", self.form.file);
                self.fault(node.span(), message).help("write a value, or put it in quotes");
            }
        }
    }

    /// The findings in the order of the text, with their pointers.
    pub fn finish(mut self, root: Value<'_>) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.span);
        // An alias stands for the same text as its anchor, whose faults are told once.
        self.findings.dedup();
        let mut locator = Locator::new(root);
        for finding in &mut self.findings {
            finding.pointer = json_pointer(&locator.path_to(finding.span).steps);
        }
        self.findings
    }
}

/// A finding to which more may be added.
#[derive(Debug)]
pub struct Draft<'r> {
    finding: &'r mut Finding,
}

impl Draft<'_> {
    /// Says which rule it is of.
    pub fn rule(self, rule: &'static str) -> Self {
        self.finding.rule = rule;
        self
    }

    /// Makes a warning of it, of which `TestState` says this.
    pub fn warn(self, text: String) -> Self {
        self.finding.severity = Severity::Warning;
        self.aws(text)
    }

    /// Says what `TestState` says of it.
    pub fn aws(self, text: impl Into<String>) -> Self {
        let finding = self.finding.clone();
        *self.finding = finding.aws_at(AwsPlace::Nowhere, "ValidationException", text.into());
        self
    }

    /// Adds a remark at another place.
    pub fn label(self, span: Span, message: &str) -> Self {
        *self.finding = self.finding.clone().label(span, message);
        self
    }

    /// Says what to do.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.finding.help = Some(help.into());
        self
    }
}
