//! What is said beside the report, and the exit code.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::load::fault::Class;
use crate::load::plan::Plan;
use crate::load::summary::{Ending, Summary};
use crate::load::target::join_port;
use crate::report::units::counted;
use crate::session::Session;

/// What the words about a run need to know of its plan.
#[derive(Debug, Clone)]
pub struct About {
    address: String,
    grace: Duration,
}

impl About {
    /// Of a plan.
    pub fn of(plan: &Plan) -> Self {
        let address = match &plan.proxy {
            Some(proxy) => format!("{} (the proxy)", join_port(&proxy.host, proxy.port)),
            None => plan.request.target.origin.address(),
        };
        Self { address, grace: plan.grace }
    }
}

/// Says what the report cannot say in hey's layout; an error if nothing succeeded.
pub fn judge(summary: &Summary, about: &About, session: &mut Session) -> Result<()> {
    let recorder = summary.whole();
    let ui = &mut session.ui;
    if summary.fell_back {
        ui.warning("the server does not speak HTTP/2: HTTP/1.1 was used");
    }
    if recorder.drained > 0 {
        let grace = about.grace.as_secs_f64();
        ui.status(format_args!(
            "{} in flight at the end, finished within the grace of {grace} s: counted in the latencies, not in Requests/sec",
            requests(recorder.drained)
        ));
    }
    if recorder.resent > 0 {
        ui.status(format_args!(
            "{} sent again, since the server had closed the kept connection before it read them",
            requests(recorder.resent)
        ));
    }
    let outcome = verdict(summary, about);
    let hints = hints(summary);
    match outcome {
        Ok(()) => {
            hints.into_iter().for_each(|hint| ui.hint(hint));
            Ok(())
        }
        Err(error) => Err(hints.into_iter().fold(error, |error, hint| error.hint(hint))),
    }
}

fn verdict(summary: &Summary, about: &About) -> Result<()> {
    let recorder = summary.whole();
    let ended = recorder.answered() + recorder.failed();
    match summary.ending {
        Ending::Interrupted | Ending::Terminated => {
            return Err(summary.ending.given_up(&format!(" after {}", requests(ended))));
        }
        Ending::Unreachable => {
            return Err(Error::failed(format!(
                "nothing could be reached at {}: stopped after {}",
                about.address,
                counted(ended, "attempt")
            )));
        }
        Ending::Complete => {}
    }
    if recorder.succeeded() > 0 {
        return Ok(());
    }
    Err(Error::failed(match (ended, recorder.answered()) {
        (0, _) => "no request was answered".to_owned(),
        (1, 0) => "the request failed".to_owned(),
        (_, 0) => format!("no request succeeded: all {ended} failed"),
        (_, answered) => format!(
            "no request succeeded: {answered} of {ended} were answered, all with a status of 400 or above"
        ),
    }))
}

fn hints(summary: &Summary) -> Vec<&'static str> {
    let mut hints = Vec::new();
    let certificates = summary.whole().faults.keys().any(|(_, message)| message.contains("certificate of"));
    if certificates {
        hints.push("certificates are verified (hey never does): trust one with `--cacert FILE`, or any with `--insecure`");
    }
    if summary.whole().failed_by(Class::Client) > 0 {
        hints.push("this machine is the limit: raise `ulimit -n`, lower `-c`, or keep connections alive");
    }
    hints
}

fn requests(count: u64) -> String {
    counted(count, "request")
}
