//! Scheduling units: kinds of capacity in the order in which they are used.

use std::collections::BTreeMap;

use super::service::Pairs;
use super::value::{checked, integer, refuse, word_in};
use crate::error::Result;
use crate::kubernetes::names;

const FLAG: &str = "--unit";
const EXAMPLE: &str = "--unit=resource=ecs,nodepool=np0123456789abcdef";

/// What kind of capacity a unit is; the words are those of ACK's scheduler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// Nodes that are there, or that a node pool adds.
    Ecs,
    /// Elastic container instances behind a virtual node.
    Eci,
    /// Container compute behind a virtual node.
    Acs,
    /// Nodes that a node pool adds; `ecs` succeeds it.
    Elastic,
}

impl Capacity {
    /// As ACK spells it.
    pub fn name(self) -> &'static str {
        match self {
            Capacity::Ecs => "ecs",
            Capacity::Eci => "eci",
            Capacity::Acs => "acs",
            Capacity::Elastic => "elastic",
        }
    }

    /// Whether its pods run behind a virtual node.
    pub fn is_virtual(self) -> bool {
        matches!(self, Capacity::Eci | Capacity::Acs)
    }
}

/// One scheduling unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What kind of capacity.
    pub capacity: Capacity,
    /// The id of a node pool.
    pub pool: Option<String>,
    /// Labels of its nodes.
    pub selector: Pairs,
    /// The most pods that it takes.
    pub max: Option<u32>,
    /// Labels that its pods get.
    pub labels: Pairs,
    /// Annotations that its pods get.
    pub annotations: Pairs,
}

/// Names of node pools: id → name.
pub type PoolNames = BTreeMap<String, String>;

/// Names of node pools from `--pool-name ID=NAME`.
///
/// # Errors
/// A usage error.
pub fn pool_names(entries: &[String]) -> Result<PoolNames> {
    const FLAG: &str = "--pool-name";
    const EXAMPLE: &str = "--pool-name=np0123456789abcdef=GPU-V100-Edge";
    let mut names = PoolNames::new();
    for entry in entries {
        let (id, name) = super::value::pair(FLAG, entry, '=', EXAMPLE)?;
        checked(FLAG, entry, names::label_value(id), EXAMPLE)?;
        if name.trim().is_empty() || name.len() > 128 || name.chars().any(|c| c.is_control() || c == ',') {
            return Err(refuse(
                FLAG,
                entry,
                "a pool's name is text of at most 128 bytes without commas",
                EXAMPLE,
            ));
        }
        if names.iter().any(|(other, taken)| taken == name && other != id) {
            return Err(refuse(FLAG, entry, "another pool has this name already", EXAMPLE));
        }
        names.insert(id.to_owned(), name.to_owned());
    }
    Ok(names)
}

