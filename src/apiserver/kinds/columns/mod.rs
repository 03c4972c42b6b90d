//! What a Table shows of each built-in kind.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::apiserver::registry::Column;

/// Makes a row's cells.
pub type Cells = fn(&Value, Timestamp) -> Vec<Value>;

/// A column that is always shown.
const fn column(name: &'static str, kind: &'static str) -> Column {
    Column { name, kind, format: "", priority: 0 }
}

const NAME: Column = Column { name: "Name", kind: "string", format: "name", priority: 0 };

/// What is shown of a kind that has no columns of its own.
const PLAIN: &[Column] = &[NAME, column("Created At", "date")];

/// The columns of a kind and what makes a row.
pub fn of(_group: &str, _kind: &str) -> (&'static [Column], Cells) {
    (PLAIN, plain)
}

fn plain(object: &Value, _now: Timestamp) -> Vec<Value> {
    let metadata = &object["metadata"];
    vec![metadata["name"].clone(), json!(metadata["creationTimestamp"])]
}
