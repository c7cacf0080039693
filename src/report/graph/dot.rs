//! A picture in the language of Graphviz, a cluster for each frame and each state with frames.

use std::fmt::{self, Write};

use crate::report::graph::layout::Direction;
use crate::report::graph::marks::Status;
use crate::report::graph::picture::{Change, Edge, EdgeKind, Frame, Look, Node, Picture};

/// A label is cut at so many characters.
const LABEL_CHARACTERS_MAX: usize = 48;
/// Lines go no further in than this many levels.
const LEVELS_MAX: usize = 20;

/// Writes a picture.
pub fn write(
    out: &mut dyn Write,
    picture: &Picture<'_>,
    name: &str,
    direction: Direction,
) -> fmt::Result {
    let word = if direction == Direction::Down { "TB" } else { "LR" };
    writeln!(out, "digraph {} {{", quoted(name))?;
    writeln!(out, "  rankdir={word}; compound=true; fontname=\"Helvetica\";")?;
    writeln!(
        out,
        "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];"
    )?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#66737f\"];")?;
    let mut writer = Writer { out, picture };
    writer.frames()?;
    writeln!(out, "}}")
}

struct Writer<'o, 'p, 't> {
    out: &'o mut dyn Write,
    picture: &'p Picture<'t>,
}

/// What is still to be written.
enum Step {
    /// A frame with its border.
    Frame(usize, usize),
    /// What is in a frame.
    Inside(usize, usize),
    Node(usize, usize),
    Edges(usize, usize),
    End(usize),
}

impl Writer<'_, '_, '_> {
    /// Writes frames in frames from a list of what is still to be written, however deep they lie.
    fn frames(&mut self) -> fmt::Result {
        let mut steps = vec![Step::Inside(0, 1)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Frame(frame, level) => {
                    self.open_frame(frame, level)?;
                    steps.extend([Step::End(level), Step::Inside(frame, level + 1)]);
                }
                Step::Inside(frame, level) => {
                    steps.push(Step::Edges(frame, level));
                    let nodes = self.picture.frames[frame].nodes.iter().rev();
                    steps.extend(nodes.map(|node| Step::Node(*node, level)));
                }
                Step::Node(node, level) => self.node(node, level, &mut steps)?,
                Step::Edges(frame, level) => self.edges(frame, level)?,
                Step::End(level) => self.line(level, "}")?,
            }
        }
        Ok(())
    }

    fn line(&mut self, level: usize, text: &str) -> fmt::Result {
        let blanks = 2 * level.min(LEVELS_MAX);
        writeln!(self.out, "{:blanks$}{text}", "")
    }

    fn open_frame(&mut self, number: usize, level: usize) -> fmt::Result {
        let Frame { label, .. } = &self.picture.frames[number];
        self.line(level, &format!("subgraph cluster_f{number} {{"))?;
        let label = quoted(label);
        self.line(
            level + 1,
            &format!("label={label}; labeljust=l; style=dashed; color=\"#9aa5b1\"; fontsize=9;"),
        )
    }

    fn node(&mut self, number: usize, level: usize, steps: &mut Vec<Step>) -> fmt::Result {
        let node = &self.picture.nodes[number];
        let looks = looks(node, self.picture.is_marked);
        if node.frames.is_empty() {
            return self.line(level, &format!("n{number} [label={}{looks}];", label(node)));
        }
        // A cluster can be no end of an edge: a node at its top and a point at its bottom are.
        let border = border(node);
        self.line(level, &format!("subgraph cluster_n{number} {{"))?;
        self.line(level + 1, &format!("label=\"\"; style=rounded; {border};"))?;
        self.line(level + 1, &format!("n{number} [label={}{looks}];", label(node)))?;
        self.line(level + 1, &format!("out{number} [shape=point, style=invis];"))?;
        for frame in &node.frames {
            let inside = &self.picture.frames[*frame];
            if let Some(start) = inside.start {
                self.line(level + 1, &format!("n{number} -> n{start} [style=dotted];"))?;
            }
            let ends = inside.nodes.iter().copied();
            for end in ends.filter(|node| self.picture.nodes[*node].look == Look::End) {
                self.line(level + 1, &format!("n{end} -> out{number} [style=invis];"))?;
            }
        }
        steps.push(Step::End(level));
        steps.extend(node.frames.iter().rev().map(|frame| Step::Frame(*frame, level + 1)));
        Ok(())
    }

    fn edges(&mut self, frame: usize, level: usize) -> fmt::Result {
        for place in &self.picture.frames[frame].edges {
            let edge = &self.picture.edges[*place];
            let (from, to) = (edge.from, edge.to);
            let mut attributes = edge_looks(edge);
            let holds = |node: usize| !self.picture.nodes[node].frames.is_empty();
            let is_loop = from == to;
            let mut tail = format!("n{from}");
            if holds(from) && !is_loop {
                tail = format!("out{from}");
                attributes.push(format!("ltail=cluster_n{from}"));
            }
            if holds(to) && !is_loop {
                attributes.push(format!("lhead=cluster_n{to}"));
            }
            let attributes = attributes.join(", ");
            self.line(level, &format!("{tail} -> n{to} [{attributes}];"))?;
        }
        Ok(())
    }
}

