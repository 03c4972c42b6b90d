//! `neap serve diff`.

use serde_json::Value;

use super::apply::presentable;
use super::deploy::{prepare, prepare_with};
use super::kinds::{KindFlags, Preset};
use super::service_file;
use crate::cli::deploy::{Compare, Given, Rest, Source};
use crate::cli::deployment::{DeploymentFlags, DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use crate::cli::distributed::DistributedFlags;
use crate::cli::flags::DeprecatedFlags;
use crate::cli::knative::KnativeFlags;
use crate::cli::kserve::KserveFlags;
use crate::cli::serve::{Diff, DiffKind};
use crate::cli::target::Target;
use crate::cluster::apply::{Outcome, Plan};
use crate::cluster::{Cluster, preflight};
use crate::error::{Error, Kind, Result};
use crate::kubernetes::Object;
use crate::manifest::{Bundle, yaml};
use crate::report::diff::unified;
use crate::session::Session;

/// Runs `neap serve diff`.
///
/// # Errors
/// As the preflight of an apply; [`Kind::Differs`] where something would change.
pub async fn run(args: Diff, session: &mut Session) -> Result<()> {
    let force = args.force_conflicts;
    match (args.kind, args.filename) {
        (Some(DiffKind::Kserve(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (Some(DiffKind::Knative(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (Some(DiffKind::Deployment(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (Some(DiffKind::StatefulSet(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (Some(DiffKind::Triton(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (Some(DiffKind::Tensorflow(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (Some(DiffKind::Distributed(compare)), _) => Box::pin(flags(compare.into_inner(), session)).await,
        (None, None) => Err(Error::usage("nothing to compare with the cluster")
            .hint("a service file: `neap serve diff -f qwen.yaml`")
            .hint("or flags: `neap serve diff kserve --name=qwen-chat …`")),
        (None, Some(path)) => {
            let text = service_file::text_of("--filename", &path)?;
            let file = File { path, text, target: args.target, force };
            match service_file::verb_of_text(&file.text) {
                // What is no service file is refused by any kind alike.
                Some(KserveFlags::VERB) | None => file.compare::<KserveFlags>(session).await,
                Some(KnativeFlags::VERB) => file.compare::<KnativeFlags>(session).await,
                Some(DeploymentOnly::VERB) => file.compare::<DeploymentFlags<DeploymentOnly>>(session).await,
                Some(StatefulSetOnly::VERB) => {
                    file.compare::<DeploymentFlags<StatefulSetOnly>>(session).await
                }
                Some(TritonOnly::VERB) => file.compare::<DeploymentFlags<TritonOnly>>(session).await,
                Some(TensorflowOnly::VERB) => file.compare::<DeploymentFlags<TensorflowOnly>>(session).await,
                Some(DistributedFlags::VERB) => Box::pin(file.compare::<DistributedFlags>(session)).await,
                Some(_) => Err(Error::failed("a kind of service without a comparison")),
            }
        }
    }
}

/// A service file to compare.
struct File {
    path: String,
    text: String,
    target: Target,
    force: bool,
}

impl File {
    async fn compare<F: KindFlags>(self, session: &mut Session) -> Result<()> {
        let given = Given {
            flags: F::default(),
            deprecated: DeprecatedFlags::default(),
            source: Source { filename: Some(self.path), ..Source::default() },
        };
        let rest = Rest { target: self.target, words: Vec::new() };
        let (cluster, bundle) =
            prepare_with(given, rest, Some(&self.text), session)?.asked(None, session).await?;
        show(&cluster, &bundle, self.force, session).await
    }
}

async fn flags<F: KindFlags>(compare: Compare<F>, session: &mut Session) -> Result<()> {
    let (cluster, bundle) = prepare(compare.given, compare.rest, session)?.asked(None, session).await?;
    show(&cluster, &bundle, compare.force_conflicts, session).await
}

/// Shows what applying a bundle would change, as the API server says in a dry run.
///
/// # Errors
/// As the preflight of an apply; [`Kind::Differs`] where something would change.
pub async fn show(cluster: &Cluster, bundle: &Bundle, force: bool, session: &mut Session) -> Result<()> {
    let plan = preflight::check(cluster, bundle, force).await?;
    let differs = print(cluster, &plan, session).await?;
    for note in &bundle.notes {
        session.ui.note(note);
    }
    for note in &plan.notes {
        session.ui.warning(note);
    }
    match differs {
        true => Err(Error::new(Kind::Differs, "the cluster differs")),
        false => {
            session.ui.status("no difference");
            Ok(())
        }
    }
}

/// Prints what a plan changes, object by object. Returns whether it changes anything.
///
/// # Errors
/// What is to be deleted cannot be read, or standard output is gone.
pub async fn print(cluster: &Cluster, plan: &Plan, session: &mut Session) -> Result<bool> {
    let mut differs = false;
    for step in &plan.steps {
        if step.outcome() == Outcome::Unchanged {
            continue;
        }
        let (live, dry) = masked(step.live.as_ref(), &step.dry);
        let before = live.as_ref().map_or_else(|| Ok(String::new()), comparable)?;
        let text = unified(&step.identity.to_string(), &before, &comparable(&dry)?, session.ui.colour());
        differs = true;
        match text.is_empty() {
            // Only who owns the fields changes.
            true => {
                session.ui.status(format_args!("{}: neap takes over fields, no value changes", step.identity))
            }
            false => session.ui.data(text)?,
        }
    }
    for (identity, _) in &plan.surplus {
        differs = true;
        if let Some(live) = cluster.get(identity).await.map_err(Error::from)? {
            let text = unified(&identity.to_string(), &comparable(&live)?, "", session.ui.colour());
            session.ui.data(text)?;
        }
    }
    Ok(differs)
}

/// A Secret before and after, as kubectl shows them: what differs is said, and neither value.
fn masked(live: Option<&Object>, dry: &Object) -> (Option<Object>, Object) {
    let (mut live, mut dry) = (live.cloned(), dry.clone());
    if dry.identity().kind != "Secret" {
        return (live, dry);
    }
    let data = |object: &Object| object.get("/data").and_then(Value::as_object).cloned().unwrap_or_default();
    let (before, after) = (live.as_ref().map(data), data(&dry));
    let hide = |object: &mut Object, word: &str| {
        let values = object.value_mut().get_mut("data").and_then(Value::as_object_mut);
        for (key, value) in values.into_iter().flatten() {
            let same = before.as_ref().is_some_and(|before| before.get(key) == after.get(key));
            *value = if same || before.is_none() { "***".into() } else { format!("*** ({word})").into() };
        }
    };
    live.iter_mut().for_each(|live| hide(live, "before"));
    hide(&mut dry, "after");
    (live, dry)
}

/// What a person compares: no status, and nothing that the server counts or names by itself.
fn comparable(object: &Object) -> Result<String> {
    let mut value = presentable(object.value());
    if let Value::Object(fields) = &mut value {
        fields.shift_remove("status");
    }
    if let Some(Value::Object(metadata)) = value.get_mut("metadata") {
        for name in ["uid", "resourceVersion", "generation", "creationTimestamp", "finalizers", "selfLink"] {
            metadata.shift_remove(name);
        }
        let owners = metadata.get_mut("ownerReferences").and_then(Value::as_array_mut);
        for owner in owners.into_iter().flatten().filter_map(Value::as_object_mut) {
            owner.shift_remove("uid");
        }
    }
    yaml::to_yaml(&[value]).map_err(Error::failed)
}
