//! The container: its image, environment and port.

use super::value::{checked, one_of, pair, refuse};
use crate::error::Result;
use crate::kubernetes::names;

/// The container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Container {
    /// The image; may be absent where a serving runtime brings one.
    pub image: Option<String>,
    /// `Always`, `IfNotPresent` or `Never`.
    pub pull_policy: PullPolicy,
    /// Secrets that open the registry.
    pub pull_secrets: Vec<String>,
    /// Shell, `-c` and line; absent leaves the image's own.
    pub command: Option<Vec<String>>,
    /// In the order of the flags.
    pub env: Vec<Variable>,
    /// The port that it listens on; absent means KServe's default of 8080.
    pub port: Option<u16>,
}

impl Container {
    /// The line that the shell runs.
    pub fn line(&self) -> Option<&str> {
        self.command.as_ref()?.last().map(String::as_str)
    }
}

/// When the image is pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PullPolicy {
    /// Whenever a pod starts.
    Always,
    /// If the node does not have it.
    #[default]
    IfNotPresent,
    /// Never.
    Never,
}

impl PullPolicy {
    const CHOICES: [(&'static str, PullPolicy); 3] = [
        ("IfNotPresent", PullPolicy::IfNotPresent),
        ("Always", PullPolicy::Always),
        ("Never", PullPolicy::Never),
    ];

    /// Reads `--image-pull-policy`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        one_of("--image-pull-policy", text, &Self::CHOICES)
    }

    /// As Kubernetes spells it.
    pub fn name(self) -> &'static str {
        match self {
            PullPolicy::Always => "Always",
            PullPolicy::IfNotPresent => "IfNotPresent",
            PullPolicy::Never => "Never",
        }
    }
}

/// An environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where its value comes from.
    pub source: Source,
}

/// Where a variable's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The value itself.
    Literal(String),
    /// A key of a Secret.
    Secret {
        /// The Secret.
        name: String,
        /// Its key.
        key: String,
    },
}

/// An image reference: `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`.
///
/// # Errors
/// A usage error.
pub fn image(text: &str) -> Result<String> {
    image_of("--image", text)
}

/// An image reference that `flag` gives.
///
/// # Errors
/// A usage error.
pub fn image_of(flag: &str, text: &str) -> Result<String> {
    let refuse_because =
        |reason: &str| Err(refuse(flag, text, reason, format!("{flag}=vllm/vllm-openai:v0.11.0")));
    let (reference, digest) = match text.split_once('@') {
        Some((reference, digest)) => (reference, Some(digest)),
        None => (text, None),
    };
    if let Some(digest) = digest {
        let hex = digest.split_once(':').map_or("", |(_, hex)| hex);
        if hex.len() < 32 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return refuse_because("a digest is sha256: and 64 hexadecimal digits");
        }
    }
    let (directories, last) = reference.rsplit_once('/').map_or((None, reference), |(d, l)| (Some(d), l));
    let (last, tag) = last.split_once(':').map_or((last, None), |(last, tag)| (last, Some(tag)));
    let plain_tag = |tag: &str| {
        let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
        !tag.is_empty() && tag.len() <= 128 && tag.bytes().all(inner) && !tag.starts_with(['.', '-'])
    };
    if tag.is_some_and(|tag| !plain_tag(tag)) {
        return refuse_because("a tag has letters, digits, `_`, `.` and `-`, at most 128");
    }
    let component = |part: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-');
        let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        part.bytes().all(inner) && part.starts_with(edge) && part.ends_with(edge)
    };
    let host = |part: &str| {
        let (name, port) = part.split_once(':').map_or((part, None), |(name, port)| (name, Some(port)));
        let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        !name.is_empty() && name.bytes().all(inner) && port.is_none_or(|port| port.parse::<u16>().is_ok())
    };
    let mut parts: Vec<&str> = directories.map(|d| d.split('/').collect()).unwrap_or_default();
    let first_is_host = parts.first().is_some_and(|part| part.contains(['.', ':']) || *part == "localhost");
    if first_is_host && !host(parts.remove(0)) {
        return refuse_because("the registry's host is not one");
    }
    if reference.len() > 255 || !component(last) || !parts.into_iter().all(component) {
        return refuse_because(
            "an image is [HOST[:PORT]/]PATH[:TAG][@DIGEST] in lower case, with no space in it",
        );
    }
    Ok(text.to_owned())
}

