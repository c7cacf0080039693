//! State machines as pictures: one [`Picture`] of what is to be seen, and a file per format that
//! draws it.
//!
//! Executions and older versions are drawn on the picture before, so no format knows of them more
//! than colours.

mod captions;
mod compare;
mod condition;
pub mod covered;
pub mod dot;
mod layered;
mod layout;
mod marks;
pub mod mermaid;
mod painter;
mod picture;
mod strokes;
pub mod svg;
pub mod taken;
mod text;

pub use layout::{Direction, Layout, Rectangle};
pub use marks::{Mark, Marks, Status};
pub use picture::{Change, Edge, EdgeKind, Frame, Look, Node, Picture};
