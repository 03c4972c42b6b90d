//! Where metrics are scraped: which pods, which port, which path, how often.

use crate::engines::metrics::exposition;
use crate::engines::{Detected, Engine};
use crate::error::Result;
use crate::kubernetes::names;
use crate::kubernetes::resources::StringMap;
use crate::workload::duration::duration;
use crate::workload::value::{integer, pair, refuse};

/// A container's port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Port {
    /// By its name in the pod.
    Name(String),
    /// By its number.
    Number(u16),
}

impl Port {
    /// Reads a name or a number.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(flag: &str, text: &str) -> Result<Self> {
        let example = format!("{flag}=http");
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if !text.is_empty() && digits == text.len() {
            let number = integer(flag, text, 1..=65535)?;
            return u16::try_from(number)
                .map(Self::Number)
                .map_err(|_| refuse(flag, text, "a port is at most 65535", example));
        }
        // As Kubernetes checks the name of a container's port.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let reason = match text {
            "" => "a port has a name or a number",
            _ if !text.chars().all(plain) => "the name of a port has small letters, digits and `-`",
            _ if text.len() > 15 => "the name of a port has at most 15 characters",
            _ if text.starts_with('-') || text.ends_with('-') || text.contains("--") => {
                "the name of a port has each `-` between two letters or digits"
            }
            _ if text.len() == digits + text.matches('-').count() => "the name of a port has a letter in it",
            _ => return Ok(Self::Name(text.to_owned())),
        };
        Err(refuse(flag, text, reason, example))
    }
}

impl std::fmt::Display for Port {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => formatter.write_str(name),
            Self::Number(number) => write!(formatter, "{number}"),
        }
    }
}

/// Where and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The port; the one named `http`, or the engine's own number where only a number will do.
    pub port: Option<Port>,
    /// The path.
    pub path: String,
    /// How often, in seconds.
    pub interval: u32,
    /// The port of the engine.
    pub engine_port: u16,
}

impl Endpoint {
    /// Reads port, path and interval; the engine gives what is left out.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(
        port: Option<&str>,
        path: Option<&str>,
        interval: Option<&str>,
        engine: Option<Detected>,
    ) -> Result<Self> {
        let exposed = exposition(engine.map_or(Engine::Vllm, |detected| detected.engine));
        let path = match path {
            None => exposed.path.to_owned(),
            Some(text) => {
                let reason = match text {
                    _ if !text.starts_with('/') => "a path starts with /",
                    _ if !text.bytes().all(|b| b.is_ascii_graphic()) => "a path has no spaces and only ASCII",
                    _ if text.contains(['?', '#']) => "a path has no `?` and no `#`",
                    _ if text.len() > 1024 => "a path is at most 1024 bytes long",
                    _ => "",
                };
                match reason {
                    "" => text.to_owned(),
                    reason => return Err(refuse("--path", text, reason, "--path=/metrics")),
                }
            }
        };
        const EXAMPLE: &str = "--interval=15s";
        let interval = match interval {
            None => 15,
            Some(text) => {
                let read = duration("--interval", text, EXAMPLE)?;
                match u32::try_from(read.as_secs()) {
                    Ok(seconds @ 1..=3600) if read.subsec_nanos() == 0 => seconds,
                    _ => return Err(refuse("--interval", text, "whole seconds, from 1s to 1h", EXAMPLE)),
                }
            }
        };
        let port = port.map(|text| Port::parse("--port", text)).transpose()?;
        Ok(Self { port, path, interval, engine_port: exposed.port })
    }
}

/// Which pods.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    /// Labels with their values.
    pub labels: StringMap,
    /// Labels that must be there.
    pub present: Vec<String>,
}

impl Selector {
    /// Reads `KEY=VALUE` and `KEY`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(texts: &[String]) -> Result<Self> {
        const FLAG: &str = "--selector";
        const EXAMPLE: &str = "--selector=app=qwen";
        let mut selector = Self::default();
        for text in texts {
            let check = |checked: names::Checked| checked.map_err(|why| refuse(FLAG, text, why, EXAMPLE));
            match text.contains('=') {
                true => {
                    let (key, value) = pair(FLAG, text, '=', EXAMPLE)?;
                    check(names::qualified_name(key))?;
                    check(names::label_value(value))?;
                    if selector.labels.insert(key.to_owned(), value.to_owned()).is_some() {
                        return Err(refuse(FLAG, text, "the label has a value already", EXAMPLE));
                    }
                }
                false => {
                    check(names::qualified_name(text))?;
                    selector.present.push(text.clone());
                }
            }
        }
        Ok(selector)
    }
}
