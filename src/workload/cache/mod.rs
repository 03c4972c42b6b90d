//! A cache in the cluster for what a model is read from, and the volume that a model lies on.

pub mod keys;
pub mod load;
pub mod options;
pub mod origin;
pub mod runtime;
pub mod tier;
pub mod volume;

use super::service::Pairs;
use super::value::{checked, integer, pair, refuse};
use crate::error::{Error, Result};
use crate::kubernetes::names;
pub use options::{SecretOption, pairs, secret_option};
use origin::Origin;
use runtime::Runtime;
use tier::Tier;

/// A cache: a Fluid Dataset and its runtime, which has the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// The name of both, and of the claim that pods mount.
    pub name: String,
    /// `None`: the context's.
    pub namespace: Option<String>,
    /// What is cached.
    pub origin: Origin,
    /// Where the bucket is served.
    pub endpoint: Option<String>,
    /// The bucket's region (S3).
    pub region: Option<String>,
    /// The Secret with the keys to the bucket or file system.
    pub secret: Option<String>,
    /// Options of the mount in clear.
    pub options: Pairs,
    /// Options of the mount whose values lie in Secrets: option → Secret and key.
    pub secret_options: Vec<SecretOption>,
    /// Who caches.
    pub runtime: Runtime,
    /// Properties of the runtime.
    pub properties: Pairs,
    /// Where the workers keep what they cache, fastest first.
    pub tiers: Vec<Tier>,
    /// How many workers.
    pub replicas: u32,
    /// The nodes that the workers may run on: label → any of these values.
    pub nodes: Vec<(String, Vec<String>)>,
    /// `ReadOnlyMany`, `ReadWriteMany` …
    pub access_mode: AccessMode,
}

/// How a volume may be mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AccessMode {
    /// By many, for reading.
    #[default]
    ReadOnlyMany,
    /// By many, for reading and writing.
    ReadWriteMany,
    /// By one node, for reading and writing.
    ReadWriteOnce,
}

impl AccessMode {
    /// Reads `--access-mode`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let choices = [
            ("ReadOnlyMany", Self::ReadOnlyMany),
            ("ReadWriteMany", Self::ReadWriteMany),
            ("ReadWriteOnce", Self::ReadWriteOnce),
        ];
        super::value::one_of("--access-mode", text, &choices)
    }

    /// As Kubernetes calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadOnlyMany => "ReadOnlyMany",
            Self::ReadWriteMany => "ReadWriteMany",
            Self::ReadWriteOnce => "ReadWriteOnce",
        }
    }
}

/// The name of a cache, such that all names that Fluid makes of it are valid too.
///
/// The pods of the workers' StatefulSet carry its revision, `NAME-jindofs-worker-HASH`, as a label's value of at most 63
/// characters; so 37 are left whatever the runtime.
///
/// # Errors
/// A usage error.
pub fn name(text: &str) -> Result<String> {
    const EXAMPLE: &str = "neap cache create qwen-cache --from=pvc://llm-model --tier=mem:20Gi";
    let plain = text.starts_with(|c: char| c.is_ascii_lowercase()) && names::dns_label(text).is_ok();
    match (plain, text.len()) {
        (true, ..=37) => Ok(text.to_owned()),
        (true, length) => Err(refuse(
            "NAME",
            text,
            format!(
                "at most 37 characters, it has {length}: Fluid labels its pods NAME-jindofs-worker-HASH, and a label has 63"
            ),
            EXAMPLE,
        )),
        (false, _) => Err(refuse(
            "NAME",
            text,
            "lower-case letters, digits and `-`, starting with a letter, ending with a letter or digit",
            EXAMPLE,
        )),
    }
}

/// How many workers.
///
/// # Errors
/// A usage error.
pub fn replicas(text: &str) -> Result<u32> {
    let count = integer("--replicas", text, 1..=1000)?;
    Ok(u32::try_from(count).unwrap_or(1))
}

/// `KEY=VALUE[|VALUE]`: a label of the nodes that workers may run on.
///
/// # Errors
/// A usage error.
pub fn node_selector(text: &str) -> Result<(String, Vec<String>)> {
    const FLAG: &str = "--node-selector";
    const EXAMPLE: &str = "--node-selector=node.kubernetes.io/instance-type=ecs.g8i.24xlarge";
    let (key, values) = pair(FLAG, text, '=', EXAMPLE)?;
    checked(FLAG, text, names::qualified_name(key), EXAMPLE)?;
    let values: Vec<String> = values.split('|').map(str::to_owned).collect();
    for value in &values {
        checked(FLAG, text, names::label_value(value), EXAMPLE)?;
    }
    Ok((key.to_owned(), values))
}

