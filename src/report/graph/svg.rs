//! A picture as SVG that stands alone: no scripts, no fonts, light and dark as the reader has it.

use std::fmt::{self, Write};

use crate::report::graph::layout::{
    Direction, LEAN, Layout, NAME_LINE, PADDING, Rectangle, SMALL_FONT, SMALL_LINE,
};
use crate::report::graph::marks::Status;
use crate::report::graph::picture::{Change, Edge, EdgeKind, Frame, Look, Node, Picture};
use crate::report::graph::strokes::{head, path};
use crate::report::graph::text;
use crate::report::xml::escaped;

const STYLE: &str = include_str!("style.css");

/// Writes a picture.
pub fn write(
    out: &mut dyn Write,
    picture: &Picture<'_>,
    name: &str,
    direction: Direction,
) -> fmt::Result {
    let layout = Layout::of(picture, direction);
    let (width, height) = layout.size;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">"
    )?;
    writeln!(out, "<title>{}</title>", escaped(name))?;
    if let Some(comment) = &picture.comment {
        writeln!(out, "<desc>{}</desc>", escaped(comment))?;
    }
    writeln!(out, "<style>\n{STYLE}</style>")?;
    let mut canvas = Canvas { out, picture, layout: &layout };
    for number in 0..picture.frames.len() {
        canvas.frame(number)?;
    }
    writeln!(out, "</svg>")
}

struct Canvas<'o, 'p, 't> {
    out: &'o mut dyn Write,
    picture: &'p Picture<'t>,
    layout: &'p Layout,
}

