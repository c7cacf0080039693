//! What stands around a definition: what its host, or a configuration, says of it.

use rustc_hash::FxHashMap;

use crate::diagnostic::quoted;
use crate::source::Span;

/// What is said of a definition from outside.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// What is put in place of `${name}`.
    pub substitutions: Vec<Substitution>,
    /// Whether it is known that nothing is put in place of other names.
    pub is_complete: bool,
    /// Whether values stand in the definition in place of what is written.
    pub is_filled: bool,
    /// Which resources of the host placeholders stand for, by what is between the braces.
    pub references: FxHashMap<String, Reference>,
    /// What the host refers to around the definition, and does not have.
    pub dangling: Vec<Dangling>,
    /// The file that was to hold the definition and has not been read.
    pub unread: Option<Unread>,
}

impl Surroundings {
    /// What is said to a definition in a file of its own.
    #[must_use]
    pub fn of_another_file(self) -> Self {
        let substitutions = self.substitutions.into_iter();
        let substitutions =
            substitutions.map(|one| Substitution { place: None, ..one }).collect::<Vec<_>>();
        let reference = |one: &Substitution| Some((one.name.clone(), one.reference.clone()?));
        let references = substitutions.iter().filter_map(reference).collect();
        Self { substitutions, references, is_complete: self.is_complete, ..Self::default() }
    }

    /// What is said from several sides: a name that any of them declares is declared, and its
    /// value is known where they agree.
    #[must_use]
    pub fn united(mut self, other: Self) -> Self {
        for theirs in other.substitutions {
            match self.substitutions.iter_mut().find(|ours| ours.name == theirs.name) {
                None => self.substitutions.push(Substitution { value: None, ..theirs }),
                Some(ours) => {
                    ours.value = agreed(ours.value.take(), theirs.value.as_ref());
                    ours.reference = agreed(ours.reference.take(), theirs.reference.as_ref());
                }
            }
        }
        self.is_complete &= other.is_complete;
        self.of_another_file()
    }
}

/// What two sides say, where it is the same.
fn agreed<T: PartialEq>(one: Option<T>, other: Option<&T>) -> Option<T> {
    one.filter(|one| Some(one) == other)
}

/// What is put in place of `${name}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Substitution {
    /// The name.
    pub name: String,
    /// Where it is declared, if that is in the same file.
    pub place: Option<Span>,
    /// The text that is put there, if it is known.
    pub value: Option<String>,
    /// The resource that it comes from, if that is known.
    pub reference: Option<Reference>,
    /// Whether the text stands in the definition already.
    pub is_filled: bool,
}

/// Something that a reference gives of a resource of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The reference as people write it: `Queue.Arn`.
    pub written: String,
    /// The type of the resource: `AWS::SQS::Queue`.
    pub type_name: &'static str,
    /// What kind of thing the resource is.
    pub family: Family,
    /// What it gives of the resource.
    pub gives: Gives,
}

/// What kind of thing a resource is, as far as Task states are given it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is called what the services call it")]
pub enum Family {
    Function,
    Activity,
    StateMachine,
    Queue,
    Topic,
    Table,
    Bucket,
    Cluster,
    TaskDefinition,
    JobQueue,
    JobDefinition,
    GlueJob,
    BuildProject,
    EventBus,
    Role,
    LogGroup,
}

/// What a reference gives of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Its ARN.
    Arn,
    /// Its name.
    Name,
    /// Its URL.
    Url,
}

impl Gives {
    /// The word for it in messages, with its article.
    pub const fn described(self) -> &'static str {
        match self {
            Self::Arn => "the ARN",
            Self::Name => "the name",
            Self::Url => "the URL",
        }
    }
}

/// A reference to what the host does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// The logical id that it names.
    pub name: String,
    /// Where.
    pub place: Span,
    /// The one that may be meant.
    pub meant: Option<String>,
}

/// A file that a host names and that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its path, as the host writes it.
    pub path: String,
    /// Where the host names it.
    pub place: Span,
    /// Why it is not read.
    pub why: Refusal,
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not there.
    Missing,
    /// It lies outside the project.
    Outside,
    /// It is named again by what it names itself.
    Cyclic,
}

impl Refusal {
    /// What is said of a file that is not read for this reason.
    pub fn of(self, path: &str) -> String {
        let path = quoted(path);
        match self {
            Self::Missing => format!("there is no file {path}"),
            Self::Outside => format!("{path} lies outside the project, so it is not read"),
            Self::Cyclic => format!("{path} names itself by way of what it names"),
        }
    }
}
