//! `neap serve kserve`: flags and file → workload → objects → the cluster.

use serde_json::{Value, json};

use super::{apply, service_file, workload::workload};
use crate::cli::flags::DeprecatedFlags;
use crate::cli::kserve::{Kserve, KserveAction, KserveFlags, KserveSource};
use crate::cli::serve::{ApplyOutput, DryRun};
use crate::cli::target::Target;
use crate::clock::parse_duration;
use crate::cluster::{Cluster, discovery};
use crate::commands::arena_config::ArenaConfig;
use crate::commands::{connect, follow, status};
use crate::error::{Error, Result, quoted};
use crate::manifest::{self, Bundle, Overrides, template, yaml};
use crate::observe::goal::Goal;
use crate::platform::Capabilities;
use crate::session::Session;
use crate::workload::Kserve as Workload;

/// Runs `neap serve kserve`.
///
/// # Errors
/// A usage error before anything is written; or what the cluster says.
pub async fn run(args: Kserve, session: &mut Session) -> Result<()> {
    let Kserve { flags, deprecated, source, action, target, words } = args;
    if let Some(name) = &action.print_template {
        return print_template(name, session);
    }
    taken_apart(&words, &flags, &action)?;
    let wait = connect::wait_limit("--wait", action.wait.as_deref())?;
    // Without a duration it is empty: until Ctrl-C.
    let watch = action.watch.as_deref().filter(|text| !text.is_empty());
    let watch_limit = connect::wait_limit("--watch", watch)?;
    let prepared = prepare(flags, deprecated, &source, target, &words, session)?;
    if action.dry_run == Some(DryRun::Client) {
        let bundle = prepared.assumed()?;
        save(&prepared.flags, &words, &action, session)?;
        return print(&bundle, action.output, session);
    }
    let (cluster, bundle) = prepared.asked(session).await?;
    save(&prepared.flags, &words, &action, session)?;
    let options = apply::Options {
        force: action.force_conflicts,
        dry_run: action.dry_run == Some(DryRun::Server),
        output: action.output,
        quiet: wait.is_some() || action.watch.is_some(),
    };
    apply::bundle(&cluster, &bundle, options, session).await?;
    let name = prepared.wished.service.object_name;
    if let Some(limit) = wait {
        follow::wait(&cluster, &name, Goal::Ready, limit, session).await?;
        session.ui.status(format_args!("{name} is ready"));
    }
    match action.watch {
        Some(_) => status::watch(cluster, &name, watch_limit, session).await,
        None => Ok(()),
    }
}

/// A value behind a space is a word of the command, where the flag takes one only behind `=`.
fn taken_apart(words: &[String], flags: &KserveFlags, action: &KserveAction) -> Result<()> {
    let [word] = words else { return Ok(()) };
    let is_bool = ["true", "false"].contains(&word.as_str());
    let is_time = parse_duration(word).is_ok();
    let flag = match word.as_str() {
        "client" | "server" if action.dry_run.is_some() => "--dry-run",
        _ if is_time && action.wait.is_some() => "--wait",
        _ if is_time && action.watch.is_some() => "--watch",
        _ if is_bool && flags.kserve.enable_prometheus.is_some() => "--enable-prometheus",
        _ if is_bool && flags.service.enable_istio.is_some() => "--enable-istio",
        _ if is_bool && flags.service.expose_service.is_some() => "--expose-service",
        _ => return Ok(()),
    };
    Err(Error::usage(format!(
        "{} would be the container's command: `{flag}` takes a value only behind `=`",
        quoted(word)
    ))
    .hint(format!("write `{flag}={word}`")))
}

/// A valid wish, before a cluster is asked.
pub(super) struct Prepared {
    flags: KserveFlags,
    wished: Workload,
    overrides: Overrides,
    target: Target,
}

/// Flags and file → a valid wish.
///
/// # Errors
/// A usage error.
pub(super) fn prepare(
    mut flags: KserveFlags,
    deprecated: DeprecatedFlags,
    source: &KserveSource,
    mut target: Target,
    words: &[String],
    session: &mut Session,
) -> Result<Prepared> {
    for (old, new) in deprecated.migrate(&mut flags.service, &mut flags.container) {
        session.ui.status(format_args!("Flag --{old} has been deprecated, please use --{new} instead"));
    }
    flags.namespace = target.namespace.take();
    if let Some(path) = &source.filename {
        let text = service_file::text_of("--filename", path)?;
        let mut file = service_file::read(path, &text)?;
        if !words.is_empty() {
            file.container.command = None;
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
    let wished = workload(&flags, words, &arena, session.env.home().as_deref())?;
    let overrides = overrides(source)?;
    for (flag, given) in
        [("--enable-istio", flags.service.enable_istio), ("--expose-service", flags.service.expose_service)]
    {
        if given == Some(true) {
            session.ui.warning(format_args!("`{flag}` does nothing: KServe routes by itself"));
        }
    }
    target.namespace = flags.namespace.clone().or(arena.namespace);
    Ok(Prepared { flags, wished, overrides, target })
}

impl Prepared {
    /// The objects, where no cluster is asked.
    fn assumed(&self) -> Result<Bundle> {
        let mut wished = self.wished.clone();
        wished.service.namespace = self.target.namespace.clone();
        manifest::render(&wished, &Capabilities::assumed(), &self.overrides)
    }

    /// The cluster, and the objects for it.
    pub(super) async fn asked(&self, session: &Session) -> Result<(Cluster, Bundle)> {
        let cluster = connect::connect(&self.target, session).await?;
        let capabilities = discovery::capabilities(&cluster, &self.wished.service.object_name).await?;
        let mut wished = self.wished.clone();
        wished.service.namespace = Some(cluster.namespace.clone());
        let bundle = manifest::render(&wished, &capabilities, &self.overrides)?;
        Ok((cluster, bundle))
    }
}

/// The user's own templates and patches.
fn overrides(source: &KserveSource) -> Result<Overrides> {
    let mut overrides = Overrides::default();
    if let Some(directory) = &source.template_dir {
        let refuse = |reason: String| {
            Error::flag("--template-dir", directory, reason, "--template-dir ./templates")
                .hint("`neap serve kserve --print-template=inferenceservice.yaml > templates/inferenceservice.yaml` starts one")
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
fn save(flags: &KserveFlags, words: &[String], action: &KserveAction, session: &mut Session) -> Result<()> {
    let Some(path) = &action.save else { return Ok(()) };
    let mut flags = flags.clone();
    if !words.is_empty() {
        flags.container.command = Some(words.join(" "));
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
fn print(bundle: &Bundle, output: ApplyOutput, session: &mut Session) -> Result<()> {
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
