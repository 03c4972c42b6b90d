//! What went wrong between us and the API server, in words: what, where, why, and what to type next.

use std::error::Error as StdError;
use std::time::Duration;

use kube::core::Status;

use super::place::Place;
use super::refusal::{answered, untyped, webhook_of};
use super::{Action, transport};
use crate::error::{Error, Kind, Result};

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

/// Joins failures of several objects into one.
pub fn together(headline: impl Into<String>, failures: Vec<Error>) -> Result<()> {
    let Some(kind) = failures.iter().map(|failure| failure.kind).reduce(worse) else { return Ok(()) };
    let mut all = Error::new(kind, headline);
    for failure in failures {
        all.causes.push(failure.message);
        all.causes.extend(failure.causes.into_iter().map(|cause| format!("  {cause}")));
        for hint in failure.hints {
            // Beside others a suggestion would not say what it is for.
            if hint.starts_with("did you mean") {
                all.causes.push(format!("  {hint}"));
            } else if !all.hints.contains(&hint) {
                all.hints.push(hint);
            }
        }
    }
    Err(all)
}

fn worse(one: Kind, other: Kind) -> Kind {
    if one == other { one } else { Kind::Failed }
}
