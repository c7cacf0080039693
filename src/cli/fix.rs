//! `aslint check --fix`: files mended, and judged again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use similar::TextDiff;

use crate::cli::discovery::Reason;
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, Failure, written};
use crate::diagnostic::{Finding, Fix, Severity};
use crate::fix::{Fixed, apply};
use crate::report::FileReport;

/// How often a file is mended and judged again: a fix may make room for another one.
const ROUNDS_MAX: usize = 10;

/// Which fixes to make, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixes")]
pub(super) struct FixFlags {
    /// Mend what has one right answer that keeps the meaning; print the text for `-`.
    #[arg(long)]
    fix: bool,
    /// With `--fix` and `--diff`: fixes that a person should look at, too.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what `--fix` would change, and change nothing.
    #[arg(long)]
    diff: bool,
}

/// What mending came to.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// How many fixes were made.
    count: usize,
    /// The texts of files before and after; that of the standard input even if it is the same.
    changed: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    path: PathBuf,
    is_stdin: bool,
    before: String,
    after: String,
}

/// A file after a round of mending.
struct Better {
    file: FileReport,
    text: String,
    count: usize,
}

impl FixFlags {
    /// Whether anything is to be mended.
    pub(super) fn is_on(&self) -> bool {
        self.fix || self.diff || self.unsafe_fixes
    }

    /// Whether what is left is not told, but the change is printed.
    pub(super) fn prints_text(&self, mended: &Mended) -> bool {
        self.diff || mended.changed.iter().any(|change| change.is_stdin)
    }

    /// Mends a file that was judged; `judge` judges a text in place of its own.
    pub(super) fn mend(
        &self,
        mut file: FileReport,
        path: &Path,
        reason: Reason,
        judge: impl Fn(&str) -> Option<FileReport>,
        mended: &mut Mended,
    ) -> FileReport {
        if file.source.invalid.is_some() {
            return file;
        }
        let before = file.source.text.clone();
        let mut after = before.clone();
        for _ in 0..ROUNDS_MAX {
            let Some(better) = self.round(&file, &after, &judge) else { break };
            mended.count += better.count;
            (file, after) = (better.file, better.text);
        }
        let is_stdin = reason == Reason::Stdin;
        if is_stdin || after != before {
            mended.changed.push(Change { path: path.to_owned(), is_stdin, before, after });
        }
        file
    }

    /// Makes what fixes there are, all at once, or else the first that does no harm.
    fn round(
        &self,
        file: &FileReport,
        text: &str,
        judge: &impl Fn(&str) -> Option<FileReport>,
    ) -> Option<Better> {
        let shown = file.shown();
        let fixes: Vec<_> = shown.filter_map(|(_, finding)| self.wanted(finding)).collect();
        let attempt = |fixes: &[&Fix]| {
            let Fixed { text, count } = apply(text, fixes.iter().copied());
            let judged = if count > 0 { judge(&text) } else { None };
            let file = judged.filter(|judged| !is_worse(file, judged))?;
            Some(Better { file, text, count })
        };
        attempt(&fixes).or_else(|| fixes.iter().find_map(|fix| attempt(&[fix])))
    }

    fn wanted<'f>(&self, finding: &'f Finding) -> Option<&'f Fix> {
        finding.fix.as_ref().filter(|fix| fix.safe || self.unsafe_fixes)
    }

    /// Writes what was mended, or prints what would be.
    pub(super) fn finish(
        &self,
        mended: &Mended,
        terminal: Terminal,
    ) -> Result<Option<Exit>, Failure> {
        let (mut out, _) = terminal.stdout();
        for Change { path, is_stdin, before, after } in &mended.changed {
            let name = path.display().to_string();
            if self.diff {
                let (old, new) = (format!("a/{name}"), format!("b/{name}"));
                let diff = TextDiff::from_lines(before.as_str(), after.as_str());
                written(write!(out, "{}", diff.unified_diff().header(&old, &new)))?;
            } else if *is_stdin {
                written(out.write_all(after.as_bytes()))?;
            } else {
                replace(path, after).map_err(|error| {
                    Failure(format!("{name}: this file cannot be written: {error}"))
                })?;
            }
        }
        written(out.flush())?;
        let changed = mended.changed.iter().filter(|change| change.before != change.after);
        let files = changed.count();
        if files > 0 {
            let verb = if self.diff { "would fix" } else { "fixed" };
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            let Mended { count, .. } = mended;
            terminal.tell(&format!(
                "{verb} {count} finding{} in {files} file{}",
                plural(*count),
                plural(files)
            ));
        }
        Ok(self.diff.then_some(if files > 0 { Exit::Findings } else { Exit::Clean }))
    }
}

/// Whether a text has errors that the one before had not.
fn is_worse(before: &FileReport, after: &FileReport) -> bool {
    let errors = |file: &FileReport| {
        file.shown().filter(|(_, finding)| finding.severity == Severity::Error).count()
    };
    let machines = |file: &FileReport| file.definitions.len();
    errors(after) > errors(before) || machines(after) < machines(before)
}

/// Puts a text in place of a file's, at once, so that no half of it is ever seen.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.aslint-{}", std::process::id()));
    let permissions = fs::metadata(&path)?.permissions();
    let put = fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, &path));
    if put.is_err() {
        // What could not be put in place is of no use.
        let _ = fs::remove_file(&beside);
    }
    put
}