/// Variables from `--env` and `--env-from-secret`; a later one replaces an earlier one of the same name.
///
/// # Errors
/// A usage error.
pub fn env(literals: &[String], from_secrets: &[String]) -> Result<Vec<Variable>> {
    let literals = literals.iter().map(|entry| {
        const EXAMPLE: &str = "--env=HF_HUB_OFFLINE=1";
        let (name, value) = pair("--env", entry, '=', EXAMPLE)?;
        checked("--env", entry, names::env_name(name), EXAMPLE)?;
        Ok(Variable { name: name.to_owned(), source: Source::Literal(value.to_owned()) })
    });
    let secrets = from_secrets.iter().map(|entry| {
        const FLAG: &str = "--env-from-secret";
        const EXAMPLE: &str = "--env-from-secret=HF_TOKEN=hf-secret";
        let (name, secret) = pair(FLAG, entry, '=', EXAMPLE)?;
        checked(FLAG, entry, names::env_name(name), EXAMPLE)?;
        // Arena's form takes the variable's own name as the key; a key of another name follows a colon.
        let (secret, key) = secret.split_once(':').unwrap_or((secret, name));
        checked(FLAG, entry, names::dns_subdomain(secret), EXAMPLE)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if key.is_empty() || key.len() > 253 || !key.bytes().all(plain) {
            return Err(refuse(FLAG, entry, "a Secret's key has letters, digits, `-`, `_` and `.`", EXAMPLE));
        }
        let source = Source::Secret { name: secret.to_owned(), key: key.to_owned() };
        Ok(Variable { name: name.to_owned(), source })
    });
    let mut variables: Vec<Variable> = Vec::new();
    for variable in literals.chain(secrets) {
        let variable = variable?;
        variables.retain(|earlier| earlier.name != variable.name);
        variables.push(variable);
    }
    Ok(variables)
}

/// Refuses the variables that KServe's webhook refuses.
///
/// # Errors
/// A usage error.
pub fn refuse_kserves_variables(variables: &[Variable]) -> Result<()> {
    for variable in variables {
        let (flag, entry, value) = match &variable.source {
            Source::Literal(value) => ("--env", format!("{}={value}", variable.name), Some(value.as_str())),
            Source::Secret { name, key } => {
                ("--env-from-secret", format!("{}={name}:{key}", variable.name), None)
            }
        };
        match (variable.name.as_str(), value) {
            ("PYTHONPATH", _) => {
                let example = format!("{flag}=HF_HUB_OFFLINE=1");
                return Err(refuse(flag, &entry, "KServe allows no variable PYTHONPATH", example));
            }
            ("PROTOCOL", value) if !matches!(value, Some("v1" | "v2")) => {
                let reason = "KServe allows only v1 or v2 as PROTOCOL";
                return Err(refuse(flag, &entry, reason, "--env=PROTOCOL=v2"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A Secret or another object that is named: `--image-pull-secret`, `--service-account`, `--priority-class`.
///
/// # Errors
/// A usage error.
pub fn object_name(flag: &str, text: &str, example: &str) -> Result<String> {
    checked(flag, text, names::dns_subdomain(text), &format!("{flag}={example}"))?;
    Ok(text.to_owned())
}

/// A TCP port.
///
/// # Errors
/// A usage error.
pub fn port(flag: &str, text: &str) -> Result<u16> {
    let number = text.parse::<u16>().ok().filter(|port| *port > 0);
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    number
        .filter(|_| plain)
        .ok_or_else(|| refuse(flag, text, "a port is a whole number from 1 to 65535", format!("{flag}=8080")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_references() {
        for text in [
            "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1",
            "nginx",
            "localhost:5000/a/b:c",
            "vllm/vllm-openai:v0.11.0-cu128",
            "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "registry.example.com:443/x",
        ] {
            assert!(image(text).is_ok(), "{text}");
        }
        for text in
            ["", " ", "a b", "A", "a:", "a@sha256:1", "/a", "a//b", "a:b:c", "é", "host:x/a", "a/B", "a\n"]
        {
            assert!(image(text).is_err(), "{text}");
        }
    }

    #[test]
    fn variables_keep_their_value_and_order() {
        let entries = ["B=1".to_owned(), "A={\"x\": \"=y\"}".to_owned(), "B=".to_owned()];
        let variables = env(&entries, &["T=hf".to_owned(), "U=hf:token".to_owned()]).unwrap();
        let names: Vec<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
        assert_eq!(names, ["A", "B", "T", "U"]);
        assert_eq!(variables[0].source, Source::Literal("{\"x\": \"=y\"}".into()));
        assert_eq!(variables[2].source, Source::Secret { name: "hf".into(), key: "T".into() });
        assert_eq!(variables[3].source, Source::Secret { name: "hf".into(), key: "token".into() });
        for entry in ["A", "=x", "1A=x"] {
            assert!(env(&[entry.to_owned()], &[]).is_err(), "{entry}");
        }
        for entry in ["PYTHONPATH=/x", "PROTOCOL=v3"] {
            let variables = env(&[entry.to_owned()], &[]).unwrap();
            assert!(refuse_kserves_variables(&variables).is_err(), "{entry}");
        }
    }
}