impl Canvas<'_, '_, '_> {
    /// Draws a frame; those inside it follow, and lie above.
    fn frame(&mut self, number: usize) -> fmt::Result {
        let frame = &self.picture.frames[number];
        if frame.holder.is_some() {
            self.border(frame, self.layout.frames[number])?;
        }
        // What was taken lies above what was not.
        let mut order = frame.edges.clone();
        order.sort_by_key(|edge| self.picture.edges[*edge].taken > 0);
        for edge in &order {
            self.edge(*edge)?;
        }
        for edge in &order {
            self.label(*edge)?;
        }
        for node in &frame.nodes {
            self.node(*node)?;
        }
        Ok(())
    }

    fn border(&mut self, frame: &Frame, place: Rectangle) -> fmt::Result {
        let Rectangle { x, y, width, height } = place;
        let change = change_class(frame.change);
        writeln!(
            self.out,
            "<rect class=\"frame{change}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" \
             height=\"{height}\" rx=\"8\"/>"
        )?;
        let label = text::block(&frame.label, SMALL_FONT, width - 2 * PADDING, 1);
        for line in &label.lines {
            let (x, y) = (x + PADDING, y + 16);
            let line = escaped(line);
            writeln!(self.out, "<text class=\"frame-label\" x=\"{x}\" y=\"{y}\">{line}</text>")?;
        }
        Ok(())
    }

    fn edge(&mut self, number: usize) -> fmt::Result {
        let edge = &self.picture.edges[number];
        let line = &self.layout.lines[number];
        if line.points.len() < 2 {
            return Ok(());
        }
        let class = self.edge_class(edge);
        let path = path(line);
        let title = escaped(&self.edge_title(edge));
        writeln!(
            self.out,
            "<path class=\"edge{class}\" d=\"{path}\"><title>{title}</title></path>"
        )?;
        if line.has_arrow && !self.picture.nodes[edge.to].look.eq(&Look::Start) {
            let head = head(line);
            writeln!(self.out, "<path class=\"head{class}\" d=\"{head}\"/>")?;
        }
        Ok(())
    }

    fn edge_class(&self, edge: &Edge) -> String {
        let mut class = change_class(edge.change).to_owned();
        if edge.kind == EdgeKind::Catch {
            class += " catch";
        }
        if edge.taken > 0 {
            class += " taken";
        } else if self.picture.is_marked {
            class += " idle";
        }
        class
    }

    fn edge_title(&self, edge: &Edge) -> String {
        let name = |node: usize| {
            let node = &self.picture.nodes[node];
            match node.look {
                Look::Start => "start".to_owned(),
                Look::End => "end".to_owned(),
                _ => node.name.clone(),
            }
        };
        let mut title = format!("{} → {}", name(edge.from), name(edge.to));
        let word = if edge.kind == EdgeKind::Catch { "\ncatches " } else { "\n" };
        for label in &edge.labels {
            title = title + word + label;
        }
        if edge.taken > 0 {
            title = title + "\ntaken " + &times(edge.taken);
        }
        title + change_words(edge.change)
    }

    fn label(&mut self, number: usize) -> fmt::Result {
        let Some(place) = self.layout.labels[number] else { return Ok(()) };
        let edge = &self.picture.edges[number];
        let Rectangle { x, y, width, height } = place;
        writeln!(
            self.out,
            "<g><rect class=\"label-back\" x=\"{x}\" y=\"{y}\" width=\"{width}\" \
             height=\"{height}\" rx=\"5\"/>"
        )?;
        let caught = if edge.kind == EdgeKind::Catch { " caught" } else { "" };
        let change = change_class(edge.change);
        let idle = if self.picture.is_marked && edge.taken == 0 { " idle" } else { "" };
        let mut baseline = y + 12 + 1;
        for line in &self.layout.label_texts[number].lines {
            let (x, line) = (x + width / 2, escaped(line));
            let class = format!("label{caught}{change}{idle}");
            writeln!(self.out, "<text class=\"{class}\" x=\"{x}\" y=\"{baseline}\">{line}</text>")?;
            baseline += SMALL_LINE;
        }
        writeln!(self.out, "</g>")
    }

    fn node(&mut self, number: usize) -> fmt::Result {
        let node = &self.picture.nodes[number];
        let place = self.layout.nodes[number];
        let class = self.node_class(node);
        writeln!(self.out, "<g class=\"{class}\"><title>{}</title>", escaped(&title(node)))?;
        match node.look {
            Look::Start | Look::End => self.mark(node, place)?,
            _ => {
                self.shape(node, place)?;
                self.texts(number)?;
                self.retry(number)?;
                self.corner(node, place)?;
            }
        }
        writeln!(self.out, "</g>")
    }

    fn node_class(&self, node: &Node<'_>) -> String {
        let mut class = format!("node {}{}", word(node.look), change_class(node.change));
        if !node.is_reached {
            class += " not-reached";
        }
        match node.mark.map(|mark| mark.status) {
            Some(Status::Visited) => class += " visited",
            Some(Status::Failed) => class += " failed",
            None if self.picture.is_marked => class += " idle",
            None => {}
        }
        class
    }

    fn mark(&mut self, node: &Node<'_>, place: Rectangle) -> fmt::Result {
        let (x, y) = (place.x + place.width / 2, place.y + place.height / 2);
        if node.look == Look::Start {
            return writeln!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"7\"/>");
        }
        writeln!(
            self.out,
            "<circle class=\"ring\" cx=\"{x}\" cy=\"{y}\" r=\"7\"/>\
             <circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"
        )
    }

    fn shape(&mut self, node: &Node<'_>, place: Rectangle) -> fmt::Result {
        let Rectangle { x, y, width, height } = place;
        let (right, bottom, middle) = (x + width, y + height, y + height / 2);
        match node.look {
            Look::Choice => {
                let (left, inner_left, inner_right) = (x, x + LEAN, right - LEAN);
                writeln!(
                    self.out,
                    "<path class=\"box\" d=\"M{left} {middle}L{inner_left} {y}H{inner_right}\
                     L{right} {middle}L{inner_right} {bottom}H{inner_left}Z\"/>"
                )
            }
            Look::Succeed | Look::Fail => self.rectangle(place, height.min(48) / 2),
            Look::Parallel | Look::Map => {
                self.rectangle(place, 8)?;
                let (x, width) = (x + 10, width - 20);
                let y = y + 1;
                writeln!(
                    self.out,
                    "<rect class=\"bar\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"3\"/>"
                )
            }
            Look::Task | Look::Wait => {
                self.rectangle(place, 6)?;
                let (x, y, height) = (x + 1, y + 7, height - 14);
                writeln!(
                    self.out,
                    "<rect class=\"bar\" x=\"{x}\" y=\"{y}\" width=\"4\" height=\"{height}\" \
                     rx=\"2\"/>"
                )
            }
            _ => self.rectangle(place, 6),
        }
    }

    fn rectangle(&mut self, place: Rectangle, round: i64) -> fmt::Result {
        let Rectangle { x, y, width, height } = place;
        writeln!(
            self.out,
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             rx=\"{round}\"/>"
        )
    }

    fn texts(&mut self, number: usize) -> fmt::Result {
        let node = &self.picture.nodes[number];
        let (place, texts) = (self.layout.nodes[number], &self.layout.texts[number]);
        let holds = !node.frames.is_empty();
        let (x, anchor) = if holds || node.look == Look::Task || node.look == Look::Wait {
            (place.x + PADDING + 4, "start")
        } else {
            (place.x + place.width / 2, "middle")
        };
        let mut y = place.y + PADDING + 10;
        for (class, block, step) in
            [("name", &texts.name, NAME_LINE), ("caption", &texts.caption, SMALL_LINE)]
        {
            for line in &block.lines {
                let line = escaped(line);
                writeln!(
                    self.out,
                    "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{line}\
                     </text>"
                )?;
                y += step;
            }
        }
        Ok(())
    }

    /// A small loop, and how often it is run through at most.
    fn retry(&mut self, number: usize) -> fmt::Result {
        let node = &self.picture.nodes[number];
        let Some((most, _)) = &node.retry else { return Ok(()) };
        let place = self.layout.nodes[number];
        let texts = &self.layout.texts[number];
        let right = place.x + place.width - PADDING + 2;
        let lines = i64::try_from(texts.name.lines.len()).unwrap_or(0);
        let beside_name = place.y + PADDING + 9;
        let y = if node.frames.is_empty() { beside_name + lines * NAME_LINE } else { beside_name };
        let most = if *most > 99 { "99+".to_owned() } else { most.to_string() };
        let x = right - text::width(&most, SMALL_FONT) - 9;
        let (top, middle) = (y - 9, y - 4);
        writeln!(
            self.out,
            "<text class=\"badge\" x=\"{right}\" y=\"{y}\">{most}</text>\
             <path class=\"loop\" d=\"M{x} {top}a5 5 0 1 0 5 5\"/>\
             <path class=\"loop-head\" d=\"M{x} {}l4.5 3.2l-4.5 2.8z\"/>",
            middle - 8
        )
    }

    /// How often a state was visited, or how it differs.
    fn corner(&mut self, node: &Node<'_>, place: Rectangle) -> fmt::Result {
        let (label, class) = match (node.mark, node.change) {
            (Some(mark), _) if mark.count > 0 => (format!("×{}", mark.count), ""),
            (_, Change::Added) => ("+".to_owned(), " added"),
            (_, Change::Removed) => ("−".to_owned(), " removed"),
            (_, Change::Changed) => ("~".to_owned(), " changed"),
            _ => return Ok(()),
        };
        let width = text::width(&label, SMALL_FONT) + 10;
        let (x, y) = (place.x + place.width - width + 8, place.y - 8);
        let (middle, baseline) = (x + width / 2, y + 12);
        writeln!(
            self.out,
            "<g class=\"count{class}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"16\" \
             rx=\"8\"/><text x=\"{middle}\" y=\"{baseline}\">{label}</text></g>"
        )
    }
}

