//! `--watch`: acts again whenever a file changes that definitions, scenarios or configurations may
//! be made of.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use ignore::WalkBuilder;

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure};

/// How long to wait before the files are looked at again.
const PAUSE: Duration = Duration::from_millis(300);

/// The endings of files that are looked at.
const EXTENSIONS: [&str; 7] = ["asl", "json", "json5", "tf", "toml", "yaml", "yml"];

/// A file as it is at a moment.
type Stamp = (PathBuf, Option<SystemTime>, u64);

/// Acts now, and again after each change under the paths, for ever. What fails is told, and the
/// next change is waited for.
pub(super) fn watch(
    terminal: Terminal,
    paths: &[PathBuf],
    act: impl Fn() -> Result<Exit, Failure>,
) -> ! {
    loop {
        let seen = stamps(paths);
        if let Err(Failure(message)) = act() {
            terminal.error(&message);
        }
        terminal.tell("waiting for changes");
        while stamps(paths) == seen {
            thread::sleep(PAUSE);
        }
    }
}

/// The files under the paths, as they are now.
fn stamps(paths: &[PathBuf]) -> Vec<Stamp> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut stamps = Vec::new();
    for path in paths {
        // A file that is named is looked at with all that lies beside it: its definition does.
        let beside = path.parent().filter(|_| path.is_file());
        let folder = beside.map_or(path.as_path(), |folder| {
            if folder.as_os_str().is_empty() { here[0].as_path() } else { folder }
        });
        let entries = WalkBuilder::new(folder).require_git(false).build();
        stamps.extend(entries.filter_map(Result::ok).filter_map(|entry| {
            let extension = entry.path().extension()?.to_str()?;
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let modified = metadata.modified().ok();
            let is_of_interest = EXTENSIONS.contains(&extension);
            is_of_interest.then(|| (entry.into_path(), modified, metadata.len()))
        }));
    }
    stamps.sort_unstable();
    stamps
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn a_change_is_seen_and_what_does_not_matter_is_not() {
        let folder = TempDir::new().expect("a folder can be made");
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        };
        write("order.asl.json", "{}");
        write("order.aslt.yaml", "scenarios: {}");
        let paths = [folder.path().join("order.aslt.yaml")];
        let before = stamps(&paths);
        assert_eq!(before.len(), 2);
        write("notes.txt", "nothing");
        assert_eq!(stamps(&paths), before);
        write("order.asl.json", "{ }");
        assert_ne!(stamps(&paths), before);
    }
}
