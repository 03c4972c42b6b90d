//! The three kinds of patches.

mod json;
mod json_merge;
mod lists;
mod strategic;
#[cfg(test)]
mod tests;

pub use json::{json_patch, unknown_json_patch_fields};
pub use json_merge::merge_patch;
pub(super) use lists::{go_name, go_text};
pub use strategic::strategic_patch;
