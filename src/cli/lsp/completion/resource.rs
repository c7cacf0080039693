//! Resources: actions in each pattern, and by way of the AWS SDK the services, then their actions.

use crate::cli::lsp::completion::Offer;
use crate::cli::lsp::completion::item::{Item, Kind};
use crate::cli::lsp::completion::probe::Landing;
use crate::cli::lsp::guide::Action;
use crate::model::{Pattern, Resource};
use crate::services::{OPTIMIZED, SDK};

/// How the ARNs of actions begin, in the partition that most use.
const BASE: &str = "arn:aws:states:::";
/// How those of the AWS SDK go on.
const SDK_MARK: &str = "aws-sdk:";

/// The resources that an object of that title may have.
pub(super) fn offer(landing: &Landing<'_, '_>, title: &str) -> Offer {
    let typed = landing.before;
    let base = typed.find(":::").map_or(BASE, |at| &typed[..at + 3]);
    let base = if base.starts_with("arn:") { base } else { BASE };
    let actions: &[&str] = match title {
        "item reader" => &["s3:getObject", "s3:listObjectsV2"],
        "result writer" => &["s3:putObject"],
        _ => return of_task(base, typed.strip_prefix(base).unwrap_or_default()),
    };
    let items = actions.iter().map(|action| Item::new(format!("{base}{action}"), Kind::Value));
    items.collect::<Vec<_>>().into()
}

fn of_task(base: &str, typed: &str) -> Offer {
    let items = match typed.strip_prefix(SDK_MARK) {
        Some(rest) => match rest.split_once(':') {
            Some((service, _)) => actions(base, service),
            None => services(base),
        },
        None => optimized(base),
    };
    Offer { items, is_incomplete: true }
}

fn optimized(base: &str) -> Vec<Item> {
    let mut items = Vec::new();
    for service in OPTIMIZED.all() {
        for operation in service.operations() {
            let arn = format!("{base}{}:{}", service.name(), operation.name());
            let action = Action { service, operation, is_sdk: false };
            for suffix in std::iter::once("").chain(operation.patterns()) {
                let label = format!("{arn}{suffix}");
                let pattern = Resource::parse(&label).action().map(|action| action.pattern);
                let text = action.told(pattern.unwrap_or(Pattern::RequestResponse));
                items.push(Item::new(label.clone(), Kind::Value).documentation(Some(text)));
            }
        }
    }
    let sdk = Item::new(format!("{base}{SDK_MARK}"), Kind::Module);
    items.push(sdk.detail("any action of the AWS SDK").rank(2));
    items
}

fn services(base: &str) -> Vec<Item> {
    let living = SDK.all().filter(|service| !service.has_ended());
    let items = living.map(|service| {
        Item::new(format!("{base}{SDK_MARK}{}:", service.name()), Kind::Module)
            .detail(service.signing_name().unwrap_or_default())
    });
    items.collect()
}

fn actions(base: &str, service: &str) -> Vec<Item> {
    let Some(service) = SDK.named(service) else { return Vec::new() };
    let supported = service.operations().filter(|operation| operation.is_supported());
    let items = supported.map(|operation| {
        let needed: Vec<_> = operation.required().collect();
        let detail = if needed.is_empty() { String::new() } else { needed.join(", ") };
        let label = format!("{base}{SDK_MARK}{}:{}", service.name(), operation.name());
        Item::new(label, Kind::Value).detail(detail)
    });
    items.collect()
}
