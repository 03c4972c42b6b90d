//! A request, taken apart.

mod media;
mod path;
mod query;

pub use media::{Media, Shape};
pub use path::Target;
pub use query::Query;

use http::{HeaderMap, Method};
use hyper::body::Bytes;

/// A request for objects, with its body read.
#[derive(Debug, Clone)]
pub struct Call {
    /// As `PATCH`.
    pub method: Method,
    /// What it is about.
    pub target: Target,
    /// Its parameters.
    pub query: Query,
    /// Its headers.
    pub headers: HeaderMap,
    /// What it carries.
    pub body: Bytes,
}

impl Call {
    /// A header as text; empty without one.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Who owns the fields that are written: `fieldManager`, else the start of the user agent.
    pub fn manager(&self) -> String {
        match self.query.get("fieldManager") {
            Some(manager) if !manager.is_empty() => manager.to_owned(),
            _ => {
                let agent = self.header("user-agent");
                let first = agent.split('/').next().unwrap_or_default();
                first.chars().filter(|c| !c.is_control()).take(128).collect()
            }
        }
    }
}
