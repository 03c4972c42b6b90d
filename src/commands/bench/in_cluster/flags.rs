//! The flags of `--in-cluster` → what the workers are.

use serde_json::json;

use crate::cli::bench::Bench;
use crate::commands::bench::settings::time;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::quantity::Quantity;
use crate::load::plan::Plan;
use crate::load::schedule::Amount;
use crate::load::team::orders::{Orders, VERSION};
use crate::manifest::bench::Workers;
use crate::workload::toleration::Toleration;

/// As much as the API server takes in a Secret, with room for the token.
const MOST_ORDERS: usize = 1_000_000;
/// A load whose end is not known may take so long.
const LONGEST: u64 = 24 * 3600;

/// Reads the flags.
///
/// # Errors
/// A usage error that names the flag.
pub fn read(
    args: &Bench,
    count: usize,
    plan: &Plan,
    orders: &Orders,
    name: String,
    token: String,
) -> Result<Workers> {
    let pair = |flag: &'static str, text: &String, example: &'static str| match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(Error::flag(
            flag,
            text,
            "KEY=VALUE is expected",
            format_args!("neap bench --in-cluster {flag} {example} URL"),
        )),
    };
    let request = |text: &String| {
        let example = "cpu=2";
        let (key, value) = pair("--request", text, example)?;
        Quantity::parse(&value).map_err(|why| {
            Error::flag(
                "--request",
                text,
                why,
                format_args!("neap bench --in-cluster --request {example} URL"),
            )
        })?;
        Ok((key, value))
    };
    let toleration = |text: &String| {
        let Toleration { key, value, effect } = &Toleration::parse(text)?;
        let fields = [("key", key.clone()), ("value", value.clone()), ("effect", effect.map(str::to_owned))];
        let mut made = json!({ "operator": Toleration::parse(text)?.operator() });
        for (field, value) in fields {
            if let Some(value) = value {
                made[field] = value.into();
            }
        }
        Ok(made)
    };
    let data = args.data_claim.as_deref().map(|text| match text.split_once(':') {
        Some((claim, path)) if !claim.is_empty() && path.starts_with('/') => {
            Ok((claim.to_owned(), path.to_owned()))
        }
        _ => Err(Error::flag(
            "--data",
            text,
            "PVC:/PATH is expected",
            "neap bench --in-cluster --data datasets:/data URL",
        )),
    });
    let text = serde_json::to_string(orders).map_err(|error| Error::failed(error.to_string()))?;
    if text.len() > MOST_ORDERS {
        let largest = orders.files.iter().max_by_key(|(_, content)| content.len());
        let what = largest.map_or_else(String::new, |(name, content)| {
            format!(": {} has {} bytes", quoted(name), content.len())
        });
        return Err(Error::usage(format!(
            "the files are too large for a Secret, which takes {MOST_ORDERS} bytes as base64{what}"
        ))
        .hint("put them on a volume and mount that: `--data PVC:/data`, and name the file there"));
    }
    let within = time("--start-timeout", &args.start_timeout, "--start-timeout 5m")?.as_secs();
    let sends = match plan.load.amount() {
        Amount::Time(time) => time.as_secs() + plan.grace.as_secs() + 600,
        Amount::Requests(_) => LONGEST,
    };
    Ok(Workers {
        name,
        namespace: String::new(),
        count,
        image: args.image.clone().unwrap_or_else(|| format!("neap:{VERSION}")),
        pull_secrets: args.image_pull_secret.clone(),
        host_network: args.host_network,
        node_selector: args
            .node_selector
            .iter()
            .map(|text| pair("--node-selector", text, "pool=load"))
            .collect::<Result<_>>()?,
        tolerations: args.toleration.iter().map(toleration).collect::<Result<_>>()?,
        requests: args.request.iter().map(request).collect::<Result<_>>()?,
        data: data.transpose()?,
        deadline: within.max(60) + sends,
        orders: text,
        token,
    })
}
