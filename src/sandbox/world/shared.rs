//! The world as several tasks look at it.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::World;

/// The one world of a process. The runtime's loop writes, everybody reads; locks are held for moments, never across a wait.
#[derive(Debug, Clone, Default)]
pub struct Shared(Arc<RwLock<World>>);

impl Shared {
    /// A look at it.
    pub fn read(&self) -> RwLockReadGuard<'_, World> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// To take in what was told.
    pub(in crate::sandbox) fn write(&self) -> RwLockWriteGuard<'_, World> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}
