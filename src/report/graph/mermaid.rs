//! A picture as a flowchart of Mermaid, which GitHub draws: unlike its state diagrams, flowcharts
//! take any text as a name and dashed lines.

use std::fmt::{self, Write};

use crate::report::graph::layout::Direction;
use crate::report::graph::marks::Status;
use crate::report::graph::picture::{Change, Edge, EdgeKind, Look, Node, Picture};

/// A label is cut at so many characters: Mermaid breaks lines, but long ones hide the picture.
const LABEL_CHARACTERS_MAX: usize = 60;
/// Lines go no further in than this many levels.
const LEVELS_MAX: usize = 20;

/// The looks of the types, readable on a light page and on a dark one.
const CLASSES: &str = "  classDef default fill:#f7f9fa,stroke:#8795a1,color:#1f2933
  classDef mark fill:#3d4852,stroke:#8795a1,color:#3d4852
  classDef task fill:#eef5ff,stroke:#4a7fd0,color:#1f2933
  classDef choice fill:#fff6e0,stroke:#c98a10,color:#1f2933
  classDef wait fill:#f1f0ff,stroke:#7a6fd0,color:#1f2933
  classDef succeed fill:#e9f8ef,stroke:#2e9e5b,color:#1f2933
  classDef fail fill:#fdeeee,stroke:#cc4b4b,color:#1f2933
  classDef parallel fill:#f2faf9,stroke:#2a9187,color:#1f2933
  classDef map fill:#fbf3fa,stroke:#ab4f9f,color:#1f2933
  classDef missing fill:#ffffff,stroke:#cc4b4b,color:#1f2933,stroke-dasharray:5 3
  classDef frame fill:#8795a11a,stroke:#9aa5b1,stroke-dasharray:3 3
";

/// Writes a picture.
pub fn write(out: &mut dyn Write, picture: &Picture<'_>, direction: Direction) -> fmt::Result {
    let word = if direction == Direction::Down { "TB" } else { "LR" };
    writeln!(out, "flowchart {word}")?;
    let mut writer = Writer { out, picture, word, edges: 0, styles: String::new() };
    writer.frames()?;
    let styles = writer.styles;
    out.write_str(CLASSES)?;
    out.write_str(&styles)
}

struct Writer<'o, 'p, 't> {
    out: &'o mut dyn Write,
    picture: &'p Picture<'t>,
    word: &'static str,
    /// How many edges have been written: they are styled by their numbers.
    edges: usize,
    styles: String,
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
                    let label = escaped(&self.picture.frames[frame].label);
                    self.open(level, &format!("f{frame}[\"{label}\"]"))?;
                    writeln!(self.styles, "  class f{frame} frame")?;
                    steps.extend([Step::End(level), Step::Inside(frame, level + 1)]);
                }
                Step::Inside(frame, level) => {
                    steps.push(Step::Edges(frame, level));
                    let nodes = self.picture.frames[frame].nodes.iter().rev();
                    steps.extend(nodes.map(|node| Step::Node(*node, level)));
                }
                Step::Node(node, level) => self.node(node, level, &mut steps)?,
                Step::Edges(frame, level) => self.frame_edges(frame, level)?,
                Step::End(level) => self.line(level, "end")?,
            }
        }
        Ok(())
    }

    fn line(&mut self, level: usize, text: &str) -> fmt::Result {
        let blanks = 2 * level.min(LEVELS_MAX);
        writeln!(self.out, "{:blanks$}{text}", "")
    }

    fn open(&mut self, level: usize, what: &str) -> fmt::Result {
        self.line(level, &format!("subgraph {what}"))?;
        self.line(level + 1, &format!("direction {}", self.word))
    }

    fn node(&mut self, number: usize, level: usize, steps: &mut Vec<Step>) -> fmt::Result {
        let node = &self.picture.nodes[number];
        self.add_style(number, node)?;
        let class = class(node.look);
        let label = label(node);
        if node.frames.is_empty() {
            let (open, close) = brackets(node.look);
            return self.line(level, &format!("n{number}{open}\"{label}\"{close}:::{class}"));
        }
        self.open(level, &format!("n{number}[\"{label}\"]"))?;
        writeln!(self.styles, "  class n{number} {class}")?;
        steps.push(Step::End(level));
        steps.extend(node.frames.iter().rev().map(|frame| Step::Frame(*frame, level + 1)));
        Ok(())
    }

    fn frame_edges(&mut self, frame: usize, level: usize) -> fmt::Result {
        for edge in &self.picture.frames[frame].edges {
            let edge = &self.picture.edges[*edge];
            let arrow = arrow(edge);
            let label = edge.labels.iter().map(|label| cut(label)).collect::<Vec<_>>();
            let label = label.join("<br/>");
            let label = if label.is_empty() { label } else { format!("|\"{label}\"|") };
            self.line(level, &format!("n{} {arrow}{label} n{}", edge.from, edge.to))?;
            if let Some(style) = edge_style(edge) {
                writeln!(self.styles, "  linkStyle {} {style}", self.edges)?;
            }
            self.edges += 1;
        }
        Ok(())
    }

    fn add_style(&mut self, number: usize, node: &Node<'_>) -> fmt::Result {
        let style = match (node.mark.map(|mark| mark.status), node.change) {
            (Some(Status::Failed), _) => "fill:#fbd5d5,stroke:#c81e1e,stroke-width:3px",
            (Some(Status::Visited), _) => "stroke-width:3px",
            (None, _) if self.picture.is_marked => "opacity:0.4",
            (_, Change::Added) => "fill:#dcf5e3,stroke:#1f9d4d,stroke-width:3px",
            (_, Change::Removed) => "fill:#fdecec,stroke:#d64545,stroke-dasharray:6 4",
            (_, Change::Changed) => "fill:#fff1d1,stroke:#d08700,stroke-width:3px",
            _ if !node.is_reached => "opacity:0.6,stroke-dasharray:5 3",
            _ => return Ok(()),
        };
        writeln!(self.styles, "  style n{number} {style}")
    }
}

