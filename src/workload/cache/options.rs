//! Options of a mount and properties of a runtime: in clear, or in a Secret.

use crate::error::Result;
use crate::kubernetes::names;
use crate::workload::service::Pairs;
use crate::workload::value::{checked, pair, refuse};

/// An option of the mount whose value lies in a Secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretOption {
    /// The option's name.
    pub option: String,
    /// The Secret.
    pub secret: String,
    /// The key in it.
    pub key: String,
}

/// `KEY=VALUE` of `--option` or `--property`: nothing is lost of either, and neither holds a secret by its name.
///
/// # Errors
/// A usage error.
pub fn pairs(flag: &str, entries: &[String], example: &str) -> Result<Pairs> {
    let mut pairs = Pairs::new();
    for entry in entries {
        let (key, value) = pair(flag, entry, '=', example)?;
        option_name(flag, entry, key, example)?;
        if value.chars().any(char::is_control) {
            return Err(refuse(flag, entry, "the value has control characters", example));
        }
        if is_secret(key) {
            let reason = "everybody who may read the object would see it: keys belong into a Secret";
            // The value is not shown again.
            return Err(refuse(
                flag,
                &format!("{key}=…"),
                reason,
                format!("--secret-option={key}=SECRET:KEY"),
            ));
        }
        pairs.insert(key.to_owned(), value.to_owned());
    }
    Ok(pairs)
}

/// `OPTION=SECRET:KEY`.
///
/// # Errors
/// A usage error.
pub fn secret_option(text: &str) -> Result<SecretOption> {
    const FLAG: &str = "--secret-option";
    const EXAMPLE: &str = "--secret-option=fs.oss.accessKeyId=oss-secret:akId";
    let (option, rest) = pair(FLAG, text, '=', EXAMPLE)?;
    option_name(FLAG, text, option, EXAMPLE)?;
    let (secret, key) = pair(FLAG, rest, ':', "--secret-option=OPTION=SECRET:KEY")
        .map_err(|_| refuse(FLAG, text, "must be OPTION=SECRET:KEY", EXAMPLE))?;
    checked(FLAG, text, names::dns_subdomain(secret), EXAMPLE)?;
    secret_key(FLAG, text, key, EXAMPLE)?;
    Ok(SecretOption { option: option.into(), secret: secret.into(), key: key.into() })
}

/// A key of a Secret.
fn secret_key(flag: &str, whole: &str, key: &str, example: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !key.is_empty()
        && key.len() <= 253
        && key.chars().all(plain)
        && key != "."
        && !key.starts_with("..")
    {
        true => Ok(()),
        false => Err(refuse(flag, whole, "a Secret's key has letters, digits, `-`, `_` and `.`", example)),
    }
}

fn option_name(flag: &str, whole: &str, name: &str, example: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match name.len() <= 253 && name.chars().all(plain) {
        true => Ok(()),
        false => Err(refuse(flag, whole, "an option's name has letters, digits, `-`, `_` and `.`", example)),
    }
}

/// Whether an option's name says that its value is to be kept.
fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    ["accesskey", "secretkey", "accesskeyid", "accesskeysecret", "token", "password", "metaurl"]
        .iter()
        .any(|word| name.ends_with(word))
}