fn label(node: &Node<'_>) -> String {
    if node.look.is_mark() {
        return "\"\"".to_owned();
    }
    let (name, caption) = (cut(&node.name), cut(&node.caption));
    let text = format!("{name}\n{caption}{}", node.counts());
    quoted(&text)
}

fn looks(node: &Node<'_>, is_marked: bool) -> String {
    let shape = match node.look {
        Look::Start => ", shape=circle, width=0.15, fixedsize=true, fillcolor=\"#3d4852\"",
        Look::End => ", shape=doublecircle, width=0.12, fixedsize=true, fillcolor=\"#3d4852\"",
        Look::Pass => ", fillcolor=\"#f7f9fa\", color=\"#8795a1\"",
        Look::Task => ", fillcolor=\"#eef5ff\", color=\"#4a7fd0\"",
        Look::Choice => ", shape=hexagon, style=filled, fillcolor=\"#fff6e0\", color=\"#c98a10\"",
        Look::Wait => ", fillcolor=\"#f1f0ff\", color=\"#7a6fd0\"",
        Look::Succeed => ", fillcolor=\"#e9f8ef\", color=\"#2e9e5b\"",
        Look::Fail => ", fillcolor=\"#fdeeee\", color=\"#cc4b4b\"",
        Look::Parallel => ", fillcolor=\"#f2faf9\", color=\"#2a9187\"",
        Look::Map => ", fillcolor=\"#fbf3fa\", color=\"#ab4f9f\"",
        Look::Unknown | Look::Missing => {
            ", style=\"dashed,filled\", fillcolor=\"#ffffff\", color=\"#cc4b4b\""
        }
    };
    let state = match (node.mark.map(|mark| mark.status), node.change) {
        (Some(Status::Failed), _) => ", penwidth=3, color=\"#c81e1e\", fillcolor=\"#fbd5d5\"",
        (Some(Status::Visited), _) => ", penwidth=3",
        (None, _) if is_marked => ", fontcolor=\"#9aa5b1\", color=\"#c7d0d9\"",
        (_, Change::Added) => ", penwidth=3, color=\"#1f9d4d\", fillcolor=\"#dcf5e3\"",
        (_, Change::Removed) => ", style=\"dashed,filled\", color=\"#d64545\"",
        (_, Change::Changed) => ", penwidth=3, color=\"#d08700\", fillcolor=\"#fff1d1\"",
        _ if !node.is_reached => ", style=\"dashed,filled\", fontcolor=\"#8795a1\"",
        _ => "",
    };
    let tooltip = node.comment.as_ref().map(|comment| format!(", tooltip={}", quoted(comment)));
    format!("{shape}{state}{}", tooltip.unwrap_or_default())
}

fn border(node: &Node<'_>) -> &'static str {
    if node.look == Look::Map { "color=\"#ab4f9f\"" } else { "color=\"#2a9187\"" }
}

fn edge_looks(edge: &Edge) -> Vec<String> {
    let mut looks = Vec::new();
    if !edge.labels.is_empty() {
        let labels: Vec<_> = edge.labels.iter().map(|label| cut(label)).collect();
        looks.push(format!("label={}", quoted(&labels.join("\n"))));
    }
    if edge.kind == EdgeKind::Catch {
        looks.push("style=dashed, color=\"#c05a5a\", fontcolor=\"#a83f3f\"".to_owned());
    }
    let change = match edge.change {
        Change::Added => "color=\"#1f9d4d\", penwidth=2.5",
        Change::Removed => "color=\"#d64545\", style=dotted",
        Change::Changed => "color=\"#d08700\", penwidth=2.5",
        Change::None if edge.taken > 0 => "penwidth=3",
        Change::None => "",
    };
    if !change.is_empty() {
        looks.push(change.to_owned());
    }
    looks
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LABEL_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A text as a string of the language: in it a backslash escapes, and names what stands around.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}
