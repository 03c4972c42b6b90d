//! `neap serve logs`: the logs of all replicas as one stream.

mod follow;
mod lines;

use std::time::Duration;

use futures::io::AsyncBufReadExt;
use kube::Api;
use kube::api::LogParams;

use crate::cli::serve::Logs;
use crate::clock::parse_duration;
use crate::cluster::{Action, Cluster};
use crate::commands::connect::connect;
use crate::commands::serve::of_type;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::Pod;
use crate::observe::fleet::{no_replicas, places};
use crate::observe::front::is_worker;
use crate::observe::instances::Instance;
use crate::observe::lookup;
use crate::session::Session;

use lines::Printer;

/// The container that serves, as KServe calls it.
const SERVING: &str = "kserve-container";
/// Containers that Knative and meshes put beside the one that serves.
const BESIDE: [&str; 3] = ["queue-proxy", "istio-proxy", "linkerd-proxy"];

/// Runs `neap serve logs`.
///
/// # Errors
/// There is no such service or replica, or nothing of it can be read.
pub async fn run(args: Logs, session: &mut Session) -> Result<()> {
    let params = params(&args)?;
    let cluster = connect(&args.target, session).await?;
    let name = of_type::named(&cluster, &args.which).await?;
    let pods = pods(&cluster, &name).await?;
    if pods.is_empty() {
        // An unknown name is another matter than a service without pods.
        lookup::service(&cluster, &name).await?;
        if !places(&cluster, &name).await.is_empty() {
            return Err(no_replicas(&cluster, &name).await);
        }
    }
    let chosen = choose(pods, &args.instance, &name)?;
    let wanted = Wanted { cluster: &cluster, service: &name, container: args.container.as_deref(), params };
    if args.follow {
        return follow::follow(&wanted, chosen, args.instance, args.timestamps, session).await;
    }
    let mut printer = Printer::new(chosen.len() > 1);
    let mut failures = Vec::new();
    for pod in &chosen {
        if let Err(error) = print(&wanted, pod, &mut printer, session).await {
            failures.push((pod.metadata.name.clone().unwrap_or_default(), error));
        }
    }
    report(failures, chosen.len(), &name, session)
}

/// The container that serves.
pub(in crate::commands) fn serving_container(pod: &Pod) -> Option<String> {
    let names = || pod.spec.containers.iter().map(|container| container.name.as_str());
    let own = || names().find(|name| !BESIDE.contains(name));
    names().find(|name| *name == SERVING).or_else(own).or_else(|| names().next()).map(str::to_owned)
}

/// What to read of whom.
struct Wanted<'a> {
    cluster: &'a Cluster,
    service: &'a str,
    container: Option<&'a str>,
    params: LogParams,
}

impl Wanted<'_> {
    fn api(&self) -> Api<Pod> {
        Api::namespaced_with(self.cluster.client.clone(), &self.cluster.namespace, &())
    }

    fn action(&self, pod: &str) -> Action {
        Action::new("get", "pods/log").within(&self.cluster.namespace).named(pod)
    }

    /// The container that was asked for, else the one that serves.
    fn container_of(&self, pod: &Pod) -> Option<String> {
        self.container.map(str::to_owned).or_else(|| serving_container(pod))
    }

    /// Whether the container has a log: it runs, or has ended.
    fn has_started(&self, pod: &Pod) -> bool {
        let Some(container) = self.container_of(pod) else { return false };
        let all = pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses);
        all.filter(|status| status.name == container).any(|status| {
            status.state.running.is_some() || status.state.terminated.is_some() || status.restart_count > 0
        })
    }
}

/// Prints what a replica has logged so far.
async fn print(wanted: &Wanted<'_>, pod: &Pod, printer: &mut Printer, session: &mut Session) -> Result<()> {
    let name = pod.metadata.name.as_deref().unwrap_or_default();
    let params = LogParams { container: wanted.container_of(pod), ..wanted.params.clone() };
    let action = wanted.action(name);
    let api = wanted.api();
    let mut stream = wanted.cluster.call(&action, api.log_stream(name, &params)).await?;
    let mut line = Vec::new();
    let mut lines = 0;
    loop {
        line.clear();
        let read = wanted.cluster.bounded(&action, stream.read_until(b'\n', &mut line)).await?;
        lines += 1;
        match read {
            // Of a pod without a node the API server shows an empty log.
            Ok(0) if lines == 1 && !wanted.has_started(pod) => {
                let status = Instance::of(pod).status;
                return Err(Error::not_ready(format!("{name} has not started: {status}")));
            }
            Ok(0) => return Ok(()),
            Ok(_) => printer.print(name, &line, session)?,
            Err(error) => return Err(Error::failed(format!("the log of {name} was cut short: {error}"))),
        }
    }
}

