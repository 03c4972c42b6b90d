//! What is cached: a bucket, a claim, a file system; and where in it.

use crate::error::{Error, Result};
use crate::kubernetes::names;
use crate::workload::value::{checked, refuse};

/// What is cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// `oss://BUCKET/PATH`
    Oss(Bucket),
    /// `s3://BUCKET/PATH`
    S3(Bucket),
    /// `pvc://CLAIM[/PATH]`
    Claim {
        /// The claim.
        claim: String,
        /// The part of it; empty is all.
        path: String,
    },
    /// `juicefs://FILESYSTEM[/PATH]`
    Juicefs {
        /// The file system's name.
        file_system: String,
        /// The part of it; empty is all.
        path: String,
    },
}

/// A part of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// The bucket's name.
    pub name: String,
    /// Without a `/` at its beginning; empty is all.
    pub path: String,
}

const FLAG: &str = "--from";
const EXAMPLE: &str = "--from=oss://models/Qwen-7B-Chat-Int8";
const SCHEMES: [&str; 4] = ["oss", "s3", "pvc", "juicefs"];

impl Origin {
    /// Reads `--from`.
    ///
    /// # Errors
    /// A usage error; of a mangled URL with the right one.
    pub fn parse(text: &str) -> Result<Self> {
        let Some((scheme, rest)) = text.split_once("://") else { return Err(mangled(text)) };
        let (first, path) = rest.split_once('/').unwrap_or((rest, ""));
        match scheme {
            "oss" => Ok(Self::Oss(bucket(FLAG, text, first, path)?)),
            "s3" => Ok(Self::S3(bucket(FLAG, text, first, path)?)),
            "pvc" => {
                checked(FLAG, text, names::dns_subdomain(first), "--from=pvc://llm-model")?;
                Ok(Self::Claim { claim: first.to_owned(), path: inside(FLAG, text, path)? })
            }
            "juicefs" => {
                let example = "--from=juicefs://models/Qwen";
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
                // The rule of `juicefs format`.
                if !(3..=63).contains(&first.len()) || !first.chars().all(plain) || first.starts_with('-') {
                    let reason = "the file system's name has 3 to 63 letters, digits and `-`";
                    return Err(refuse(FLAG, text, reason, example));
                }
                Ok(Self::Juicefs { file_system: first.to_owned(), path: inside(FLAG, text, path)? })
            }
            "http" | "https" => Err(address(text, first, path)),
            _ if SCHEMES.contains(&scheme.to_lowercase().as_str()) => {
                let right = format!("{}://{rest}", scheme.to_lowercase());
                Err(refuse(FLAG, text, format!("the scheme is in lower case: write {right}"), EXAMPLE))
            }
            _ => Err(refuse(FLAG, text, "must begin with oss://, s3://, pvc:// or juicefs://", EXAMPLE)
                .hint("for what Fluid reads besides, `--patch` changes `spec.mounts` of the Dataset")),
        }
    }

    /// As Fluid's `mountPoint` has it.
    pub fn mount_point(&self) -> String {
        match self {
            Self::Oss(bucket) => format!("oss://{}/{}", bucket.name, bucket.path),
            Self::S3(bucket) => format!("s3://{}/{}", bucket.name, bucket.path),
            Self::Claim { claim, path } if path.is_empty() => format!("pvc://{claim}"),
            Self::Claim { claim, path } => format!("pvc://{claim}/{path}"),
            Self::Juicefs { path, .. } => format!("juicefs:///{path}"),
        }
    }

    /// As `--from` has it.
    pub fn text(&self) -> String {
        match self {
            Self::Juicefs { file_system, path } => format!("juicefs://{file_system}/{path}"),
            other => other.mount_point(),
        }
    }

    /// The name of the mount.
    pub fn mount_name(&self) -> &str {
        match self {
            Self::Juicefs { file_system, .. } => file_system,
            _ => "data",
        }
    }
}

