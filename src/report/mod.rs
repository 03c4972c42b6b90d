//! Pure views: results → lines, JSON, CSV.
pub mod diff;
