//! `doctor`: objects in, findings out.
//!
//! A [`Case`] is what is known: the objects of files, or of a live cluster. Each check of the [`catalogue`] is a pure
//! function of it. What a case does not hold is unknown, and no check guesses it.

mod by_hand;
pub mod case;
pub mod catalogue;
mod checks;
pub mod concern;
mod finding;

pub use by_hand::BY_HAND;
pub use case::{Case, Source};
pub use catalogue::{CHECKS, Check};
pub use finding::{Finding, Severity, field_path};

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_bad_fixture_has_its_own_defect_alone_and_each_good_one_none() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctor/fixtures");
        let mut wrong = Vec::new();
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let mut case = Case::default();
            case.read(&name, &std::fs::read_to_string(&path).unwrap());
            let found: BTreeSet<&str> = examine(&case).iter().map(|finding| finding.code).collect();
            let own: BTreeSet<&str> = name.split('.').take(1).filter(|_| name.contains(".bad.")).collect();
            if found != own {
                wrong.push(format!("{name}: {found:?}"));
            }
        }
        wrong.sort();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
