//! What went wrong between us and the API server, in words: what, where, why, and what to type next.

use std::error::Error as StdError;
use std::time::Duration;

use kube::core::Status;

use super::{Action, transport};
use crate::error::{Error, Kind, Result, quoted};

/// The server, and the context that led to it: the "where" of every message.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The API server's URL.
    pub server: &'a str,
    /// The kubeconfig's context; `None` within a pod.
    pub context: Option<&'a str>,
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.context {
            Some(context) => write!(formatter, "{} (context {})", self.server, quoted(context)),
            None => write!(formatter, "{} (this pod's cluster)", self.server),
        }
    }
}

impl Place<'_> {
    /// A command of kubectl's that talks to the same cluster.
    pub fn kubectl(&self, arguments: &str) -> String {
        match self.context {
            Some(context) => format!("kubectl --context {} {arguments}", shell_word(context)),
            None => format!("kubectl {arguments}"),
        }
    }
}

/// A request that failed: as it is shown, and what the server said, if it answered.
#[derive(Debug, Clone)]
pub struct Failure {
    /// As it is shown.
    pub error: Error,
    /// The answer; `None` if none came.
    pub status: Option<Box<Status>>,
}

impl Failure {
    /// Whether the server judged this one object. If not, other requests fail for the same reason.
    pub fn is_about_the_object(&self) -> bool {
        let Some(status) = &self.status else { return false };
        matches!(status.code, 400 | 403 | 404 | 409 | 413 | 422)
            || webhook_of(&status.message).is_some()
            || untyped(&status.message).is_some()
    }

    /// Whether a write may have been done although it failed: no answer came, or the server failed inside.
    pub fn leaves_doubt(&self) -> bool {
        self.status.as_ref().is_none_or(|status| {
            status.code >= 500 && webhook_of(&status.message).is_none() && untyped(&status.message).is_none()
        })
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

/// Something of our own, before any request.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, status: None }
    }
}

/// Explains why a request failed.
pub fn explain(error: &kube::Error, action: &Action, place: Place<'_>) -> Error {
    match error {
        kube::Error::Api(status) => answered(status, action, place),
        kube::Error::SerdeError(_) | kube::Error::FromUtf8(_) => {
            Error::failed(format!("cannot read the answer of the API server {place} to `{action}`"))
                .cause(innermost(error))
                .hint("is this URL an API server? A proxy or a login page answers like this")
                .hint(format!("`{}` shows what it says", place.kubectl("get --raw /version")))
        }
        other => transport::explain(other, Some(action), place),
    }
}

/// Explains that no answer came in time.
pub fn of_timeout(action: &Action, limit: Duration, place: Place<'_>) -> Error {
    Error::timeout(format!("the API server {place} did not answer within {}", seconds(limit)))
        .cause(format!("asked to {action}"))
        .hint(format!(
            "wait longer with `--request-timeout {}`",
            seconds(limit.max(Duration::from_secs(5)) * 3)
        ))
        .hint(format!("`{}` shows whether it answers at all", place.kubectl("get --raw /readyz")))
}

/// Whether the kind is served but this object does not exist.
///
/// For a kind that is not served the server says `404 page not found`, or names no object.
/// (kube's `is_not_found` misses the former, which has no reason.)
pub fn is_missing_object(status: &Status) -> bool {
    status.code == 404 && status.details.as_ref().is_some_and(|details| !details.name.is_empty())
}

/// Whether the kind itself is not served.
pub fn is_missing_kind(status: &Status) -> bool {
    status.code == 404 && !is_missing_object(status)
}

/// Who owns which fields, of a conflict: field path and manager.
pub fn conflicts(status: &Status) -> Vec<(String, String)> {
    let causes = status.details.iter().flat_map(|details| &details.causes);
    causes
        .filter(|cause| cause.reason == "FieldManagerConflict")
        .map(|cause| {
            let owner = cause.message.strip_prefix("conflict with ").unwrap_or(&cause.message);
            let owner = owner.split_once(" using ").map_or(owner, |(owner, _)| owner);
            (cause.field.trim_start_matches('.').to_owned(), owner.trim_matches('"').to_owned())
        })
        .collect()
}

