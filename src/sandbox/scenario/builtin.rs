//! The scenarios that come along: the files of `scenarios/`, each with what it shows in its first line.

use super::Scenario;
use crate::error::{Error, Result};
use crate::kubernetes::near::did_you_mean;

/// A scenario that comes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// As `neap sandbox up --scenario NAME` says it.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! builtin {
    ($($name:literal),* $(,)?) => {
        &[$(Builtin { name: $name, text: include_str!(concat!("../../../scenarios/", $name, ".yaml")) }),*]
    };
}

/// All of them, by name.
pub const BUILTIN: &[Builtin] = builtin![
    "demo-distributed",
    "demo-engine-metrics",
    "demo-fleet",
    "demo-gpu-util",
    "demo-knative",
    "demo-queue",
    "fail-capped-metric",
    "fail-cold-ready",
    "fail-cut-streams",
    "fail-damped-scale-up",
    "fail-double-provisioning",
    "fail-flat-metric",
    "fail-hidden-preemption",
    "fail-out-of-stock",
    "fail-pinned-clients",
    "fail-queue-thrash",
    "fail-shared-source",
    "fail-stale-series",
    "fail-surge-deadlock",
    "fail-two-managers",
    "fail-zero-timeout"
];

impl Builtin {
    /// What it shows, in a line: the file's first one.
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches(['#', ' '])
    }
}

/// A scenario that comes along, by its name.
///
/// # Errors
/// A usage error when there is none of that name.
pub fn builtin(name: &str) -> Result<Scenario> {
    Scenario::parse(named(name)?.text)
}

/// The file of a scenario that comes along, by its name.
///
/// # Errors
/// A usage error when there is none of that name.
pub fn named(name: &str) -> Result<&'static Builtin> {
    BUILTIN.iter().find(|it| it.name == name).ok_or_else(|| {
        let hint = did_you_mean(name, BUILTIN.iter().map(|it| it.name));
        Error::usage(format!("there is no scenario `{name}`"))
            .hint(hint.unwrap_or_else(|| "`neap sandbox scenarios` lists them".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_can_be_read_and_says_what_it_shows() {
        assert!(BUILTIN.is_sorted_by_key(|it| it.name));
        for it in BUILTIN {
            assert!(builtin(it.name).is_ok(), "{}: {:?}", it.name, builtin(it.name));
            assert!(it.title().len() > 20 && it.title().ends_with('.'), "{}: {}", it.name, it.title());
        }
        assert!(builtin("demo-queu").unwrap_err().hints[0].contains("demo-queue"));
    }

    #[test]
    fn every_file_of_the_folder_comes_along() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .map(|name| name.trim_end_matches(".yaml").to_owned())
            .collect();
        names.sort();
        assert_eq!(names, BUILTIN.iter().map(|it| it.name).collect::<Vec<_>>());
    }
}
