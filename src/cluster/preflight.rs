//! Before the first write: would the cluster take all of it, and does all that it names exist?
//!
//! Everything is asked at once, and all that is wrong is shown together. Nothing is written.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::Value;

use super::apply::{Plan, Step};
use super::failure::{Failure, count};
use super::objects::{self, ApplyOptions};
use super::ownership::{self, is_ours};
use super::references::{self, Reference};
use super::{Cluster, failure, knative, namesake, refusal, restart};
use crate::error::{Error, Result};
use crate::kubernetes::kinds::endpoint;
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::{Identity, Object, labels};
use crate::manifest::{Bundle, Item};

/// Stands for an owner whose own dry run failed: a dependant's dry run needs some uid.
const NO_UID: &str = "00000000-0000-0000-0000-000000000000";

/// Asks the cluster about a bundle.
///
/// # Errors
/// All that is wrong, together; or that the cluster cannot be asked.
pub async fn check(cluster: &Cluster, bundle: &Bundle, force: bool) -> Result<Plan> {
    let options = ApplyOptions { force, dry_run: true };
    let mut asked: Vec<Asked> =
        bundle.items.iter().map(|item| Asked::new(item, &cluster.namespace)).collect();
    let mut problems = Problems::default();
    let root = bundle.root.clone().map(|mut root| {
        root.namespace.get_or_insert_with(|| cluster.namespace.clone());
        root
    });

    // First the objects without an owner, with what is live and what they name: one round trip.
    let known: Vec<Identity> = asked.iter().map(|asked| asked.identity.clone()).collect();
    let of_fleet = known.iter().any(|identity| identity.kind == "PropagationPolicy");
    let references: Vec<Reference> = asked
        .iter()
        .flat_map(|asked| references::of(&asked.object))
        .filter(|reference| !reference.any_of.iter().any(|identity| known.contains(identity)))
        .filter(|reference| !of_fleet || !reference.is_of_a_cluster())
        .collect();
    let live = join_all(asked.iter().map(|asked| cluster.get(&asked.identity)));
    let namesakes = namesake::of(cluster, root.as_ref());
    let first = join_all(asked.iter().map(|asked| async {
        match asked.owner {
            None => Some(cluster.apply(&asked.object, options).await),
            Some(_) => None,
        }
    }));
    let missing = join_all(references.iter().map(|reference| find(cluster, reference)));
    let needs: Vec<knative::Needs> = asked.iter().filter_map(|asked| knative::needs(&asked.object)).collect();
    let allowed = join_all(needs.iter().map(|needs| knative::ask(cluster, needs)));
    let (live, first, missing, allowed, namesakes) = tokio::join!(live, first, missing, allowed, namesakes);

    let mut notes = Vec::new();
    let mut gated = Vec::new();
    for (needs, answer) in needs.iter().zip(allowed) {
        let Some(answer) = problems.note(answer)? else { continue };
        notes.extend(answer.notes);
        if let Some(error) = answer.problem {
            problems.add(error);
            gated.push(needs);
        }
    }
    // What the webhook says of a gate is said already, with the command that opens it.
    let explained = |failure: &Failure| gated.iter().any(|needs| needs.explains(failure));

    let (mut again, mut classless) = (Vec::new(), Vec::new());
    for (index, ((asked, live), first)) in asked.iter_mut().zip(live).zip(first).enumerate() {
        let adjusted = asked.take_live(problems.note(live)?.flatten(), force);
        if let Some(error) = asked.being_deleted.take() {
            problems.add(error);
        }
        match first {
            Some(_) if adjusted => again.push(index),
            Some(Err(failure)) if explained(&failure) => {}
            Some(Err(failure)) if knative::lacks_class_of(&failure, &known) => classless.push(index),
            Some(reply) => asked.dry = problems.note(asked.judged(reply))?,
            None => {}
        }
    }
    for index in again {
        let reply = cluster.apply(&asked[index].object, options).await;
        match &reply {
            Err(failure) if explained(failure) => continue,
            Err(failure) if knative::lacks_class_of(failure, &known) => {
                classless.push(index);
                continue;
            }
            _ => {}
        }
        asked[index].dry = problems.note(asked[index].judged(reply))?;
    }
    // Knative tries a pod, which no dry run can have the class for that is yet to come.
    for index in classless {
        let (object, class) = knative::without_class(&asked[index].object);
        let reply = cluster.apply(&object, options).await;
        let reply = reply.map(|dry| knative::with_class(dry, class));
        asked[index].dry = problems.note(asked[index].judged(reply))?;
    }
    let exists = asked.iter().any(|asked| Some(&asked.identity) == root.as_ref() && asked.live.is_some());
    let (taken, beside) = namesake::judge(cluster, root.as_ref(), &namesakes, exists);
    taken.into_iter().for_each(|error| problems.add(error));
    notes.extend(beside);
    for missing in missing {
        match problems.note(missing)? {
            Some(Found::Missing(error)) => problems.add(error),
            Some(Found::Unknown(note)) => notes.push(note),
            Some(Found::There) | None => {}
        }
    }

    // Then the dependants, which need an owner's uid, and what an earlier version of the service has left.
    let uids: BTreeMap<Identity, String> =
        asked.iter().filter_map(|asked| Some((asked.identity.clone(), uid(asked.dry.as_ref()?)?))).collect();
    let dependants: Vec<(usize, Object)> = asked
        .iter()
        .enumerate()
        .filter_map(|(index, asked)| {
            let owner = asked.owner.as_ref()?;
            let uid = uids.get(owner).map_or(NO_UID, String::as_str);
            let mut object = asked.object.clone();
            object.set_owner(owner, uid);
            Some((index, object))
        })
        .collect();
    let replies = join_all(dependants.iter().map(|(_, object)| cluster.apply(object, options)));
    let (replies, surplus) = tokio::join!(replies, surplus(cluster, root.as_ref(), &asked));
    for ((index, _), reply) in dependants.iter().zip(replies) {
        asked[*index].dry = problems.note(asked[*index].judged(reply))?;
    }
    let surplus = problems.note(surplus)?.unwrap_or_default();

    problems.into_result()?;
    asked.iter_mut().for_each(Asked::note_restart);
    notes.extend(asked.iter().flat_map(|asked| asked.notes.clone()));
    notes.extend(cluster.warnings.take());
    let steps = asked.into_iter().filter_map(Asked::into_step).collect();
    Ok(Plan { root, steps, surplus, notes, force })
}

