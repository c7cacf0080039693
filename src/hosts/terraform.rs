//! Terraform configurations: `aws_sfn_state_machine`, its definition as an object, a text, or the
//! name of a file.

mod object;
mod scalar;
mod text;
mod variables;

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use hcl_edit::expr::{Expression, FuncCall, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body};
use memchr::memmem;

use crate::hosts::terraform::scalar::Scalar;
use crate::hosts::terraform::text::Piece;
use crate::hosts::{Definition, Machine};
use crate::source::Span;

/// The type of resources that are state machines.
const RESOURCE: &str = "aws_sfn_state_machine";

/// What the sources of modules that make state machines have in their names:
/// `terraform-aws-modules/step-functions/aws`.
const MODULE: &str = "step-functions";

/// How many names are followed from one expression to the next.
const HOPS_MAX: usize = 8;

/// Whether a text looks as if it held a state machine.
pub fn is_likely(text: &[u8]) -> bool {
    let has = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    has(RESOURCE) || has(MODULE) || (has("module") && has("StartAt"))
}

/// Another file of a module: its name and its text.
pub type Sibling = (String, String);

/// The state machines in a configuration, in the order of the text; none where it cannot be read.
/// The other files of its module are asked for where it lacks a local value.
pub fn machines<'t>(text: &'t str, siblings: &dyn Fn() -> Vec<Sibling>) -> Vec<Machine<'t>> {
    let Ok(body) = hcl_edit::parser::parse_body(text) else { return Vec::new() };
    let module =
        Module { text, body: &body, siblings, others: OnceCell::new(), fills: Cell::new(false) };
    let blocks = body.iter().filter_map(|structure| structure.as_block());
    blocks.filter_map(|block| module.machine(block)).collect()
}

/// The machine of which a local value of a configuration is the definition.
pub fn local<'t>(text: &'t str, name: &str) -> Option<Machine<'t>> {
    let body = hcl_edit::parser::parse_body(text).ok()?;
    let module = Module {
        text,
        body: &body,
        siblings: &Vec::new,
        others: OnceCell::new(),
        fills: Cell::new(false),
    };
    let value = module.local(name)?;
    Some(module.made(format!("local.{name}"), span(value), None, value))
}

/// The address of the state machine that a block makes, if it makes one, and where it is named.
fn address(block: &Block) -> Option<(String, Span)> {
    match block.ident.as_str() {
        "resource" if label(block, 0) == RESOURCE => {
            let name = block.labels.get(1)?;
            Some((format!("{RESOURCE}.{}", name.as_str()), span(name)))
        }
        "module" => {
            let name = block.labels.first()?;
            Some((format!("module.{}", name.as_str()), span(name)))
        }
        _ => None,
    }
}

/// Whether what a block makes is a state machine whatever its definition looks like. Any module
/// may take a definition.
fn makes_machines(block: &Block) -> bool {
    let source = block.body.get_attribute("source").and_then(|one| one.value.as_str());
    block.ident.as_str() == "resource" || source.is_some_and(|source| source.contains(MODULE))
}

/// Whether a definition in sight is one of a state machine.
fn is_definition(definition: &Definition<'_>) -> bool {
    match definition {
        Definition::Text { text, .. } => text.contains("StartAt") && text.contains("States"),
        Definition::Tree(tree) => tree.root().get("StartAt").is_some(),
        _ => false,
    }
}

/// A configuration file, as far as it can be looked through.
struct Module<'t, 'b> {
    text: &'t str,
    body: &'b Body,
    siblings: &'b dyn Fn() -> Vec<Sibling>,
    /// The siblings, once they have been asked for a value.
    others: OnceCell<Vec<Body>>,
    /// Whether a text has got values in place of what is written.
    fills: Cell<bool>,
}

fn label(block: &Block, place: usize) -> &str {
    block.labels.get(place).map(BlockLabel::as_str).unwrap_or_default()
}

fn span(of: &impl hcl_edit::Span) -> Span {
    of.span().map_or(Span::new(0, 0), Span::of)
}

/// The local value of that name in a file.
fn local_of<'b>(body: &'b Body, name: &str) -> Option<&'b Expression> {
    let mut blocks = body.get_blocks("locals");
    blocks.find_map(|block| block.body.get_attribute(name)).map(|one| &one.value)
}

/// The names in a chain of them: `local` and `name` in `local.name`.
fn names(expression: &Expression) -> Option<Vec<&str>> {
    let Expression::Traversal(traversal) = expression else { return None };
    let Expression::Variable(root) = &traversal.expr else { return None };
    let rest = traversal.operators.iter().map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    });
    std::iter::once(Some(root.as_str())).chain(rest).collect()
}

