//! `neap status NAME --timeline`: reads what is still recorded, or a recording, and shows where the time went.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::found::{found, of_arena};
use super::members::members;
use super::series;
use crate::cli::status::{Status, StatusOutput};
use crate::clock::{Clock, parse_duration};
use crate::cluster::Cluster;
use crate::commands::connect::connect;
use crate::commands::metrics::check::prometheus::Prometheus;
use crate::error::{Error, Result};
use crate::observe::timeline::{Evidence, Series, Timeline};
use crate::observe::watch::look_noting;
use crate::observe::{Record, Scope};
use crate::platform::PoolLabels;
use crate::report::status::Screen;
use crate::report::timeline::timeline;
use crate::session::Session;
use crate::workload::metrics::header;

/// How far to go back without a word: as long as events live.
const BACK: SignedDuration = SignedDuration::from_hours(1);
/// All of a recording.
const ALL: SignedDuration = SignedDuration::from_hours(24 * 365 * 100);

/// Shows the timeline of a service.
///
/// # Errors
/// The service is not there, the cluster or the recording cannot be read, or Prometheus does not answer.
pub(super) async fn run(args: &Status, session: &mut Session) -> Result<()> {
    let back = args.since.as_deref().map(back).transpose()?;
    let made = match &args.from {
        Some(path) => of_recording(path, args, back.unwrap_or(ALL), session)?,
        None => of_clusters(args, back.unwrap_or(BACK), session).await?,
    };
    if args.output == StatusOutput::Json {
        let text = serde_json::to_string_pretty(&made)
            .map_err(|error| Error::failed(format!("cannot write JSON: {error}")))?;
        return session.ui.line(text);
    }
    let screen = Screen {
        width: session.ui.width(),
        colour: session.ui.colour(),
        wide: args.output == StatusOutput::Wide,
        ..Screen::default()
    };
    session.ui.data(timeline(&made, screen))
}

fn back(text: &str) -> Result<SignedDuration> {
    let span = parse_duration(text).map_err(|allowed| Error::flag("--since", text, allowed, "--since 2h"))?;
    Ok(SignedDuration::try_from(span).unwrap_or(ALL))
}

fn scope(args: &Status, namespace: Option<String>) -> Scope {
    Scope {
        namespace,
        service: args.name.clone(),
        pool_labels: PoolLabels { own: args.pool_label.clone() },
        chronicle: true,
        ..Scope::default()
    }
}

async fn of_clusters(args: &Status, back: SignedDuration, session: &Session) -> Result<Timeline> {
    let headers = args.prometheus_header.iter().map(|text| header("--prometheus-header", text));
    let headers = headers.collect::<Result<Vec<_>>>()?;
    let prometheus = args.prometheus.as_ref().map(|text| Prometheus::parse(text, headers)).transpose()?;
    let own = connect(&args.target, session).await?;
    let members = members(args, session).await?;
    let clock = own.clock(&session.clock);
    let scope = scope(args, Some(own.namespace.clone()));
    told(&own, &members, &scope, prometheus.as_ref(), &*clock, back).await
}

/// What the clusters and Prometheus still know of a service.
async fn told(
    own: &Cluster,
    members: &[(String, Cluster)],
    scope: &Scope,
    prometheus: Option<&Prometheus>,
    clock: &dyn Clock,
    back: SignedDuration,
) -> Result<Timeline> {
    let mut clusters = evidence(own, members, scope, clock).await?;
    let meant = match clusters.first() {
        Some(first) => of_arena(own, scope, &first.world.snapshot(clock.now())).await?,
        None => None,
    };
    if let Some(meant) = &meant {
        clusters = evidence(own, members, meant, clock).await?;
    }
    let scope = meant.as_ref().unwrap_or(scope);
    let now = clock.now();
    let mut series = Series::default();
    if let Some(first) = clusters.first() {
        let snapshot = first.world.snapshot(now);
        found(own, scope, &snapshot).await?;
        if let Some(prometheus) = prometheus {
            series = series::ask(prometheus, own, &snapshot, back).await?;
        }
    }
    Ok(Timeline::of(&clusters, &series, now, back))
}

/// What each cluster still holds of a service: its own, and the members of a fleet.
async fn evidence(
    own: &Cluster,
    members: &[(String, Cluster)],
    scope: &Scope,
    clock: &dyn Clock,
) -> Result<Vec<Evidence>> {
    let there = Scope { of_fleet: true, ..scope.clone() };
    let places = std::iter::once((None, own, scope))
        .chain(members.iter().map(|(name, cluster)| (Some(name.clone()), cluster, &there)));
    let looks = places.map(|(name, cluster, scope)| async move {
        let mut evidence = Evidence::new(name, scope.clone());
        look_noting(cluster, scope.clone(), clock, |record| evidence.note(record)).await?;
        Ok::<_, Error>(evidence)
    });
    join_all(looks).await.into_iter().collect()
}