/// One object while it is asked about.
struct Asked {
    identity: Identity,
    object: Object,
    owner: Option<Identity>,
    live: Option<Object>,
    dry: Option<Object>,
    being_deleted: Option<Error>,
    notes: Vec<String>,
}

impl Asked {
    fn new(item: &Item, namespace: &str) -> Self {
        let mut object = item.object.clone();
        objects::within(&mut object, namespace);
        let owner = item.owner.clone().map(|mut owner| {
            owner.namespace = owner.namespace.or_else(|| Some(namespace.to_owned()));
            owner
        });
        let identity = object.identity();
        Self { identity, object, owner, live: None, dry: None, being_deleted: None, notes: Vec::new() }
    }

    /// Takes note of what is live. Returns whether the object was changed for its sake.
    fn take_live(&mut self, live: Option<Object>, force: bool) -> bool {
        let Some(live) = live else { return false };
        let mut changed = ownership::keep_mode_spelling(&mut self.object, &live);
        changed |= ownership::hand_over_replicas(&mut self.object, &live);
        changed |= ownership::keep_traffic(&mut self.object, &live);
        if !force {
            for left in ownership::leave_replicas(&mut self.object, &live) {
                changed = true;
                self.notes.push(format!(
                    "{}: {} stays {}: {} owns it (`--force-conflicts` takes it)",
                    self.identity, left.field, left.value, left.owner
                ));
            }
        }
        if let Some(since) = live.get("/metadata/deletionTimestamp").and_then(Value::as_str) {
            let finalizers = live.get("/metadata/finalizers").map_or_else(String::new, Value::to_string);
            self.being_deleted = Some(
                Error::failed(format!("{} is being deleted since {since}", self.identity))
                    .cause(format!("it waits for its finalizers: {finalizers}"))
                    .hint(format!(
                        "wait until it is gone: `kubectl wait --for=delete {}{}`",
                        self.identity,
                        self.identity
                            .namespace
                            .as_ref()
                            .map_or_else(String::new, |name| format!(" -n {name}"))
                    )),
            );
        }
        self.live = Some(live);
        changed
    }

