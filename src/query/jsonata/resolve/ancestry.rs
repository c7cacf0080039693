//! Which step of a path the operator `%` speaks of.

use crate::query::jsonata::error::Error;
use crate::query::jsonata::program::{Id, Kind};
use crate::query::jsonata::resolve::Resolver;

impl Resolver<'_> {
    /// Hands the slots that a part does not fill to the whole.
    pub(super) fn inherit(&mut self, whole: Id, part: Id) {
        let mut slots = self.nodes[part].seeking.clone();
        if let Kind::Parent(slot) = self.nodes[part].kind {
            slots.push(slot);
        }
        self.nodes[whole].seeking.extend(slots);
    }

    /// Looks among the steps of a path for those that the slots of its last step speak of.
    pub(super) fn resolve_ancestry(&mut self, path: Id) {
        let Kind::Path(steps) = &self.nodes[path].kind else { return };
        let Some(last) = steps.last().map(|last| &self.nodes[*last]) else { return };
        if last.seeking.is_empty() && !matches!(last.kind, Kind::Parent(_)) {
            return;
        }
        let steps = steps.clone();
        let Some((last, before)) = steps.split_last() else { return };
        let mut slots = self.nodes[*last].seeking.clone();
        if let Kind::Parent(slot) = self.nodes[*last].kind {
            slots.push(slot);
        }
        for slot in slots {
            let mut rest = before;
            while self.slots[slot].level > 0 {
                let Some((step, mut others)) = rest.split_last() else {
                    self.nodes[path].seeking.push(slot);
                    break;
                };
                let mut step = *step;
                while let (Some(_), Some((other, more))) =
                    (&self.nodes[step].focus, others.split_last())
                {
                    if self.nodes[*other].focus.is_none() {
                        break;
                    }
                    step = *other;
                    others = more;
                }
                rest = others;
                self.seek_parent(step, slot);
            }
        }
    }

    /// Goes one step up; where the slot is reached, the step will fill it.
    pub(super) fn seek_parent(&mut self, id: Id, slot: usize) {
        match self.nodes[id].kind.clone() {
            Kind::Name(_) | Kind::Wildcard => {
                self.slots[slot].level -= 1;
                if self.slots[slot].level == 0 {
                    if let Some(known) = self.nodes[id].ancestor {
                        self.slots[slot].label = self.slots[known].label.clone();
                    }
                    self.nodes[id].ancestor = Some(slot);
                    self.nodes[id].tuple = true;
                }
            }
            Kind::Parent(_) => self.slots[slot].level += 1,
            Kind::Block(items) => {
                if let Some(last) = items.last() {
                    self.nodes[id].tuple = true;
                    self.seek_parent(*last, slot);
                }
            }
            Kind::Path(steps) => {
                self.nodes[id].tuple = true;
                let mut rest = steps.iter().rev();
                if let Some(last) = rest.next() {
                    self.seek_parent(*last, slot);
                }
                for step in rest {
                    if self.slots[slot].level <= 0 {
                        break;
                    }
                    self.seek_parent(*step, slot);
                }
            }
            kind => {
                let (span, token) = (self.nodes[id].span, self.nodes[id].token);
                self.fault(Error::new("S0217").token(kind.type_name()), span, token);
                self.slots[slot].level = 0;
            }
        }
    }
}
