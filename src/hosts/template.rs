//! What a template has that definitions in it refer to, and what they refer to in vain.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::did_you_mean;
use crate::hosts::functions::{Asked, Call, asked, call, names_in};
use crate::hosts::resource_types::ResourceType;
use crate::syntax::Parsed;
use crate::syntax::surroundings::{Dangling, Reference, Surroundings};
use crate::syntax::tree::{Kind, Value};

/// The transforms that bring no resources whose names do not begin with those of a template.
const KNOWN_TRANSFORMS: [&str; 3] =
    ["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen"];

/// The resources and parameters of a template.
#[derive(Debug, Default)]
pub(super) struct Template<'t> {
    /// The types of the resources, by their logical ids.
    resources: FxHashMap<&'t str, &'t str>,
    parameters: FxHashSet<&'t str>,
    /// Whether nothing else can be referred to.
    is_whole: bool,
    /// Whether SAM adds resources of its own.
    is_serverless: bool,
}

impl<'t> Template<'t> {
    /// What the template in a file has.
    pub(super) fn of(host: &'t Parsed<'_>) -> Self {
        let root = host.tree.root();
        let mut template = Self::part(root);
        let parameters = root.get("Parameters");
        let names = parameters.into_iter().flat_map(Value::members);
        template.parameters = names.map(|parameter| parameter.name()).collect();
        let transforms = root.get("Transform").map(transforms).unwrap_or_default();
        let is_known = |name: Option<&str>| name.is_some_and(|it| KNOWN_TRANSFORMS.contains(&it));
        let names = template.resources.keys().chain(&template.parameters);
        template.is_serverless = !transforms.is_empty();
        template.is_whole = host.faults.is_empty()
            && transforms.iter().copied().all(is_known)
            && root.get("Fn::Transform").is_none()
            && [Some(root), root.get("Resources"), parameters].into_iter().flatten().all(is_plain)
            && names.into_iter().all(|name| is_id(name))
            && !template
                .resources
                .values()
                .any(|kind| kind.is_empty() || kind.ends_with("::MODULE"));
        template
    }

    /// What a part of a template has that something else completes.
    pub(super) fn part(root: Value<'t>) -> Self {
        let resources = root.get("Resources").into_iter().flat_map(Value::members);
        let kind = |resource: Value<'t>| resource.get("Type").and_then(Value::as_str);
        let resources = resources
            .map(|resource| (resource.name(), kind(resource.value).unwrap_or_default()))
            .collect();
        Self { resources, ..Self::default() }
    }

    /// Notes what functions in a value refer to: resources, and what there is none of.
    pub(super) fn note(&self, value: Value<'t>, surroundings: &mut Surroundings) {
        let (from, count) = (value.id(), value.node_count());
        let calls = (from..from + count).filter_map(|id| call(value.tree().node(id)));
        for call in calls {
            match call.name {
                "Ref" | "GetAtt" => {
                    call.asked().iter().for_each(|asked| self.note_one(asked, surroundings));
                }
                "Sub" => self.note_text(call, surroundings),
                _ => {}
            }
        }
    }

    /// Whether all that a value refers to is there, as far as can be said.
    pub(super) fn has(&self, value: Value<'t>) -> bool {
        let mut surroundings = Surroundings::default();
        self.note(value, &mut surroundings);
        surroundings.dangling.is_empty()
    }

    /// Notes what the names in the text of a `Fn::Sub` refer to.
    fn note_text(&self, call: Call<'t>, surroundings: &mut Surroundings) {
        let mut arguments = call.argument.items();
        let text = arguments.next().unwrap_or(call.argument);
        let variables = arguments.next();
        if text.kind() != Kind::String {
            return;
        }
        if variables.is_some_and(|variables| !is_plain(variables)) {
            return;
        }
        for (offset, name) in names_in(text.text()) {
            match variables.and_then(|variables| variables.get(name)) {
                Some(variable) => {
                    let reference = self.reference(variable);
                    let reference = reference.map(|one| (name.to_owned(), one));
                    surroundings.references.extend(reference);
                }
                None => self.note_one(&asked(name, text, offset), surroundings),
            }
        }
    }

    fn note_one(&self, asked: &Asked<'t>, surroundings: &mut Surroundings) {
        if let Some(reference) = self.resolve(asked) {
            surroundings.references.insert(asked.written(), reference);
        } else if self.lacks(asked.id) {
            let known = self.resources.keys().chain(&self.parameters).copied();
            let meant = did_you_mean(asked.id, known).map(str::to_owned);
            let (name, place) = (asked.id.to_owned(), asked.place);
            surroundings.dangling.push(Dangling { name, place, meant });
        }
    }

    /// The resource that a value as a whole refers to, if its type is known.
    pub(super) fn reference(&self, value: Value<'t>) -> Option<Reference> {
        let call = call(value)?;
        let asked = match call.name {
            "Sub" if call.argument.kind() == Kind::String => {
                let text = call.argument.text();
                let name = text.strip_prefix("${")?.strip_suffix('}')?;
                asked(name, call.argument, 2)
            }
            _ => call.asked()?,
        };
        self.resolve(&asked)
    }

    fn resolve(&self, asked: &Asked<'t>) -> Option<Reference> {
        let resource_type = ResourceType::named(self.resources.get(asked.id)?)?;
        let gives = resource_type.gives(asked.attribute)?;
        let ResourceType { name: type_name, family, .. } = *resource_type;
        Some(Reference { written: asked.written(), type_name, family, gives })
    }

    /// Whether it is certain that there is nothing of that name.
    fn lacks(&self, id: &str) -> bool {
        let has = self.resources.contains_key(id) || self.parameters.contains(id);
        // What SAM adds is named after what it is for: `FunctionRole`, `ApiProdStage`.
        let is_added = || {
            let is_named_after = |resource: &&str| id.starts_with(*resource);
            self.is_serverless
                && (id.starts_with("Serverless")
                    || id.starts_with("CodeDeploy")
                    || self.resources.keys().any(is_named_after))
        };
        self.is_whole && is_id(id) && !has && !is_added()
    }
}

/// The names of transforms; none for one that is not known.
fn transforms(value: Value<'_>) -> Vec<Option<&str>> {
    match value.kind() {
        Kind::Array => value.items().map(Value::as_str).collect(),
        _ => vec![value.as_str()],
    }
}

/// Whether a name is written as logical ids are.
fn is_id(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a value is an object of which every member is known.
fn is_plain(value: Value<'_>) -> bool {
    value.kind() == Kind::Object && !value.is_incomplete() && call(value).is_none()
}
