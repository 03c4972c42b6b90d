//! Arena's configuration file: `$ARENA_CONFIG`, else `~/.arena/config`; lines `key=value`.

use std::path::PathBuf;

use crate::environment::Environment;
use crate::error::{Error, Result};

/// What neap takes from Arena's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArenaConfig {
    /// Namespace where none is named.
    pub namespace: Option<String>,
    /// Secrets that open the registry where none is named.
    pub image_pull_secrets: Vec<String>,
}

impl ArenaConfig {
    /// Reads the file; without one everything is absent.
    ///
    /// # Errors
    /// The file that `ARENA_CONFIG` names, or the default one, is there and cannot be read.
    pub fn load(env: &Environment) -> Result<Self> {
        let named = env.get("ARENA_CONFIG").map(PathBuf::from);
        let Some(path) = named.clone().or_else(|| Some(env.home()?.join(".arena").join("config"))) else {
            return Ok(Self::default());
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
                Ok(Self::default())
            }
            Err(error) => Err(Error::usage(format!("cannot read Arena's configuration {}", path.display()))
                .cause(error)
                .hint("unset ARENA_CONFIG, or name a file that can be read")),
        }
    }

    fn parse(text: &str) -> Self {
        let mut config = Self::default();
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        for (key, value) in lines.filter_map(|line| line.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match key.trim() {
                "namespace" if !value.is_empty() => config.namespace = Some(value.to_owned()),
                "imagePullSecrets" => {
                    let secrets = value.split(',').map(str::trim).filter(|secret| !secret.is_empty());
                    config.image_pull_secrets = secrets.map(str::to_owned).collect();
                }
                _ => {}
            }
        }
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_that_matter_are_read() {
        let config =
            ArenaConfig::parse("# a comment\nnamespace = serving\nimagePullSecrets=a, b\nother=1\nbroken\n");
        assert_eq!(config.namespace.as_deref(), Some("serving"));
        assert_eq!(config.image_pull_secrets, ["a", "b"]);
    }
}
