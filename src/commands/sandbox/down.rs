//! `neap sandbox down`.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::place::{About, Place};
use crate::cli::sandbox::Down;
use crate::error::{Error, Result};
use crate::kubernetes::near::did_you_mean;
use crate::session::Session;

/// How long a sandbox may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends one sandbox, or all.
pub async fn run(args: &Down, session: &mut Session) -> Result<()> {
    let places = match args.all {
        true => Place::all(&session.env)?,
        false => vec![Place::of(&args.name, &session.env)?],
    };
    let running: Vec<(Place, About)> =
        places.into_iter().filter_map(|place| place.running().map(|about| (place, about))).collect();
    if running.is_empty() {
        return nothing(args, session);
    }
    for (place, about) in running {
        end(&place, &about).await?;
        session.ui.status(format_args!("sandbox `{}` ended", place.name()));
    }
    Ok(())
}

/// That nothing runs is what `--all` asks for; a name that nothing bears is mistyped.
fn nothing(args: &Down, session: &mut Session) -> Result<()> {
    if args.all {
        session.ui.status("no sandbox is running");
        return Ok(());
    }
    let names: Vec<String> = Place::all(&session.env)?
        .iter()
        .filter(|place| place.running().is_some())
        .map(|place| place.name().to_owned())
        .collect();
    let error = Error::failed(format!("no sandbox named `{}` is running", args.name));
    Err(match did_you_mean(&args.name, names.iter().map(String::as_str)) {
        Some(hint) => error.hint(hint),
        None => error.hint("`neap sandbox status` lists those that run"),
    })
}

/// The lock tells whose process it is: a pid that was given to another one since is never signalled.
async fn end(place: &Place, about: &About) -> Result<()> {
    let pid = Pid::from_raw(about.pid).ok_or_else(|| Error::failed("the sandbox's process is not known"))?;
    for signal in [Signal::TERM, Signal::KILL] {
        if let Err(error) = kill_process(pid, signal)
            && place.running().is_some()
        {
            return Err(Error::failed(format!("cannot end process {}: {error}", about.pid)));
        }
        let waiting = place.clone();
        let free = tokio::task::spawn_blocking(move || waiting.wait_until_free());
        if tokio::time::timeout(PATIENCE, free).await.is_ok() {
            // What a killed one has left goes too.
            place.running();
            return Ok(());
        }
    }
    Err(Error::failed(format!("process {} does not end", about.pid)))
}
