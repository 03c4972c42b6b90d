//! What keeps the pods of a service, and how it replaces them.

use crate::error::{Error, Result};
use crate::workload::lifecycle::Rollout;
use crate::workload::value::{integer, one_of, refuse};

/// What keeps the pods of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Controller {
    /// A Deployment.
    Deployment {
        /// Pods above the wish while they are replaced; a number or per cent.
        max_surge: Option<String>,
        /// Pods below the wish while they are replaced; a number or per cent.
        max_unavailable: Option<String>,
    },
    /// A StatefulSet.
    StatefulSet {
        /// Whether a pod waits for the one before it. Loading takes minutes, so by itself none waits.
        ordered: bool,
    },
}

impl Controller {
    /// The kind of object.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Deployment { .. } => "Deployment",
            Self::StatefulSet { .. } => "StatefulSet",
        }
    }

    /// The Service by which its pods have names; only those of a StatefulSet need one.
    pub fn headless(&self, service: &str) -> Option<String> {
        matches!(self, Self::StatefulSet { .. }).then(|| format!("{service}-pods"))
    }

    /// Checks that the ways of replacing pods agree.
    ///
    /// # Errors
    /// A usage error: two ways, or one that the controller does not have.
    pub fn checked(self, rollout: Option<Rollout>) -> Result<Self> {
        match (&self, rollout) {
            (Self::Deployment { max_surge, max_unavailable }, Some(_))
                if max_surge.is_some() || max_unavailable.is_some() =>
            {
                Err(Error::usage("`--rollout` and `--max-surge` or `--max-unavailable` say the same twice")
                    .hint("for example `--max-surge=0 --max-unavailable=1` alone"))
            }
            (Self::Deployment { max_surge: Some(surge), max_unavailable: Some(unavailable) }, _)
                if is_nothing(surge) && is_nothing(unavailable) =>
            {
                Err(refuse(
                    "--max-unavailable",
                    unavailable,
                    "with `--max-surge=0` too no pod could ever be replaced",
                    "--max-unavailable=1",
                ))
            }
            (Self::StatefulSet { .. }, Some(Rollout::Recreate | Rollout::Surge(1..))) => Err(Error::usage(
                "`--rollout`: a StatefulSet replaces its pods one by one, each before the next",
            )
            .hint("leave it out, or use `neap serve deployment`")),
            _ => Ok(self),
        }
    }
}

fn is_nothing(text: &str) -> bool {
    matches!(text, "0" | "0%")
}

/// A number of pods, or per cent of them.
///
/// # Errors
/// A usage error.
pub fn share(flag: &str, text: &str) -> Result<String> {
    let read = match text.strip_suffix('%') {
        Some(number) => integer(flag, number, 0..=100),
        None => integer(flag, text, 0..=100_000),
    };
    let allowed = "must be a whole number, or per cent as 25%";
    read.map(|_| text.to_owned()).map_err(|_| refuse(flag, text, allowed, format!("{flag}=1")))
}

/// Whether pods wait for each other, from `--pod-management`.
///
/// # Errors
/// A usage error.
pub fn ordered(text: &str) -> Result<bool> {
    one_of("--pod-management", text, &[("parallel", false), ("ordered", true)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_replacing_pods_agree() {
        let deployment = |surge: Option<&str>, unavailable: Option<&str>| Controller::Deployment {
            max_surge: surge.map(str::to_owned),
            max_unavailable: unavailable.map(str::to_owned),
        };
        assert!(deployment(Some("0"), Some("1")).checked(None).is_ok());
        assert!(deployment(Some("0"), Some("0%")).checked(None).is_err());
        assert!(deployment(Some("1"), None).checked(Some(Rollout::Surge(0))).is_err());
        let set = Controller::StatefulSet { ordered: false };
        assert!(set.clone().checked(Some(Rollout::Surge(0))).is_ok());
        assert!(set.checked(Some(Rollout::Recreate)).is_err());
        for text in ["", "-1", "x", "101%", "1.5", "25 %"] {
            assert!(share("--max-surge", text).is_err(), "{text}");
        }
        assert_eq!(share("--max-surge", "25%").unwrap(), "25%");
    }
}