impl<'t> Module<'t, '_> {
    fn machine(&self, resource: &Block) -> Option<Machine<'t>> {
        let (name, place) = address(resource)?;
        let attribute = |name| resource.body.get_attribute(name).map(|one| &one.value);
        let workflow_type = attribute("type").and_then(|value| self.scalar(value));
        let machine = self.made(name, place, workflow_type, attribute("definition")?);
        (makes_machines(resource) || is_definition(&machine.definition)).then_some(machine)
    }

    /// The machine whose definition an expression makes.
    fn made(
        &self,
        name: String,
        place: Span,
        workflow_type: Option<Scalar>,
        expression: &Expression,
    ) -> Machine<'t> {
        self.fills.set(false);
        let definition = self.definition(expression, 0);
        let mut surroundings = self.surroundings(expression, &definition);
        surroundings.is_filled = self.fills.get();
        let workflow_type = workflow_type.map(|scalar| scalar.text.into());
        Machine { name, place, workflow_type, surroundings, definition }
    }

    /// What an expression makes of a definition.
    fn definition(&self, expression: &Expression, hops: usize) -> Definition<'t> {
        match expression {
            _ if hops > HOPS_MAX => Definition::Elsewhere,
            Expression::Parenthesis(inner) => self.definition(inner.inner(), hops + 1),
            Expression::FuncCall(call) => self.called(call, hops),
            Expression::String(text) => self.text([Piece::written(text, span(text))].into_iter()),
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Traversal(_) => match self.named(expression) {
                Some(named) => self.definition(named, hops + 1),
                None => self.elsewhere(expression),
            },
            _ => Definition::Elsewhere,
        }
    }

    /// What a function makes of a definition.
    fn called(&self, call: &FuncCall, hops: usize) -> Definition<'t> {
        let first = call.args.iter().next();
        match (call.name.name.as_str(), first) {
            ("jsonencode" | "yamlencode", Some(argument)) => match self.resolved(argument, hops) {
                Some(Expression::Object(object)) => Definition::Tree(Box::new(self.tree(object))),
                _ => Definition::Elsewhere,
            },
            ("file" | "templatefile", Some(path)) => self.file(path),
            ("trimspace" | "chomp" | "replace", Some(text)) => self.definition(text, hops + 1),
            _ => Definition::Elsewhere,
        }
    }

    /// The local value of another file of the module that an expression names.
    fn elsewhere(&self, expression: &Expression) -> Definition<'t> {
        let name = match names(expression).as_deref() {
            Some(["local", name]) => (*name).to_owned(),
            _ => return Definition::Elsewhere,
        };
        let may_have_it = |text: &str| memmem::find(text.as_bytes(), name.as_bytes()).is_some();
        let has_it = |(_, text): &Sibling| may_have_it(text) && local(text, &name).is_some();
        match (self.siblings)().into_iter().find(has_it) {
            Some((path, _)) => {
                let (path, place) = (Cow::Owned(path), span(expression));
                Definition::File { path, place, part: Some(name) }
            }
            None => Definition::Elsewhere,
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
        if let Some(block) = self.template_file(expression) {
            return block.body.get_attribute("template").map(|one| &one.value);
        }
        match names(expression)?.as_slice() {
            ["local", name] => self.local(name),
            _ => None,
        }
    }

    fn local(&self, name: &str) -> Option<&Expression> {
        local_of(self.body, name)
    }

    /// The block that `data.template_file.name.rendered` asks for.
    fn template_file(&self, expression: &Expression) -> Option<&Block> {
        let names = names(expression)?;
        let ["data", "template_file", name, "rendered"] = names.as_slice() else { return None };
        let mut blocks = self.body.get_blocks("data");
        blocks.find(|block| label(block, 0) == "template_file" && label(block, 1) == *name)
    }

    /// The file that `file` or `templatefile` reads, where its path is known.
    fn file(&self, path: &Expression) -> Definition<'t> {
        let place = span(path);
        let written = &self.text[place.range()];
        let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let inner = inner.map(|inner| inner.strip_prefix("${path.module}/").unwrap_or(inner));
        match inner.filter(|path| !path.contains(['$', '"', '\\']) && !path.is_empty()) {
            Some(path) => Definition::File { path: Cow::Borrowed(path), place, part: None },
            None => Definition::Elsewhere,
        }
    }
}
