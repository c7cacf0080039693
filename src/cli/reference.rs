//! Files that hosts name: where they are, and whether they are to be read.

use std::fs;
use std::mem;
use std::path::{Component, Path, PathBuf};

use crate::cli::discovery::has_extension;
use crate::cli::settings::Settings;
use crate::hosts::terraform::Sibling;
use crate::model::WorkflowType;
use crate::syntax::surroundings::{Refusal, Surroundings};

/// A file, and the part of it that is meant, where it is not the whole.
pub(super) type Place = (PathBuf, Option<String>);

/// The largest file of a module (1 MiB) that is looked through for a local value.
const SIBLING_BYTES_MAX: u64 = 1 << 20;

/// A file that a host names as the definition of a machine.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// Where the definition is.
    pub(super) place: Place,
    /// How the host deploys it, if it says.
    pub(super) workflow_type: Option<WorkflowType>,
    /// What it says of the definition there.
    pub(super) surroundings: Surroundings,
    /// The files that led there, and their parts.
    pub(super) way: Vec<Place>,
}

impl Reference {
    /// What the last of the files on a way names.
    pub(super) fn at_the_end_of(way: Vec<Place>, path: &str, part: Option<String>) -> Self {
        let folder = way.last().map_or(Path::new(""), |(host, _)| folder_of(host));
        let place = (tidy(&folder.join(path)), part);
        let way = way.into_iter().map(|(file, part)| (tidy(&file), part)).collect();
        Self { place, workflow_type: None, surroundings: Surroundings::default(), way }
    }

    /// Why the file is not to be read, if it is not.
    pub(super) fn refusal(&self, host: &Path) -> Option<Refusal> {
        let is_cyclic = self.way.contains(&self.place);
        let refusal = refused(&self.place.0, folder_of(host));
        refusal.or_else(|| is_cyclic.then_some(Refusal::Cyclic))
    }

    /// Whether the host says what is put in place of names.
    pub(super) fn says_of_names(&self) -> bool {
        self.surroundings.is_complete || !self.surroundings.substitutions.is_empty()
    }

    /// Whether the definition is to be judged otherwise than on its own.
    pub(super) fn says_more(&self) -> bool {
        let is_express = self.workflow_type == Some(WorkflowType::Express);
        is_express || self.says_of_names() || self.place.1.is_some()
    }
}

fn folder_of(host: &Path) -> &Path {
    host.parent().unwrap_or(Path::new(""))
}

/// The other files of the module of Terraform that a file belongs to, in the order of their names.
pub(super) fn siblings(file: &Path) -> Vec<Sibling> {
    let folder = folder_of(file);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut paths: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| has_extension(path, "tf") && path.file_name() != file.file_name())
        .filter(|path| {
            path.metadata().is_ok_and(|one| one.is_file() && one.len() <= SIBLING_BYTES_MAX)
        })
        .collect();
    paths.sort();
    let sibling = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, fs::read_to_string(&path).ok()?))
    };
    paths.into_iter().filter_map(sibling).collect()
}

/// Why a file that a host in a folder names is not to be read, if it is not. A project begins at
/// the nearest folder around the host that git or a configuration marks as its root, and at the
/// current folder where that lies around it.
fn refused(path: &Path, folder: &Path) -> Option<Refusal> {
    let Ok(real) = path.canonicalize() else { return Some(Refusal::Missing) };
    if !real.is_file() {
        return Some(Refusal::Missing);
    }
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(folder) = here.canonicalize() else { return Some(Refusal::Missing) };
    let is_root =
        |folder: &&Path| [".git", "aslint.toml"].iter().any(|name| folder.join(name).exists());
    let root = folder.ancestors().find(is_root).unwrap_or(&folder);
    let current = std::env::current_dir().ok().filter(|current| folder.starts_with(current));
    let is_inside = real.starts_with(root) || current.is_some_and(|at| real.starts_with(at));
    (!is_inside).then_some(Refusal::Outside)
}

/// One reference for each place: what any of several declares for it is declared.
pub(super) fn united(references: Vec<(Settings, Reference)>) -> Vec<(Settings, Reference)> {
    let mut united: Vec<(Settings, Reference)> = Vec::new();
    for (settings, reference) in references {
        let known = united.iter_mut().find(|(_, known)| known.place == reference.place);
        let Some((_, known)) = known else {
            united.push((settings, reference));
            continue;
        };
        known.workflow_type = known.workflow_type.or(reference.workflow_type);
        known.surroundings = mem::take(&mut known.surroundings).united(reference.surroundings);
    }
    united
}

/// A path without steps back and forth, as people write it.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}
