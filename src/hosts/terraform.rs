//! Terraform configurations: `aws_sfn_state_machine`, its definition as an object, a text, or the
//! name of a file.

use std::borrow::Cow;

use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body};
use hcl_edit::template::{Element, Template};
use memchr::memmem;

use crate::hosts::{Definition, Machine};
use crate::source::{SourceMap, Span};
use crate::syntax::surroundings::Surroundings;
use crate::syntax::tree::{Builder, Kind, Tree};

/// The type of resources that are state machines.
const RESOURCE: &str = "aws_sfn_state_machine";

/// What the sources of modules that make state machines have in their names:
/// `terraform-aws-modules/step-functions/aws`.
const MODULE: &str = "step-functions";

/// How many names are followed from one expression to the next.
const HOPS_MAX: usize = 8;

/// Whether a text looks as if it held a state machine.
pub fn is_likely(text: &[u8]) -> bool {
    [RESOURCE, MODULE].iter().any(|word| memmem::find(text, word.as_bytes()).is_some())
}

/// The state machines in a configuration, in the order of the text; none where it cannot be read.
pub fn machines(text: &str) -> Vec<Machine<'_>> {
    let Ok(body) = hcl_edit::parser::parse_body(text) else { return Vec::new() };
    let module = Module { text, body: &body };
    let blocks = body.iter().filter_map(|structure| structure.as_block());
    blocks.filter_map(|block| module.machine(block)).collect()
}

/// The address of the state machine that a block makes, if it makes one, and where it is named.
fn address(block: &Block) -> Option<(String, Span)> {
    let source = || block.body.get_attribute("source").and_then(|one| one.value.as_str());
    match block.ident.as_str() {
        "resource" if label(block, 0) == RESOURCE => {
            let name = block.labels.get(1)?;
            Some((format!("{RESOURCE}.{}", name.as_str()), span(name)))
        }
        "module" if source().is_some_and(|source| source.contains(MODULE)) => {
            let name = block.labels.first()?;
            Some((format!("module.{}", name.as_str()), span(name)))
        }
        _ => None,
    }
}

/// A configuration file, as far as it can be looked through.
struct Module<'t, 'b> {
    text: &'t str,
    body: &'b Body,
}

fn label(block: &Block, place: usize) -> &str {
    block.labels.get(place).map(BlockLabel::as_str).unwrap_or_default()
}

fn span(of: &impl hcl_edit::Span) -> Span {
    of.span().map_or(Span::new(0, 0), Span::of)
}

