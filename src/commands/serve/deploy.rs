//! `neap serve KIND`: flags and file → workload → objects → the cluster.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::kinds::{self, KindFlags};
use super::{apply, canary, scraped, service_file};
use crate::cli::deploy::{Action, Deploy, Given, Rest, Source};
use crate::cli::serve::{ApplyOutput, DryRun};
use crate::cli::target::Target;
use crate::clock::parse_duration;
use crate::cluster::{Cluster, discovery};
use crate::commands::arena_config::ArenaConfig;
use crate::commands::{cache, connect, follow, status};
use crate::error::{Error, Result, quoted};
use crate::manifest::{self, Bundle, Overrides, template, yaml};
use crate::observe::goal::Goal;
use crate::platform::Capabilities;
use crate::session::Session;
use crate::workload::Workload;

/// Runs `neap serve KIND`.
///
/// # Errors
/// A usage error before anything is written; or what the cluster says.
pub async fn run<F: KindFlags>(args: Deploy<F>, session: &mut Session) -> Result<()> {
    let Deploy { given, action, rest } = args;
    if let Some(name) = &action.print_template {
        return print_template(name, session);
    }
    taken_apart(&given, &rest.words, &action)?;
    let wait = connect::wait_limit("--wait", action.wait.as_deref())?;
    // Without a duration it is empty: until Ctrl-C.
    let watch = action.watch.as_deref().filter(|text| !text.is_empty());
    let watch_limit = connect::wait_limit("--watch", watch)?;
    let words = rest.words.clone();
    let prepared = prepare(given, rest, session)?;
    if action.dry_run == Some(DryRun::Client) {
        let bundle = prepared.assumed()?;
        save(&prepared.flags, &words, &action, session)?;
        return print(&bundle, action.output, session);
    }
    let begun = Instant::now();
    let patience = wait.filter(|_| action.dry_run.is_none());
    let (cluster, bundle) = prepared.asked(patience, session).await?;
    save(&prepared.flags, &words, &action, session)?;
    let options = apply::Options {
        force: action.force_conflicts,
        dry_run: action.dry_run == Some(DryRun::Server),
        output: action.output,
        quiet: wait.is_some() || action.watch.is_some(),
    };
    apply::bundle(&cluster, &bundle, options, session).await?;
    let name = prepared.wished.common().service.object_name.clone();
    if let Some(limit) = wait {
        let left = limit.saturating_sub(begun.elapsed());
        follow::wait(&cluster, &name, Goal::Ready, left, session).await?;
        session.ui.status(format_args!("{name} is ready"));
    }
    match action.watch {
        Some(_) => status::watch(cluster, &name, watch_limit, session).await,
        None => Ok(()),
    }
}

/// A value behind a space is a word of the command, where the flag takes one only behind `=`.
fn taken_apart<F: KindFlags>(given: &Given<F>, words: &[String], action: &Action) -> Result<()> {
    let shared = given.flags.shared();
    let own = given.flags.switches().into_iter().find(|(_, given)| *given).map(|(flag, _)| flag);
    let [word] = words else { return Ok(()) };
    let is_bool = ["true", "false"].contains(&word.as_str());
    let is_time = parse_duration(word).is_ok();
    let flag = match word.as_str() {
        "client" | "server" if action.dry_run.is_some() => "--dry-run",
        _ if is_time && action.wait.is_some() => "--wait",
        _ if is_time && action.watch.is_some() => "--watch",
        _ if is_bool && shared.service.enable_istio.is_some() => "--enable-istio",
        _ if is_bool && shared.service.expose_service.is_some() => "--expose-service",
        _ if is_bool && shared.placement.make_priority_classes.is_some() => "--make-priority-classes",
        _ => match own.filter(|_| is_bool) {
            Some(flag) => flag,
            None => return Ok(()),
        },
    };
    Err(Error::usage(format!(
        "{} would be the container's command: `{flag}` takes a value only behind `=`",
        quoted(word)
    ))
    .hint(format!("write `{flag}={word}`")))
}

/// A valid wish, before a cluster is asked.
pub struct Prepared<F> {
    flags: F,
    wished: Workload,
    overrides: Overrides,
    target: Target,
}

/// Flags and file → a valid wish.
///
/// # Errors
/// A usage error.
pub(super) fn prepare<F: KindFlags>(
    given: Given<F>,
    rest: Rest,
    session: &mut Session,
) -> Result<Prepared<F>> {
    let file = match &given.source.filename {
        Some(path) => Some(service_file::text_of("--filename", path)?),
        None => None,
    };
    prepare_with(given, rest, file.as_deref(), session)
}

/// Flags and the text of a service file → a valid wish.
///
/// # Errors
/// A usage error.
pub fn prepare_with<F: KindFlags>(
    given: Given<F>,
    rest: Rest,
    file: Option<&str>,
    session: &mut Session,
) -> Result<Prepared<F>> {
    let Given { mut flags, deprecated, source } = given;
    let Rest { mut target, words } = rest;
    let (service, container) = flags.texts();
    for (old, new) in deprecated.migrate(service, container) {
        session.ui.status(format_args!("Flag --{old} has been deprecated, please use --{new} instead"));
    }
    *flags.head().2 = target.namespace.take();
    if let (Some(path), Some(text)) = (&source.filename, file) {
        let mut file: F = service_file::read(path, text)?;
        if !words.is_empty() {
            file.texts().1.command = None;
        }
        flags = service_file::merge(&file, &flags)?;
    }
    if words.len() > 1 && !words.iter().any(|word| word.starts_with('-')) {
        session.ui.warning(format_args!(
            "the command is joined from {} words: quote it as one, or flags in it are taken for neap's",
            words.len()
        ));
    }
    let arena = ArenaConfig::load(&session.env)?;
    let mut settled = flags.clone();
    settled.settle(&words)?;
    let shared = settled.shared();
    let namespace = shared.namespace.clone();
    let wished = settled.workload(kinds::common(&shared, &words, &arena, session.env.home().as_deref())?)?;
    let overrides = overrides(&source, F::VERB)?;
    for note in settled.without_effect() {
        session.ui.warning(note);
    }
    target.namespace = namespace.or(arena.namespace);
    Ok(Prepared { flags, wished, overrides, target })
}

