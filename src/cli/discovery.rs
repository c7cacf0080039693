//! Which files under the given paths may hold definitions. Reads names, never contents.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder};

use crate::cli::Failure;
use crate::cli::settings::{Configs, Settings};
use crate::syntax::Format;

/// A file that may hold a definition.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) reason: Reason,
    pub(super) settings: Settings,
}

/// Why a file is looked at, which decides what must be in it to be a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// It is the standard input.
    Stdin,
    /// It promises a definition by its name, such as `order.asl.json`.
    Promised,
    /// Someone named it, or a configuration includes it.
    Named,
    /// Its name ends in `.asl`, which other languages use as well.
    Asl,
    /// Its format may hold a definition among much else.
    Walked,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Discovery {
    /// In the order of their paths, none twice.
    pub(super) candidates: Vec<Candidate>,
    /// Paths that could not be looked at.
    pub(super) failures: Vec<Failure>,
}

/// Looks for candidates under `paths`, as their configurations say.
pub(super) fn discover(paths: &[PathBuf], configs: &Arc<Mutex<Configs>>) -> Discovery {
    let mut discovery = Discovery::default();
    for path in paths {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => discovery.walk(path, configs),
            Ok(_) => discovery.add_named(path, configs),
            Err(error) => discovery.failures.push(unreadable(path, &error)),
        }
    }
    let candidates = &mut discovery.candidates;
    candidates.sort_by(|a, b| (&a.path, a.reason).cmp(&(&b.path, b.reason)));
    candidates.dedup_by(|next, first| next.path == first.path);
    discovery
}

/// The failure to read a path, in one line.
pub(super) fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure(format!("{}: this path cannot be read: {error}", path.display()))
}

impl Discovery {
    /// Keeps of the files only those that a walk would look at, for the reason that it would
    /// have: who names all files that have changed has not chosen any.
    pub(super) fn keep_what_a_walk_keeps(&mut self) {
        self.candidates.retain_mut(|Candidate { path, reason: given, settings }| {
            let kept = reason(path, settings).filter(|_| !is_excluded(path, settings));
            *given = kept.unwrap_or(*given);
            kept.is_some()
        });
    }

    fn add_named(&mut self, path: &Path, configs: &Mutex<Configs>) {
        let reason = if is_promise(path) { Reason::Promised } else { Reason::Named };
        let settings = locked(configs, |configs| configs.of_file(path));
        self.candidates.push(Candidate { path: plain(path), reason, settings });
    }

    fn walk(&mut self, folder: &Path, configs: &Arc<Mutex<Configs>>) {
        let shared = Arc::clone(configs);
        let mut builder = WalkBuilder::new(folder);
        builder
            .hidden(false)
            .require_git(false)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(move |entry| locked(&shared, |configs| is_entered(entry, configs)));
        for entry in builder.build() {
            match entry {
                Ok(entry) => self.candidates.extend(candidate(&entry, configs)),
                Err(error) => self.failures.push(Failure(error.to_string())),
            }
        }
    }
}

/// Whether a walk looks at an entry: not at what git keeps for itself, and not at what a
/// configuration excludes.
fn is_entered(entry: &DirEntry, configs: &mut Configs) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    if entry.file_name() == ".git" {
        return false;
    }
    let settings = configs.of_file(entry.path());
    let Some(relative) = settings.relative(entry.path()) else { return true };
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    if is_folder {
        !settings.located.config.exclude.match_folder(&relative)
    } else {
        !is_excluded(entry.path(), &settings)
    }
}

/// Whether a configuration excludes a file.
fn is_excluded(path: &Path, settings: &Settings) -> bool {
    let exclude = &settings.located.config.exclude;
    settings.relative(path).is_some_and(|relative| exclude.match_file(&relative))
}

/// The candidate that an entry of a walk is, if it is one.
fn candidate(entry: &DirEntry, configs: &Mutex<Configs>) -> Option<Candidate> {
    entry.file_type().filter(std::fs::FileType::is_file)?;
    let path = entry.path();
    let settings = locked(configs, |configs| configs.of_file(path));
    let reason = reason(path, &settings)?;
    Some(Candidate { path: plain(path), reason, settings })
}

/// Why a walk looks at a file, if it does.
fn reason(path: &Path, settings: &Settings) -> Option<Reason> {
    let relative = settings.relative(path);
    let include = &settings.located.config.include;
    if has_extension(path, "asl") {
        Some(Reason::Asl)
    } else if is_promise(path) {
        Some(Reason::Promised)
    } else if relative.is_some_and(|relative| include.match_file(&relative)) {
        Some(Reason::Named)
    } else {
        let is_host = has_extension(path, "tf");
        (is_host || Format::of_name(path).is_some()).then_some(Reason::Walked)
    }
}

/// Whether a name promises a definition.
pub(super) fn is_promise(path: &Path) -> bool {
    let stem = path.file_stem().map(Path::new);
    let data = ["json", "yaml", "yml"].iter().any(|extension| has_extension(path, extension));
    has_extension(path, "asl") || data && stem.is_some_and(|stem| has_extension(stem, "asl"))
}

/// Whether a name has that extension, in whatever case.
pub(super) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|given| given.eq_ignore_ascii_case(extension))
}

/// The path without a `./` at its start, as people write it.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

fn locked<T>(configs: &Mutex<Configs>, act: impl FnOnce(&mut Configs) -> T) -> T {
    act(&mut configs.lock().expect("no one panics while holding the configurations"))
}