fn label(node: &Node<'_>) -> String {
    if node.look.is_mark() {
        return " ".to_owned();
    }
    let (name, caption) = (cut(&node.name), cut(&node.caption));
    format!("{name}<br/><small>{caption}{}</small>", node.counts())
}

const fn brackets(look: Look) -> (&'static str, &'static str) {
    match look {
        Look::Start => ("((", "))"),
        Look::End => ("(((", ")))"),
        Look::Choice => ("{{", "}}"),
        Look::Succeed | Look::Fail => ("([", "])"),
        Look::Wait => ("(", ")"),
        _ => ("[", "]"),
    }
}

const fn class(look: Look) -> &'static str {
    match look {
        Look::Start | Look::End => "mark",
        Look::Pass => "default",
        Look::Task => "task",
        Look::Choice => "choice",
        Look::Wait => "wait",
        Look::Succeed => "succeed",
        Look::Fail => "fail",
        Look::Parallel => "parallel",
        Look::Map => "map",
        Look::Unknown | Look::Missing => "missing",
    }
}

const fn arrow(edge: &Edge) -> &'static str {
    match (edge.kind, edge.taken) {
        (EdgeKind::Catch, _) => "-.->",
        (_, 0) => "-->",
        _ => "==>",
    }
}

const fn edge_style(edge: &Edge) -> Option<&'static str> {
    match edge.change {
        Change::Added => Some("stroke:#1f9d4d,stroke-width:3px"),
        Change::Removed => Some("stroke:#d64545,stroke-dasharray:2 4"),
        Change::Changed => Some("stroke:#d08700,stroke-width:3px"),
        Change::None if edge.taken > 0 => Some("stroke-width:4px"),
        Change::None => None,
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LABEL_CHARACTERS_MAX) {
        Some((end, _)) => escaped(&text[..end]) + "…",
        None => escaped(text),
    }
}

/// A text as Mermaid has it within quotes: what it or HTML would read as something else is given
/// by its number.
fn escaped(text: &str) -> String {
    let special = |character: &char| "\"#&<>`;\\*_~".contains(*character);
    let characters = text.chars().map(|character| {
        let number = u32::from(character);
        if special(&character) { format!("#{number};") } else { character.to_string() }
    });
    let escaped = characters.collect::<String>();
    // A number and a full stop begin a list, two signs a formula or a comment.
    escaped.replace(". ", "#46; ").replace("$$", "$#36;").replace("%%", "%#37;")
}
