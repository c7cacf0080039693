//! The last lines: how many scenarios have passed, and which took longest.

use std::io::{self, Write};
use std::time::Duration;

use crate::cli::terminal::Terminal;
use crate::diagnostic::Severity;
use crate::report::scenarios::Results;
use crate::report::style::{self, Colours};

/// A scenario that takes at least this long is worth a remark.
const SLOW: Duration = Duration::from_millis(100);

/// How many slow ones are named.
const SLOWEST_MAX: usize = 3;

/// Writes the lines to the standard error output, since they differ from run to run.
pub(super) fn write(terminal: Terminal, results: &Results, times: &[(String, Duration)]) {
    let (mut out, colours) = terminal.stderr();
    // A summary that no one can read is missed by no one.
    let _ = lines(&mut *out, colours, results, times).and_then(|()| out.flush());
}

fn lines(
    out: &mut dyn Write,
    colours: Colours,
    results: &Results,
    times: &[(String, Duration)],
) -> io::Result<()> {
    let (passed, failed) = results.counts();
    let broken = results.files.iter().filter(|file| file.has_errors()).count();
    writeln!(out)?;
    colours.write(out, style::GOOD, &format!("{passed} passed"))?;
    let red = style::of_severity(Severity::Error);
    for (count, what) in [(failed, "failed"), (broken, "not usable")] {
        if count > 0 {
            write!(out, ", ")?;
            let noun = if what == "failed" { "" } else { "file " };
            let noun = if count > 1 && !noun.is_empty() { "files " } else { noun };
            colours.write(out, red, &format!("{count} {noun}{what}"))?;
        }
    }
    let files = results.files.len();
    let plural = if files == 1 { "file" } else { "files" };
    let whole: Duration = times.iter().map(|(_, time)| *time).sum();
    writeln!(out, " in {files} {plural} ({})", milliseconds(whole))?;
    let mut slow: Vec<_> = times.iter().filter(|(_, time)| *time >= SLOW).collect();
    slow.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    for (name, time) in slow.into_iter().take(SLOWEST_MAX) {
        writeln!(out, "slow: {name} ({})", milliseconds(*time))?;
    }
    Ok(())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
