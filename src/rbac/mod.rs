//! What each verb asks of an API server, in the words of RBAC: one table, and the Roles that grant it.
//!
//! [`VERBS`] is the table. [`role::render`] makes objects of a verb's rights, [`page::text`] makes `docs/rbac.md`. The tests on the real
//! control plane run each verb under exactly what is rendered.

mod applying;
mod asking;
mod caching;
mod kinds;
mod machines;
pub mod page;
pub mod right;
pub mod role;
pub mod verb;

pub use right::{Need, Place, Right};
pub use verb::{VERBS, Verb};