impl<F> Prepared<F> {
    /// The objects, where no cluster is asked.
    ///
    /// # Errors
    /// As the rendering.
    pub fn assumed(&self) -> Result<Bundle> {
        self.rendered(self.wished.clone(), self.target.namespace.clone(), &Capabilities::assumed())
    }

    /// The cluster, and the objects for it. With `patience` a cache that the service mounts is waited for: first it is bound,
    /// then it is loaded, then the service starts.
    pub(super) async fn asked(
        &self,
        patience: Option<Duration>,
        session: &mut Session,
    ) -> Result<(Cluster, Bundle)> {
        let cluster = connect::connect(&self.target, session).await?;
        let name = &self.wished.common().service.object_name;
        let capabilities = discovery::capabilities(&cluster, name).await?;
        let mut wished = self.wished.clone();
        let canary = canary::ask(&cluster, &mut wished).await?;
        let mut bundle = self.rendered(wished, Some(cluster.namespace.clone()), &capabilities)?;
        bundle.notes.extend(canary);
        scraped::take_back(&cluster, &mut bundle).await;
        if let Some(cache) = &self.wished.common().storage.cache {
            bundle.notes.extend(Box::pin(cache::mounted(&cluster, cache, patience, session)).await?);
        }
        Ok((cluster, bundle))
    }

    fn rendered(
        &self,
        mut wished: Workload,
        namespace: Option<String>,
        capabilities: &Capabilities,
    ) -> Result<Bundle> {
        wished.common_mut().service.namespace = namespace;
        manifest::render(&wished, capabilities, &self.overrides)
    }
}

/// The user's own templates and patches.
///
/// # Errors
/// A usage error that names the file.
pub fn overrides(source: &Source, verb: &str) -> Result<Overrides> {
    let mut overrides = Overrides::default();
    if let Some(directory) = &source.template_dir {
        let refuse = |reason: String| {
            Error::flag("--template-dir", directory, reason, "--template-dir ./templates")
                .hint(format!("`neap serve {verb} --print-template=resourcepolicy.yaml > templates/resourcepolicy.yaml` starts one"))
        };
        let mut found = false;
        for entry in std::fs::read_dir(directory).map_err(|error| refuse(error.to_string()))? {
            let path = entry.map_err(|error| refuse(error.to_string()))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
            if !yaml || !path.is_file() {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|error| refuse(format!("{name}: {error}")))?;
            overrides.templates.replace(name, text).map_err(refuse)?;
            found = true;
        }
        if !found {
            return Err(refuse("there is no template in it".into()));
        }
    }
    for path in &source.patch {
        let text = service_file::text_of("--patch", path)?;
        overrides.patches.read(path, &text)?;
    }
    Ok(overrides)
}

/// Writes the service file that `--save` asks for.
fn save<F: KindFlags>(flags: &F, words: &[String], action: &Action, session: &mut Session) -> Result<()> {
    let Some(path) = &action.save else { return Ok(()) };
    let mut flags = flags.clone();
    if !words.is_empty() {
        flags.texts().1.command = Some(words.join(" "));
    }
    let text = service_file::write(&flags)?;
    if path == "-" {
        return session.ui.data(text);
    }
    std::fs::write(path, text).map_err(|error| Error::flag("--save", path, error, "--save=service.yaml"))?;
    session.ui.status(format_args!("service file written: {}", path));
    Ok(())
}

/// Prints the objects in the order in which they would be applied.
///
/// # Errors
/// Standard output is gone.
pub fn print(bundle: &Bundle, output: ApplyOutput, session: &mut Session) -> Result<()> {
    for note in &bundle.notes {
        session.ui.note(note);
    }
    let documents: Vec<&Value> = bundle.items.iter().map(|item| item.object.value()).collect();
    match output {
        ApplyOutput::Name => bundle.items.iter().try_for_each(|item| session.ui.line(item.object.identity())),
        ApplyOutput::Json => {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": documents });
            let text =
                serde_json::to_string_pretty(&list).map_err(|error| Error::failed(error.to_string()))?;
            session.ui.line(text)
        }
        ApplyOutput::Table | ApplyOutput::Yaml => {
            session.ui.data(yaml::to_yaml(&documents).map_err(Error::failed)?)
        }
    }
}

/// Prints one template, or all of them with their names.
fn print_template(name: &str, session: &mut Session) -> Result<()> {
    if name.is_empty() {
        return template::BUILT_IN
            .iter()
            .try_for_each(|(name, text)| session.ui.data(format_args!("# {name}\n{text}\n")));
    }
    match template::built_in(name) {
        Some(text) => session.ui.data(text),
        None => {
            let names: Vec<&str> = template::BUILT_IN.iter().map(|(name, _)| *name).collect();
            let allowed = format!("templates are {}", names.join(", "));
            Err(Error::flag("--print-template", name, allowed, "--print-template=inferenceservice.yaml"))
        }
    }
}
