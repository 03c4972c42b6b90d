//! `neap serve update`: what is named changes, all else stays as it is.

mod merge;

use std::ffi::OsString;

use clap::{Args, Command, FromArgMatches};

use super::agreed;
use super::kinds::KindFlags;
use super::settle::{self, Place, settle};
use super::{live, restarts};
use crate::cli::kserve::KserveFlags;
use crate::cli::target::{ClusterArgs, Target};
use crate::cli::update::{Change, Update, UpdateKind};
use crate::cluster::{discovery, owned, preflight};
use crate::commands::arena_config::ArenaConfig;
use crate::commands::connect::connect;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::{Identity, Object, RootKind};
use crate::manifest::bundle::Item;
use crate::manifest::import::{self, three_way};
use crate::manifest::{self, Bundle, Overrides};
use crate::session::Session;

/// Runs `neap serve update`.
///
/// # Errors
/// A usage error, there is no such service, the change was not agreed to, or the cluster refuses.
pub async fn run(args: Update, session: &mut Session) -> Result<()> {
    match args.kind {
        UpdateKind::Kserve(change) => update(*change, session).await,
        UpdateKind::Named(words) => named(words, session).await,
    }
}

/// `update NAME FLAGS`: the cluster tells the type, and the type tells the flags.
async fn named(words: Vec<OsString>, session: &mut Session) -> Result<()> {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let name = words.first().cloned().unwrap_or_default();
    crate::kubernetes::names::dns_subdomain(&name).map_err(|allowed| {
        Error::flag("NAME", &name, allowed, "neap serve update qwen-chat --image=IMAGE")
    })?;
    let cluster = connect(&target(&words), session).await?;
    let objects = live::objects(&cluster, &name).await?;
    match import::roots(&objects).first().map(|(kind, _)| *kind) {
        Some(RootKind::InferenceService) => update(parse::<KserveFlags>(&words)?, session).await,
        kind => Err(not_yet(&name, kind)),
    }
}

fn not_yet(name: &str, kind: Option<RootKind>) -> Error {
    let kind = kind.map_or("service of no known type", |kind| kind.api().1);
    Error::usage(format!("{} is a {kind}, which `serve update` does not change", quoted(name))).hint(
        "`neap serve` with all of its flags applies it anew, and `neap serve diff` shows first what changes",
    )
}

/// The words of the command line as a type reads them.
fn parse<F: KindFlags>(words: &[String]) -> Result<Change<F>> {
    let command = Change::<F>::augment_args(Command::new("neap serve update").no_binary_name(true));
    let matches = command.try_get_matches_from(words);
    let change = matches.and_then(|matches| Change::from_arg_matches(&matches));
    change.map_err(|error| {
        let text = error.render().to_string();
        let text = text.trim_start_matches("error: ").trim_end();
        Error::usage(text.lines().next().unwrap_or_default())
            .hint(format!("`neap serve update {} --help` lists the flags", F::VERB))
    })
}

/// Which cluster, before it is known which flags there are.
fn target(words: &[String]) -> Target {
    let value = |names: &[&str]| {
        words.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
            Some((name, value)) if names.contains(&name) => Some(value.to_owned()),
            _ if names.contains(&word.as_str()) => words.get(at + 1).cloned(),
            _ => None,
        })
    };
    Target {
        namespace: value(&["-n", "--namespace"]),
        cluster: ClusterArgs {
            kubeconfig: value(&["--kubeconfig", "--config"]).map(Into::into),
            context: value(&["--context"]),
            request_timeout: value(&["--request-timeout"]).unwrap_or_else(|| "10s".into()),
        },
    }
}

async fn update<F: KindFlags>(change: Change<F>, session: &mut Session) -> Result<()> {
    let Change { mut flags, deprecated, action, target, mut words } = change;
    let (service, container) = flags.texts();
    for (old, new) in deprecated.migrate(service, container) {
        session.ui.status(format_args!("Flag --{old} has been deprecated, please use --{new} instead"));
    }
    let name = match service.name.take() {
        Some(name) => name,
        None if words.is_empty() => {
            return Err(crate::workload::value::missing("NAME", "neap serve update qwen-chat --image=IMAGE"));
        }
        None => words.remove(0),
    };
    let name = service.version.take().map_or(name.clone(), |version| format!("{name}-{version}"));
    if !words.is_empty() {
        container.command = Some(words.join(" "));
    }
    let cluster = connect(&target, session).await?;
    let objects = live::objects(&cluster, &name).await?;
    let imported = import::import(&objects)?;
    if imported.kind.verb() != F::VERB {
        return Err(Error::usage(format!("{} is a {}", quoted(&name), imported.kind.api().1))
            .hint(format!("neap serve update {} {name}", imported.kind.verb())));
    }
    let capabilities = discovery::capabilities(&cluster, &name).await?;
    let arena = ArenaConfig::load(&session.env)?;
    let place = Place { namespace: Some(&cluster.namespace), capabilities: &capabilities, arena: &arena };
    let settled = settle::<F>(imported, &objects, place)?;
    let wished = merge::merge(&settled.flags, &flags)?;
    let after = manifest::render(&settle::workload(&wished, place)?, &capabilities, &Overrides::default())?;
    let bundle = changed(&objects, &settled.rendered, &after);
    // What is named is meant, whoever wrote it before.
    let mut plan = preflight::check(&cluster, &bundle, true).await?;
    let rendered =
        |bundle: &Bundle, identity: &Identity| bundle.items.iter().any(|item| same(&item.object, identity));
    plan.surplus.retain(|(gone, _)| rendered(&settled.rendered, gone) && !rendered(&after, gone));
    plan.notes.extend(restarts::note(&cluster, &plan).await);
    agreed::run(&cluster, &plan, "update", &action, session).await
}

fn same(object: &Object, identity: &Identity) -> bool {
    let other = object.identity();
    other.kind == identity.kind && other.group() == identity.group() && other.name == identity.name
}

/// What is sent: of each object what neap owns already, and what the named flags change.
fn changed(objects: &[Object], before: &Bundle, after: &Bundle) -> Bundle {
    let mut items = Vec::new();
    for item in &after.items {
        let identity = item.object.identity();
        let Some(live) = objects.iter().find(|object| same(object, &identity)) else {
            let new = !before.items.iter().any(|earlier| same(&earlier.object, &identity));
            // What was never there stays away, unless the change brings it.
            if new {
                items.push(item.clone());
            }
            continue;
        };
        let earlier = before.items.iter().find(|earlier| same(&earlier.object, &identity));
        let Some(earlier) = earlier.map(|earlier| &earlier.object) else {
            items.push(item.clone());
            continue;
        };
        let own = owned::of(live);
        let root = after.root.as_ref() == Some(&identity);
        if own.is_none() && *earlier == item.object && !root {
            continue;
        }
        let mut whole = live.value().clone();
        three_way::merge(&mut whole, earlier.value(), item.object.value());
        let Some(mut sent) = own.or_else(|| owned::nothing_of(live)) else { continue };
        three_way::overlay(sent.value_mut(), &whole, earlier.value(), item.object.value());
        items.push(Item { object: sent, owner: item.owner.clone() });
    }
    Bundle { items, root: after.root.clone(), notes: Vec::new() }
}
