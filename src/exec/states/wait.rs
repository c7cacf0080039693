//! Wait states: time passes on the virtual clock.

use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::plan::{Amount, Plan};
use crate::exec::strand::{Action, StrandKey};

impl Engine<'_, '_> {
    /// Waits for so many seconds.
    pub(super) fn wait_for(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        seconds: &Amount,
    ) -> Result<(), Trouble> {
        self.blame_entering(key);
        let sight = self.sight(key);
        let input = self.selected_input(key, plan, &sight)?;
        let seconds = sight.seconds(seconds, &input)?;
        drop(sight);
        self.later(key, seconds * 1000, Action::Wake(input));
        Ok(())
    }

    /// Waits until a moment.
    pub(super) fn wait_until(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        moment: &Amount,
    ) -> Result<(), Trouble> {
        self.blame_entering(key);
        let sight = self.sight(key);
        let input = self.selected_input(key, plan, &sight)?;
        let millis = match sight.seconds_until(moment, &input)? {
            0 => 0,
            seconds => seconds * 1000 - sight.now_millis.rem_euclid(1000),
        };
        drop(sight);
        self.later(key, millis, Action::Wake(input));
        Ok(())
    }

    /// Unlike those of other states, JSONata failures of a Wait state point at the event of
    /// entering it (recorded).
    fn blame_entering(&mut self, key: StrandKey) {
        let visit = self.visit_mut(key);
        visit.trigger = visit.entered;
    }
}
