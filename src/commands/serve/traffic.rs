//! `neap serve promote`, `abort` and `traffic-split`: who gets the requests.

use serde_json::{Value, json};

use super::changes::{self, Change};
use super::of_type;
use crate::cli::serve::{DryRun, Which};
use crate::cli::target::Target;
use crate::cli::traffic::{Canary, TrafficSplit};
use crate::cluster::owned;
use crate::commands::connect::connect;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::{Object, RootKind};
use crate::observe::Service;
use crate::session::Session;
use crate::workload::knative::{Share, traffic};

/// What to do about the shares.
enum Wish {
    Promote,
    Abort,
    Split(Vec<Share>),
}

/// Runs `neap serve promote`: all requests to the newest revision.
///
/// # Errors
/// There is no such service, it shares requests in no such way, or the cluster refuses.
pub async fn promote(args: Canary, session: &mut Session) -> Result<()> {
    run(&args.which, Wish::Promote, args.dry_run, &args.target, session).await
}

/// Runs `neap serve abort`: all requests back to the revision before.
///
/// # Errors
/// As [`promote`]; or there is no canary.
pub async fn abort(args: Canary, session: &mut Session) -> Result<()> {
    run(&args.which, Wish::Abort, args.dry_run, &args.target, session).await
}

/// Runs `neap serve traffic-split`.
///
/// # Errors
/// As [`promote`]; or a share is wrong.
pub async fn split(args: TrafficSplit, session: &mut Session) -> Result<()> {
    let name = args.name.or(args.service).unwrap_or_default();
    let arenas = args.version_weight.iter().map(|entry| entry.replacen(':', "=", 1));
    let entries: Vec<String> = args.revision.iter().cloned().chain(arenas).collect();
    let flag = if args.revision.is_empty() { "--version-weight" } else { "--revision" };
    let shares = traffic::parse(&entries, &[], None, &name).map_err(|mut error| {
        // The same shares are read for `serve knative --traffic`.
        error.message = error.message.replace("--traffic", flag);
        for entry in &args.version_weight {
            error.message = error.message.replace(&quoted(&entry.replacen(':', "=", 1)), &quoted(entry));
        }
        error.hints.iter_mut().for_each(|hint| *hint = hint.replace("--traffic", flag));
        error
    })?;
    let which = Which { name, version: None, kind: None };
    run(&which, Wish::Split(shares), args.dry_run, &args.target, session).await
}

async fn run(
    which: &Which,
    wish: Wish,
    dry_run: Option<DryRun>,
    target: &Target,
    session: &mut Session,
) -> Result<()> {
    let cluster = connect(target, session).await?;
    let service = changes::service(&cluster, &of_type::named(&cluster, which).await?, session).await?;
    // Arena's name of a service is not its object's.
    let name = &service.name;
    let kind = service.kind.ok_or_else(|| Error::failed(format!("{name} itself is gone")))?;
    let object = kind.identity(&service.namespace, name);
    let live = cluster.get(&object).await?.ok_or_else(|| Error::failed(format!("{object} is gone")))?;
    let serverless = matches!(service.mode.as_deref(), Some("Serverless" | "Knative"));
    let fields = match kind {
        RootKind::KnativeService => vec![("/spec/traffic".to_owned(), knative(&live, &wish)?)],
        RootKind::InferenceService if serverless => {
            vec![("/spec/predictor/canaryTrafficPercent".to_owned(), kserve(&live, &wish)?)]
        }
        _ => return Err(refused(&service, kind)),
    };
    let note = matches!(wish, Wish::Abort)
        .then(|| "a revision that comes now gets no requests until `neap serve promote`".to_owned());
    let applied = own(&live, &fields).filter(|_| kind == RootKind::KnativeService);
    changes::make(&cluster, &[Change { object, fields, note, applied }], dry_run, session).await
}

/// What neap applies of a Knative Service, with its new shares: they are neap's own as those of `--traffic` are, so that the
/// next deployment keeps them, or begins a canary without a conflict.
fn own(live: &Object, fields: &[(String, Value)]) -> Option<Object> {
    let mut own = owned::of(live)?;
    let spec = own.value_mut().get_mut("spec").and_then(Value::as_object_mut)?;
    for (pointer, value) in fields {
        spec.insert(pointer.trim_start_matches("/spec/").to_owned(), value.clone());
    }
    Some(own)
}

/// Why a service has no shares, and what there is instead.
fn refused(service: &Service, kind: RootKind) -> Error {
    let name = &service.name;
    let what = match kind {
        RootKind::InferenceService => "an InferenceService of raw mode".to_owned(),
        kind => format!("a {}", kind.api().1),
    };
    let error =
        Error::usage(format!("{name} is {what}: its Service shares the requests among all pods alike"));
    let second = format!(
        "deploy the new version beside it, `neap serve {} --name={name} --version=v2 …`, and give both weights in an HTTPRoute",
        kind.verb()
    );
    match kind {
        RootKind::InferenceService => error
            .hint(
                "KServe shares requests in Knative mode: `--deployment-mode=knative` at the first deployment",
            )
            .hint(second),
        _ => error.hint("`neap serve knative` shares requests between revisions").hint(second),
    }
}

