//! What asks a load to end from outside: Ctrl-C, and the SIGTERM that Kubernetes, `timeout` and a machine going down send.

use crate::load::summary::Ending;

/// Waits for a signal; how a run ends by it.
pub async fn ended() -> Ending {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            return tokio::select! {
                _ = terminated.recv() => Ending::Terminated,
                () = ctrl_c() => Ending::Interrupted,
            };
        }
    }
    ctrl_c().await;
    Ending::Interrupted
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler it ends the process by itself.
        std::future::pending::<()>().await;
    }
}
