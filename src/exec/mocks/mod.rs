//! Mocks: what tasks answer, and the objects that item readers find.
//!
//! A mock file is read once, into data that does not change; each run keeps its own account of
//! what it has used. Nothing here touches a file: what a mock file names is read by others.

mod answers;
mod condition;
mod entry;
mod example;
mod local;
mod object;
mod read;
mod result;
mod stub;
mod wanted;

pub use answers::Answers;
pub use example::{Examples, least_result, part_of_result};
pub use object::{Content, StoredObject};
pub use read::{Form, Reader, read, sections};
pub use stub::stub;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Finding;
use crate::exec::mocks::condition::Condition;
use crate::query::value::{Object, Value};
use crate::source::Span;

/// A mock file, or a part of it, is not of the form that it must have.
pub const MOCK_SHAPE: &str = "mock-shape";
/// A mocked result is none that the called action ever gives.
pub const MOCK_RESULT_IMPOSSIBLE: &str = "mock-result-impossible";
/// A state that is mocked does not exist.
pub const MOCK_STATE_UNKNOWN: &str = "mock-state-unknown";
/// A state that is mocked calls nothing.
pub const MOCK_STATE_NOT_TASK: &str = "mock-state-not-task";
/// It is not clear which test case of a `MockConfigFile.json` is meant.
pub const MOCK_CASE_UNKNOWN: &str = "mock-case-unknown";
/// A test case names a response that does not exist.
pub const MOCK_RESPONSE_UNKNOWN: &str = "mock-response-unknown";
/// A file that a mock file names is not there, or may not be read.
pub const MOCK_FILE_UNREADABLE: &str = "mock-file-unreadable";
/// An answer that no call has used.
pub const MOCK_UNUSED: &str = "mock-unused";

/// A call of a task, as far as mocks can tell calls apart.
#[derive(Clone, Copy, Debug)]
pub struct Call<'c> {
    /// The name of the state.
    pub state: &'c str,
    /// The index of the innermost Map iteration that it is in.
    pub index: Option<u64>,
    /// How often the task has been retried before, in this visit of the state.
    pub attempt: u64,
    /// What the task is called with.
    pub arguments: &'c Value,
}

/// How a call is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// With a result.
    Return(Value),
    /// With an error, either part of which may be missing.
    Throw {
        /// The error name.
        error: Option<Rc<str>>,
        /// The cause.
        cause: Option<Rc<str>>,
    },
    /// Not in time: `States.Timeout` after `TimeoutSeconds` or `HeartbeatSeconds`.
    Timeout,
    /// Not before its scope fails, which stops it.
    Aborted,
}

/// How a call goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// How it is answered.
    pub answer: Answer,
    /// What starting the job answers, where the end of a job or a token is awaited.
    pub submitted: Option<Value>,
    /// When it is answered: seconds after it began.
    pub after_seconds: f64,
    /// The seconds from heartbeat to heartbeat; none: as many as are wanted.
    pub heartbeat_seconds: Option<f64>,
}

impl Response {
    /// An answer that is there at once.
    const fn at_once(answer: Answer) -> Self {
        Self { answer, submitted: None, after_seconds: 0.0, heartbeat_seconds: None }
    }
}

/// What one mock file, or one test case of it, says.
#[derive(Clone, Debug, Default)]
pub struct Mocks {
    /// By the name of the state.
    scripts: FxHashMap<Rc<str>, Script>,
    /// How calls are answered that nothing else answers.
    fallback: Option<Response>,
    /// What is stored in S3, in the order of the file.
    pub objects: Vec<StoredObject>,
}

/// How the calls of one state are answered.
#[derive(Clone, Debug)]
struct Script {
    /// Where the state is named.
    place: Span,
    entries: Entries,
}

