//! The live screen: a [`Snapshot`](crate::observe::Snapshot), its history and what the user chose become a [`Picture`], and a
//! picture becomes cells of a terminal. Pure: time, size and keys come in.

mod arrange;
mod cells;
mod chart;
mod detail;
mod draw;
mod gauge;
mod help;
mod history;
mod model;
mod now;
mod parts;
mod places;
mod pods;
mod remarks;
mod roster;
pub mod row;
#[cfg(test)]
pub mod svg;
mod view;

pub use detail::{Log, PodEvent, PodFacts};
pub use draw::{content, draw, lines, write};
pub use history::{History, Sent};
pub use model::{Asked, Picture, picture};
pub use now::now_in_words;
pub use row::{Look, Row};
pub use view::{Choice, View, Wish};

#[cfg(test)]
mod tests;
