//! How pods end, and where they may be.

use super::{Budget, Spread};

/// How pods end, and where they may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Life {
    /// Seconds that requests in flight have before the engine is told to end.
    pub drain: Option<u32>,
    /// Seconds from the wish to end to the end by force, where it was said.
    pub grace: Option<u32>,
    /// How many pods may go at once when nodes are emptied.
    pub budget: Option<Budget>,
    /// What the pods are spread over.
    pub spread: Vec<Spread>,
}

impl Life {
    /// Seconds that an engine has to end once it is told to.
    const TO_END: u32 = 30;

    /// Seconds from the wish to end to the end by force; Kubernetes' own where nothing was said.
    pub fn grace(&self) -> Option<u32> {
        self.grace.or_else(|| self.drain.map(|drain| drain + Self::TO_END))
    }
}
