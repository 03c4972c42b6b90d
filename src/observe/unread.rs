//! What a picture lacks, and why.

use serde::Serialize;

use super::world::World;
use super::{Denial, Want};

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unread {
    /// What, as `nodes`.
    pub what: String,
    /// Why.
    #[serde(flatten)]
    pub denial: Denial,
    /// What is missing for it.
    pub effect: String,
}

impl World {
    /// What could not be read, and is missed.
    pub(super) fn unread(&self) -> Vec<Unread> {
        let mut unread: Vec<Unread> = Vec::new();
        for (want, denial) in &self.denied {
            // A cluster without ResourcePolicies is like most; nothing is missing.
            let not_served = *denial == Denial::NotServed && want.is_optional();
            // Whether there are services of another kind matters to who found none.
            let unneeded = matches!(want, Want::Others(_) | Want::StatefulSets) && !self.services.is_empty();
            let expected = not_served || unneeded;
            let what = want.noun();
            if !expected && !unread.iter().any(|it| it.what == what) {
                unread.push(Unread {
                    what: what.into(),
                    denial: denial.clone(),
                    effect: want.effect().into(),
                });
            }
        }
        unread
    }
}
