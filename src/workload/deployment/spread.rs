//! What pods are spread over.

use crate::error::Result;
use crate::kubernetes::names;
use crate::workload::value::{checked, integer, refuse};

/// Pods are spread over the values of a node label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// The label.
    pub key: String,
    /// How far the fullest may be ahead of the emptiest.
    pub skew: u32,
    /// Whether a pod that would be too far ahead waits.
    pub required: bool,
}

impl Spread {
    /// Reads `--topology-spread zone|hostname|KEY[:SKEW][:required]`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        const FLAG: &str = "--topology-spread";
        const EXAMPLE: &str = "--topology-spread=zone:1:required";
        let mut parts = text.split(':');
        let key = match parts.next().unwrap_or_default() {
            "zone" => "topology.kubernetes.io/zone",
            "hostname" => "kubernetes.io/hostname",
            key => {
                checked(FLAG, text, names::qualified_name(key), EXAMPLE)?;
                key
            }
        };
        let mut spread = Self { key: key.to_owned(), skew: 1, required: false };
        for (at, part) in parts.enumerate() {
            match part {
                "required" if !spread.required => spread.required = true,
                part if at == 0 && !part.is_empty() => {
                    let skew = integer(&format!("{FLAG}={key}"), part, 1..=1000)
                        .map_err(|_| refuse(FLAG, text, "must be KEY[:SKEW][:required]", EXAMPLE))?;
                    spread.skew = u32::try_from(skew).unwrap_or(1);
                }
                _ => return Err(refuse(FLAG, text, "must be KEY[:SKEW][:required]", EXAMPLE)),
            }
        }
        Ok(spread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_a_label_and_how_strictly() {
        let read = |text| Spread::parse(text).map(|spread| (spread.key, spread.skew, spread.required));
        assert_eq!(read("zone").unwrap(), ("topology.kubernetes.io/zone".into(), 1, false));
        assert_eq!(read("hostname:2:required").unwrap(), ("kubernetes.io/hostname".into(), 2, true));
        assert_eq!(read("a.b/c:required").unwrap(), ("a.b/c".into(), 1, true));
        for text in ["", ":1", "zone:0", "zone:", "zone:1:must", "zone:required:required", "a b", "zone:1:2"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
