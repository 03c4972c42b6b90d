//! Fields that a write does not change, and so does not own: the status through the resource, the rest through
//! `status`.

use crate::apiserver::merge::fields::Set;

/// The fields that a write to a resource (or to its `status`) does not change.
///
/// `status` says whether the resource has that subresource.
pub fn reset_fields(kind: &str, subresource: &str, status: bool, builtin: bool) -> Set {
    let none: &[&[&str]] = &[];
    let paths: &[&[&str]] = match (kind, subresource) {
        _ if !status => none,
        ("Namespace", "finalize") | (_, "") => &[&["status"]],
        (_, "status") if !builtin => &[&["metadata"], &["spec"]],
        ("Deployment", "status") => &[&["spec"], &["metadata", "labels"]],
        ("Pod", "status") => {
            &[&["spec"], &["metadata", "deletionTimestamp"], &["metadata", "ownerReferences"]]
        }
        (_, "status") => &[&["spec"]],
        _ => none,
    };
    Set::of_fields(paths.iter().copied())
}
