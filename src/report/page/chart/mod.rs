//! Charts as SVG: pure functions of what they show.

pub mod curve;
pub mod frame;
pub mod histogram;
pub mod lane;
pub mod scale;
pub mod series;
pub mod spark;
pub mod svg;
