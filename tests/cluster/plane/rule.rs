//! Which requests the fault proxy disturbs, and how.

use std::time::Duration;

use serde_json::{Value, json};

/// A request as the proxy saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    /// Without the query.
    pub path: String,
    pub query: String,
}

impl Seen {
    /// A server-side dry run.
    pub fn is_dry_run(&self) -> bool {
        self.query.contains("dryRun=All")
    }

    /// A change that is meant.
    pub fn is_write(&self) -> bool {
        self.method != "GET" && !self.is_dry_run()
    }

    /// A watch.
    pub fn is_watch(&self) -> bool {
        self.query.contains("watch=true") || self.query.contains("watch=1")
    }
}

/// What happens to a matching request.
#[derive(Debug, Clone)]
pub(super) enum Fault {
    Slow(Duration),
    Status(u16, Value),
    CutBefore,
    CutAnswer,
    CutBytes(usize),
    CutEvents(usize),
}

type Matches = Box<dyn Fn(&Seen) -> bool + Send>;

/// Which requests, which of them, and what happens to them.
pub struct Rule {
    matches: Matches,
    from: usize,
    times: usize,
    met: usize,
    fault: Option<Fault>,
}

impl Rule {
    /// The requests that the predicate accepts.
    pub fn when(matches: impl Fn(&Seen) -> bool + Send + 'static) -> Self {
        Self { matches: Box::new(matches), from: 1, times: usize::MAX, met: 0, fault: None }
    }

    /// Every request.
    pub fn any() -> Self {
        Self::when(|_| true)
    }

    /// Changes that are meant; dry runs are not among them.
    pub fn writes() -> Self {
        Self::when(Seen::is_write)
    }

    /// Server-side dry runs.
    pub fn dry_runs() -> Self {
        Self::when(Seen::is_dry_run)
    }

    /// Watches.
    pub fn watches() -> Self {
        Self::when(Seen::is_watch)
    }

    /// Requests whose path contains this text.
    pub fn path(part: &str) -> Self {
        let part = part.to_owned();
        Self::when(move |seen| seen.path.contains(&part))
    }

    /// Only the k-th matching request, from 1.
    pub fn nth(mut self, k: usize) -> Self {
        (self.from, self.times) = (k, 1);
        self
    }

    /// Only the first matching requests.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    /// The answer comes late. An hour is never.
    pub fn slow(self, by: Duration) -> Self {
        self.fault(Fault::Slow(by))
    }

    /// The API server is not asked; the answer is a `Status` with this code, worded as Kubernetes does.
    pub fn status(self, code: u16) -> Self {
        let (reason, message) = wording(code);
        self.answer(
            code,
            json!({
                "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                "reason": reason, "message": message, "code": code,
            }),
        )
    }

    /// The API server is not asked; this is the answer.
    pub fn answer(self, code: u16, body: Value) -> Self {
        self.fault(Fault::Status(code, body))
    }

    /// The connection closes; the API server never sees the request.
    pub fn cut_before(self) -> Self {
        self.fault(Fault::CutBefore)
    }

    /// The API server does it; the connection closes before the answer.
    pub fn cut_answer(self) -> Self {
        self.fault(Fault::CutAnswer)
    }

    /// The connection closes after so many bytes of the answer's body.
    pub fn cut_after_bytes(self, bytes: usize) -> Self {
        self.fault(Fault::CutBytes(bytes))
    }

    /// The connection closes after so many events of a watch.
    pub fn cut_after_events(self, events: usize) -> Self {
        self.fault(Fault::CutEvents(events))
    }

    fn fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// The fault for this request, if it is one of those.
    pub(super) fn meet(&mut self, seen: &Seen) -> Option<Fault> {
        if !(self.matches)(seen) {
            return None;
        }
        self.met += 1;
        let after = self.met.checked_sub(self.from)?;
        if after < self.times { self.fault.clone() } else { None }
    }
}

/// Reason and message of a refusal, as the API server words them.
fn wording(code: u16) -> (&'static str, &'static str) {
    match code {
        401 => ("Unauthorized", "Unauthorized"),
        403 => ("Forbidden", "forbidden by a test"),
        409 => (
            "Conflict",
            "the object has been modified; please apply your changes to the latest version and try again",
        ),
        422 => ("Invalid", "spec is invalid: refused by a test"),
        429 => (
            "TooManyRequests",
            "the server has received too many requests and has asked us to try again later",
        ),
        503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
        504 => ("Timeout", "the server was unable to return a response in the time allotted"),
        _ => ("InternalError", "an error on the server has prevented the request from succeeding"),
    }
}
