//! Pure views: results → lines, JSON, CSV.
