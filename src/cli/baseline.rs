//! The baseline of a check: read before, compared with what is found, written anew when asked.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::Failure;
use crate::cli::given::read_text;
use crate::cli::terminal::Terminal;
use crate::config::baseline::{Baseline, Known};
use crate::diagnostic::{Finding, Silence};
use crate::report::FileReport;

/// What the file is called where nothing else is said.
const NAME: &str = ".aslint-baseline.json";

/// Which baseline there is, and what to do with it.
#[derive(Debug, Args)]
pub(super) struct BaselineFlags {
    /// Do not tell of the findings in this file [default: .aslint-baseline.json, if it is there]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Tell of all findings, whatever baseline there is.
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline"])]
    no_baseline: bool,
    /// Write what is found to the baseline, so that only what comes new is told.
    #[arg(long)]
    write_baseline: bool,
}

impl BaselineFlags {
    /// The baseline whose findings are not to be told of.
    pub(super) fn placed(&self) -> Result<Option<Placed>, Failure> {
        if self.no_baseline || self.write_baseline {
            return Ok(None);
        }
        let usual = || Some(PathBuf::from(NAME)).filter(|path| path.is_file());
        let path = self.baseline.clone().or_else(usual);
        path.map(|path| Placed::read(&path)).transpose()
    }

    /// Whether it is to be written.
    pub(super) fn is_written(&self) -> bool {
        self.write_baseline
    }

    /// Writes all findings in these files to it.
    pub(super) fn write(&self, files: &[FileReport], terminal: Terminal) -> Result<(), Failure> {
        let mut placed = Placed::empty(self.baseline.as_deref().unwrap_or(Path::new(NAME)));
        for file in files {
            placed.take_in(file);
        }
        placed.write(terminal)
    }
}

/// The baseline in a folder, if there is one.
pub(super) fn in_folder(folder: &Path) -> Result<Option<Placed>, Failure> {
    let path = folder.join(NAME);
    path.is_file().then(|| Placed::read(&path)).transpose()
}

/// A baseline at its place.
#[derive(Debug)]
pub(super) struct Placed {
    path: PathBuf,
    /// Its folder, without symbolic links.
    folder: PathBuf,
    baseline: Baseline,
}

impl Placed {
    /// The baseline in a file.
    fn read(path: &Path) -> Result<Self, Failure> {
        let baseline = Baseline::read(&read_text(path)?).map_err(|fault| {
            Failure(format!("{}: this is no baseline: {fault}", path.display()))
        })?;
        Ok(Self { baseline, ..Self::empty(path) })
    }

    /// One without findings, to be written to a file.
    fn empty(path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let (path, folder) = (path.to_owned(), absolute(folder));
        Self { path, folder, baseline: Baseline::default() }
    }

    /// Silences the findings of a file that are in the baseline.
    pub(super) fn silence(&mut self, file: &mut FileReport) {
        let name = self.name_of(&file.source.name);
        for definition in &mut file.definitions {
            let machine = definition.name.as_deref();
            for finding in definition.findings.iter_mut().filter(|finding| finding.is_shown()) {
                if self.baseline.take(&known(&name, machine, finding)) {
                    finding.silenced = Some(Silence::Baseline);
                }
            }
        }
    }

    /// Takes the findings of a file into the baseline.
    fn take_in(&mut self, file: &FileReport) {
        let name = self.name_of(&file.source.name);
        for (machine, finding) in file.shown() {
            self.baseline.add(known(&name, machine, finding));
        }
    }

    /// Writes it.
    fn write(&self, terminal: Terminal) -> Result<(), Failure> {
        let path = self.path.display();
        fs::write(&self.path, self.baseline.text())
            .map_err(|error| Failure(format!("{path}: this file cannot be written: {error}")))?;
        let count: u32 = self.baseline.findings().map(|(_, count)| count).sum();
        let noun = if count == 1 { "finding" } else { "findings" };
        terminal.tell(&format!("{path}: {count} {noun} written down"));
        Ok(())
    }

    /// Tells which findings in these files are no longer there.
    pub(super) fn tell_what_is_gone(&self, files: &[FileReport], terminal: Terminal) {
        let checked: Vec<_> = files.iter().map(|file| self.name_of(&file.source.name)).collect();
        let gone: Vec<_> =
            self.baseline.findings().filter(|(known, _)| checked.contains(&known.file)).collect();
        for (Known { file, rule, pointer, .. }, _) in &gone {
            terminal.tell(&format!("{file}: `{rule}` is no longer found at `{pointer}`"));
        }
        if !gone.is_empty() {
            terminal.tell("write the baseline anew: `aslint check --write-baseline`");
        }
    }

    /// A file as the baseline names it.
    fn name_of(&self, name: &str) -> String {
        let path = absolute(Path::new(name));
        let path = path.strip_prefix(&self.folder).unwrap_or(Path::new(name));
        path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }
}

fn known(file: &str, machine: Option<&str>, finding: &Finding) -> Known {
    Known {
        file: file.to_owned(),
        definition: machine.map(str::to_owned),
        rule: finding.rule.to_owned(),
        pointer: finding.pointer.clone(),
    }
}

/// A path from the root, without symbolic links where it exists.
fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
    whole.unwrap_or_else(|_| path.to_owned())
}