fn of_recording(path: &Path, args: &Status, back: SignedDuration, session: &mut Session) -> Result<Timeline> {
    let shown = path.display();
    let refuse = |why: &dyn std::fmt::Display| Error::failed(format!("cannot read `{shown}`: {why}"));
    let file = File::open(path).map_err(|error| refuse(&error))?;
    let mut evidence = Evidence::new(None, scope(args, None));
    let mut lines = BufReader::new(file).lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let line = line.map_err(|error| refuse(&error))?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Record>(&line) {
            Ok(record) => evidence.note(&record),
            // A recorder that was killed leaves half a line.
            Err(_) if lines.peek().is_none() => {
                session.ui.warning(format_args!("the last line of `{shown}` is cut off and was left out"));
            }
            Err(error) => {
                return Err(refuse(&format_args!("line {} is no record: {error}", number + 1))
                    .hint("`neap status NAME --record FILE` writes one"));
            }
        }
    }
    let Some((_, last)) = evidence.seen else {
        return Err(refuse(&"there is no record in it").hint("`neap status NAME --record FILE` writes one"));
    };
    let now: Timestamp = last;
    let name = args.name.as_deref().unwrap_or_default();
    // Whose recorder might not read the service itself has its pods all the same.
    let has_pods = evidence.pods.values().any(|pod| pod.name.starts_with(&format!("{name}-")));
    if evidence.world.snapshot(now).services.is_empty() && !has_pods {
        return Err(Error::failed(format!("there is no service `{name}` in `{shown}`")));
    }
    Ok(Timeline::of(&[evidence], &Series::default(), now, back))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::timeline::{Cause, Clock as Whose, Finding, Missing, Step};
    use crate::sandbox::scenario::Scenario;
    use crate::sandbox::scenario::builtin::named;
    use crate::sandbox::{Options, Sandbox};

    #[tokio::test(start_paused = true)]
    async fn prometheus_fills_in_load_metric_and_first_token() {
        // The load begins once the first pod was seen without one.
        let text = named("fail-damped-scale-up").unwrap().text;
        let text = text.replacen("    for: 15m", "    after: 45s\n    for: 15m", 1);
        let scenario = Scenario::parse(&text).unwrap();
        let start: Timestamp = "2026-11-22T05:00:00Z".parse().unwrap();
        let sandbox = Sandbox::start(Options { scenario, start, port: 0, state: None }).await.unwrap();
        sandbox.clock().sleep_until(start + SignedDuration::from_mins(8)).await;
        let cluster = Cluster::over(sandbox.client().clone(), "default");
        let scope = Scope {
            namespace: Some("default".into()),
            service: Some("qwen".into()),
            chronicle: true,
            ..Scope::default()
        };
        let prometheus = Prometheus::parse("kube-system/prometheus:9090", Vec::new()).unwrap();
        let clock = sandbox.clock();
        let of = |prometheus| told(&cluster, &[], &scope, prometheus, &clock, BACK);
        let with = of(Some(&prometheus)).await.unwrap();
        let without = of(None).await.unwrap();
        let first = |timeline: &Timeline| {
            let up = timeline.scale_ups.iter().find(|up| matches!(up.cause, Cause::Decided(_)));
            up.unwrap_or_else(|| panic!("{timeline:#?}")).chains[0].clone()
        };
        let (with, without) = (first(&with), first(&without));
        let mut before = start;
        for step in [Step::LoadRose, Step::MetricPassedTarget, Step::Decided] {
            let Finding::At(mark) = &with.step(step).unwrap().finding else { panic!("{step:?}: {with:#?}") };
            assert!(mark.at.middle() >= before, "{step:?}: {with:#?}");
            before = mark.at.middle();
            // As wide as the way between two scrapes, at most.
            assert!(mark.at.width() <= SignedDuration::from_secs(15), "{step:?}: {mark:?}");
            assert_eq!(mark.clock == Whose::Prometheus, step != Step::Decided);
        }
        let Finding::At(mark) = &with.step(Step::FirstToken).unwrap().finding else { panic!("{with:#?}") };
        assert!(Some(mark.at.latest) > with.ready());
        for step in [Step::LoadRose, Step::MetricPassedTarget, Step::FirstToken] {
            assert_eq!(without.step(step).unwrap().finding, Finding::Unknown { why: Missing::NeverRecorded });
        }
    }
}