fn answered(status: &Status, action: &Action, place: Place<'_>) -> Error {
    let message = brief(&status.message);
    if let Some(webhook) = webhook_of(&status.message) {
        return of_webhook(&webhook, status, action, place);
    }
    if let Some(why) = untyped(&status.message) {
        return Error::failed(format!("{} is not valid for the API server", object_of(action)))
            .cause(brief(why));
    }
    match status.code {
        401 => Error::failed(format!("the API server {place} does not know who you are (401)"))
            .cause(format!("asked to {action}"))
            .hint("the token or certificate of this context is wrong or has expired: log in again")
            .hint(format!("`{}` shows whom it takes you for", place.kubectl("auth whoami"))),
        403 => forbidden(status, action, place),
        404 if is_missing_kind(status) => not_served(action, place),
        404 => {
            let missing = match &status.details {
                Some(details) if details.kind == "namespaces" => {
                    format!("namespace {}", quoted(&details.name))
                }
                Some(details) if !details.kind.is_empty() => {
                    let group = if details.group.is_empty() { "" } else { "." };
                    format!("{}{group}{} {}", details.kind, details.group, quoted(&details.name))
                }
                _ => format!("{action}"),
            };
            let within = match (&action.namespace, missing.starts_with("namespace ")) {
                (Some(namespace), false) => format!(" in namespace {namespace}"),
                _ => String::new(),
            };
            let error = Error::failed(format!("{missing} does not exist{within}"));
            match missing.strip_prefix("namespace ") {
                Some(name) => error.hint(format!(
                    "create it with `{}`",
                    place.kubectl(&format!("create namespace {}", name.trim_matches('"')))
                )),
                None => error.hint(format!(
                    "`{}` lists what does",
                    place.kubectl(&format!("get {}{}", action.resource, namespace_flag(action)))
                )),
            }
        }
        409 => conflicting(status, action),
        413 => Error::failed(format!("cannot {action}: it is too large for the API server")).cause(message),
        422 | 400 => invalid(status, action),
        429 => {
            let error = Error::failed(format!("the API server {place} is busy (429)"))
                .cause(format!("asked to {action}"))
                .cause(message);
            match status.details.as_ref().map_or(0, |details| details.retry_after_seconds) {
                0 => error.hint("try again in a few seconds"),
                wait => error.hint(format!("it asks to be left alone for {wait}s; try again then")),
            }
        }
        code if code >= 500 => {
            let what = match code {
                503 => "is not available (503)".to_owned(),
                504 => "timed out inside (504)".to_owned(),
                _ => format!("failed inside ({code})"),
            };
            let error = Error::failed(format!("the API server {place} {what}"))
                .cause(format!("asked to {action}"))
                .cause(message);
            error.hint(format!(
                "`{}` shows which part of it is not well",
                place.kubectl("get --raw '/readyz?verbose'")
            ))
        }
        code => {
            Error::failed(format!("cannot {action}: the API server {place} answered {code}")).cause(message)
        }
    }
}

fn forbidden(status: &Status, action: &Action, place: Place<'_>) -> Error {
    let text = &status.message;
    // RBAC: `… is forbidden: User "jane" cannot patch resource "x" in API group "y" in the namespace "z"`.
    let user = text.split_once("User \"").and_then(|(_, rest)| rest.split_once('"')).map(|(user, _)| user);
    let Some(user) = user.filter(|_| text.contains(" cannot ")) else {
        return Error::failed(format!("the cluster does not allow to {action}"))
            .cause(brief(text))
            .hint("a quota, a pod security level or an admission rule says so, not a missing right");
    };
    let namespace = namespace_flag(action);
    // An apply needs `patch`, and `create` where the object does not exist: the server names the one that lacks.
    let verb = between(text, " cannot ", " ").unwrap_or(action.verb);
    let resource = between(text, "resource \"", "\"").map_or_else(
        || action.resource.clone(),
        |plural| match between(text, "API group \"", "\"") {
            Some(group) if !group.is_empty() => format!("{plural}.{group}"),
            _ => plural.to_owned(),
        },
    );
    let place_of = match &action.namespace {
        Some(namespace) => format!("in namespace {namespace}"),
        None => "in the whole cluster".to_owned(),
    };
    let (role, subject) = match &action.namespace {
        Some(namespace) => ("role", format!("-n {namespace}")),
        None => ("clusterrole", String::new()),
    };
    let grant = format!("create {role} neap --verb={verb} --resource={resource} {subject}");
    Error::failed(format!("user {} may not {verb} {resource} {place_of} (403)", quoted(user)))
        .cause(format!("the right is missing in RBAC of {place}"))
        .hint(format!(
            "`{}` asks the cluster",
            place.kubectl(&format!("auth can-i {verb} {resource}{namespace}"))
        ))
        .hint(format!(
            "an administrator grants it with `kubectl {}` and a binding to {}",
            grant.trim_end(),
            quoted(user)
        ))
}

fn not_served(action: &Action, place: Place<'_>) -> Error {
    let resource = &action.resource;
    let (what, hint) = match action.group() {
        "serving.kserve.io" => {
            ("KServe is not installed", "install KServe, or choose another cluster with `--context`")
        }
        "scheduling.alibabacloud.com" => {
            ("ResourcePolicy is not served", "`--spill-with affinity` says the order without it")
        }
        "serving.knative.dev" | "autoscaling.knative.dev" => {
            ("Knative Serving is not installed", "`--deployment-mode raw` does without it")
        }
        "monitoring.coreos.com" => {
            ("the Prometheus operator is not installed", "leave out `--enable-prometheus`, or install it")
        }
        _ => ("this kind is not served", "install it, or choose another cluster with `--context`"),
    };
    Error::failed(format!("{what} in {place}"))
        .cause(format!("the API server does not serve {resource}"))
        .hint(hint)
        .hint(format!(
            "`{}` lists what it serves",
            place.kubectl(&format!("api-resources --api-group={}", action.group()))
        ))
}

