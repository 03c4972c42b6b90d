//! What asks a load to end from outside: Ctrl-C, and the SIGTERM that Kubernetes, `timeout` and a machine going down send.

use crate::commands::follow::{interrupt, terminate};
use crate::load::summary::Ending;

/// Waits for a signal; how a run ends by it.
pub async fn ended() -> Ending {
    tokio::select! {
        () = terminate() => Ending::Terminated,
        () = interrupt() => Ending::Interrupted,
    }
}