/// The routes of a Knative Service; tags stay with their revisions.
fn knative(live: &Object, wish: &Wish) -> Result<Value> {
    let routes = live.get("/spec/traffic").and_then(Value::as_array).cloned().unwrap_or_default();
    let revision = |route: &Value| route.get("revisionName").and_then(Value::as_str).map(str::to_owned);
    let percent = |route: &Value| route.get("percent").and_then(Value::as_u64).unwrap_or_default();
    let shares = match wish {
        Wish::Split(shares) => shares.clone(),
        Wish::Promote => vec![Share { revision: None, percent: 100, tag: None }],
        Wish::Abort => {
            let stable = routes.iter().filter(|route| revision(route).is_some() && percent(route) > 0);
            let Some(stable) = stable.max_by_key(|route| percent(route)).and_then(revision) else {
                return Err(Error::failed("there is no canary: all requests go to the latest revision")
                    .hint("`neap serve traffic-split NAME --revision=REVISION=100` chooses another"));
            };
            vec![Share { revision: Some(stable), percent: 100, tag: None }]
        }
    };
    let mut after = Vec::new();
    for share in &shares {
        let mut route = json!({ "latestRevision": share.revision.is_none(), "percent": share.percent });
        if let Some(name) = &share.revision {
            route["revisionName"] = json!(name);
        }
        if let Some(tag) =
            routes.iter().find(|route| revision(route) == share.revision).and_then(|it| it.get("tag"))
        {
            route["tag"] = tag.clone();
        }
        after.push(route);
    }
    let tagged = routes.iter().filter(|route| {
        route.get("tag").is_some() && !after.iter().any(|kept| kept.get("tag") == route.get("tag"))
    });
    let tagged: Vec<Value> = tagged
        .map(|route| {
            let mut route = route.clone();
            route["percent"] = json!(0);
            route
        })
        .collect();
    after.extend(tagged);
    Ok(Value::Array(after))
}

/// The share of the newest revision; null gives it all.
fn kserve(live: &Object, wish: &Wish) -> Result<Value> {
    let now = live.get("/spec/predictor/canaryTrafficPercent");
    let newest = live.get("/status/components/predictor/latestCreatedRevision").and_then(Value::as_str);
    match wish {
        Wish::Promote | Wish::Abort if now.is_none() => {
            Err(Error::failed("there is no canary: all requests go to the newest revision")
                .hint("`neap serve kserve … --canary=10` begins one"))
        }
        Wish::Promote => Ok(Value::Null),
        Wish::Abort => Ok(json!(0)),
        Wish::Split(shares) => {
            let latest = |share: &&Share| share.revision.is_none() || share.revision.as_deref() == newest;
            match (shares.iter().find(latest), shares.len()) {
                (Some(share), 1 | 2) => Ok(json!(share.percent)),
                _ => Err(Error::usage(
                    "KServe shares requests between the newest revision and the one before, and no others",
                )
                .hint("for example `--revision=latest=10 --revision=NAME-predictor-00001=90`")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(traffic: Value) -> Object {
        Object::new(
            json!({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "qwen"},
            "spec": {"traffic": traffic}}),
        )
        .unwrap()
    }

    #[test]
    fn tags_stay_with_their_revisions() {
        let live = service(json!([
            {"revisionName": "qwen-00001", "percent": 90, "tag": "stable"},
            {"latestRevision": true, "percent": 10, "tag": "canary"},
        ]));
        let expected = json!([
            {"latestRevision": true, "percent": 100, "tag": "canary"},
            {"revisionName": "qwen-00001", "percent": 0, "tag": "stable"},
        ]);
        assert_eq!(knative(&live, &Wish::Promote).unwrap(), expected);
        let expected = json!([
            {"latestRevision": false, "percent": 100, "revisionName": "qwen-00001", "tag": "stable"},
            {"latestRevision": true, "percent": 0, "tag": "canary"},
        ]);
        assert_eq!(knative(&live, &Wish::Abort).unwrap(), expected);
        assert!(knative(&service(json!([{"latestRevision": true, "percent": 100}])), &Wish::Abort).is_err());
    }

    #[test]
    fn kserve_knows_two_revisions() {
        let live = |percent: Value| {
            Object::new(json!({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": {"name": "qwen"},
                "spec": {"predictor": percent}, "status": {"components": {"predictor": {"latestCreatedRevision": "qwen-predictor-00002"}}}}))
            .unwrap()
        };
        let canary = live(json!({"canaryTrafficPercent": 10}));
        assert_eq!(kserve(&canary, &Wish::Promote).unwrap(), Value::Null);
        assert_eq!(kserve(&canary, &Wish::Abort).unwrap(), 0);
        assert!(kserve(&live(json!({})), &Wish::Promote).is_err());
        let share = |revision: &str, percent| Share { revision: Some(revision.into()), percent, tag: None };
        let split = Wish::Split(vec![share("qwen-predictor-00001", 80), share("qwen-predictor-00002", 20)]);
        assert_eq!(kserve(&canary, &split).unwrap(), 20);
    }
}
