//! Flags → caches, loads and volumes: each value through the function that validates it.

use crate::cli::cache::{CreateFlags, Load as LoadArgs, VolumeFlags};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::workload::cache::keys::{AccessKey, KeySource};
use crate::workload::cache::load::{self, Load};
use crate::workload::cache::origin::Origin;
use crate::workload::cache::runtime::Runtime;
use crate::workload::cache::tier::Tier;
use crate::workload::cache::volume::{self, Backing, Volume};
use crate::workload::cache::{self, AccessMode, Cache};
use crate::workload::service;
use crate::workload::value::refuse;

/// A cache.
///
/// # Errors
/// A usage error that names the flag, the value, what is allowed, and an example.
pub fn cache(flags: &CreateFlags, namespace: Option<&str>) -> Result<Cache> {
    let name = cache::name(&flags.name)?;
    let origin = Origin::parse(&flags.from)?;
    let usual = match origin {
        Origin::Juicefs { .. } => Runtime::Juicefs,
        _ => Runtime::Jindo,
    };
    Cache {
        name,
        namespace: namespace.map(service::namespace).transpose()?,
        endpoint: flags.endpoint.as_deref().map(|text| cache::endpoint(&origin, text)).transpose()?,
        region: flags.region.as_deref().map(cache::region).transpose()?,
        secret: flags.secret.as_deref().map(volume::secret).transpose()?,
        options: cache::pairs("--option", &flags.option, "--option=fs.oss.download.thread.concurrency=64")?,
        secret_options: flags
            .secret_option
            .iter()
            .map(|text| cache::secret_option(text))
            .collect::<Result<_>>()?,
        runtime: flags.runtime.as_deref().map(Runtime::parse).transpose()?.unwrap_or(usual),
        properties: cache::pairs(
            "--property",
            &flags.property,
            "--property=fs.jindocache.metrics.enable=true",
        )?,
        tiers: flags.tier.iter().map(|text| Tier::parse(text)).collect::<Result<_>>()?,
        replicas: flags.replicas.as_deref().map(cache::replicas).transpose()?.unwrap_or(1),
        nodes: flags.node_selector.iter().map(|text| cache::node_selector(text)).collect::<Result<_>>()?,
        access_mode: flags.access_mode.as_deref().map(AccessMode::parse).transpose()?.unwrap_or_default(),
        origin,
    }
    .checked()
}

/// A load.
///
/// # Errors
/// A usage error.
pub fn load(args: &LoadArgs) -> Result<Load> {
    let cache = cache::name(&args.cache)?;
    let paths: Vec<String> = match args.path.is_empty() {
        true => vec!["/".into()],
        false => args.path.iter().map(|text| load::path(text)).collect::<Result<_>>()?,
    };
    Ok(Load {
        name: match &args.name {
            Some(name) => load::name(name)?,
            None => format!("{cache}-load"),
        },
        cache,
        namespace: args.target.namespace.as_deref().map(service::namespace).transpose()?,
        paths,
        copies: args.copies.as_deref().map(load::copies).transpose()?.unwrap_or(1),
    })
}

/// A volume.
///
/// # Errors
/// A usage error.
pub fn volume(flags: &VolumeFlags, namespace: Option<&str>, env: &Environment) -> Result<Volume> {
    let name = volume::name(&flags.name)?;
    let (backing, usual) = match (&flags.oss, &flags.nas, &flags.pvc) {
        (Some(text), ..) => (oss(flags, text, env)?, AccessMode::ReadOnlyMany),
        (_, Some(text), _) => {
            let (server, path) = volume::nas(text)?;
            let options = volume::NAS_OPTIONS.map(str::to_owned).to_vec();
            (Backing::Nas { server, path, options }, AccessMode::ReadWriteMany)
        }
        (_, _, class) => {
            (Backing::Class(volume::class(class.as_deref().unwrap_or_default())?), AccessMode::ReadWriteOnce)
        }
    };
    if flags.oss.is_none() {
        only_for_oss(flags)?;
    }
    Ok(Volume {
        name,
        namespace: namespace.map(service::namespace).transpose()?,
        size: volume::size(flags.size.as_deref().unwrap_or("30Gi"))?,
        access_mode: flags.access_mode.as_deref().map(AccessMode::parse).transpose()?.unwrap_or(usual),
        backing,
    })
}

fn oss(flags: &VolumeFlags, text: &str, env: &Environment) -> Result<Backing> {
    let bucket = volume::oss(text)?;
    let Some(endpoint) = &flags.endpoint else {
        return Err(Error::usage("`--endpoint` is missing: a bucket is served somewhere")
            .hint("for example `--endpoint=oss-cn-hangzhou-internal.aliyuncs.com`"));
    };
    let endpoint = volume::endpoint(&bucket, endpoint)?;
    let key = key(flags, env)?;
    let secret = match (&flags.secret, &key) {
        (Some(secret), _) => volume::secret(secret)?,
        (None, Some(_)) => format!("{}-oss", flags.name),
        (None, None) => return volume::no_keys(),
    };
    let options = match &flags.oss_options {
        Some(options) => volume::oss_options(options)?,
        None => volume::OSS_OPTIONS.to_owned(),
    };
    Ok(Backing::Oss { bucket, endpoint, options, secret, key })
}

/// The access key of which a Secret is to be made.
fn key(flags: &VolumeFlags, env: &Environment) -> Result<Option<AccessKey>> {
    if let Some(text) = &flags.access_key {
        return AccessKey::in_clear(text).map(Some);
    }
    let Some(text) = &flags.access_key_from else { return Ok(None) };
    let key = match KeySource::parse(text)? {
        KeySource::Environment { id, secret } => {
            KeySource::of_environment(&id, &secret, |name| env.get(name))?
        }
        KeySource::File(path) => {
            let text = super::text_of("--access-key-from", &path, "--access-key-from=file:oss.keys")?;
            KeySource::of_file(&path, &text)?
        }
    };
    Ok(Some(key))
}

/// What says something of a bucket is refused elsewhere.
fn only_for_oss(flags: &VolumeFlags) -> Result<()> {
    let hidden = flags.access_key.as_ref().map(|_| "…".to_owned());
    for (flag, value) in [
        ("--endpoint", &flags.endpoint),
        ("--secret", &flags.secret),
        ("--access-key-from", &flags.access_key_from),
        ("--access-key", &hidden),
        ("--oss-options", &flags.oss_options),
    ] {
        if let Some(value) = value {
            return Err(refuse(flag, value, "only a bucket of OSS has it", "--oss=models/Qwen"));
        }
    }
    Ok(())
}