    /// A conflict with both values, which the server does not tell.
    fn judged(&self, reply: Result<Object, Failure>) -> Result<Object, Failure> {
        reply.map_err(|mut failure| {
            let conflicts = failure.status.as_deref().map(refusal::conflicts).unwrap_or_default();
            if !conflicts.is_empty() {
                let told = |(field, owner): &(String, String)| {
                    ownership::conflict(field, owner, &self.object, self.live.as_ref())
                };
                failure.error.causes = conflicts.iter().map(told).collect();
            }
            failure
        })
    }

    /// What will happen to the pods, where something will.
    fn note_restart(&mut self) {
        let (Some(live), Some(dry)) = (&self.live, &self.dry) else { return };
        let causes = restart::causes(live, dry);
        let knative =
            (self.identity.group(), self.identity.kind.as_str()) == ("serving.knative.dev", "Service");
        if causes.is_empty() {
            return self.notes.extend(knative.then(|| knative::canary_of_nothing(live, dry)).flatten());
        }
        let causes = causes.join(", ");
        if knative {
            return self.notes.push(knative::new_revision(live, dry, &causes));
        }
        let then = match self.identity.kind.as_str() {
            "InferenceService" => {
                ". KServe up to 0.13 goes back to 1 replica then, until the autoscaler acts"
            }
            _ => "",
        };
        let order = restart::order(dry).unwrap_or_default();
        self.notes.push(format!(
            "the pods of {} restart, since this changes: {causes}{then}{order}",
            self.identity
        ));
    }

    fn into_step(self) -> Option<Step> {
        let dry = self.dry?;
        Some(Step { identity: self.identity, object: self.object, owner: self.owner, live: self.live, dry })
    }
}

/// All that is wrong, in the order in which it was found, each once.
#[derive(Default)]
struct Problems(Vec<Error>);

impl Problems {
    fn add(&mut self, error: Error) {
        if !self.0.iter().any(|known| known.message == error.message) {
            self.0.push(error);
        }
    }

    /// Notes a failure that concerns one object; any other ends the preflight, since the rest would fail alike.
    fn note<T>(&mut self, reply: Result<T, Failure>) -> Result<Option<T>> {
        match reply {
            Ok(value) => Ok(Some(value)),
            Err(failure) if failure.is_about_the_object() => {
                self.add(failure.error);
                Ok(None)
            }
            Err(failure) => Err(failure.error.cause("nothing was written")),
        }
    }

    fn into_result(self) -> Result<()> {
        // Without its namespace nothing else can be said about an object.
        let no_namespace = |error: &&Error| error.message.starts_with("namespace ");
        let first = self.0.iter().find(no_namespace).cloned();
        match (first, self.0.len()) {
            (_, 0) => Ok(()),
            (Some(only), _) => Err(only.cause("nothing was written")),
            (None, 1) => Err(self.0.into_iter().next().map_or_else(
                || Error::failed("nothing was written"),
                |only| only.cause("nothing was written"),
            )),
            (None, several) => {
                failure::together(format!("nothing was written: {}", count(several, "problem")), self.0)
            }
        }
    }
}

enum Found {
    There,
    Missing(Error),
    Unknown(String),
}