/// Where a bucket is served: a host, with a port where it is no cloud's; `http://` only for S3.
///
/// # Errors
/// A usage error.
pub fn endpoint(origin: &Origin, text: &str) -> Result<String> {
    const FLAG: &str = "--endpoint";
    let example = match origin {
        Origin::S3(_) => "--endpoint=http://minio.storage:9000",
        _ => "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
    };
    let (scheme, host) = match text.split_once("://") {
        Some((scheme, host)) => (Some(scheme), host),
        None => (None, text),
    };
    match (scheme, origin) {
        (None, _) | (Some("http" | "https"), Origin::S3(_)) => {}
        (Some("http" | "https"), _) => {
            let reason = format!("it is a host without a scheme: write {}", host.trim_end_matches('/'));
            return Err(refuse(FLAG, text, reason, example));
        }
        (Some(_), _) => return Err(refuse(FLAG, text, "a host, as `oss-cn-hangzhou.aliyuncs.com`", example)),
    }
    host_and_port(FLAG, text, host, example)?;
    if let Origin::Oss(bucket) = origin
        && host.strip_prefix(bucket.name.as_str()).is_some_and(|rest| rest.starts_with('.'))
    {
        let reason = format!("the bucket is not part of it: write {}", &host[bucket.name.len() + 1..]);
        return Err(refuse(FLAG, text, reason, example));
    }
    Ok(text.to_owned())
}

/// The region of a bucket.
///
/// # Errors
/// A usage error.
pub fn region(text: &str) -> Result<String> {
    checked("--region", text, names::dns_label(text), "--region=us-east-1")?;
    Ok(text.to_owned())
}