/// Which entry answers which call.
#[derive(Clone, Debug)]
enum Entries {
    /// One for every call that it fits.
    Always(Entry),
    /// Each for one call that it fits.
    Once(Vec<Entry>),
    /// Each for the calls with its numbers, counted from 0.
    Numbered(Rc<[Numbered]>),
}

/// One answer in a mock file.
#[derive(Clone, Debug)]
struct Entry {
    /// The word that says how it answers.
    place: Span,
    condition: Condition,
    response: Response,
}

/// One answer in a `MockConfigFile.json`.
#[derive(Clone, Debug)]
struct Numbered {
    /// The number of the first call that it is for.
    first: u64,
    /// The number of the last one.
    last: u64,
    /// None where the file gives no answer that is possible.
    response: Option<Response>,
}

impl Mocks {
    /// No mock at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every task returns `{}`.
    pub fn answering_all() -> Self {
        Self::none().with_fallback()
    }

    /// The same mocks, and nobody is told where they are written: their file is another one than
    /// that of which findings speak.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        for script in self.scripts.values_mut() {
            script.place = Span::default();
            match &mut script.entries {
                Entries::Always(entry) => entry.place = Span::default(),
                Entries::Once(entries) => {
                    for entry in entries {
                        entry.place = Span::default();
                    }
                }
                Entries::Numbered(_) => {}
            }
        }
        self
    }

    /// The same mocks, and calls that they leave without an answer return `{}`.
    #[must_use]
    pub fn with_fallback(mut self) -> Self {
        self.fallback = Some(Response::at_once(Answer::Return(Object::default().into())));
        self
    }

    /// The same mocks, with other answers for the states and objects that `others` have.
    #[must_use]
    pub fn overridden_by(mut self, others: &Self) -> Self {
        self.scripts
            .extend(others.scripts.iter().map(|(name, one)| (Rc::clone(name), one.clone())));
        self.objects.retain(|object| others.objects.iter().all(|other| other.name != object.name));
        self.objects.extend(others.objects.iter().cloned());
        self
    }

    /// The same mocks, with each value that a call is answered with, and that a condition wants,
    /// made anew.
    #[must_use]
    pub fn map_values(mut self, map: &dyn Fn(&Value) -> Value) -> Self {
        for script in self.scripts.values_mut() {
            let entries = match &mut script.entries {
                Entries::Always(entry) => std::slice::from_mut(entry),
                Entries::Once(entries) => entries,
                Entries::Numbered(_) => &mut [],
            };
            for Entry { condition, response, .. } in entries {
                condition.map_values(map);
                response.submitted = response.submitted.as_ref().map(map);
                if let Answer::Return(value) = &mut response.answer {
                    *value = map(value);
                }
            }
        }
        self
    }

    /// The use of the mocks in one run, of which nothing has happened yet.
    pub fn answers(&self) -> Answers<'_> {
        Answers::new(self)
    }

    /// The files that objects are still to be filled from: each path, relative to the folder
    /// of the mock file and within it, and where it is written.
    pub fn wanted_files(&self) -> impl Iterator<Item = (&str, Span)> {
        self.objects.iter().filter_map(|object| match &object.content {
            Content::File { path, place } => Some((&**path, *place)),
            Content::Bytes(_) => None,
        })
    }

    /// Fills the objects that are made from the file of that path.
    pub fn provide(&mut self, path: &str, bytes: &Rc<[u8]>) {
        for object in &mut self.objects {
            let is_wanted =
                matches!(&object.content, Content::File { path: wanted, .. } if **wanted == *path);
            if is_wanted {
                object.content = Content::Bytes(Rc::clone(bytes));
            }
        }
    }
}

/// That a file which [`Mocks::wanted_files`] names could not be read, and why.
pub fn unreadable(path: &str, place: Span, reason: &str) -> Finding {
    let message = format!("`{path}` cannot be read: {reason}");
    let finding = Finding::new(place, message).help("paths begin at the folder of the mock file");
    Finding { rule: MOCK_FILE_UNREADABLE, ..finding }
}