impl<'t> Module<'t, '_> {
    fn machine(&self, resource: &Block) -> Option<Machine<'t>> {
        let (name, place) = address(resource)?;
        let attribute = |name| resource.body.get_attribute(name).map(|one| &one.value);
        let definition = attribute("definition")?;
        let workflow_type = attribute("type").and_then(Expression::as_str);
        let workflow_type = workflow_type.map(|word| Cow::Owned(word.to_owned()));
        let definition = self.definition(definition, 0);
        Some(Machine {
            name,
            place,
            workflow_type,
            surroundings: Surroundings::default(),
            definition,
        })
    }

    /// What an expression makes of a definition.
    fn definition(&self, expression: &Expression, hops: usize) -> Definition<'t> {
        match expression {
            _ if hops > HOPS_MAX => Definition::Elsewhere,
            Expression::Parenthesis(inner) => self.definition(inner.inner(), hops + 1),
            Expression::FuncCall(call) => self.called(call, hops),
            Expression::String(text) => self.text([(text.as_str(), span(text))].into_iter()),
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Traversal(_) => match self.named(expression) {
                Some(named) => self.definition(named, hops + 1),
                None => Definition::Elsewhere,
            },
            _ => Definition::Elsewhere,
        }
    }

    /// What a function makes of a definition.
    fn called(&self, call: &FuncCall, hops: usize) -> Definition<'t> {
        let first = call.args.iter().next();
        match (call.name.name.as_str(), first) {
            ("jsonencode", Some(argument)) => match self.resolved(argument, hops) {
                Some(Expression::Object(object)) => Definition::Tree(Box::new(self.tree(object))),
                _ => Definition::Elsewhere,
            },
            ("file" | "templatefile", Some(path)) => self.file(path),
            ("trimspace" | "chomp" | "replace", Some(text)) => self.definition(text, hops + 1),
            _ => Definition::Elsewhere,
        }
    }

    /// An expression, or the one that it names.
    fn resolved<'b>(&'b self, expression: &'b Expression, hops: usize) -> Option<&'b Expression> {
        match expression {
            _ if hops > HOPS_MAX => None,
            Expression::Parenthesis(inner) => self.resolved(inner.inner(), hops + 1),
            Expression::Traversal(_) => self.resolved(self.named(expression)?, hops + 1),
            other => Some(other),
        }
    }

    /// The expression that `local.name` or `data.template_file.name.rendered` stands for, where it
    /// is in the same file.
    fn named(&self, expression: &Expression) -> Option<&Expression> {
        let Expression::Traversal(traversal) = expression else { return None };
        let Expression::Variable(root) = &traversal.expr else { return None };
        let names: Option<Vec<_>> = traversal
            .operators
            .iter()
            .map(|operator| match operator.value() {
                TraversalOperator::GetAttr(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        match (root.as_str(), names?.as_slice()) {
            ("local", [name]) => {
                let mut blocks = self.body.get_blocks("locals");
                blocks.find_map(|block| block.body.get_attribute(name)).map(|one| &one.value)
            }
            ("data", ["template_file", name, "rendered"]) => {
                let mut blocks = self.body.get_blocks("data");
                let block = blocks
                    .find(|block| label(block, 0) == "template_file" && label(block, 1) == *name);
                block?.body.get_attribute("template").map(|one| &one.value)
            }
            _ => None,
        }
    }

    /// The file that `file` or `templatefile` reads, where its path is known.
    fn file(&self, path: &Expression) -> Definition<'t> {
        let place = span(path);
        let written = &self.text[place.range()];
        let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let inner = inner.map(|inner| inner.strip_prefix("${path.module}/").unwrap_or(inner));
        match inner.filter(|path| !path.contains(['$', '"', '\\']) && !path.is_empty()) {
            Some(path) => Definition::File { path: Cow::Borrowed(path), place },
            None => Definition::Elsewhere,
        }
    }

    /// The text of a template, with placeholders for what is filled in.
    fn template(&self, template: &Template) -> Definition<'t> {
        let pieces = template.iter().map(|element| match element {
            Element::Literal(literal) => (literal.as_str(), span(literal)),
            Element::Interpolation(_) | Element::Directive(_) => ("", span(element)),
        });
        self.text(pieces)
    }

    /// A text of pieces, each with its place; what is filled in has none of its own.
    fn text<'p>(&self, pieces: impl Iterator<Item = (&'p str, Span)>) -> Definition<'t> {
        let mut text = String::new();
        let mut map: Option<SourceMap> = None;
        for (piece, place) in pieces {
            let map = map.get_or_insert_with(|| SourceMap::copied(place.start));
            map.anchor(text.len() as u32, place.start);
            if piece.is_empty() {
                text.push_str(&placeholder(&self.text[place.range()]));
                map.anchor(text.len() as u32, place.end);
            } else {
                self.align(piece, place, text.len() as u32, map);
                text.push_str(piece);
            }
        }
        let map = map.unwrap_or_else(|| SourceMap::copied(0));
        Definition::Text { text: Cow::Owned(text), map }
    }

    /// How a piece lies in the file: it is what is written there without indents and escapes.
    fn align(&self, piece: &str, place: Span, decoded: u32, map: &mut SourceMap) {
        let written = &self.text[place.range()];
        let mut at = 0;
        for (offset, character) in piece.char_indices() {
            let Some(skip) = written[at..].find(character) else { return };
            if skip > 0 {
                map.anchor(decoded + offset as u32, place.start + (at + skip) as u32);
            }
            at += skip + character.len_utf8();
        }
    }

    /// The object in `jsonencode({...})` as a tree. Objects are nested no deeper than the parser
    /// of the language goes.
    fn tree(&self, object: &Object) -> Tree<'t> {
        let mut builder = Builder::new(self.text);
        self.add_object(&mut builder, object);
        builder.finish()
    }

    fn add_object(&self, builder: &mut Builder<'t>, object: &Object) {
        let place = span(object);
        builder.open(Kind::Object, place.start);
        for (key, value) in object {
            match key {
                ObjectKey::Ident(name) => builder.leaf(Kind::String, span(name)),
                ObjectKey::Expression(Expression::String(name)) => {
                    builder.decoded(Kind::String, span(name), name.as_str());
                }
                ObjectKey::Expression(Expression::Variable(name)) => {
                    builder.leaf(Kind::String, span(name));
                }
                ObjectKey::Expression(_) => {
                    builder.incomplete();
                    continue;
                }
            }
            self.add(builder, value.expr());
        }
        builder.close(place.end);
    }

    fn add(&self, builder: &mut Builder<'t>, expression: &Expression) {
        let place = span(expression);
        match expression {
            Expression::Null(_) => builder.leaf(Kind::Null, place),
            Expression::Bool(_) => builder.leaf(Kind::Bool, place),
            Expression::Number(number) => {
                builder.decoded(Kind::Number, place, number.value().to_string());
            }
            Expression::String(text) => builder.decoded(Kind::String, place, text.as_str()),
            Expression::StringTemplate(template) => {
                let Definition::Text { text, .. } = self.template(template) else { return };
                builder.decoded(Kind::String, place, text);
            }
            Expression::HeredocTemplate(heredoc) => {
                let Definition::Text { text, .. } = self.template(&heredoc.template) else {
                    return;
                };
                builder.decoded(Kind::String, place, text);
            }
            Expression::Array(items) => {
                builder.open(Kind::Array, place.start);
                items.iter().for_each(|item| self.add(builder, item));
                builder.close(place.end);
            }
            Expression::Object(object) => self.add_object(builder, object),
            Expression::Parenthesis(inner) => self.add(builder, inner.inner()),
            _ => builder.leaf(Kind::Opaque, place),
        }
    }
}

/// What stands in a text for something that is filled in: `${name}`.
fn placeholder(written: &str) -> Cow<'_, str> {
    let inner = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-[]".contains(c);
    if inner.is_some_and(|inner| inner.chars().all(is_name)) {
        return Cow::Borrowed(written);
    }
    Cow::Borrowed("${unknown}")
}
