//! Map states, inline: an iteration for each item, so many at a time.

use std::collections::BTreeMap;
use std::mem;
use std::rc::Rc;

use crate::exec::Payload;
use crate::exec::amounts::unexpected;
use crate::exec::engine::Engine;
use crate::exec::failure::Trouble;
use crate::exec::history::What;
use crate::exec::identity::object;
use crate::exec::plan::{Kind, MapPlan, Plan};
use crate::exec::sight::Sight;
use crate::exec::states::distributed::Beginning;
use crate::exec::strand::{Fork, ForkKey, ForkKind, Strand, StrandKey};
use crate::model::ScopeId;
use crate::query::value::{Object, Value};
use crate::schema::QueryLanguage;

/// How many iterations of an inline Map go on at a time where nothing says fewer (quotas of Step
/// Functions).
const INLINE_CONCURRENCY_MAX: usize = 40;

/// The items of an inline Map, and what is made of them.
#[derive(Debug)]
pub(crate) struct Iterations {
    items: Value,
    /// The input that `ItemSelector` reads.
    input: Payload,
    next: usize,
    processor: ScopeId,
}

impl Iterations {
    fn items(&self) -> &[Value] {
        self.items.as_array().unwrap_or_default()
    }
}

impl Engine<'_, '_> {
    /// Starts the iterations, or the Map Run.
    pub(super) fn start_map(
        &mut self,
        key: StrandKey,
        plan: &Plan,
        map: &MapPlan,
    ) -> Result<(), Trouble> {
        let sight = self.sight(key);
        let input = self.selected_input(key, plan, &sight)?;
        let concurrency = sight.integer(&map.concurrency_max, &input)?;
        let reads = map.distributed.as_ref().is_some_and(|one| one.reader.is_some());
        let items = if reads { Value::Null } else { items(&sight, plan, map, &input)? };
        drop(sight);
        let length = match &items {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        let state = self.visit(key).state;
        let started = self.log(key, What::MapStarted { state, length: length as u64 });
        self.visit_mut(key).trigger = started;
        if self.ends_as_mocked(key, &input) {
            return Ok(());
        }
        let tolerated = self.tolerated(key, map, &input)?;
        let Some(processor) = map.processor else {
            return Err(Trouble::runtime("The Map state has no ItemProcessor."));
        };
        if let Some(distributed) = &map.distributed {
            let beginning = Beginning { distributed, processor, concurrency, input, items };
            return self.start_map_run(key, beginning, tolerated);
        }
        let fork = self.forks.insert(Fork {
            holder: key,
            state,
            strands: BTreeMap::new(),
            outputs: vec![None; length],
            started,
            last: started,
            kind: ForkKind::Map(Box::new(Iterations { items, input, next: 0, processor })),
        });
        self.visit_mut(key).fork = Some(fork);
        if length == 0 {
            self.end_fork(fork, What::MapSucceeded);
            return Ok(());
        }
        let concurrency = match concurrency.map(usize::try_from) {
            None | Some(Ok(0)) => INLINE_CONCURRENCY_MAX,
            // A negative number lets nothing begin, ever (recorded).
            Some(Err(_)) => 0,
            Some(Ok(number)) => number.min(INLINE_CONCURRENCY_MAX),
        };
        let count = concurrency.min(length);
        let strands: Vec<_> =
            (0..count).filter_map(|_| self.open_iteration(fork, started)).collect();
        strands.into_iter().try_for_each(|strand| self.begin_iteration(fork, strand))
    }

    /// Opens the next iteration, if there is one more, because of an event.
    fn open_iteration(&mut self, key: ForkKey, previous: u64) -> Option<StrandKey> {
        let fork = &mut self.forks[key];
        let ForkKind::Map(iterations) = &mut fork.kind else { return None };
        let place = iterations.next;
        let value = iterations.items().get(place)?.clone();
        iterations.next += 1;
        let processor = iterations.processor;
        let index = place as u64;
        let state = fork.state;
        let strand = self.branch(key, index, processor, previous);
        self.log(strand, What::IterationStarted(state, index));
        let context = item_context(index, None, &value, None);
        self.strands[strand].map_context = Some(context);
        self.strands[strand].iteration = Some(index);
        Some(strand)
    }

    /// Gives an iteration its input.
    fn begin_iteration(&mut self, key: ForkKey, strand: StrandKey) -> Result<(), Trouble> {
        let fork = &self.forks[key];
        let ForkKind::Map(iterations) = &fork.kind else { return Ok(()) };
        let input = iterations.input.clone();
        let index = self.strands[strand].iteration.unwrap_or_default() as usize;
        let value = iterations.items()[index].clone();
        let item_context = self.strands[strand].map_context.clone();
        let payload = self.item_input(fork.holder, item_context, &input, value)?;
        self.start_strand(strand, payload);
        Ok(())
    }

    /// What an iteration or a child is given for an item: the item, or what `ItemSelector` makes
    /// of it.
    pub(crate) fn item_input(
        &mut self,
        holder: StrandKey,
        map_context: Option<Value>,
        input: &Payload,
        item: Value,
    ) -> Result<Payload, Trouble> {
        let plan = Rc::clone(&self.visit(holder).plan);
        let Kind::Map(map) = &plan.kind else { unreachable!("only Map states have items") };
        let Some(template) = &map.item_selector else { return Ok(input.part(item)) };
        let outer = mem::replace(&mut self.strands[holder].map_context, map_context);
        let sight = self.sight(holder);
        let made = sight.fill(template, &input.value);
        drop(sight);
        self.strands[holder].map_context = outer;
        made.map(Payload::new)
    }

    /// An iteration has ended: the next one begins, or the state ends.
    pub(crate) fn end_iteration(&mut self, key: ForkKey, place: u64, ended: &Strand) {
        let Strand { run, line, last, .. } = *ended;
        let Fork { holder, state, .. } = self.forks[key];
        let succeeded = self.record(run, line, last, What::IterationSucceeded(state, place));
        self.forks[key].last = succeeded;
        let begun = match self.open_iteration(key, last) {
            Some(strand) => self.begin_iteration(key, strand),
            None => Ok(()),
        };
        if let Err(trouble) = begun {
            self.trouble(holder, trouble);
        } else if self.forks.get(key).is_some_and(|fork| fork.strands.is_empty()) {
            self.end_fork(key, What::MapSucceeded);
        }
    }
}

/// The items: what `ItemsPath` or `Items` leads to, or the input.
fn items(sight: &Sight<'_>, plan: &Plan, map: &MapPlan, input: &Payload) -> Result<Value, Trouble> {
    let takes_objects = map.distributed.is_some();
    let is_fit = |value: &Value| match value {
        Value::Array(_) => true,
        Value::Object(_) => takes_objects,
        _ => false,
    };
    if plan.language == QueryLanguage::JsonPath {
        let selected = match &map.items_path {
            Some(field) => sight.select(field, input)?.value,
            None => input.value.clone(),
        };
        let path = map.items_path.as_ref().map_or("$", |field| &field.text);
        let cause = || {
            let cause = format!("Reference path \"{path}\" must point to array.");
            Trouble::runtime_at("ItemsPath", cause)
        };
        return if is_fit(&selected) { Ok(selected) } else { Err(cause()) };
    }
    let Some(template) = &map.items else {
        let cause = || format!("Map state input must be an array but was: {input}");
        let is_fit = is_fit(&input.value);
        return if is_fit {
            Ok(input.value.clone())
        } else {
            Err(Trouble::Evaluation(None, cause()))
        };
    };
    let value = sight.fill(template, &input.value)?;
    if is_fit(&value) { Ok(value) } else { Err(unexpected(template, "array", &value)) }
}

/// `Map` of the context object for an item.
pub(super) fn item_context(
    index: u64,
    key: Option<&Rc<str>>,
    value: &Value,
    source: Option<&Rc<str>>,
) -> Value {
    let text = |text: &Rc<str>| Value::String(Rc::clone(text));
    let members = [
        ("Index", Some(index.cast_signed().into())),
        ("Key", key.map(text)),
        ("Value", Some(value.clone())),
        ("Source", source.map(text)),
    ];
    let members = members.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    object([("Item", members.collect::<Object>().into())])
}