impl Unit {
    /// Reads `KEY=VALUE,…`: `resource`, `nodepool`, `selector.LABEL`, `max`, `label.KEY`, `annotation.KEY`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str, pools: &PoolNames) -> Result<Self> {
        let mut capacity = None;
        let mut unit = Self {
            capacity: Capacity::Ecs,
            pool: None,
            selector: Pairs::new(),
            max: None,
            labels: Pairs::new(),
            annotations: Pairs::new(),
        };
        for part in text.split(',') {
            let Some((key, value)) = part.split_once('=') else {
                let reason = format!("{part:?} is no KEY=VALUE");
                return Err(refuse(FLAG, text, reason, EXAMPLE));
            };
            let of_label = |check| checked(FLAG, text, check, EXAMPLE);
            let fresh = match key.split_once('.') {
                None if key == "resource" => {
                    let chosen =
                        word_in(FLAG, text, value, &CAPACITIES, EXAMPLE).map_err(|error| match value {
                            "ack" => error
                                .hint("`ack` is no resource of ACK's scheduler; nodes of a pool are `ecs`"),
                            _ => error,
                        })?;
                    capacity.replace(chosen).is_none()
                }
                None if key == "nodepool" => {
                    let id = pools.iter().find(|(_, name)| *name == value).map_or(value, |(id, _)| id);
                    of_label(names::label_value(id))?;
                    if id.is_empty() {
                        return Err(refuse(FLAG, text, "`nodepool` is empty", EXAMPLE));
                    }
                    unit.pool.replace(id.to_owned()).is_none()
                }
                None if key == "max" => {
                    let number = integer(FLAG, value, 1..=i64::from(i32::MAX)).map_err(|_| {
                        let reason = "`max` must be a whole number, 1 or more";
                        refuse(FLAG, text, reason, "--unit=nodepool=np0123456789abcdef,max=2")
                    })?;
                    unit.max.replace(u32::try_from(number).unwrap_or(u32::MAX)).is_none()
                }
                Some(("selector", label)) => {
                    of_label(names::qualified_name(label))?;
                    of_label(names::label_value(value))?;
                    unit.selector.insert(label.to_owned(), value.to_owned()).is_none()
                }
                Some(("label", label)) => {
                    of_label(names::qualified_name(label))?;
                    of_label(names::label_value(value))?;
                    unit.labels.insert(label.to_owned(), value.to_owned()).is_none()
                }
                Some(("annotation", annotation)) => {
                    of_label(names::qualified_name(annotation))?;
                    unit.annotations.insert(annotation.to_owned(), value.to_owned()).is_none()
                }
                _ => {
                    let reason = format!(
                        "{key:?} is not known; keys are resource, nodepool, selector.LABEL, max, label.KEY, annotation.KEY"
                    );
                    let near = crate::kubernetes::near::did_you_mean(
                        key,
                        ["resource", "nodepool", "selector.", "max", "label.", "annotation."],
                    );
                    let error = refuse(FLAG, text, reason, EXAMPLE);
                    return Err(match near {
                        Some(question) => error.hint(question),
                        None => error,
                    });
                }
            };
            if !fresh {
                return Err(refuse(FLAG, text, format!("{key:?} comes twice"), EXAMPLE));
            }
        }
        unit.capacity = capacity.unwrap_or(Capacity::Ecs);
        Ok(unit)
    }

    /// How a message names it: `ecs np123`.
    pub fn title(&self) -> String {
        let selector = self.selector.iter().map(|(key, value)| format!("{key}={value}"));
        let words: Vec<String> = std::iter::once(self.capacity.name().to_owned())
            .chain(self.pool.clone())
            .chain(selector)
            .collect();
        words.join(" ")
    }
}

const CAPACITIES: [(&str, Capacity); 4] =
    [("ecs", Capacity::Ecs), ("eci", Capacity::Eci), ("acs", Capacity::Acs), ("elastic", Capacity::Elastic)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_read() {
        let pools = pool_names(&["np1=GPU-V100-Edge".into()]).unwrap();
        let unit = Unit::parse(
            "resource=elastic,nodepool=GPU-V100-Edge,max=2,selector.a/b=c,label.x=y,annotation.z=1=2",
            &pools,
        )
        .unwrap();
        assert_eq!(unit.capacity, Capacity::Elastic);
        assert_eq!(unit.pool.as_deref(), Some("np1"));
        assert_eq!(unit.max, Some(2));
        assert_eq!(unit.selector["a/b"], "c");
        assert_eq!(unit.annotations["z"], "1=2");
        assert_eq!(Unit::parse("nodepool=np2", &pools).unwrap().capacity, Capacity::Ecs);
        assert_eq!(unit.title(), "elastic np1 a/b=c");
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        for text in [
            "",
            "ecs",
            "resource=ECS",
            "resource=ack",
            "resource=esc",
            "nodepol=np1",
            "max=0",
            "max=-1",
            "max=1,max=2",
            "selector.=x",
            "nodepool=a b",
            "nodepool=",
            "selector.a=b,selector.a=c",
            "resource=ecs,",
        ] {
            let error = Unit::parse(text, &PoolNames::new()).unwrap_err();
            assert!(error.message.contains("--unit"), "{text}: {error}");
        }
        let error = Unit::parse("nodepol=np1", &PoolNames::new()).unwrap_err();
        assert!(error.hints.iter().any(|hint| hint.contains("did you mean `nodepool`")), "{error:?}");
        assert!(pool_names(&["np1=a".into(), "np2=a".into()]).is_err());
    }
}
