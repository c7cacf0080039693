//! The files that a mock file names.

use std::fs;
use std::path::Path;

use crate::diagnostic::Finding;
use crate::exec::mocks::{self, Mocks};

/// Fills the objects that mocks take from files in a folder.
pub(super) fn provide(mocks: &mut Mocks, folder: &Path, findings: &mut Vec<Finding>) {
    let wanted: Vec<_> =
        mocks.wanted_files().map(|(file, place)| (file.to_owned(), place)).collect();
    for (file, place) in wanted {
        match fs::read(folder.join(&file)) {
            Ok(bytes) => mocks.provide(&file, &bytes.into()),
            Err(error) => findings.push(mocks::unreadable(&file, place, &error.to_string())),
        }
    }
}
