//! A small instance of ACK's that stays when all replicas have gone, and answers until one is up again.

use crate::error::{Error, Result};
use crate::workload::value::{integer, one_of, refuse};

/// What kind of machine it is; the words are ACK's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An elastic container instance, ACK's default.
    Eci,
    /// A node.
    Ecs,
    /// Container compute.
    Acs,
}

impl Kind {
    /// As ACK spells it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Eci => "eci",
            Kind::Ecs => "ecs",
            Kind::Acs => "acs",
        }
    }
}

/// A reserve instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserve {
    /// What it is; `None` is ACK's default.
    pub kind: Option<Kind>,
    /// Sizes in order of preference: instance types, or `CPU-MEMORY`.
    pub specs: Vec<String>,
    /// How many; `None` is ACK's default.
    pub replicas: Option<u32>,
}

/// The flags.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// `--reserve-instance`.
    pub on: bool,
    /// `--reserve-instance-type`.
    pub kind: Option<&'a str>,
    /// `--reserve-instance-spec`.
    pub specs: &'a [String],
    /// `--reserve-instance-replicas`.
    pub replicas: Option<&'a str>,
}

const SPEC: &str = "--reserve-instance-spec";

impl Reserve {
    /// Reads the flags; `None` without `--reserve-instance`.
    ///
    /// # Errors
    /// A usage error: a value that ACK does not know, or one that nothing would read.
    pub fn parse(given: Given<'_>) -> Result<Option<Self>> {
        let kind = given
            .kind
            .map(|text| {
                one_of(
                    "--reserve-instance-type",
                    text,
                    &[("eci", Kind::Eci), ("ecs", Kind::Ecs), ("acs", Kind::Acs)],
                )
            })
            .transpose()?;
        given.specs.iter().try_for_each(|text| spec(text))?;
        if let Some(sixth) = given.specs.get(5) {
            return Err(refuse(SPEC, sixth, "ACK tries at most 5 sizes", format!("{SPEC}=1-2Gi")));
        }
        let replicas =
            given.replicas.map(|text| integer("--reserve-instance-replicas", text, 1..=1000)).transpose()?;
        let parts = [
            ("--reserve-instance-type", kind.is_some()),
            (SPEC, !given.specs.is_empty()),
            ("--reserve-instance-replicas", replicas.is_some()),
        ];
        if let (false, Some((flag, _))) = (given.on, parts.iter().find(|(_, given)| *given)) {
            return Err(Error::usage(format!("`{flag}` says nothing without `--reserve-instance`"))
                .hint("add `--reserve-instance`"));
        }
        if let (Some(Kind::Acs), Some(text)) = (kind, given.specs.first()) {
            let reason = "no annotation is known that gives an acs instance a size";
            return Err(refuse(SPEC, text, reason, "--reserve-instance-type=eci"));
        }
        let replicas = replicas.and_then(|count| u32::try_from(count).ok());
        Ok(given.on.then(|| Self { kind, specs: given.specs.to_vec(), replicas }))
    }
}

/// An instance type, as `ecs.t6-c1m1.large`, or vCPU and memory, as `1-2Gi`.
fn spec(text: &str) -> Result<()> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number =
        |text: &str| digits(text) || text.split_once('.').is_some_and(|(a, b)| digits(a) && digits(b));
    let size = text
        .strip_suffix("Gi")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(cpu, memory)| number(cpu) && number(memory));
    let part = |part: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !part.is_empty() && part.bytes().all(inner)
    };
    let instance =
        text.len() <= 63 && text.strip_prefix("ecs.").is_some_and(|rest| rest.split('.').all(part));
    match size || instance {
        true => Ok(()),
        false => Err(refuse(
            SPEC,
            text,
            "an instance type as ecs.gn6i-c4g1.xlarge, or vCPU and memory as 1-2Gi",
            format!("{SPEC}=1-2Gi"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(kind: Option<&str>, specs: &[&str], replicas: Option<&str>) -> Result<Option<Reserve>> {
        let specs: Vec<String> = specs.iter().map(|spec| (*spec).to_owned()).collect();
        Reserve::parse(Given { on: true, kind, specs: &specs, replicas })
    }

    #[test]
    fn a_reserve_instance_has_a_type_sizes_and_a_count() {
        let reserve =
            parse(Some("eci"), &["ecs.t6-c1m1.large", "1-2Gi", "0.5-1.5Gi"], Some("2")).unwrap().unwrap();
        assert_eq!((reserve.kind, reserve.specs.len(), reserve.replicas), (Some(Kind::Eci), 3, Some(2)));
        for spec in ["", "1-2", "1-2G", "2Gi", "t6", "ecs.", "ecs..x", "ecs.A", "1-2Gi,2-4Gi", "ecs.a b"] {
            assert!(parse(None, &[spec], None).is_err(), "{spec}");
        }
        assert!(parse(None, &["1-2Gi"; 6], None).is_err());
        assert!(parse(Some("acs"), &["1-2Gi"], None).is_err());
        assert!(parse(None, &[], Some("0")).is_err());
        assert!(parse(Some("ECI"), &[], None).is_err());
    }

    #[test]
    fn its_parts_say_nothing_without_it() {
        let given = Given { kind: Some("eci"), ..Given::default() };
        assert!(Reserve::parse(given).unwrap_err().message.contains("without `--reserve-instance`"));
        assert_eq!(Reserve::parse(Given::default()).unwrap(), None);
    }
}