/// A host name or address, with a port perhaps.
pub(super) fn host_and_port(flag: &str, whole: &str, text: &str, example: &str) -> Result<()> {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let port_is_one = port.is_none_or(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    match names::dns_subdomain(host).is_ok() && port_is_one {
        true => Ok(()),
        false => Err(refuse(flag, whole, "a host name, and a port perhaps, without a path", example)),
    }
}

impl Cache {
    /// Checks what several flags say together.
    ///
    /// # Errors
    /// A usage error that names the flags.
    pub fn checked(self) -> Result<Self> {
        self.origin_fits()?;
        self.tiers_fit()?;
        if let (false, Some((key, value))) = (self.runtime.has_properties(), self.properties.iter().next()) {
            let reason = format!("a {} has no properties", self.runtime.kind());
            return Err(refuse("--property", &format!("{key}={value}"), reason, "--option=KEY=VALUE"));
        }
        if let Origin::Claim { claim, .. } = &self.origin
            && *claim == self.name
        {
            let reason = format!(
                "Fluid makes a claim called {claim} for the pods of the cache {claim}: one of both needs another name"
            );
            return Err(refuse(
                "--from",
                &self.origin.text(),
                reason,
                format!("neap cache create {claim}-cache --from=pvc://{claim}"),
            ));
        }
        let taken = self.secret_options.iter().find(|own| self.options.contains_key(&own.option));
        if let Some(twice) = taken {
            let reason = format!("`--option` sets {} already", twice.option);
            let text = format!("{}={}:{}", twice.option, twice.secret, twice.key);
            return Err(refuse("--secret-option", &text, reason, "--secret-option=OPTION=SECRET:KEY"));
        }
        Ok(self)
    }

    fn origin_fits(&self) -> Result<()> {
        let text = self.origin.text();
        match (&self.origin, self.runtime) {
            (Origin::Juicefs { .. }, Runtime::Juicefs) => return self.has_metadata(),
            (Origin::Juicefs { .. }, runtime) => {
                let reason = format!("a {} does not read JuiceFS", runtime.kind());
                return Err(refuse("--from", &text, reason, "--runtime=juicefs"));
            }
            (_, Runtime::Juicefs) => {
                let reason = "JuiceFS reads its own file systems, not the files of a bucket or claim";
                return Err(refuse(
                    "--from",
                    &text,
                    reason,
                    "--from=juicefs://FILESYSTEM/PATH --secret=jfs-secret",
                )
                .hint("`--runtime=jindo` and `--runtime=alluxio` cache buckets and claims"));
            }
            (Origin::Oss(_), _) if self.endpoint.is_none() => {
                return Err(Error::usage("`--endpoint` is missing: a bucket is served somewhere")
                    .hint("for example `--endpoint=oss-cn-hangzhou-internal.aliyuncs.com`"));
            }
            (Origin::Claim { .. }, _) => {
                for (flag, value) in
                    [("--endpoint", &self.endpoint), ("--region", &self.region), ("--secret", &self.secret)]
                {
                    if let Some(value) = value {
                        let reason = "a claim brings its place and its keys along";
                        return Err(refuse(flag, value, reason, format!("--from={text}")));
                    }
                }
            }
            _ => {}
        }
        match (&self.origin, &self.region) {
            (Origin::S3(_), _) | (_, None) => Ok(()),
            (_, Some(region)) => Err(refuse(
                "--region",
                region,
                "only S3 has regions beside its endpoint",
                "--from=s3://bucket --region=us-east-1",
            )),
        }
    }

    /// JuiceFS keeps its metadata elsewhere.
    fn has_metadata(&self) -> Result<()> {
        if let Some(region) = &self.region {
            let reason = "only S3 has regions beside its endpoint";
            return Err(refuse("--region", region, reason, "--option=bucket=URL"));
        }
        if let Some(endpoint) = &self.endpoint {
            let reason = "a JuiceFS file system knows its bucket; another one is the option `bucket`";
            return Err(refuse("--endpoint", endpoint, reason, "--option=bucket=URL"));
        }
        match self.secret.is_none() && self.secret_options.is_empty() {
            true => Err(Error::usage(
                "`--secret` is missing: JuiceFS keeps its metadata elsewhere, and a Secret says where",
            )
            .hint("for example `--secret=jfs-secret`, with the key metaurl in it")),
            false => Ok(()),
        }
    }

    fn tiers_fit(&self) -> Result<()> {
        let Some(first) = self.tiers.first() else {
            return Err(super::value::missing("--tier", "--tier=mem:20Gi"));
        };
        if let (Some(second), false) = (self.tiers.get(1), self.runtime.has_many_tiers()) {
            let reason = format!("a {} uses the first tier only", self.runtime.kind());
            return Err(refuse("--tier", &second.text, reason, format!("--tier={}", first.text)));
        }
        for pair in self.tiers.windows(2) {
            if pair[0].medium >= pair[1].medium {
                let reason = "tiers come from the fastest to the slowest: mem, ssd, hdd, each once";
                return Err(refuse(
                    "--tier",
                    &pair[1].text,
                    reason,
                    "--tier=mem:20Gi --tier=ssd:/mnt/ssd:200Gi",
                ));
            }
        }
        let one = self.tiers.iter().find(|tier| tier.high.is_some() != tier.low.is_some());
        match (self.runtime, &first.high, one) {
            (Runtime::Jindo | Runtime::Alluxio, _, Some(tier)) => {
                let reason = "`high` and `low` go together";
                Err(refuse("--tier", &tier.text, reason, "--tier=mem:20Gi,high=0.9,low=0.8"))
            }
            (Runtime::Juicefs, Some(_), _) => {
                let reason =
                    "JuiceFS has no high watermark; its `low` is the share of the disk that stays free";
                Err(refuse("--tier", &first.text, reason, "--tier=mem:20Gi,low=0.1"))
            }
            _ => Ok(()),
        }
    }

    /// The options of the mount whose values lie in Secrets: those of `--secret` by the names that the runtime wants, and
    /// those of `--secret-option`.
    pub fn keys(&self) -> Vec<SecretOption> {
        let own = self.secret.iter().flat_map(|secret| {
            let names = self.runtime.key_options(&self.origin).iter();
            names.map(|option| SecretOption {
                option: (*option).to_owned(),
                secret: secret.clone(),
                key: (*option).to_owned(),
            })
        });
        let named =
            |option: &SecretOption| self.secret_options.iter().any(|other| other.option == option.option);
        let mut keys: Vec<SecretOption> = own.filter(|option| !named(option)).collect();
        keys.extend(self.secret_options.iter().cloned());
        keys
    }

    /// How much all workers together can hold, in bytes.
    pub fn capacity(&self) -> i128 {
        self.tiers.iter().map(|tier| tier.quota.value()).sum::<i128>() * i128::from(self.replicas)
    }
}

#[cfg(test)]
mod tests;
