//! Merge keys (`<<: *base`): which members they bring to a mapping.

use rustc_hash::FxHashSet;

use crate::diagnostic::Finding;
use crate::syntax::tree::{Builder, Kind, Value};

/// What the merge keys of a mapping bring.
#[derive(Default)]
pub(super) struct Merged {
    /// The indices of the values; the key stands before its value.
    pub members: Vec<u32>,
    /// Whether they may bring more than is known.
    pub incomplete: bool,
    /// Merge keys whose value is no mapping.
    pub findings: Vec<Finding>,
}

/// What the merge keys at the indices `keys` bring to the mapping at `mapping`, whose own
/// members come first, as do those of an earlier merge.
pub(super) fn of(builder: &Builder<'_>, mapping: u32, keys: &[u32]) -> Merged {
    let mut merged = Merged::default();
    let mut names: FxHashSet<&str> =
        builder.members_so_far(mapping).map(|member| member.name()).collect();
    for &key in keys {
        let value = builder.value(key + 1);
        let items = std::iter::once(value).filter(|value| value.kind() != Kind::Array);
        for source in items.chain(value.items()) {
            merged.add(source, &mut names);
        }
    }
    merged
}

impl Merged {
    fn add<'b>(&mut self, source: Value<'b>, names: &mut FxHashSet<&'b str>) {
        match source.kind() {
            Kind::Object => {
                self.incomplete |= source.is_incomplete();
                let new = source.members().filter(|member| names.insert(member.name()));
                self.members.extend(new.map(|member| member.value.id()));
            }
            Kind::Opaque | Kind::Missing => self.incomplete = true,
            kind => {
                self.incomplete = true;
                let message = format!("a merge key needs a mapping, not {}", kind.described());
                let help = "write `<<: *name` or `<<: [*first, *second]`";
                self.findings.push(Finding::new(source.span(), message).help(help));
            }
        }
    }
}
