//! What is sent beside prompts: affinity, adapters, names of requests.

use http::{HeaderName, HeaderValue};

use super::Asked;
use super::values::{choice, real};
use crate::cli::prompts::Prompts;
use crate::error::{Error, Result};
use crate::load::llm::{Adapters, Choice};

/// The header of `--affinity-header` and `--gsp-send-routing-key`.
pub fn affinity(args: &Prompts) -> Result<Option<HeaderName>> {
    const EXAMPLE: &str =
        "neap bench llm --dataset-name multi-turn --dataset-path ./chats.json --affinity-header x-session-id";
    match (&args.affinity_header, args.gsp_send_routing_key) {
        (Some(name), _) => {
            let header = HeaderName::try_from(name.as_str());
            header.map(Some).map_err(|_| {
                Error::flag("--affinity-header", name, "the name of an HTTP header is expected", EXAMPLE)
            })
        }
        (None, true) => Ok(Some(HeaderName::from_static("x-smg-routing-key"))),
        (None, false) => Ok(None),
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Random,
    InTurn,
    Skewed,
}

/// The adapters of `--lora-modules`.
pub fn adapters(args: &Prompts, asked: &Asked) -> Result<Option<Adapters>> {
    const EXAMPLE: &str = "neap bench llm --lora-modules sql,chat --lora-assignment round-robin";
    const KINDS: [(&str, Kind); 5] = [
        ("random", Kind::Random),
        ("round-robin", Kind::InTurn),
        ("skewed", Kind::Skewed),
        ("uniform", Kind::Random),
        ("distinct", Kind::InTurn),
    ];
    let kind = args.lora_assignment.as_deref().map(|text| {
        choice("--lora-assignment", text, &KINDS, "--lora-modules sql,chat --lora-assignment round-robin")
    });
    let kind = kind.transpose()?;
    let alpha = args.lora_zipf_alpha.as_deref().map(|text| {
        let expected =
            "a number from 1 is expected: each adapter is asked for so many times as often as the next one";
        let alpha = real("--lora-zipf-alpha", text, 1e6, expected)?;
        if alpha < 1.0 { Err(Error::flag("--lora-zipf-alpha", text, expected, EXAMPLE)) } else { Ok(alpha) }
    });
    let alpha = alpha.transpose()?;
    if args.lora_modules.is_empty() {
        return match kind.is_some() || alpha.is_some() {
            true => Err(Error::usage("`--lora-assignment` and `--lora-zipf-alpha` need `--lora-modules`")
                .hint(format_args!("for example `{EXAMPLE}`"))),
            false => Ok(None),
        };
    }
    if let Some(name) = args.lora_modules.iter().find(|name| name.is_empty() || name.contains("://")) {
        let allowed = "names of adapters are expected; a URL stands before them, or after another flag";
        return Err(Error::flag("--lora-modules", name, allowed, EXAMPLE));
    }
    let choice = match kind.unwrap_or(Kind::Random) {
        Kind::Random => Choice::Random,
        Kind::InTurn => Choice::InTurn,
        Kind::Skewed => Choice::Skewed(alpha.unwrap_or(1.5)),
    };
    Ok(Some(Adapters { names: args.lora_modules.clone(), choice, seed: asked.seed }))
}

/// The beginning of the names of requests.
pub fn request_ids(args: &Prompts) -> Result<Option<String>> {
    let Some(prefix) = &args.request_id_prefix else { return Ok(None) };
    match HeaderValue::try_from(prefix.as_str()) {
        Ok(_) => Ok(Some(prefix.clone())),
        Err(_) => {
            let example = "neap bench llm --request-id-prefix monday-";
            Err(Error::flag(
                "--request-id-prefix",
                prefix,
                "text that a header can carry is expected",
                example,
            ))
        }
    }
}