fn conflicting(status: &Status, action: &Action) -> Error {
    let fields = conflicts(status);
    if fields.is_empty() {
        return Error::failed(format!("cannot {action}: it changed meanwhile (409)"))
            .cause(brief(&status.message))
            .hint("run the same command again");
    }
    let error = Error::failed(format!(
        "cannot {action}: another manager owns {} (409)",
        count(fields.len(), "field")
    ));
    let error = fields
        .iter()
        .fold(error, |error, (field, owner)| error.cause(format!("{field} is owned by {owner}")));
    error
        .hint("`--force-conflicts` takes the fields over")
        .hint("or leave out the flags that set them, and they stay as they are")
}

fn invalid(status: &Status, action: &Action) -> Error {
    let what = match status.code {
        422 => "is not valid",
        _ => "is not understood",
    };
    let object = object_of(action);
    let error = Error::failed(format!("{object} {what} for the API server ({})", status.code));
    let causes = causes(status);
    match causes.is_empty() {
        true => error.cause(brief(&status.message)),
        false => causes.into_iter().fold(error, Error::cause),
    }
}

/// Each cause that the server lists, as `field: message`.
pub fn causes(status: &Status) -> Vec<String> {
    let causes = status.details.iter().flat_map(|details| &details.causes);
    let mut seen = Vec::new();
    for cause in causes {
        let text = match cause.field.trim_start_matches('.') {
            "" | "<nil>" => brief(&cause.message),
            field => format!("{field}: {}", brief(&cause.message)),
        };
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// Why a server-side apply does not fit the kind's schema, which the server calls an internal error (500).
fn untyped(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("failed to create typed patch object")?;
    Some(rest.split_once("): ").map_or(rest, |(_, why)| why).trim_start_matches('.'))
}

fn object_of(action: &Action) -> String {
    match &action.name {
        Some(name) => format!("{}/{name}", action.resource),
        None => action.resource.clone(),
    }
}

/// The webhook that a message speaks of: `admission webhook "x" denied the request: …`, `failed calling webhook "x": …`.
fn webhook_of(message: &str) -> Option<String> {
    let name = between(message, "webhook \"", "\"")?;
    let known = ["denied the request", "failed calling webhook", "failed to call webhook"];
    known.iter().any(|phrase| message.contains(phrase)).then(|| name.to_owned())
}

fn of_webhook(webhook: &str, status: &Status, action: &Action, place: Place<'_>) -> Error {
    let object = object_of(action);
    let after = |phrase: &str| {
        status.message.split_once(phrase).map(|(_, rest)| brief(rest.trim_start_matches([':', ' '])))
    };
    if let Some(why) = after("denied the request") {
        return Error::failed(format!("{object} is refused by the cluster's webhook {webhook}")).cause(why);
    }
    let why = status.message.rsplit_once(&format!("webhook \"{webhook}\"")).map(|(_, rest)| rest);
    let why = brief(why.unwrap_or(&status.message).trim_start_matches([':', ' ']));
    let error = Error::failed(format!(
        "the cluster's webhook {webhook} does not answer, so {object} cannot be checked"
    ))
    .cause(format!("the API server {place} says: {why}"));
    match webhook.contains("kserve") {
        true => error.hint(format!(
            "is KServe's controller up? `{}`",
            place.kubectl("get pods -A -l control-plane=kserve-controller-manager")
        )),
        false => error.hint(format!(
            "`{}` lists the webhooks and where they stand",
            place.kubectl("get validatingwebhookconfigurations,mutatingwebhookconfigurations")
        )),
    }
}

/// The first lines of a text from outside, at most 400 characters: some servers answer with a whole page.
pub(super) fn brief(text: &str) -> String {
    const LONGEST: usize = 400;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None if text.is_empty() => "it gave no reason".to_owned(),
        None => text,
    }
}

/// The innermost cause: kube's own errors repeat their sources.
pub(super) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    brief(&error.to_string())
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

fn namespace_flag(action: &Action) -> String {
    action.namespace.as_ref().map_or_else(String::new, |namespace| format!(" -n {namespace}"))
}

/// As in `1 field`, `2 fields`.
pub fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A duration as a flag takes it.
pub(super) fn seconds(duration: Duration) -> String {
    match duration.subsec_nanos() {
        0 => format!("{}s", duration.as_secs()),
        _ => format!("{}ms", duration.as_millis()),
    }
}

/// Quoted for a POSIX shell where it must be.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Joins failures of several objects into one.
pub fn together(headline: impl Into<String>, failures: Vec<Error>) -> Result<()> {
    let Some(kind) = failures.iter().map(|failure| failure.kind).reduce(worse) else { return Ok(()) };
    let mut all = Error::new(kind, headline);
    for failure in failures {
        all.causes.push(failure.message);
        all.causes.extend(failure.causes.into_iter().map(|cause| format!("  {cause}")));
        for hint in failure.hints {
            if !all.hints.contains(&hint) {
                all.hints.push(hint);
            }
        }
    }
    Err(all)
}

fn worse(one: Kind, other: Kind) -> Kind {
    if one == other { one } else { Kind::Failed }
}
