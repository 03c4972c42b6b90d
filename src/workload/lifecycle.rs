//! How replicas start, are replaced and run: probes, rollout, user.

use super::duration::seconds;
use super::value::{integer, one_of, pair, refuse, word_in};
use crate::engines::Engine;
use crate::error::{Error, Result};

/// What a start is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartupProbe {
    /// Whose health check.
    pub engine: Engine,
    /// Seconds that loading may take before the container is started anew.
    pub patience: u32,
}

impl StartupProbe {
    /// Half an hour: weights of several hundred GB over a network.
    const PATIENCE: u32 = 1800;

    /// Reads `--startup-probe auto|none|ENGINE[:DURATION]`.
    ///
    /// # Errors
    /// A usage error; `auto` without a known engine too.
    pub fn parse(text: &str, detected: Option<Engine>) -> Result<Option<Self>> {
        const FLAG: &str = "--startup-probe";
        let (word, patience) = match text.split_once(':') {
            Some((word, duration)) => {
                let seconds = seconds(FLAG, duration, 86_400, "--startup-probe=vllm:45m")?;
                if seconds < 10 {
                    return Err(refuse(
                        FLAG,
                        text,
                        "a start takes 10s at the least",
                        "--startup-probe=vllm:45m",
                    ));
                }
                (word, seconds)
            }
            None => (text, Self::PATIENCE),
        };
        let choices = [
            ("vllm", Choice::Engine(Engine::Vllm)),
            ("sglang", Choice::Engine(Engine::Sglang)),
            ("triton", Choice::Engine(Engine::Triton)),
            ("tgi", Choice::Engine(Engine::Tgi)),
            ("auto", Choice::Auto),
            ("none", Choice::None),
        ];
        let engine = match word_in(FLAG, text, word, &choices, "--startup-probe=vllm:45m")? {
            Choice::None => return Ok(None),
            Choice::Engine(engine) => engine,
            Choice::Auto => detected.ok_or_else(|| {
                Error::usage(
                    "`--startup-probe=auto` finds no engine that it knows in the image or the command",
                )
                .hint("name it: `--startup-probe=vllm`")
            })?,
        };
        Ok(Some(Self { engine, patience }))
    }
}

#[derive(Clone, Copy)]
enum Choice {
    Engine(Engine),
    Auto,
    None,
}

/// How replicas are replaced by those of a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollout {
    /// All old ones go first.
    Recreate,
    /// This many more than wanted at a time; with none, one old one goes first.
    Surge(u32),
}

impl Rollout {
    /// Reads `--rollout recreate|surge=N`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        const FLAG: &str = "--rollout";
        match text.split_once('=') {
            None if text == "recreate" => Ok(Self::Recreate),
            Some(("surge", number)) => {
                let number = integer("--rollout=surge", number, 0..=1000)?;
                Ok(Self::Surge(u32::try_from(number).unwrap_or_default()))
            }
            _ => Err(refuse(FLAG, text, "must be `recreate` or `surge=N`", "--rollout=surge=0")),
        }
    }
}

/// The user that the container runs as.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityContext {
    /// `runAsUser`, `runAsGroup`, `fsGroup`.
    pub ids: Vec<(&'static str, i64)>,
    /// `runAsNonRoot`.
    pub non_root: Option<bool>,
}

impl SecurityContext {
    /// From `KEY=VALUE`; a later one replaces an earlier one of the same key.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(entries: &[String]) -> Result<Self> {
        const FLAG: &str = "--security-context";
        const EXAMPLE: &str = "--security-context=runAsUser=1000";
        let keys = [
            ("runAsUser", "runAsUser"),
            ("runAsGroup", "runAsGroup"),
            ("fsGroup", "fsGroup"),
            ("runAsNonRoot", "runAsNonRoot"),
        ];
        let mut context = Self::default();
        for entry in entries {
            let (key, value) = pair(FLAG, entry, '=', EXAMPLE)?;
            match word_in(FLAG, entry, key, &keys, EXAMPLE)? {
                "runAsNonRoot" => {
                    context.non_root = Some(one_of(
                        "--security-context=runAsNonRoot",
                        value,
                        &[("true", true), ("false", false)],
                    )?)
                }
                key => {
                    let id = integer(&format!("{FLAG}={key}"), value, 0..=i64::from(i32::MAX))?;
                    context.ids.retain(|(earlier, _)| *earlier != key);
                    context.ids.push((key, id));
                }
            }
        }
        Ok(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_is_an_engine_and_its_patience() {
        let probe = |text| StartupProbe::parse(text, Some(Engine::Sglang));
        assert_eq!(probe("vllm").unwrap(), Some(StartupProbe { engine: Engine::Vllm, patience: 1800 }));
        assert_eq!(probe("vllm:45m").unwrap().unwrap().patience, 2700);
        assert_eq!(probe("auto").unwrap().unwrap().engine, Engine::Sglang);
        assert_eq!(probe("none").unwrap(), None);
        for text in ["", "vlm", "vllm:", "vllm:5", "vllm:1s", ":5m"] {
            assert!(probe(text).is_err(), "{text}");
        }
        assert!(StartupProbe::parse("auto", None).is_err());
    }

    #[test]
    fn a_rollout_is_recreate_or_a_surge() {
        assert_eq!(Rollout::parse("recreate").unwrap(), Rollout::Recreate);
        assert_eq!(Rollout::parse("surge=0").unwrap(), Rollout::Surge(0));
        for text in ["", "surge", "surge=", "surge=-1", "surge=25%", "Recreate", "recreate=1"] {
            assert!(Rollout::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_user_is_a_number() {
        let read = |entry: &str| SecurityContext::parse(&[entry.to_owned()]);
        assert_eq!(read("runAsUser=1000").unwrap().ids, [("runAsUser", 1000)]);
        assert_eq!(read("runAsNonRoot=true").unwrap().non_root, Some(true));
        for entry in ["", "runAsUser", "runAsUser=root", "privileged=true", "runAsNonRoot=yes", "fsGroup=-1"]
        {
            assert!(read(entry).is_err(), "{entry}");
        }
    }
}