/// A bucket and a path in it.
///
/// # Errors
/// A usage error.
pub fn bucket(flag: &str, text: &str, name: &str, path: &str) -> Result<Bucket> {
    let example = if flag == FLAG { EXAMPLE } else { "--oss=models/Qwen-7B-Chat-Int8" };
    if let Some((bucket, host)) = of_host(name) {
        let right = if flag == FLAG {
            format!("--from=oss://{bucket}/{path}")
        } else {
            format!("--oss={bucket}/{path}")
        };
        return Err(refuse(
            flag,
            text,
            "the endpoint is not part of it",
            format!("{right} --endpoint={host}"),
        ));
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let bytes = name.as_bytes();
    if !(3..=63).contains(&name.len())
        || !bytes.iter().all(|b| plain(*b))
        || !edge(bytes.first())
        || !edge(bytes.last())
    {
        let reason =
            "a bucket's name has 3 to 63 lower-case letters, digits and `-`, a letter or digit at both ends";
        return Err(refuse(flag, text, reason, example));
    }
    Ok(Bucket { name: name.to_owned(), path: inside(flag, text, path)? })
}

/// A path within a bucket, claim or file system.
fn inside(flag: &str, whole: &str, path: &str) -> Result<String> {
    let example = match flag {
        FLAG => EXAMPLE,
        _ => "--oss=models/Qwen-7B-Chat-Int8",
    };
    let mut parts = path.trim_end_matches('/').split('/');
    let reason = match path {
        "" => return Ok(String::new()),
        _ if path.chars().any(|c| c.is_whitespace() || c.is_control()) => {
            "the path has white space or control characters"
        }
        _ if path.contains(['?', '#', '\\', ':', '*']) => "the path has one of ? # \\ : *",
        _ if parts.clone().any(|part| part == "..") => "the path must not contain ..",
        _ if parts.any(|part| part.is_empty() || part == ".") => {
            "a part of the path is empty: one `/` parts them"
        }
        _ if path.len() > 1023 => "the path is longer than 1023 bytes",
        _ => return Ok(path.to_owned()),
    };
    Err(refuse(flag, whole, reason, example))
}

/// A host that holds the bucket: `BUCKET.oss-cn-hangzhou.aliyuncs.com`, `BUCKET.s3.amazonaws.com`.
fn of_host(host: &str) -> Option<(&str, &str)> {
    let (bucket, rest) = host.split_once('.')?;
    let is_service = rest.starts_with("oss-") || rest.starts_with("s3.") || rest.starts_with("s3-");
    let is_cloud = rest.ends_with(".aliyuncs.com") || rest.ends_with(".amazonaws.com");
    (is_service && is_cloud && !bucket.is_empty()).then_some((bucket, rest))
}

/// No `://` in it, although perhaps something like it.
fn mangled(text: &str) -> Error {
    let scheme = SCHEMES.iter().find(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text[scheme.len()..].starts_with([':', '/'])
    });
    match scheme {
        Some(scheme) => {
            let rest = text[scheme.len()..].trim_start_matches([':', '/']);
            refuse(FLAG, text, format!("the URL is mangled: write {scheme}://{rest}"), EXAMPLE)
        }
        None => refuse(FLAG, text, "must begin with oss://, s3://, pvc:// or juicefs://", EXAMPLE)
            .hint("a claim that exists is `pvc://NAME`, a bucket `oss://NAME/PATH`"),
    }
}

/// A browser's address of a bucket.
fn address(text: &str, host: &str, path: &str) -> Error {
    match of_host(host) {
        Some((bucket, host)) => {
            let scheme = if host.starts_with("oss-") { "oss" } else { "s3" };
            refuse(
                FLAG,
                text,
                "a bucket is named by its scheme, its endpoint apart",
                format!("--from={scheme}://{bucket}/{path} --endpoint={host}"),
            )
        }
        None => refuse(FLAG, text, "must begin with oss://, s3://, pvc:// or juicefs://", EXAMPLE),
    }
}