/// What is read out, or shown under the pointer.
fn title(node: &Node<'_>) -> String {
    let mut title = match node.look {
        Look::Start => return "start".to_owned(),
        Look::End => return "end".to_owned(),
        _ => format!("{}\n{}", node.name, node.caption),
    };
    if let Some(comment) = &node.comment {
        title = title + "\n" + comment;
    }
    if let Some((_, retriers)) = &node.retry {
        title = title + "\nretries " + retriers;
    }
    if let Some(mark) = node.mark {
        title = title + "\nvisited " + &times(mark.count);
        title += if mark.status == Status::Failed { ", failed" } else { "" };
    }
    title + change_words(node.change)
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

const fn word(look: Look) -> &'static str {
    match look {
        Look::Start => "start",
        Look::End => "end",
        Look::Pass => "pass",
        Look::Task => "task",
        Look::Choice => "choice",
        Look::Wait => "wait",
        Look::Succeed => "succeed",
        Look::Fail => "fail",
        Look::Parallel => "parallel",
        Look::Map => "map",
        Look::Unknown => "unknown",
        Look::Missing => "missing",
    }
}

const fn change_class(change: Change) -> &'static str {
    match change {
        Change::None => "",
        Change::Added => " added",
        Change::Removed => " removed",
        Change::Changed => " changed",
    }
}

const fn change_words(change: Change) -> &'static str {
    match change {
        Change::None => "",
        Change::Added => "\nadded",
        Change::Removed => "\nremoved",
        Change::Changed => "\nchanged",
    }
}
