//! The project's own files, for the tests that read them.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// A file of the project that is text.
pub struct File {
    /// Its path from the root of the project, with `/` between the parts.
    pub name: String,
    /// What it holds.
    pub text: String,
}

impl File {
    /// Its lines, each with its one-based number.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// What follows the last dot of its name.
    pub fn extension(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }

    /// The name without folder and extension.
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        name.split('.').next().unwrap_or(name)
    }
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file of that name.
pub fn file(name: &str) -> File {
    let text = std::fs::read_to_string(root().join(name));
    File { name: name.to_owned(), text: text.unwrap_or_else(|error| unreadable(name, &error)) }
}

/// The files under a folder (`.` is the whole project), sorted by name; those that are not text
/// are left out, and so is what is built or belongs to git.
pub fn files_under(folder: &str) -> Vec<File> {
    let paths = paths_under(&root().join(folder));
    let texts = paths.into_iter().filter_map(|path| {
        let text = String::from_utf8(bytes(&path)).ok()?;
        Some(File { name: relative(&path), text })
    });
    texts.collect()
}

/// The paths of all files under a folder, sorted.
pub fn paths_under(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| !is_left_out(entry)).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(DirEntry::into_path).collect()
}

/// What a file holds.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| unreadable(&path.display().to_string(), &error))
}

/// A path from the root of the project, with `/` between the parts.
pub fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Fails with the advice where there are faults.
pub fn refuse(faults: &[String], advice: &str) {
    assert!(faults.is_empty(), "{advice}\n\n  {}\n", faults.join("\n  "));
}

fn is_left_out(entry: &DirEntry) -> bool {
    const FOLDERS: [&str; 4] = ["target", "corpus", "artifacts", "node_modules"];
    let name = entry.file_name().to_string_lossy();
    let is_built = entry.file_type().is_dir() && FOLDERS.contains(&name.as_ref());
    name == ".git" || entry.depth() > 0 && is_built
}

fn unreadable<T>(name: &str, error: &std::io::Error) -> T {
    unreachable!("{name} is part of the project and cannot be read: {error}")
}
