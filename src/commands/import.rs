//! `neap import`: objects → the command line that makes them; and the service taken over.

mod shared;

use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::Value;

use super::arena_config::ArenaConfig;
use super::connect::connect;
use super::serve::apply::write;
use super::serve::kinds::KindFlags;
use super::serve::settle::{Place, Settled, settle};
use super::serve::{live, service_file};
use crate::cli::deployment::{DeploymentFlags, DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use crate::cli::distributed::DistributedFlags;
use crate::cli::import::Import;
use crate::cli::knative::KnativeFlags;
use crate::cli::kserve::KserveFlags;
use crate::cluster::apply::Outcome;
use crate::cluster::{Cluster, adopt, apply, discovery, preflight, restart};
use crate::error::{Error, Result};
use crate::kubernetes::Object;
use crate::kubernetes::changes::changes;
use crate::manifest::import::File;
use crate::manifest::{Bundle, import, yaml};
use crate::platform::Capabilities;
use crate::session::Session;
use crate::ui::{Mark, Table};

/// Runs `neap import`.
///
/// # Errors
/// There is no such service or file, no flags make it, or taking it over would restart pods.
pub async fn run(args: Import, session: &mut Session) -> Result<()> {
    let named = !is_file(&args.what);
    if args.adopt && !named {
        return Err(Error::flag(
            "--adopt",
            &args.what,
            "what runs is adopted, by its name",
            "neap import qwen-chat --adopt",
        ));
    }
    let (cluster, objects) = match named {
        true => {
            let cluster = connect(&args.target, session).await?;
            let kind = args.kind.and_then(|kind| kind.to_possible_value());
            let objects =
                live::objects(&cluster, &args.what, kind.as_ref().map(PossibleValue::get_name)).await?;
            (Some(cluster), objects)
        }
        false => (None, of_file(&args.what)?),
    };
    let imported = import::import(&objects)?;
    // Each kind's future is a type of its own; on the heap they do not add up on the stack.
    match imported.verb {
        "kserve" => Box::pin(made::<KserveFlags>(imported, &objects, cluster, &args, session)).await,
        "knative" => Box::pin(made::<KnativeFlags>(imported, &objects, cluster, &args, session)).await,
        "statefulset" => {
            Box::pin(made::<DeploymentFlags<StatefulSetOnly>>(imported, &objects, cluster, &args, session))
                .await
        }
        "triton" => {
            Box::pin(made::<DeploymentFlags<TritonOnly>>(imported, &objects, cluster, &args, session)).await
        }
        "tensorflow" => {
            Box::pin(made::<DeploymentFlags<TensorflowOnly>>(imported, &objects, cluster, &args, session))
                .await
        }
        "distributed" => {
            Box::pin(made::<DistributedFlags>(imported, &objects, cluster, &args, session)).await
        }
        _ => {
            Box::pin(made::<DeploymentFlags<DeploymentOnly>>(imported, &objects, cluster, &args, session))
                .await
        }
    }
}

/// A file, as far as the argument shows it.
fn is_file(what: &str) -> bool {
    let path = Path::new(what);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    what == "-" || what.contains('/') || ["yaml", "yml", "json"].contains(&ending) || path.is_file()
}

/// The objects of a file; a List is what it holds.
fn of_file(path: &str) -> Result<Vec<Object>> {
    let say = |reason: String| Error::usage(format!("the file {path} cannot be imported")).cause(reason);
    let text = service_file::text_of("FILE", path)?;
    let mut objects = Vec::new();
    for document in yaml::parse_documents(&text).map_err(say)? {
        let items = match document.get("items").and_then(Value::as_array) {
            Some(items) if document["kind"].as_str().is_some_and(|kind| kind.ends_with("List")) => {
                items.clone()
            }
            _ => vec![document],
        };
        for item in items {
            objects.push(Object::new(item).map_err(|field| say(format!("a document has no {field}")))?);
        }
    }
    match objects.is_empty() {
        true => Err(say("it is empty".into())),
        false => Ok(objects),
    }
}

async fn made<F: KindFlags>(
    imported: import::Imported,
    objects: &[Object],
    cluster: Option<Cluster>,
    args: &Import,
    session: &mut Session,
) -> Result<()> {
    let root = imported.root.clone();
    let name = root.name.clone();
    let capabilities = match &cluster {
        Some(cluster) => discovery::capabilities(cluster, &name).await?,
        None => Capabilities::assumed(),
    };
    let arena = ArenaConfig::load(&session.env)?;
    let given = args.target.namespace.clone();
    let namespace = root.namespace.or(given);
    for file in &imported.files {
        write_file(file, session)?;
    }
    let place = Place { namespace: namespace.as_deref(), capabilities: &capabilities, arena: &arena };
    let settled = settle::<F>(imported, objects, place)?;
    let whole = settled.whole(place)?;
    for note in &settled.notes {
        session.ui.note(note);
    }
    let patch = patch_file(&settled, &name, args, session)?;
    print(&settled, namespace.as_deref(), patch.as_deref(), args, session)?;
    let (Some(cluster), true) = (cluster, args.adopt) else { return Ok(()) };
    match shared::with_others(&cluster, &whole).await?.first() {
        Some(first) => Err(shared::refusal(first)),
        None => take(&cluster, whole, session).await,
    }
}

/// Writes a file that a flag names. One that says something else is left alone.
fn write_file(file: &File, session: &mut Session) -> Result<()> {
    let path = Path::new(&file.path);
    let say =
        |reason: String| Error::failed(format!("the file {} cannot be written", file.path)).cause(reason);
    match std::fs::read_to_string(path) {
        Ok(there) if there == file.content => return Ok(()),
        Ok(_) => return Err(say("it is there already and says something else".into())),
        Err(_) => {}
    }
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| std::fs::write(path, &file.content)).map_err(|error| say(error.to_string()))?;
    session.ui.status(format_args!("file written: {}", file.path));
    Ok(())
}

