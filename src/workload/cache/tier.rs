//! Where the workers of a cache keep what they cache: `MEDIUM[:PATH]:SIZE[,high=SHARE][,low=SHARE][,volume=KIND]`.

use crate::error::Result;
use crate::kubernetes::Quantity;
use crate::workload::path::absolute;
use crate::workload::value::{refuse, word_in};

/// One tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// As it was given.
    pub text: String,
    /// Of what kind.
    pub medium: Medium,
    /// The folder in the worker, and on the node where the volume is one of it.
    pub path: String,
    /// How much each worker keeps.
    pub quota: Quantity,
    /// The share of the quota from which on something is thrown out.
    pub high: Option<String>,
    /// The share down to which it is.
    pub low: Option<String>,
    /// Whether the folder goes with the pod, instead of being the node's.
    pub empty_dir: bool,
}

/// Of what kind a tier is; the fastest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Medium {
    /// Memory.
    Mem,
    /// A solid-state drive.
    Ssd,
    /// A hard disk.
    Hdd,
}

impl Medium {
    /// As Fluid calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mem => "MEM",
            Self::Ssd => "SSD",
            Self::Hdd => "HDD",
        }
    }
}

const FLAG: &str = "--tier";
const EXAMPLE: &str = "--tier=mem:20Gi,high=0.9,low=0.8";
const DISK_EXAMPLE: &str = "--tier=ssd:/mnt/ssd:200Gi";
/// Where memory is a folder.
const SHARED_MEMORY: &str = "/dev/shm";

impl Tier {
    /// Reads `--tier`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split(',');
        let head: Vec<&str> = parts.next().unwrap_or_default().split(':').collect();
        let (medium, path, size) = match head.as_slice() {
            [medium, size] => (*medium, None, *size),
            [medium, path, size] => (*medium, Some(*path), *size),
            _ => return Err(refuse(FLAG, text, "must be MEDIUM:SIZE or MEDIUM:PATH:SIZE", EXAMPLE)),
        };
        let media = [("mem", Medium::Mem), ("ssd", Medium::Ssd), ("hdd", Medium::Hdd)];
        let medium = word_in(FLAG, text, medium, &media, EXAMPLE)?;
        let path = match (path, medium) {
            (Some(path), _) => {
                absolute(FLAG, text, path, DISK_EXAMPLE)?;
                path.to_owned()
            }
            (None, Medium::Mem) => SHARED_MEMORY.to_owned(),
            (None, _) => {
                return Err(refuse(
                    FLAG,
                    text,
                    "a disk has a folder on the node: MEDIUM:PATH:SIZE",
                    DISK_EXAMPLE,
                ));
            }
        };
        let quota = Quantity::parse(size).map_err(|reason| refuse(FLAG, text, reason, EXAMPLE))?;
        let mebi = 1_i128 << 20;
        if quota.value() < mebi || !quota.is_whole() || quota.value() % mebi != 0 {
            return Err(refuse(
                FLAG,
                text,
                "the size is a whole number of Mi, at least one, as 20Gi",
                EXAMPLE,
            ));
        }
        let mut tier = Self {
            text: text.to_owned(),
            medium,
            path,
            quota,
            high: None,
            low: None,
            empty_dir: medium == Medium::Mem,
        };
        for part in parts {
            tier.set(part)?;
        }
        if let (Some(high), Some(low)) = (&tier.high, &tier.low)
            && share(high) <= share(low)
        {
            return Err(refuse(FLAG, text, "`low` must be below `high`", EXAMPLE));
        }
        Ok(tier)
    }

    fn set(&mut self, part: &str) -> Result<()> {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let names = [("high", 'h'), ("low", 'l'), ("volume", 'v')];
        let place = match word_in(FLAG, &self.text, name, &names, EXAMPLE)? {
            'v' => {
                let kinds = [("emptyDir", true), ("hostPath", false)];
                self.empty_dir = word_in(FLAG, &self.text, value, &kinds, EXAMPLE)?;
                return Ok(());
            }
            'h' => &mut self.high,
            _ => &mut self.low,
        };
        if place.is_some() {
            return Err(refuse(FLAG, &self.text, format!("`{name}` comes twice"), EXAMPLE));
        }
        match share(value) {
            Some(_) => {
                *place = Some(value.to_owned());
                Ok(())
            }
            None => {
                let reason = format!("`{name}` is a share, above 0 and at most 1, as 0.9");
                Err(refuse(FLAG, &self.text, reason, EXAMPLE))
            }
        }
    }
}

/// A share above 0 and at most 1, in thousandths of thousandths; `None` if it is none.
fn share(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || fraction.len() > 6 || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    let millionths: u32 = format!("{fraction:0<6}").parse().ok()?;
    let share = whole.parse::<u32>().ok()? * 1_000_000 + millionths;
    (1..=1_000_000).contains(&share).then_some(share)
}
