//! Where replicas run.

use super::service::Pairs;
use super::toleration::Toleration;
use super::unit::{PoolNames, Unit};
use super::value::{checked, one_of, pair, refuse};
use crate::error::{Error, Result};
use crate::kubernetes::names;

/// Where replicas run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placement {
    /// Kinds of capacity, in the order in which they are used.
    pub units: Vec<Unit>,
    /// How the order is said to the scheduler.
    pub spill_with: SpillWith,
    /// When a unit's pods may push out others.
    pub preempt: Option<Preempt>,
    /// Names of node pools.
    pub pools: PoolNames,
    /// The label that names a node's pool; `None`: the platform's.
    pub pool_label: Option<String>,
    /// Labels that every node must have.
    pub node_selector: Pairs,
    /// Taints that are borne.
    pub tolerations: Vec<Toleration>,
    /// Whether replicas seek or avoid each other.
    pub affinity: Option<Affinity>,
    /// The PriorityClass.
    pub priority_class: Option<String>,
    /// Whether the classes of `--priority` are made too.
    pub make_priority_classes: bool,
}

impl Placement {
    /// Checks the units against each other.
    ///
    /// # Errors
    /// A usage error.
    pub fn checked(self) -> Result<Self> {
        for (at, unit) in self.units.iter().enumerate() {
            let same = |other: &&Unit| {
                other.capacity == unit.capacity
                    && other.pool == unit.pool
                    && other.selector == unit.selector
                    && other.labels == unit.labels
            };
            if self.units[..at].iter().any(|other| same(&other)) {
                let title = unit.title();
                return Err(refuse(
                    "--unit",
                    &title,
                    "the same unit comes twice",
                    "--unit=nodepool=np1 --unit=nodepool=np2",
                ));
            }
        }
        if self.units.is_empty() {
            let without = |flag: &str| {
                Err(Error::usage(format!("`{flag}` says nothing without a `--unit`"))
                    .hint("for example `--unit=resource=ecs,nodepool=np1 --unit=resource=ecs,nodepool=np2`"))
            };
            match (self.preempt, self.spill_with, self.pools.is_empty()) {
                (Some(_), _, _) => return without("--preempt-policy"),
                (_, SpillWith::Affinity | SpillWith::ResourcePolicy, _) => return without("--spill-with"),
                _ => {}
            }
        }
        Ok(self)
    }
}

/// How the order of units is said to the scheduler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpillWith {
    /// What the cluster has.
    #[default]
    Auto,
    /// ACK's ResourcePolicy.
    ResourcePolicy,
    /// Weighted node affinity, which every scheduler knows.
    Affinity,
}

impl SpillWith {
    /// Reads `--spill-with`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let choices = [
            ("auto", SpillWith::Auto),
            ("resource-policy", SpillWith::ResourcePolicy),
            ("affinity", SpillWith::Affinity),
        ];
        one_of("--spill-with", text, &choices)
    }
}

/// When a unit's pods may push out others of lower priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preempt {
    /// Before the next unit is tried.
    BeforeNextUnit,
    /// After all units were tried.
    AfterAllUnits,
}

impl Preempt {
    /// Reads `--preempt-policy`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let choices =
            [("BeforeNextUnit", Preempt::BeforeNextUnit), ("AfterAllUnits", Preempt::AfterAllUnits)];
        one_of("--preempt-policy", text, &choices)
    }

    /// As ACK spells it.
    pub fn name(self) -> &'static str {
        match self {
            Preempt::BeforeNextUnit => "BeforeNextUnit",
            Preempt::AfterAllUnits => "AfterAllUnits",
        }
    }
}

/// Whether replicas seek or avoid each other's nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Affinity {
    /// They seek each other.
    pub together: bool,
    /// A pod that cannot have it so is not scheduled.
    pub required: bool,
}

impl Affinity {
    /// Reads `--affinity-policy` and `--affinity-constraint`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(policy: Option<&str>, constraint: Option<&str>) -> Result<Option<Self>> {
        let choices = [("preferred", false), ("required", true)];
        let required = constraint
            .map(|text| one_of("--affinity-constraint", text, &choices))
            .transpose()?
            .unwrap_or(false);
        let together = match policy {
            None => None,
            Some(text) => one_of(
                "--affinity-policy",
                text,
                &[("none", None), ("spread", Some(false)), ("binpack", Some(true))],
            )?,
        };
        Ok(together.map(|together| Self { together, required }))
    }
}

/// Node labels from `--selector KEY=VALUE`.
///
/// # Errors
/// A usage error.
pub fn node_selector(entries: &[String]) -> Result<Pairs> {
    const FLAG: &str = "--selector";
    const EXAMPLE: &str = "--selector=aliyun.accelerator/nvidia_name=NVIDIA-A10";
    let mut selector = Pairs::new();
    for entry in entries {
        let (key, value) = pair(FLAG, entry, '=', EXAMPLE)?;
        checked(FLAG, entry, names::qualified_name(key), EXAMPLE)?;
        checked(FLAG, entry, names::label_value(value), EXAMPLE)?;
        selector.insert(key.to_owned(), value.to_owned());
    }
    Ok(selector)
}

/// A node label's key from `--pool-label`.
///
/// # Errors
/// A usage error.
pub fn pool_label(text: &str) -> Result<String> {
    checked("--pool-label", text, names::qualified_name(text), "--pool-label=karpenter.sh/nodepool")?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_words() {
        assert_eq!(
            Affinity::parse(Some("spread"), None).unwrap(),
            Some(Affinity { together: false, required: false })
        );
        assert_eq!(
            Affinity::parse(Some("binpack"), Some("required")).unwrap(),
            Some(Affinity { together: true, required: true })
        );
        assert_eq!(Affinity::parse(Some("none"), Some("required")).unwrap(), None);
        assert!(Affinity::parse(Some("spreed"), None).is_err());
        assert!(Affinity::parse(None, Some("must")).is_err());
    }

    #[test]
    fn units_differ_and_what_depends_on_them_needs_them() {
        let unit = |text| Unit::parse(text, &PoolNames::new()).unwrap();
        let units = vec![unit("nodepool=a"), unit("resource=ecs,nodepool=a,max=2")];
        assert!(Placement { units, ..Placement::default() }.checked().is_err());
        let preempt = Some(Preempt::AfterAllUnits);
        assert!(Placement { preempt, ..Placement::default() }.checked().is_err());
        let spill_with = SpillWith::Affinity;
        assert!(Placement { spill_with, ..Placement::default() }.checked().is_err());
    }
}
