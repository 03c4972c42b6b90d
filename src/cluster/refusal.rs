//! Answers of the API server that say no: who lacks which right, who owns which field, what is not valid.

use kube::core::Status;

use super::Action;
use super::failure::{brief, count, is_missing_kind};
use super::place::Place;
use crate::error::{Error, Kind, quoted};

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

/// Where to look when an object is refused.
const SHOW: &str = "`--dry-run -o yaml` prints what is sent";

/// Explains an answer that says no.
pub(super) fn answered(status: &Status, action: &Action, place: Place<'_>) -> Error {
    let message = brief(&status.message);
    if let Some(webhook) = webhook_of(&status.message) {
        return of_webhook(&webhook, status, action, place);
    }
    if let Some(why) = untyped(&status.message) {
        return Error::failed(format!("{} is not valid for the API server", object_of(action)))
            .cause(brief(why))
            .hint(SHOW);
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
        let error = Error::failed(format!("the cluster does not allow to {action}")).cause(brief(text));
        return match action.verb {
            // Admission looks at writes alone, so a read is refused by whoever authorizes.
            "get" | "list" | "watch" => error
                .hint(format!("somebody with the right to {} {} can do it", action.verb, action.resource)),
            _ => {
                error.hint("a quota, a pod security level or an admission rule says so, not a missing right")
            }
        };
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
    Error::new(Kind::Forbidden, format!("user {} may not {verb} {resource} {place_of} (403)", quoted(user)))
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
        // ServiceMonitors are made by `serve` alone, PodMonitors by `metrics render` alone.
        "monitoring.coreos.com" if resource.starts_with("podmonitors") => (
            "the Prometheus operator is not installed",
            "install it, or let annotations of the pods say what is scraped: `--scrape=annotations`",
        ),
        "keda.sh" => ("KEDA is not installed", "install it, or choose another `--adapter`"),
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
    let writes = matches!(action.verb, "create" | "patch" | "update");
    let error = match writes {
        true => Error::failed(format!("{} {what} for the API server ({})", object_of(action), status.code)),
        false => Error::failed(format!("cannot {action}: the API server refuses ({})", status.code)),
    };
    let causes = causes(status);
    let error = match causes.is_empty() {
        true => error.cause(brief(&status.message)),
        false => causes.into_iter().fold(error, Error::cause),
    };
    if writes { error.hint(SHOW) } else { error }
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
pub(super) fn untyped(message: &str) -> Option<&str> {
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
pub(super) fn webhook_of(message: &str) -> Option<String> {
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
        return Error::failed(format!("{object} is refused by the cluster's webhook {webhook}"))
            .cause(why)
            .hint(SHOW);
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

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

fn namespace_flag(action: &Action) -> String {
    action.namespace.as_ref().map_or_else(String::new, |namespace| format!(" -n {namespace}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The message as it is printed, for an apply of `qwen` in `models`.
    fn printed(status: Value, resource: &str) -> String {
        let status: Status = serde_json::from_value(status).unwrap();
        let action = Action::new("patch", resource).within("models").named("qwen");
        let error = answered(&status, &action, Place { server: "https://lab:6443", context: Some("lab") });
        let causes = error.causes.iter().map(|cause| format!("\n  - {cause}"));
        let hints = error.hints.iter().map(|hint| format!("\nhint: {hint}"));
        format!("error: {}{}{}", error.message, causes.collect::<String>(), hints.collect::<String>())
    }

    #[test]
    fn a_conflict_lists_each_field_with_its_owner() {
        let cause = |field: &str, manager: &str| json!({"reason": "FieldManagerConflict", "field": field, "message": format!("conflict with \"{manager}\" using autoscaling/v2 at 2026-11-22T02:00:00Z")});
        let status = json!({"code": 409, "reason": "Conflict", "message": "Apply failed with 2 conflicts", "details": {"causes": [
            cause(".spec.maxReplicas", "alice"), cause(".spec.metrics", "kubectl-edit"),
        ]}});
        insta::assert_snapshot!(printed(status, "horizontalpodautoscalers.autoscaling"), @r"
        error: cannot patch horizontalpodautoscalers.autoscaling/qwen in namespace models: another manager owns 2 fields (409)
          - spec.maxReplicas is owned by alice
          - spec.metrics is owned by kubectl-edit
        hint: `--force-conflicts` takes the fields over
        hint: or leave out the flags that set them, and they stay as they are
        ");
    }

    #[test]
    fn what_is_invalid_is_said_field_by_field() {
        let status = json!({"code": 422, "reason": "Invalid", "message": "HorizontalPodAutoscaler \"qwen\" is invalid: …", "details": {"causes": [
            {"reason": "FieldValueInvalid", "field": "spec.maxReplicas", "message": "Invalid value: 0: must be greater than 0"},
            {"reason": "FieldValueInvalid", "field": "spec.maxReplicas", "message": "Invalid value: 0: must be greater than 0"},
        ]}});
        insta::assert_snapshot!(printed(status, "horizontalpodautoscalers.autoscaling"), @r"
        error: horizontalpodautoscalers.autoscaling/qwen is not valid for the API server (422)
          - spec.maxReplicas: Invalid value: 0: must be greater than 0
        hint: `--dry-run -o yaml` prints what is sent
        ");
        let status = json!({"code": 500, "reason": "InternalError", "message": "failed to create typed patch object (models/qwen; a/v1, Kind=B): .spec.unitz: field not declared in schema"});
        insta::assert_snapshot!(printed(status, "resourcepolicies.scheduling.alibabacloud.com"), @r"
        error: resourcepolicies.scheduling.alibabacloud.com/qwen is not valid for the API server
          - spec.unitz: field not declared in schema
        hint: `--dry-run -o yaml` prints what is sent
        ");
    }

    #[test]
    fn a_kind_that_is_not_served_is_told_from_an_object_that_is_missing() {
        let page =
            json!({"code": 404, "reason": "Failed to parse error data", "message": "404 page not found"});
        insta::assert_snapshot!(printed(page, "inferenceservices.serving.kserve.io"), @r#"
        error: KServe is not installed in https://lab:6443 (context "lab")
          - the API server does not serve inferenceservices.serving.kserve.io
        hint: install KServe, or choose another cluster with `--context`
        hint: `kubectl --context lab api-resources --api-group=serving.kserve.io` lists what it serves
        "#);
        let namespace = json!({"code": 404, "reason": "NotFound", "message": "namespaces \"models\" not found", "details": {"name": "models", "kind": "namespaces"}});
        insta::assert_snapshot!(printed(namespace, "inferenceservices.serving.kserve.io"), @r#"
        error: namespace "models" does not exist
        hint: create it with `kubectl --context lab create namespace models`
        "#);
    }

    #[test]
    fn a_webhook_that_refuses_and_one_that_is_away_are_told_apart() {
        let refused = json!({"code": 400, "reason": "BadRequest", "message": "admission webhook \"inferenceservice.kserve-webhook-server.validator\" denied the request: the InferenceService \"Q\" is invalid"});
        insta::assert_snapshot!(printed(refused, "inferenceservices.serving.kserve.io"), @r#"
        error: inferenceservices.serving.kserve.io/qwen is refused by the cluster's webhook inferenceservice.kserve-webhook-server.validator
          - the InferenceService "Q" is invalid
        hint: `--dry-run -o yaml` prints what is sent
        "#);
        let away = json!({"code": 500, "reason": "InternalError", "message": "Internal error occurred: failed calling webhook \"inferenceservice.kserve-webhook-server.defaulter\": failed to call webhook: Post \"https://kserve:443/mutate\": no endpoints available"});
        insta::assert_snapshot!(printed(away, "inferenceservices.serving.kserve.io"), @r#"
        error: the cluster's webhook inferenceservice.kserve-webhook-server.defaulter does not answer, so inferenceservices.serving.kserve.io/qwen cannot be checked
          - the API server https://lab:6443 (context "lab") says: failed to call webhook: Post "https://kserve:443/mutate": no endpoints available
        hint: is KServe's controller up? `kubectl --context lab get pods -A -l control-plane=kserve-controller-manager`
        "#);
    }

    #[test]
    fn a_quota_is_not_taken_for_a_missing_right() {
        let quota = json!({"code": 403, "reason": "Forbidden", "message": "inferenceservices \"qwen\" is forbidden: exceeded quota: gpus, requested: 1, used: 8, limited: 8"});
        insta::assert_snapshot!(printed(quota, "inferenceservices.serving.kserve.io"), @r#"
        error: the cluster does not allow to patch inferenceservices.serving.kserve.io/qwen in namespace models
          - inferenceservices "qwen" is forbidden: exceeded quota: gpus, requested: 1, used: 8, limited: 8
        hint: a quota, a pod security level or an admission rule says so, not a missing right
        "#);
    }

    #[test]
    fn an_optimistic_conflict_is_only_bad_luck() {
        let status = json!({"code": 409, "reason": "Conflict", "message": "the object has been modified"});
        insta::assert_snapshot!(printed(status, "resourcepolicies.scheduling.alibabacloud.com"), @r"
        error: cannot patch resourcepolicies.scheduling.alibabacloud.com/qwen in namespace models: it changed meanwhile (409)
          - the object has been modified
        hint: run the same command again
        ");
    }
}
