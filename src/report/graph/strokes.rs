//! The lines of edges as SVG has them: their corners rounded, an arrow at the end.

use crate::report::graph::layered::Point;
use crate::report::graph::layout::Line;

/// How round the corners of edges are.
const CORNER: i64 = 7;

/// A line with rounded corners, and the rest of its way if that is wanted.
pub(super) fn path(line: &Line) -> String {
    let mut path = String::new();
    for points in [&line.points, &line.shared] {
        if points.len() > 1 {
            add_path(&mut path, points);
        }
    }
    path
}

fn add_path(path: &mut String, points: &[Point]) {
    let mut push = |letter: char, (x, y): Point| {
        for part in [letter.to_string(), x.to_string(), " ".to_owned(), y.to_string()] {
            path.push_str(&part);
        }
    };
    push('M', points[0]);
    for corner in points.windows(3) {
        let (before, at, after) = (corner[0], corner[1], corner[2]);
        let round = CORNER.min(length(before, at) / 2).min(length(at, after) / 2);
        push('L', towards(at, before, round));
        push('Q', at);
        push(' ', towards(at, after, round));
    }
    push('L', points[points.len() - 1]);
}

fn length(from: Point, to: Point) -> i64 {
    (to.0 - from.0).abs().max((to.1 - from.1).abs())
}

/// The point so many pixels from one towards another.
fn towards(from: Point, to: Point, pixels: i64) -> Point {
    let length = length(from, to).max(1);
    (from.0 + (to.0 - from.0) * pixels / length, from.1 + (to.1 - from.1) * pixels / length)
}

/// The head of an arrow at the end of a line.
pub(super) fn head(line: &Line) -> String {
    let [.., before, (x, y)] = line.points.as_slice() else { return String::new() };
    let (across, along) = (x - before.0, y - before.1);
    if across.abs() > along.abs() {
        let by = -8 * across.signum();
        format!("M{x} {y}l{by} -4v8z")
    } else {
        let by = -8 * along.signum();
        format!("M{x} {y}l-4 {by}h8z")
    }
}
