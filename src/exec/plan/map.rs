//! Map states made ready.

use std::rc::Rc;

use crate::exec::plan::amount::Amount;
use crate::exec::plan::field::{PathField, Template};
use crate::model::{Map, ScopeId, State};
use crate::query::value::Value;
use crate::schema::QueryLanguage;
use crate::syntax::tree;

/// What only Map states have.
#[derive(Debug)]
pub(crate) struct MapPlan {
    pub(crate) processor: Option<ScopeId>,
    pub(crate) distributed: Option<Distributed>,
    pub(crate) items_path: Option<PathField>,
    pub(crate) items: Option<Template>,
    /// `ItemSelector`, or `Parameters` as it was called before.
    pub(crate) item_selector: Option<Template>,
    pub(crate) concurrency_max: Amount,
    pub(crate) tolerated_count: Amount,
    pub(crate) tolerated_percentage: Amount,
}

/// What only a Distributed Map has.
#[derive(Debug)]
pub(crate) struct Distributed {
    /// Whether the children are Express workflows.
    pub(crate) is_express: bool,
    pub(crate) label: Option<Rc<str>>,
    pub(crate) reader: Option<ReaderPlan>,
    pub(crate) batcher: Option<BatchPlan>,
    pub(crate) writer: Option<WriterPlan>,
}

/// An `ItemReader`.
#[derive(Debug)]
pub(crate) struct ReaderPlan {
    pub(crate) is_listing: bool,
    pub(crate) arguments: Option<Template>,
    pub(crate) config: Value,
    pub(crate) items_max: Amount,
}

/// An `ItemBatcher`.
#[derive(Debug)]
pub(crate) struct BatchPlan {
    pub(crate) items_max: Amount,
    pub(crate) bytes_max: Amount,
    pub(crate) input: Option<Template>,
}

/// A `ResultWriter`.
#[derive(Debug)]
pub(crate) struct WriterPlan {
    /// Whether results are written to a bucket.
    pub(crate) exports: bool,
    pub(crate) arguments: Option<Template>,
    pub(crate) transformation: Option<Rc<str>>,
}

impl MapPlan {
    pub(super) fn read(state: &State<'_>, map: &Map<'_>) -> Self {
        let language = state.query_language;
        let amount = |name, path_name| {
            let by_path = (path_name, state.object.get(path_name));
            Amount::read(language, (name, state.object.get(name)), by_path)
        };
        let template = |node: Option<tree::Value<'_>>, name| {
            node.map(|node| Template::compile(language, node, name))
        };
        let paths = language == QueryLanguage::JsonPath;
        Self {
            processor: map.processor,
            distributed: Self::is_distributed(map).then(|| Distributed::read(state, map)),
            items_path: PathField::read("ItemsPath", map.items_path).filter(|_| paths),
            items: template(map.items, "Items").filter(|_| !paths),
            item_selector: template(map.item_selector, "ItemSelector")
                .or_else(|| template(state.parameters, "Parameters").filter(|_| paths)),
            concurrency_max: amount("MaxConcurrency", "MaxConcurrencyPath"),
            tolerated_count: amount("ToleratedFailureCount", "ToleratedFailureCountPath"),
            tolerated_percentage: amount(
                "ToleratedFailurePercentage",
                "ToleratedFailurePercentagePath",
            ),
        }
    }

    /// An `ItemReader` makes no sense anywhere else, and AWS takes one without the mode.
    fn is_distributed(map: &Map<'_>) -> bool {
        map.is_distributed() == Some(true) || map.item_reader.is_some()
    }
}

impl Distributed {
    fn read(state: &State<'_>, map: &Map<'_>) -> Self {
        let language = state.query_language;
        let kind = map.processor_config.and_then(|config| config.get("ExecutionType"));
        Self {
            is_express: kind.is_some_and(|kind| kind.reads("EXPRESS")),
            label: map.label.map(|label| label.text().into()),
            reader: map.item_reader.map(|node| ReaderPlan::read(language, node)),
            batcher: map.item_batcher.map(|node| BatchPlan::read(language, node)),
            writer: map.result_writer.map(|node| WriterPlan::read(language, node)),
        }
    }
}

impl ReaderPlan {
    fn read(language: QueryLanguage, node: tree::Value<'_>) -> Self {
        let config = node.get("ReaderConfig");
        let member = |name| config.and_then(|config| config.get(name));
        let resource = node.get("Resource").map(tree::Value::text).unwrap_or_default();
        Self {
            is_listing: resource.ends_with("listObjectsV2"),
            arguments: arguments(language, node, "ItemReader"),
            config: config.map_or(Value::Null, Value::from_tree),
            items_max: Amount::read_at(
                language,
                "ItemReader/ReaderConfig/MaxItems",
                member("MaxItems"),
                ("MaxItemsPath", member("MaxItemsPath")),
            ),
        }
    }
}

impl BatchPlan {
    fn read(language: QueryLanguage, node: tree::Value<'_>) -> Self {
        let amount = |name: &str, path_name| {
            let location = format!("ItemBatcher/{name}");
            Amount::read_at(language, &location, node.get(name), (path_name, node.get(path_name)))
        };
        Self {
            items_max: amount("MaxItemsPerBatch", "MaxItemsPerBatchPath"),
            bytes_max: amount("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
            input: node
                .get("BatchInput")
                .map(|input| Template::compile(language, input, "ItemBatcher/BatchInput")),
        }
    }
}

impl WriterPlan {
    fn read(language: QueryLanguage, node: tree::Value<'_>) -> Self {
        let transformation = node.get("WriterConfig").and_then(|one| one.get("Transformation"));
        Self {
            exports: node.get("Resource").is_some(),
            arguments: arguments(language, node, "ResultWriter"),
            transformation: transformation.map(|one| one.text().into()),
        }
    }
}

/// `Parameters` or `Arguments` of a reader or a writer.
fn arguments(language: QueryLanguage, node: tree::Value<'_>, within: &str) -> Option<Template> {
    let name = match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    let node = node.get(name)?;
    Some(Template::compile(language, node, &format!("{within}/{name}")))
}