/// Looks for something that is named; where it is missing, for what has a similar name.
async fn find(cluster: &Cluster, reference: &Reference) -> Result<Found, Failure> {
    let gets = join_all(reference.any_of.iter().map(|identity| cluster.get(identity))).await;
    let (mut forbidden, mut plurals) = (None, Vec::new());
    for (found, identity) in gets.into_iter().zip(&reference.any_of) {
        match found {
            Ok(Some(object)) => return Ok(key_of(&object, reference)),
            Ok(None) => plurals.extend(endpoint(identity).map(|endpoint| endpoint.plural)),
            Err(failure) if failure.status.as_ref().is_some_and(|status| status.code == 403) => {
                forbidden = Some(format!("cannot see whether {identity} exists: {}", failure.error));
            }
            // A kind that is not served has no objects.
            Err(failure) if failure.status.as_deref().is_some_and(failure::is_missing_kind) => {}
            Err(failure) => return Err(failure),
        }
    }
    if let Some(note) = forbidden {
        return Ok(Found::Unknown(note));
    }
    if plurals.is_empty() {
        if let Some(cluster) = reference.any_of.first().filter(|_| reference.is_cluster()) {
            let unknown =
                format!("cannot see whether the fleet knows {}: it serves no kind of clusters", cluster.name);
            return Ok(Found::Unknown(unknown));
        }
        plurals.extend(reference.any_of.iter().filter_map(endpoint).map(|endpoint| endpoint.plural));
    }
    let lists = join_all(reference.any_of.iter().map(|identity| cluster.list_metadata(identity, None))).await;
    let listed: Vec<Value> = lists.into_iter().filter_map(Result::ok).flatten().collect();
    let names = listed.iter().filter_map(|object| object.pointer("/metadata/name")?.as_str());
    let Some(first) = reference.any_of.first() else { return Ok(Found::There) };
    let place = first.namespace.as_ref().map_or_else(String::new, |name| format!(" in namespace {name}"));
    let others = reference.any_of.iter().skip(1).map(|identity| format!(", nor does {identity}"));
    let say = match reference.is_cluster() {
        true => format!("the fleet knows no cluster {}", first.name),
        false => format!("{first} does not exist{place}{}", others.collect::<String>()),
    };
    let mut error = Error::failed(say).cause(format!("{} names it (`{}`)", reference.field, reference.flag));
    error.hints.extend(did_you_mean(&first.name, names));
    if first.kind == "PriorityClass" {
        error = error
            .hint("`--priority=high --make-priority-classes` brings a class for inference, and one below it");
    }
    let flag = first.namespace.as_ref().map_or_else(String::new, |name| format!(" -n {name}"));
    let command = cluster.kubectl(&format!("get {}{flag}", plurals.join(",")));
    Ok(Found::Missing(error.hint(format!("`{command}` lists what exists"))))
}

fn key_of(object: &Object, reference: &Reference) -> Found {
    let Some(key) = &reference.key else { return Found::There };
    let data = object.get("/data").and_then(Value::as_object);
    if data.is_some_and(|data| data.contains_key(key)) {
        return Found::There;
    }
    let mut error = Error::failed(format!("{} has no key {key}", object.identity()))
        .cause(format!("{} names it (`{}`)", reference.field, reference.flag));
    let keys = data.into_iter().flat_map(|data| data.keys()).map(String::as_str);
    error.hints.extend(did_you_mean(key, keys));
    Found::Missing(error)
}

/// Objects of the service that neap made and that are no longer rendered.
async fn surplus(
    cluster: &Cluster,
    root: Option<&Identity>,
    asked: &[Asked],
) -> Result<Vec<(Identity, String)>, Failure> {
    let service = asked.iter().find(|asked| Some(&asked.identity) == root && asked.live.is_some());
    let Some(service) = service else { return Ok(Vec::new()) };
    let selector = format!("{}={}", labels::NAME, service.identity.name);
    let kinds = super::delete::kinds_of(service.identity.namespace.as_deref());
    let lists = join_all(kinds.iter().map(|kind| cluster.list_metadata(kind, Some(&selector)))).await;
    let mut surplus = Vec::new();
    for (kind, list) in kinds.iter().zip(lists) {
        // Who may not list a kind cannot have made its objects.
        for object in list.unwrap_or_default() {
            let Some(name) = object.pointer("/metadata/name").and_then(Value::as_str) else { continue };
            let identity = Identity { name: name.to_owned(), ..kind.clone() };
            let rendered = asked.iter().any(|asked| asked.identity == identity);
            let leaving = object.pointer("/metadata/deletionTimestamp").is_some();
            if !rendered && !leaving && is_ours(&object) {
                let uid = object.pointer("/metadata/uid").and_then(Value::as_str).unwrap_or_default();
                surplus.push((identity, uid.to_owned()));
            }
        }
    }
    Ok(surplus)
}

fn uid(object: &Object) -> Option<String> {
    object.get("/metadata/uid").and_then(Value::as_str).map(str::to_owned)
}
