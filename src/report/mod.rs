//! Pure views: results → lines, JSON, CSV.

pub mod bench;
pub mod cache;
pub mod diff;
pub mod doctor;
pub mod hey;
pub mod hey_csv;
pub mod live;
pub mod page;
pub mod screen;
pub mod services;
pub mod status;
pub mod tide;
pub mod timeline;
pub mod units;
