//! How far a long run is, where people look on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::terminal::Terminal;

/// From when on a run is long.
const PATIENCE: Duration = Duration::from_millis(700);

/// The progress of a run; nothing is seen of one that is short, or that writes to no terminal.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    is_seen: AtomicBool,
}

impl Progress {
    /// That of going through some files.
    pub(super) fn through(files: usize, terminal: Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        Self { bar, is_seen: AtomicBool::new(terminal.quiet) }
    }

    /// Says that one more is done.
    pub(super) fn step(&self) {
        self.bar.inc(1);
        if self.bar.elapsed() > PATIENCE && !self.is_seen.swap(true, Ordering::Relaxed) {
            let style = ProgressStyle::with_template("{pos} of {len} files {wide_bar}");
            self.bar.set_style(style.expect("the template is well-formed"));
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
