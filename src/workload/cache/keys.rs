//! Access keys: where they come from. They are never shown again.

use std::fmt;

use crate::error::{Error, Result};
use crate::kubernetes::names;
use crate::workload::value::{checked, refuse};

/// An access key of OSS.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// AccessKey ID.
    pub id: String,
    /// AccessKey secret.
    pub secret: String,
}

/// Nobody reads a key in a message.
impl fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessKey(…)")
    }
}

/// Where `--access-key-from` says that they lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// In two variables of the environment.
    Environment {
        /// The variable of the ID.
        id: String,
        /// The variable of the secret.
        secret: String,
    },
    /// In a file; `-` is standard input.
    File(String),
}

/// The variables that ossutil and the SDKs read.
pub const VARIABLES: (&str, &str) = ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET");

const FLAG: &str = "--access-key-from";
const EXAMPLE: &str = "--access-key-from=env:OSS_ACCESS_KEY_ID,OSS_ACCESS_KEY_SECRET";
/// What a file or Secret calls the two.
const NAMES: [(&str, &str); 3] =
    [("akid", "aksecret"), ("accesskeyid", "accesskeysecret"), ("ossaccesskeyid", "ossaccesskeysecret")];

impl KeySource {
    /// Reads `--access-key-from`: `env`, `env:ID,SECRET` or `file:PATH`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let variables = |id: &str, secret: &str| Self::Environment { id: id.into(), secret: secret.into() };
        match text.split_once(':') {
            None if text == "env" => Ok(variables(VARIABLES.0, VARIABLES.1)),
            Some(("env", names)) => match names.split_once(',') {
                Some((id, secret)) => {
                    checked(FLAG, text, names::env_name(id), EXAMPLE)?;
                    checked(FLAG, text, names::env_name(secret), EXAMPLE)?;
                    Ok(variables(id, secret))
                }
                None => Err(refuse(
                    FLAG,
                    text,
                    "two variables, with a `,` between: the ID's and the secret's",
                    EXAMPLE,
                )),
            },
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.to_owned())),
            _ => Err(refuse(FLAG, text, "must be env, env:ID,SECRET or file:PATH", EXAMPLE)),
        }
    }

    /// The two variables' values.
    ///
    /// # Errors
    /// A usage error that names the variable that is not set.
    pub fn of_environment<'a>(
        id: &str,
        secret: &str,
        get: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<AccessKey> {
        let text = format!("env:{id},{secret}");
        let value = |name: &str| {
            get(name).ok_or_else(|| {
                refuse(FLAG, &text, format!("the variable {name} is not set"), format!("export {name}=…"))
            })
        };
        AccessKey::new(FLAG, value(id)?, value(secret)?)
    }

    /// The two lines of a file: `akId=…` and `akSecret=…`, or as ossutil and the SDKs call them.
    ///
    /// # Errors
    /// A usage error; it shows nothing of the file.
    pub fn of_file(path: &str, text: &str) -> Result<AccessKey> {
        let shown = format!("file:{path}");
        let entries: Vec<(String, &str)> = text.lines().filter_map(entry).collect();
        let value = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        let found = NAMES.iter().find_map(|(id, secret)| Some((value(id)?, value(secret)?)));
        match found {
            Some((id, secret)) => AccessKey::new(FLAG, id, secret),
            None => Err(refuse(
                FLAG,
                &shown,
                "there must be a line akId=ID and a line akSecret=SECRET in it",
                "--access-key-from=file:oss.keys",
            )),
        }
    }
}

/// `Key = "value"` → its name in plain small letters, and its value.
fn entry(line: &str) -> Option<(String, &str)> {
    let line = line.trim().trim_start_matches("export ");
    let (key, value) = line.split_once(['=', ':']).filter(|_| !line.starts_with('#'))?;
    let key = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    Some((key, value.trim().trim_matches(['"', '\''])))
}

impl AccessKey {
    /// Checks both; `flag` is where they come from.
    ///
    /// # Errors
    /// A usage error that shows neither.
    pub fn new(flag: &str, id: &str, secret: &str) -> Result<Self> {
        for (what, text) in [("ID", id), ("secret", secret)] {
            let reason = match text {
                "" => "is empty",
                _ if text.starts_with('<') || text.contains('…') || text.to_lowercase().contains("your") => {
                    "is a placeholder"
                }
                _ if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                    "has white space, control characters or letters beyond ASCII"
                }
                _ if text.len() > 256 => "is longer than 256 characters",
                _ => continue,
            };
            return Err(Error::usage(format!(
                "invalid value \"…\" for `{flag}`: the access key's {what} {reason}"
            ))
            .hint(format!("for example `{EXAMPLE}`")));
        }
        Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
    }

    /// Reads `--access-key ID:SECRET`.
    ///
    /// # Errors
    /// A usage error that shows neither.
    pub fn in_clear(text: &str) -> Result<Self> {
        match text.split_once(':') {
            Some((id, secret)) => Self::new("--access-key", id, secret),
            None => Err(Error::usage("invalid value \"…\" for `--access-key`: must be ID:SECRET")
                .hint(format!("for example `{EXAMPLE}`, which nobody sees in the list of processes"))),
        }
    }
}
