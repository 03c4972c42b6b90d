//! The volume that a model lies on: in a bucket of OSS, on a NAS, or made by a storage class.

use super::AccessMode;
use super::keys::AccessKey;
use super::origin::{self, Bucket, Origin};
use crate::error::{Error, Result};
use crate::kubernetes::{Quantity, names};
use crate::workload::value::{checked, refuse};

/// A volume and the claim on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The name of both.
    pub name: String,
    /// `None`: the context's.
    pub namespace: Option<String>,
    /// Its size as it is said; OSS and NAS grow as they like.
    pub size: Quantity,
    /// How it may be mounted.
    pub access_mode: AccessMode,
    /// What it lies on.
    pub backing: Backing,
}

/// What a volume lies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Backing {
    /// A part of a bucket.
    Oss {
        /// Which part.
        bucket: Bucket,
        /// Where it is served.
        endpoint: String,
        /// Options of ossfs.
        options: String,
        /// The Secret with the keys.
        secret: String,
        /// The keys, where the Secret is to be made.
        key: Option<AccessKey>,
    },
    /// A folder of a file server.
    Nas {
        /// Its host.
        server: String,
        /// The folder.
        path: String,
        /// Options of the mount.
        options: Vec<String>,
    },
    /// What a storage class makes; the default one without a name.
    Class(Option<String>),
}

/// The options of ossfs that the ACK documentation gives for models: read by any user, and no stale metadata.
pub const OSS_OPTIONS: &str = "-o umask=022 -o max_stat_cache_size=0 -o allow_other";
/// The options of the mount that the ACK documentation gives for NAS.
pub const NAS_OPTIONS: [&str; 2] = ["nolock,tcp,noresvport", "vers=3"];

/// The volume's name; a label of the volume has it too.
///
/// # Errors
/// A usage error.
pub fn name(text: &str) -> Result<String> {
    const EXAMPLE: &str = "neap cache volume llm-model --pvc";
    checked("NAME", text, names::dns_label(text), EXAMPLE)?;
    Ok(text.to_owned())
}

/// The size.
///
/// # Errors
/// A usage error.
pub fn size(text: &str) -> Result<Quantity> {
    const EXAMPLE: &str = "--size=30Gi";
    let size = Quantity::parse(text).map_err(|reason| refuse("--size", text, reason, EXAMPLE))?;
    match size.value() > 0 && size.is_whole() {
        true => Ok(size),
        false => Err(refuse("--size", text, "a whole number of bytes, more than none", EXAMPLE)),
    }
}

/// `--oss BUCKET[/PATH]`, with or without `oss://`.
///
/// # Errors
/// A usage error.
pub fn oss(text: &str) -> Result<Bucket> {
    let rest = text.strip_prefix("oss://").unwrap_or(text);
    let (name, path) = rest.split_once('/').unwrap_or((rest, ""));
    if let Some((_, address)) = rest.split_once("://") {
        // A browser's address, whose host may name the bucket.
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        origin::bucket("--oss", text, host, path)?;
        return Err(refuse("--oss", text, "must be BUCKET[/PATH]", "--oss=models/Qwen-7B-Chat-Int8"));
    }
    origin::bucket("--oss", text, name, path)
}

/// `--endpoint` of a bucket.
///
/// # Errors
/// A usage error.
pub fn endpoint(bucket: &Bucket, text: &str) -> Result<String> {
    super::endpoint(&Origin::Oss(bucket.clone()), text)
}

/// `--oss-options`: options of ossfs, each behind `-o`.
///
/// # Errors
/// A usage error.
pub fn oss_options(text: &str) -> Result<String> {
    const FLAG: &str = "--oss-options";
    let example = format!("--oss-options='{OSS_OPTIONS}'");
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.chunks(2).all(|pair| matches!(pair, ["-o", option] if !option.starts_with('-')));
    let plain = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    match pairs && plain && !words.is_empty() {
        true => Ok(text.to_owned()),
        false => Err(refuse(FLAG, text, "each option stands behind -o", example)),
    }
}

/// `--nas SERVER:/PATH`.
///
/// # Errors
/// A usage error.
pub fn nas(text: &str) -> Result<(String, String)> {
    const FLAG: &str = "--nas";
    const EXAMPLE: &str = "--nas=0cd8b4a576-gnc20.cn-hangzhou.nas.aliyuncs.com:/models";
    let Some((server, path)) = text.split_once(':') else {
        return Err(refuse(FLAG, text, "must be SERVER:/PATH", EXAMPLE));
    };
    if path.starts_with("//") {
        let rest = path.trim_start_matches('/');
        let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
        return Err(refuse(FLAG, text, format!("it is no URL: write {host}:/{folder}"), EXAMPLE));
    }
    checked(FLAG, text, names::dns_subdomain(server), EXAMPLE)?;
    match path {
        "/" => {}
        _ => crate::workload::path::absolute(FLAG, text, path, EXAMPLE)?,
    }
    if path.chars().any(char::is_whitespace) {
        return Err(refuse(FLAG, text, "the path has white space", EXAMPLE));
    }
    Ok((server.to_owned(), path.to_owned()))
}

/// `--pvc[=CLASS]`.
///
/// # Errors
/// A usage error.
pub fn class(text: &str) -> Result<Option<String>> {
    if text.is_empty() {
        return Ok(None);
    }
    checked("--pvc", text, names::dns_subdomain(text), "--pvc=alicloud-nas-subpath")?;
    Ok(Some(text.to_owned()))
}

/// A Secret's name.
///
/// # Errors
/// A usage error.
pub fn secret(text: &str) -> Result<String> {
    checked("--secret", text, names::dns_subdomain(text), "--secret=oss-secret")?;
    Ok(text.to_owned())
}

/// Where OSS keeps no keys at all.
///
/// # Errors
/// Always: says what is missing.
pub fn no_keys<T>() -> Result<T> {
    Err(Error::usage(
        "neither `--secret` nor `--access-key-from` is given: ossfs needs the keys to the bucket",
    )
    .hint("for example `--secret=oss-secret`, a Secret with the keys akId and akSecret")
    .hint("or `--access-key-from=env`, which makes one of OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET"))
}