/// Some replicas may have nothing to say yet; only if none has, that is a failure.
fn report(failures: Vec<(String, Error)>, all: usize, name: &str, session: &mut Session) -> Result<()> {
    let none = failures.len() == all;
    let mut failures = failures.into_iter();
    if none {
        return match failures.next() {
            Some((_, first)) if all == 1 => {
                Err(first.hint(format!("`neap serve get {name}` shows how far it is")))
            }
            Some((_, first)) => {
                let mut error =
                    Error::failed(format!("none of the {all} replicas of {name} has a log to show"))
                        .cause(first.message)
                        .hint(format!("`neap serve get {name}` shows how far they are"));
                error.causes.extend(first.causes);
                Err(error)
            }
            None => Err(Error::not_ready(format!("service {name} has no replicas"))
                .hint(format!("`neap serve get {name}` shows what is wanted"))),
        };
    }
    for (pod, error) in failures {
        let why = error.causes.first().unwrap_or(&error.message);
        session.ui.warning(format!("nothing of {pod}: {why}"));
    }
    Ok(())
}

/// The pods of a service, oldest first.
async fn pods(cluster: &Cluster, name: &str) -> Result<Vec<Pod>> {
    let mut pods = lookup::pods(cluster, name).await?;
    let created = |pod: &Pod| pod.metadata.creation_timestamp.as_ref().map(|time| time.0);
    pods.sort_by(|a, b| (created(a), &a.metadata.name).cmp(&(created(b), &b.metadata.name)));
    Ok(pods)
}

/// Only the instances that were asked for.
fn choose(pods: Vec<Pod>, instances: &[String], service: &str) -> Result<Vec<Pod>> {
    let name = |pod: &Pod| pod.metadata.name.clone().unwrap_or_default();
    for instance in instances {
        if pods.iter().any(|pod| name(pod) == *instance) {
            continue;
        }
        let names: Vec<String> = pods.iter().map(name).collect();
        let mut error = Error::failed(format!("service {service} has no replica {}", quoted(instance)));
        error
            .causes
            .extend(pods.iter().map(Instance::of).map(|pod| format!("{} is {}", pod.name, pod.status)));
        error.hints.extend(did_you_mean(instance, names.iter().map(String::as_str)));
        return Err(error.hint(format!("`neap serve get {service}` lists them")));
    }
    // Of a group the leader serves, and its workers say little.
    let is_asked = |pod: &Pod| match instances.is_empty() {
        true => !is_worker(pod),
        false => instances.contains(&name(pod)),
    };
    Ok(pods.into_iter().filter(is_asked).collect())
}

fn params(args: &Logs) -> Result<LogParams> {
    let since = args.since.as_deref().map(|text| {
        let wrong = |allowed: &str| Error::flag("--since", text, allowed, "--since 5m");
        let since = parse_duration(text).map_err(wrong)?;
        match since.as_secs() + u64::from(since.subsec_nanos() > 0) {
            0 => Err(wrong("it must be longer than 0")),
            seconds => Ok(i64::try_from(seconds).unwrap_or(i64::MAX)),
        }
    });
    let since_time = args.since_time.as_deref().map(|text| {
        let wrong = |_| {
            Error::flag(
                "--since-time",
                text,
                "it is no time as in RFC 3339",
                "--since-time 2026-01-31T08:00:00Z",
            )
        };
        text.parse::<jiff::Timestamp>().map_err(wrong)
    });
    let tail = match args.tail {
        None | Some(-1) => None,
        Some(lines) if lines >= 0 => Some(lines),
        Some(lines) => {
            return Err(Error::flag(
                "--tail",
                &lines.to_string(),
                "it must be -1 (all) or a number of lines",
                "--tail 100",
            ));
        }
    };
    if args.follow && args.previous {
        return Err(Error::usage("`--previous` cannot be followed: that container has ended")
            .hint("leave out `--follow`"));
    }
    Ok(LogParams {
        previous: args.previous,
        since_seconds: since.transpose()?,
        since_time: since_time.transpose()?,
        tail_lines: tail,
        timestamps: args.timestamps,
        ..LogParams::default()
    })
}

/// How long to wait before a log that broke off is opened again.
const AGAIN: Duration = Duration::from_secs(1);
