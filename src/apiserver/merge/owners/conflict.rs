//! Fields that others own, in the words of the real server.

use std::collections::BTreeMap;

use serde_json::json;

use super::managed::Owner;
use crate::apiserver::merge::fields::Path;
use crate::apiserver::status::{Cause, Status};

/// A field that an apply would take from its owner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Conflict {
    pub(super) owner: Owner,
    pub(super) path: Path,
}

impl Conflict {
    /// As `"kubectl" with subresource "scale" using apps/v1`.
    fn words(&self) -> String {
        let mut words = format!("{:?}", self.owner.manager);
        if !self.owner.subresource.is_empty() {
            words = format!("{words} with subresource {:?}", self.owner.subresource);
        }
        match &self.owner.updated_version {
            Some(version) => format!("{words} using {version}"),
            None => words,
        }
    }
}

/// 409 with a cause a field.
pub(super) fn refusal(conflicts: &[Conflict]) -> Box<Status> {
    let causes = conflicts.iter().map(|conflict| Cause {
        reason: "FieldManagerConflict",
        message: format!("conflict with {}", conflict.words()),
        field: conflict.path.to_string(),
    });
    Box::new(Status {
        code: 409,
        reason: "Conflict",
        message: message(conflicts),
        details: json!({}),
        causes: causes.collect(),
    })
}

fn message(conflicts: &[Conflict]) -> String {
    if let [only] = conflicts {
        return format!("Apply failed with 1 conflict: conflict with {}: {}", only.words(), only.path);
    }
    let mut by_owner: BTreeMap<String, Vec<&Conflict>> = BTreeMap::new();
    for conflict in conflicts {
        by_owner.entry(conflict.owner.identifier()).or_default().push(conflict);
    }
    let lines = by_owner.into_values().flat_map(|conflicts| {
        let owner = conflicts.first().map(|conflict| format!("conflicts with {}:", conflict.words()));
        owner.into_iter().chain(conflicts.into_iter().map(|conflict| format!("- {}", conflict.path)))
    });
    format!("Apply failed with {} conflicts: {}", conflicts.len(), lines.collect::<Vec<_>>().join("\n"))
}
