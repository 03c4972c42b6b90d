//! What is exported: objects of the cluster, of files, or what a service file renders.

use serde_json::Value;

use crate::cli::deploy::{Given, Rest, Source};
use crate::cli::deployment::{DeploymentFlags, DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use crate::cli::distributed::DistributedFlags;
use crate::cli::export::Export;
use crate::cli::flags::DeprecatedFlags;
use crate::cli::knative::KnativeFlags;
use crate::cli::kserve::KserveFlags;
use crate::cluster::{Cluster, history};
use crate::commands::serve::deploy::prepare_with;
use crate::commands::serve::kinds::{KindFlags, Preset};
use crate::commands::serve::{live, service_file};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::Object;
use crate::kubernetes::changes::changes;
use crate::kubernetes::kinds::endpoint;
use crate::manifest::{Bundle, yaml};
use crate::session::Session;

/// The objects of a file: those that it holds, or those that a service file renders.
///
/// # Errors
/// A usage error that names the file.
pub fn file(path: &str, args: &Export, session: &mut Session) -> Result<Vec<Object>> {
    let text = service_file::text_of("--filename", path)?;
    let bundle = match service_file::verb_of_text(&text) {
        Some(KserveFlags::VERB) => rendered::<KserveFlags>(path, &text, args, session)?,
        Some(KnativeFlags::VERB) => rendered::<KnativeFlags>(path, &text, args, session)?,
        Some(DeploymentOnly::VERB) => {
            rendered::<DeploymentFlags<DeploymentOnly>>(path, &text, args, session)?
        }
        Some(StatefulSetOnly::VERB) => {
            rendered::<DeploymentFlags<StatefulSetOnly>>(path, &text, args, session)?
        }
        Some(TritonOnly::VERB) => rendered::<DeploymentFlags<TritonOnly>>(path, &text, args, session)?,
        Some(TensorflowOnly::VERB) => {
            rendered::<DeploymentFlags<TensorflowOnly>>(path, &text, args, session)?
        }
        Some(DistributedFlags::VERB) => rendered::<DistributedFlags>(path, &text, args, session)?,
        Some(other) => return Err(Error::failed(format!("{other} has no service file"))),
        None => return placed(held(path, &text)?, args.target.namespace.as_deref()),
    };
    for note in &bundle.notes {
        session.ui.note(note);
    }
    Ok(bundle.items.into_iter().map(|item| item.object).collect())
}

fn rendered<F: KindFlags>(path: &str, text: &str, args: &Export, session: &mut Session) -> Result<Bundle> {
    let source = Source {
        filename: Some(path.to_owned()),
        patch: args.patch.clone(),
        template_dir: args.template_dir.clone(),
    };
    let given = Given { flags: F::default(), deprecated: DeprecatedFlags::default(), source };
    let rest = Rest { target: args.target.clone(), words: Vec::new() };
    prepare_with(given, rest, Some(text), session)?.assumed()
}

/// The objects that a text holds; a List is what it holds.
fn held(path: &str, text: &str) -> Result<Vec<Object>> {
    let say = |reason: String| {
        Error::usage(format!("the file {path} cannot be exported"))
            .cause(reason)
            .hint("it is a service file, as `neap serve KIND … --save` writes it, or objects, as `neap serve KIND … --dry-run` prints them")
    };
    let mut objects = Vec::new();
    for document in yaml::parse_documents(text).map_err(say)? {
        let is_list = document.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
        let items = match document.get("items").and_then(Value::as_array) {
            Some(items) if is_list => items.clone(),
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

/// Objects in the namespace that `--namespace` says; they may not say another one.
fn placed(mut objects: Vec<Object>, namespace: Option<&str>) -> Result<Vec<Object>> {
    let Some(namespace) = namespace else { return Ok(objects) };
    for object in &mut objects {
        let identity = object.identity();
        match identity.namespace.as_deref() {
            Some(own) if own != namespace => {
                return Err(Error::flag(
                    "--namespace",
                    namespace,
                    format!("{identity} is in namespace {own}"),
                    format!("--namespace={own}"),
                ));
            }
            None if endpoint(&identity).is_none_or(|endpoint| endpoint.namespaced) => {
                if let Some(metadata) = object.value_mut().get_mut("metadata").and_then(Value::as_object_mut)
                {
                    metadata.insert("namespace".into(), namespace.into());
                }
            }
            _ => {}
        }
    }
    Ok(objects)
}

/// What neap applied last of a service. What somebody changed since is said.
///
/// # Errors
/// There is no such service, or neap never applied it.
pub async fn applied(cluster: &Cluster, name: &str, session: &mut Session) -> Result<Vec<Object>> {
    let mut revisions = history::revisions(cluster, name).await?;
    if revisions.is_empty() {
        // It says what there is instead of an unknown service; and it may be Arena's name of it.
        let objects = live::objects(cluster, name, None).await?;
        let own = objects.first().map(|object| object.identity().name).filter(|own| own != name);
        if let Some(own) = own {
            revisions = history::revisions(cluster, &own).await?;
        }
    }
    let Some(last) = revisions.pop() else {
        return Err(Error::failed(format!("neap has not applied {}: nothing is kept of it", quoted(name)))
            .hint(format!("`neap import {name} --adopt` takes over what others deployed; then it can be exported"))
            .hint(format!("`neap import {name} --save {name}.yaml`, and `neap export -f {name}.yaml` with the patch that it names, exports without adopting")));
    };
    let objects: Vec<Object> = last.bundle.items.into_iter().map(|item| item.object).collect();
    for object in &objects {
        let identity = object.identity();
        match cluster.get(&identity).await? {
            None => session.ui.warning(format_args!(
                "{identity} is gone from the cluster; it is exported as it was applied"
            )),
            Some(live) => {
                for changed in changed_since(object, &live) {
                    session.ui.warning(format_args!(
                        "{identity}: {changed} in the cluster; exported is what was applied"
                    ));
                }
            }
        }
    }
    Ok(objects)
}

/// The fields that were applied and are otherwise now.
fn changed_since(applied: &Object, live: &Object) -> Vec<String> {
    let of = |field: &str| changes(field, applied.get(&format!("/{field}")), live.get(&format!("/{field}")));
    let all = ["spec", "data"].into_iter().flat_map(of);
    // Only the applied are looked at: others are the server's defaults. A number may be written in several ways.
    let scalar =
        |value: &Option<Value>| matches!(value, Some(Value::String(_) | Value::Number(_) | Value::Bool(_)));
    let differs = all.filter(|changed| scalar(&changed.before) && scalar(&changed.after));
    differs
        .filter(|changed| !same(&changed.before, &changed.after))
        .map(|changed| changed.to_string())
        .collect()
}

/// Whether two scalars mean the same: `4`, `"4"` and `4000m`.
fn same(one: &Option<Value>, other: &Option<Value>) -> bool {
    let text = |value: &Option<Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let (one, other) = (text(one), text(other));
    one == other
        || matches!((one.parse::<crate::kubernetes::Quantity>(), other.parse()), (Ok(one), Ok(other)) if one == other)
}