/// Writes what no flag says. A file of something else is left alone.
fn patch_file<F: KindFlags>(
    settled: &Settled<F>,
    name: &str,
    args: &Import,
    session: &mut Session,
) -> Result<Option<String>> {
    let Some(text) = settled.patch_text()? else { return Ok(None) };
    let path = args.patch.clone().unwrap_or_else(|| match &args.save {
        Some(save) if save != "-" => {
            Path::new(save).with_file_name(format!("{name}-patch.yaml")).display().to_string()
        }
        _ => format!("{name}-patch.yaml"),
    });
    let example = format!("--patch=other-{name}.yaml");
    if std::fs::read_to_string(&path).is_ok_and(|there| there != text) {
        return Err(Error::flag(
            "--patch",
            &path,
            "the file is there already and says something else",
            example,
        ));
    }
    std::fs::write(&path, &text).map_err(|error| Error::flag("--patch", &path, error, example))?;
    let kinds: Vec<String> = settled
        .patch
        .iter()
        .map(|document| format!("{} {}", document["kind"].as_str().unwrap_or_default(), fields(document)))
        .collect();
    session.ui.status(format_args!("patch written: {path}, for what no flag says: {}", kinds.join("; ")));
    Ok(Some(path))
}

/// The fields that a patch changes, as `metadata.labels.app, spec.predictor`.
fn fields(document: &Value) -> String {
    fn walk(value: &Value, path: &str, depth: usize, found: &mut Vec<String>) {
        match value.as_object().filter(|_| depth < 4) {
            Some(fields) => {
                for (name, inner) in fields {
                    walk(inner, &format!("{path}.{name}"), depth + 1, found);
                }
            }
            None => found.push(path.trim_start_matches('.').to_owned()),
        }
    }
    let mut found = Vec::new();
    walk(document, "", 0, &mut found);
    found.retain(|path| path != "kind" && path != "metadata.name");
    found.join(", ")
}

/// The command line, or the service file that says the same.
fn print<F: KindFlags>(
    settled: &Settled<F>,
    namespace: Option<&str>,
    patch: Option<&str>,
    args: &Import,
    session: &mut Session,
) -> Result<()> {
    let mut words: Vec<String> = settled.typed.iter().map(|flag| word(flag.name, &flag.value)).collect();
    words.extend(namespace.map(|namespace| word("--namespace", namespace)));
    words.extend(patch.map(|path| word("--patch", path)));
    let line = format!("neap serve {} {}", F::VERB, words.join(" \\\n  "));
    let Some(path) = &args.save else { return session.ui.line(line) };
    let mut flags = settled.flags.clone();
    *flags.head().2 = namespace.map(str::to_owned);
    let text = service_file::write(&flags)?;
    if path == "-" {
        return session.ui.data(text);
    }
    std::fs::write(path, text).map_err(|error| Error::flag("--save", path, error, "--save=service.yaml"))?;
    session.ui.status(format_args!("service file written: {path}"));
    session.ui.line(line)
}

/// A flag as a POSIX shell reads it back.
fn word(name: &str, value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    match !value.is_empty() && value.chars().all(plain) {
        true => format!("{name}={value}"),
        false => format!("{name}='{}'", value.replace('\'', r"'\''")),
    }
}

/// Applies what is there already, so that neap owns it; nothing else may change.
async fn take(cluster: &Cluster, mut bundle: Bundle, session: &mut Session) -> Result<()> {
    let mut there = Vec::new();
    for item in bundle.items.drain(..) {
        let mut identity = item.object.identity();
        identity.namespace.get_or_insert_with(|| cluster.namespace.clone());
        match cluster.get(&identity).await? {
            Some(_) => there.push(item),
            None => session.ui.note(format_args!("{identity} is not there: the next `neap serve` makes it")),
        }
    }
    bundle.items = there;
    let plan = preflight::check(cluster, &bundle, false).await?;
    harmless(&plan)?;
    let applied = write(cluster, &plan, Some("adopted"), session).await?;
    let mut table = Table::new(["OBJECT", "RESULT", "FROM"]);
    for applied in &applied {
        let from = adopt::take_over(cluster, &applied.identity).await?;
        let word = match (applied.outcome, from.is_empty()) {
            (Outcome::Unchanged, true) => "neap's already",
            _ => "adopted",
        };
        table.marked([
            (applied.identity.to_string(), Mark::Plain),
            (word.to_owned(), Mark::Good),
            (from.join(", "), Mark::Dim),
        ]);
    }
    // The command line is the data.
    session.ui.status(table.render(None, false).trim_end());
    Ok(())
}

/// Refuses what would change more than who owns the fields.
fn harmless(plan: &apply::Plan) -> Result<()> {
    let mut fields = Vec::new();
    for step in &plan.steps {
        let Some(live) = &step.live else { continue };
        let restarting = restart::causes(live, &step.dry).into_iter();
        fields.extend(restarting.map(|field| format!("{}: {field} reaches the pods", step.identity)));
        if live.get("/spec") != step.dry.get("/spec") {
            let changed = changes("spec", live.get("/spec"), step.dry.get("/spec"));
            fields.extend(changed.iter().map(|changed| format!("{}: {changed}", step.identity)));
        }
    }
    fields.extend(plan.surplus.iter().map(|(identity, _)| format!("{identity} would be deleted")));
    if fields.is_empty() {
        return Ok(());
    }
    let error = Error::failed("adopting it would change more than who owns the fields: nothing was written");
    Err(fields.iter().fold(error, Error::cause).hint(
        "the command line that was printed shows what neap would make of it; `neap serve diff` compares",
    ))
}
