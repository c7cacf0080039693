//! What an evaluation may use: levels, bytes, time, and the stack it runs on.

use std::mem;
use std::time::{Duration, Instant};

use crate::query::jsonata::error::{Error, Fault, LIMIT};
use crate::query::jsonata::{Limits, functions};

/// How deeply arrays, objects and functions may be nested in a value.
const VALUE_NESTING_MAX: u32 = 400;

/// The clock is looked at once in so many steps.
const STEPS_PER_LOOK: usize = 256;

/// Making so many bytes takes about as long as a step.
const BYTES_PER_STEP: usize = 1 << 10;

/// The text for what is nested too deeply, as AWS has it.
const STACK: &str = "Stack overflow error: Check for non-terminating recursive function. Consider \
                     rewriting as tail-recursive";

fn limit(what: &'static str) -> Fault {
    if what != STACK {
        return functions::Fault::new(what).into();
    }
    let mut fault = Error::new(LIMIT);
    fault.message.push_str(STACK);
    fault
}

/// What is left of the budget.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    bytes: u64,
    /// Steps since the last look.
    steps: usize,
    /// Steps before the last look.
    steps_before: u64,
    deadline: Option<Instant>,
    stack_start: usize,
}

/// About where the stack is: the address of a local variable.
fn stack_address() -> usize {
    let marker = 0_u8;
    &raw const marker as usize
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        let deadline =
            limits.time_millis.map(|millis| Instant::now() + Duration::from_millis(millis));
        Self {
            limits: *limits,
            bytes: 0,
            steps: 0,
            steps_before: 0,
            deadline,
            stack_start: stack_address(),
        }
    }

    /// Refuses to go on where a limit is exceeded.
    pub(super) fn check(&mut self, depth: u32) -> Result<(), Fault> {
        let used = self.stack_start.abs_diff(stack_address());
        if depth > self.limits.depth || used > self.limits.stack_bytes {
            return Err(limit(STACK));
        }
        self.step()
    }

    /// Counts a step; looks at the clock now and then.
    pub(crate) fn step(&mut self) -> Result<(), Fault> {
        self.work(1)
    }

    /// Counts as many steps.
    fn work(&mut self, steps: usize) -> Result<(), Fault> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps < STEPS_PER_LOOK {
            return Ok(());
        }
        self.steps_before += mem::take(&mut self.steps) as u64;
        if self.limits.steps.is_some_and(|limit| self.steps_before > limit) {
            return Err(limit(functions::TOO_LONG));
        }
        match self.deadline {
            Some(deadline) if Instant::now() > deadline => Err(limit(functions::TOO_LONG)),
            _ => Ok(()),
        }
    }

    /// Counts bytes that a value takes.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), Fault> {
        self.bytes += bytes as u64;
        if self.bytes > self.limits.bytes {
            return Err(limit(functions::TOO_BIG));
        }
        self.work(bytes / BYTES_PER_STEP)
    }
}

/// Refuses a value that is nested too deeply to be walked.
pub(super) fn refuse_deep(nesting: u32) -> Result<(), Fault> {
    if nesting > VALUE_NESTING_MAX { Err(limit(STACK)) } else { Ok(()) }
}
