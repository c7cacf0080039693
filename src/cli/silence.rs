//! The findings that nobody is to be told of: what configurations ignore, and what was there when
//! the baseline was written.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::cli::baseline::Placed;
use crate::cli::settings::{Located, Settings};
use crate::cli::terminal::Terminal;
use crate::diagnostic::{Silence, name_list};
use crate::report::FileReport;

/// Silences findings, and remembers what has had an effect.
#[derive(Debug, Default)]
pub(super) struct Silencer {
    /// The findings that were there before.
    baseline: Option<Placed>,
    /// The `[[ignore]]` of configurations that fit files.
    fitting: Vec<(Arc<Located>, usize)>,
    /// Those of them that have silenced something, by their places in the list.
    effective: BTreeSet<usize>,
}

impl Silencer {
    /// One that silences what is in the baseline.
    pub(super) fn new(baseline: Option<Placed>) -> Self {
        Self { baseline, ..Self::default() }
    }

    /// Silences what is not to be told of a file.
    pub(super) fn silence(&mut self, file: &mut FileReport, path: &Path, settings: &Settings) {
        let relative = settings.relative(path).unwrap_or_default();
        self.ignore(file, &settings.located, &relative);
        if let Some(baseline) = &mut self.baseline {
            baseline.silence(file);
        }
    }

    fn ignore(&mut self, file: &mut FileReport, located: &Arc<Located>, relative: &Path) {
        let ignores = located.config.ignore.iter().enumerate();
        for (place, ignore) in ignores.filter(|(_, ignore)| ignore.fits(relative)) {
            let at = self.place_of(located, place);
            let findings = file.definitions.iter_mut().flat_map(|one| &mut one.findings);
            for finding in findings.filter(|finding| ignore.covers(finding)) {
                let reason = ignore.reason.clone();
                finding.silenced.get_or_insert(Silence::Configured(reason));
                self.effective.insert(at);
            }
        }
    }

    fn place_of(&mut self, located: &Arc<Located>, place: usize) -> usize {
        let is_same =
            |known: &(Arc<Located>, usize)| Arc::ptr_eq(&known.0, located) && known.1 == place;
        self.fitting.iter().position(is_same).unwrap_or_else(|| {
            self.fitting.push((Arc::clone(located), place));
            self.fitting.len() - 1
        })
    }

    /// Tells what has had no effect on these files, and could go.
    pub(super) fn tell_what_is_idle(&self, files: &[FileReport], terminal: Terminal) {
        let places = self.fitting.iter().enumerate();
        for (_, (located, place)) in places.filter(|(at, _)| !self.effective.contains(at)) {
            let ignore = &located.config.ignore[*place];
            let rules = name_list(&ignore.rules);
            terminal.tell(&format!("`[[ignore]]` of {rules} silences nothing: {}", ignore.reason));
        }
        if let Some(baseline) = &self.baseline {
            baseline.tell_what_is_gone(files, terminal);
        }
    }
}
