//! `doctor`: objects in, findings out.
//!
//! A [`Case`] is what is known: the objects of files, or of a live cluster. Each check of the [`catalogue`] is a pure
//! function of it. What a case does not hold is unknown, and no check guesses it.

pub mod case;
pub mod catalogue;
mod checks;
mod finding;

pub use case::{Case, Source};
pub use catalogue::{CHECKS, Check};
pub use finding::{Edit, Finding, Severity, field_path};

/// All that is wrong in a case: by severity, then by code, then as the objects come.
pub fn examine(case: &Case) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS
        .iter()
        .flat_map(|check| {
            let mut found = Vec::new();
            (check.run)(case, &mut found);
            found.into_iter().map(|finding| finding.of(check))
        })
        .collect();
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.code, finding.entry));
    findings
}
