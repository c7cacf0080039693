//! Which configuration holds for a file: the nearest `aslint.toml` above it.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::Failure;
use crate::config::Config;
use crate::config::parse::{Vocabulary, parse};
use crate::diagnostic::Finding;
use crate::model::WorkflowType;
use crate::rules::ALL;
use crate::source::Source;

/// What the file is called.
const NAME: &str = "aslint.toml";

/// Which configuration is asked for.
#[derive(Clone, Debug)]
pub(super) enum Choice {
    /// For each file the nearest one above it.
    Nearest,
    /// This one for all files.
    File(PathBuf),
    /// None.
    None,
}

/// A configuration and where it stands.
#[derive(Debug, Default)]
pub(super) struct Located {
    /// The file, as a person would write it; none where there is no configuration.
    pub(super) file: Option<String>,
    /// Its folder, without symbolic links.
    pub(super) folder: PathBuf,
    pub(super) config: Config,
}

/// What holds for the files of one folder.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) located: Arc<Located>,
    /// The folder of the files, relative to that of the configuration; none when it is
    /// elsewhere, so that no pattern fits.
    relative: Option<PathBuf>,
}

impl Settings {
    /// A file of the folder as the patterns of the configuration name it.
    pub(super) fn relative(&self, file: &Path) -> Option<PathBuf> {
        Some(self.relative.as_ref()?.join(file.file_name()?))
    }
}

/// The configurations that were looked at, each read once.
#[derive(Debug)]
pub(super) struct Configs {
    choice: Choice,
    read: HashMap<PathBuf, Option<Arc<Located>>>,
    folders: HashMap<PathBuf, Settings>,
    /// Configurations with faults.
    pub(super) faulty: Vec<(Source, Vec<Finding>)>,
    /// Configurations that could not be read.
    pub(super) failures: Vec<Failure>,
}

impl Configs {
    pub(super) fn new(choice: Choice) -> Self {
        let (read, folders) = (HashMap::new(), HashMap::new());
        Self { choice, read, folders, faulty: Vec::new(), failures: Vec::new() }
    }

    /// What holds for the files of a folder.
    pub(super) fn of_folder(&mut self, folder: &Path) -> Settings {
        if let Some(settings) = self.folders.get(folder) {
            return settings.clone();
        }
        let settings = self.find(folder);
        self.folders.insert(folder.to_owned(), settings.clone());
        settings
    }

    /// What holds for a file.
    pub(super) fn of_file(&mut self, file: &Path) -> Settings {
        self.of_folder(file.parent().unwrap_or(Path::new("")))
    }

    fn find(&mut self, folder: &Path) -> Settings {
        let located = match self.choice.clone() {
            Choice::None => None,
            Choice::File(file) => self.read(&file, Missing::IsFailure),
            Choice::Nearest => self.nearest(&resolved(folder)),
        };
        let located = located.unwrap_or_default();
        let relative = resolved(folder).strip_prefix(&located.folder).ok().map(Path::to_owned);
        Settings { located, relative }
    }

    fn nearest(&mut self, folder: &Path) -> Option<Arc<Located>> {
        folder.ancestors().find_map(|folder| self.read(&folder.join(NAME), Missing::IsFine))
    }

    fn read(&mut self, file: &Path, missing: Missing) -> Option<Arc<Located>> {
        if let Some(known) = self.read.get(file) {
            return known.clone();
        }
        let located = match std::fs::read(file) {
            Ok(bytes) => Some(self.parse(file, bytes)),
            Err(error) if missing == Missing::IsFine && is_absence(&error) => None,
            Err(error) => {
                let name = file.display();
                let message = format!("{name}: this configuration cannot be read: {error}");
                self.failures.push(Failure(message));
                None
            }
        };
        self.read.insert(file.to_owned(), located.clone());
        located
    }

    fn parse(&mut self, file: &Path, bytes: Vec<u8>) -> Arc<Located> {
        let source = Source::new(display_name(file), bytes);
        let rules: Vec<_> = ALL.iter().map(|rule| rule.name).collect();
        let vocabulary = Vocabulary { rules: &rules, workflow_types: &WorkflowType::WORDS };
        let (config, mut faults) = parse(&source.text, vocabulary);
        if let Some(bytes) = source.invalid {
            faults.push(Finding::new(bytes, "these bytes are not UTF-8"));
        }
        if !faults.is_empty() {
            self.faulty.push((source, faults));
        }
        let folder = resolved(file.parent().unwrap_or(Path::new("")));
        Arc::new(Located { file: Some(display_name(file)), folder, config })
    }
}

/// What it means that a configuration is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// Nothing: it was only looked for.
    IsFine,
    /// It was asked for by name.
    IsFailure,
}

/// Whether there is no such file; a folder of that name is none, either.
fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory)
}

/// The folder without symbolic links and `..`, so that its ancestors are its ancestors.
fn resolved(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// The path as a person in the current folder would write it.
fn display_name(file: &Path) -> String {
    let current = std::env::current_dir().ok();
    let near = current.and_then(|current| file.strip_prefix(current).ok());
    near.unwrap_or(file).display().to_string()
}
