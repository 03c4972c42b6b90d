//! `neap serve exec` and `neap serve attach`: a process in a replica, joined with this terminal.

use kube::api::{AttachedProcess, TerminalSize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::signal::unix::{SignalKind, signal};

use super::logs::serving_container;
use crate::cli::life::{Attach, Exec, Replica};
use crate::cli::serve::Which;
use crate::cluster::exec::Streams;
use crate::commands::connect::connect;
use crate::error::{Error, Kind, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::{Pod, Service};
use crate::observe::fleet::no_replicas;
use crate::observe::front::answering;
use crate::observe::instances::Instance;
use crate::observe::{lookup, reach};
use crate::session::Session;
use crate::ui::RawTerminal;

/// Runs `neap serve exec`.
///
/// # Errors
/// There is no such replica, its node does not do it; or the command's own exit code.
pub async fn exec(args: Exec, session: &mut Session) -> Result<()> {
    join(&args.which, args.replica, &args.command, session).await
}

/// Runs `neap serve attach`.
///
/// # Errors
/// As [`exec`].
pub async fn attach(args: Attach, session: &mut Session) -> Result<()> {
    join(&args.which, args.replica, &args.command, session).await
}

async fn join(which: &Which, replica: Replica, command: &[String], session: &mut Session) -> Result<()> {
    if replica.tty && !session.ui.can_ask() {
        return Err(
            Error::usage("`--tty` needs a terminal, and standard input is none").hint("leave out `--tty`")
        );
    }
    let cluster = connect(&replica.target, session).await?;
    let name = super::of_type::named(&cluster, which).await?;
    let mut pods = lookup::pods(&cluster, &name).await?;
    if pods.is_empty() {
        // An unknown name is another matter than a service without pods.
        lookup::service(&cluster, &name).await?;
        return Err(no_replicas(&cluster, &name).await);
    }
    // Of groups and roles not every pod answers.
    let front = match lookup::service(&cluster, &name).await {
        Ok(service) => reach::front(&cluster, &service).await,
        Err(_) => None,
    };
    pods.sort_by_key(|pod| pod.metadata.creation_timestamp.as_ref().map(|time| time.0));
    let pod = chosen(&pods, front.as_ref(), replica.instance.as_deref(), &name)?;
    let container = replica.container.clone().or_else(|| serving_container(pod));
    let pod = pod.metadata.name.clone().unwrap_or_default();
    let streams = Streams { stdin: replica.stdin || replica.tty, tty: replica.tty };
    let mut process = cluster.run_in(&pod, container, command, streams).await?;
    // Dropped at the end, whatever happens: the terminal is then as it was.
    let _raw = streams.tty.then(RawTerminal::enter).transpose()?;
    let status = process.take_status();
    stream(&mut process, session).await?;
    let Some(status) = (match status {
        Some(status) => status.await,
        None => None,
    }) else {
        return Ok(());
    };
    if status.status.as_deref() != Some("Failure") {
        return Ok(());
    }
    let causes = status.details.iter().flat_map(|details| details.causes.iter().flatten());
    let code = causes
        .filter(|cause| cause.reason.as_deref() == Some("ExitCode"))
        .find_map(|cause| cause.message.as_deref()?.parse::<u8>().ok());
    let said = status.message.unwrap_or_default();
    Err(match code {
        // The command has said what is wrong itself.
        Some(code) => Error::new(Kind::Command(code), ""),
        None => Error::failed(format!("{pod}: {said}")),
    })
}

/// The replica that was asked for, else the oldest that is ready, of those that answer.
fn chosen<'a>(
    pods: &'a [Pod],
    front: Option<&Service>,
    instance: Option<&str>,
    service: &str,
) -> Result<&'a Pod> {
    let name = |pod: &&Pod| pod.metadata.name.as_deref().unwrap_or_default().to_owned();
    match instance {
        Some(wanted) => pods.iter().find(|pod| name(pod) == wanted).ok_or_else(|| {
            let names: Vec<String> = pods.iter().map(|pod| name(&pod)).collect();
            let mut error = Error::failed(format!("service {service} has no replica {}", quoted(wanted)));
            error.hints.extend(did_you_mean(wanted, names.iter().map(String::as_str)));
            error.hint(format!("`neap serve get {service}` lists them"))
        }),
        None => {
            answering(front, pods).into_iter().find(|pod| Instance::of(pod).is_ready()).ok_or_else(|| {
                let error = Error::not_ready(format!("no replica of {service} is ready"));
                pods.iter()
                    .map(Instance::of)
                    .fold(error, |error, it| error.cause(format!("{} is {}", it.name, it.status)))
                    .hint(format!("`neap serve exec {service} --instance POD -- …` takes one that is not"))
            })
        }
    }
}

/// Passes bytes on until the process has ended.
async fn stream(process: &mut AttachedProcess, session: &mut Session) -> Result<()> {
    if let Some(mut stdin) = process.stdin() {
        tokio::spawn(async move {
            let mut own = tokio::io::stdin();
            // It ends with either side; a process that is gone takes nothing more.
            let _ = tokio::io::copy(&mut own, &mut stdin).await;
            let _ = stdin.shutdown().await;
        });
    }
    if let (Some(mut sizes), Ok(mut resized)) = (process.terminal_size(), signal(SignalKind::window_change()))
    {
        let size = || RawTerminal::size().map(|(width, height)| TerminalSize { width, height });
        if let Some(size) = size() {
            let _ = futures::SinkExt::send(&mut sizes, size).await;
        }
        tokio::spawn(async move {
            while resized.recv().await.is_some() {
                if let Some(size) = size()
                    && futures::SinkExt::send(&mut sizes, size).await.is_err()
                {
                    break;
                }
            }
        });
    }
    let (mut out, mut err) = (process.stdout(), process.stderr());
    let (mut out_bytes, mut err_bytes) = (vec![0; 8192], vec![0; 8192]);
    while out.is_some() || err.is_some() {
        tokio::select! {
            read = async { match &mut out { Some(out) => out.read(&mut out_bytes).await, None => std::future::pending().await } } => match read {
                Ok(0) | Err(_) => out = None,
                Ok(count) => session.ui.bytes(&out_bytes[..count])?,
            },
            read = async { match &mut err { Some(err) => err.read(&mut err_bytes).await, None => std::future::pending().await } } => match read {
                Ok(0) | Err(_) => err = None,
                Ok(count) => session.ui.error_bytes(&err_bytes[..count]),
            },
        }
    }
    Ok(())
}
