//! Configuration, secrets, accounts, and kinds without columns of their own.

use serde_json::{Value, json};

use super::cell::{age, name, size, text};
use super::{AGE, Column, NAME, Shown, text as column};

/// ConfigMap.
pub const CONFIG_MAP: Shown = Shown {
    columns: &[NAME, column("Data"), AGE],
    cells: |map, now| {
        vec![name(map), json!(size(map, &["data"]) + size(map, &["binaryData"])), age(map, now)]
    },
};

/// Secret.
pub const SECRET: Shown = Shown {
    columns: &[NAME, column("Type"), column("Data"), AGE],
    cells: |secret, now| {
        vec![name(secret), text(secret, &["type"]).into(), json!(size(secret, &["data"])), age(secret, now)]
    },
};

/// ServiceAccount.
pub const SERVICE_ACCOUNT: Shown =
    Shown { columns: &[NAME, AGE], cells: |account, now| vec![name(account), age(account, now)] };

/// What has no columns of its own.
pub const CREATED_AT: Shown = Shown {
    columns: &[NAME, Column { name: "Created At", kind: "date", format: "", priority: 0 }],
    cells: |object, _| {
        let created: Value = text(object, &["metadata", "creationTimestamp"]).into();
        vec![name(object), created]
    },
};
