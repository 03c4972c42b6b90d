//! The async half: brings records from a cluster, once or for as long as somebody looks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures::future::FutureExt;
use futures::stream::{self, AbortHandle, BoxStream, SelectAll, StreamExt, abortable};
use kube::runtime::watcher::{self, watcher};

use super::settled::Press;
use super::source::{self, Kind, Place};
use super::wants::{OtherKind, ScalerKind};
use super::{Change, Record, Scope, Want, World};
use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::error::{Error, Result};
use crate::kubernetes::FleetApi;
use crate::kubernetes::resources::{
    CronHorizontalPodAutoscaler, Deployment, EndpointSlice, Event, HorizontalPodAutoscaler, InferenceService,
    KarmadaAutoscaler, KnativeService, LeaderWorkerSet, Lease, Node, NodeClaim, OneAutoscaler,
    PersistentVolumeClaim, Pod, ResourceBinding, ResourcePolicy, RoleBasedGroup, ScaledObject, StatefulSet,
};

/// Between two looks at what other pods take of a node.
const OCCUPANCY: Duration = Duration::from_secs(10);
/// The same for all nodes at once, which is dearer.
const OCCUPANCY_OF_ALL: Duration = Duration::from_secs(30);
/// Between two looks at leases. They are renewed every ten seconds; clocks drift slowly.
const LEASES: Duration = Duration::from_secs(300);
/// Between two tries of what was refused: a role may be granted while somebody watches.
const REFUSED: Duration = Duration::from_secs(30);
/// So many requests of one look are under way at once: more only wait for each other in the API server.
const AT_ONCE: usize = 32;
/// The longest wait between two tries of a lost connection.
const LONGEST_BACKOFF: Duration = Duration::from_secs(15);

/// One look: asks for what is wanted until nothing more is, in few rounds of concurrent requests.
///
/// # Errors
/// The server cannot be reached or fails. What it refuses is in the picture.
pub async fn look(cluster: &Cluster, scope: Scope, clock: &dyn Clock) -> Result<World> {
    look_noting(cluster, scope, clock, |_| {}).await
}

/// The same; what comes is shown to `note` too, before it is folded.
///
/// # Errors
/// As [`look`].
pub async fn look_noting(
    cluster: &Cluster,
    scope: Scope,
    clock: &dyn Clock,
    mut note: impl FnMut(&Record),
) -> Result<World> {
    let mut world = World::new(scope.clone());
    loop {
        let missing: Vec<Want> = world.wants().into_iter().filter(|want| !world.has_listed(want)).collect();
        if missing.is_empty() {
            return Ok(world);
        }
        let answers = stream::iter(&missing).map(|want| source::ask(cluster, &scope, want).boxed_local());
        let answers: Vec<_> = answers.buffered(AT_ONCE).collect().await;
        for changes in answers {
            for change in changes? {
                let record = Record { at: clock.now(), change };
                note(&record);
                world.apply(record);
            }
        }
    }
}

/// So many losses are forgiven before the first picture, once the server has answered: a cut connection takes all lists on it along.
const FORGIVEN: u32 = 16;

/// Something that happened, and why if it was a failure.
type Item = (Change, Option<Error>);

/// Keeps a [`World`] up to date by watches. It recovers by itself; losing a connection is a record.
pub struct Observer {
    cluster: Cluster,
    scope: Scope,
    clock: Arc<dyn Clock>,
    /// What is known by now.
    pub world: World,
    streams: SelectAll<BoxStream<'static, Item>>,
    running: BTreeMap<Want, AbortHandle>,
    begun: bool,
    answered: bool,
    losses: u32,
}

impl Observer {
    /// Nothing is sent before the first [`Observer::next`].
    pub fn new(cluster: Cluster, scope: Scope, clock: Arc<dyn Clock>) -> Self {
        let world = World::new(scope.clone());
        Self {
            cluster,
            scope,
            clock,
            world,
            streams: SelectAll::new(),
            running: BTreeMap::new(),
            begun: false,
            answered: false,
            losses: 0,
        }
    }

    /// Whether the first picture was complete once.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// Waits for the next record and takes it in.
    ///
    /// # Errors
    /// Only before the first picture is complete: the server cannot be reached, or keeps failing.
    pub async fn next(&mut self) -> Result<Record> {
        self.plan();
        match self.streams.next().await {
            Some((Change::Lost { want, .. }, Some(error))) if self.is_in_vain(&want) => Err(error),
            Some((change, _)) => {
                self.answered |= !matches!(change, Change::Lost { .. });
                let record = Record { at: self.clock.now(), change };
                self.world.apply(record.clone());
                self.begun |= self.world.is_complete();
                Ok(record)
            }
            // Every stream repeats for ever; without any there is nothing to wait for.
            None => std::future::pending().await,
        }
    }

    /// What was listed once comes back by itself. What never was is asked for in vain if the server never answered anything, or fails again and again.
    fn is_in_vain(&mut self, lost: &Want) -> bool {
        if self.begun || self.world.has_listed(lost) {
            return false;
        }
        self.losses += 1;
        !self.answered || self.losses > FORGIVEN
    }

    /// Starts what is wanted and not running, ends what is no longer wanted.
    fn plan(&mut self) {
        let wants = self.world.wants();
        let ended: Vec<Want> = self.running.keys().filter(|want| !wants.contains(*want)).cloned().collect();
        for want in ended {
            if let Some(handle) = self.running.remove(&want) {
                handle.abort();
            }
        }
        let new: BTreeSet<Want> = wants.into_iter().filter(|want| !self.running.contains_key(want)).collect();
        for want in new {
            let (stream, handle) = abortable(records(self.cluster.clone(), self.scope.clone(), want.clone()));
            self.running.insert(want, handle);
            self.streams.push(stream.boxed());
        }
    }
}

fn records(cluster: Cluster, scope: Scope, want: Want) -> BoxStream<'static, Item> {
    match &want {
        Want::Services => follow::<InferenceService>(cluster, scope, want),
        Want::Others(OtherKind::KnativeService) => follow::<KnativeService>(cluster, scope, want),
        Want::Others(OtherKind::LeaderWorkerSet) => follow::<LeaderWorkerSet>(cluster, scope, want),
        Want::Others(OtherKind::RoleBasedGroup) => follow::<RoleBasedGroup>(cluster, scope, want),
        Want::StatefulSets => follow::<StatefulSet>(cluster, scope, want),
        Want::Deployments(_) => follow::<Deployment>(cluster, scope, want),
        Want::Autoscalers => follow::<HorizontalPodAutoscaler>(cluster, scope, want),
        Want::Federated(FleetApi::AckOne) => follow::<OneAutoscaler>(cluster, scope, want),
        Want::Federated(FleetApi::Karmada) => follow::<KarmadaAutoscaler>(cluster, scope, want),
        Want::Bindings => follow::<ResourceBinding>(cluster, scope, want),
        Want::Policies => follow::<ResourcePolicy>(cluster, scope, want),
        Want::Scalers(ScalerKind::CronHorizontalPodAutoscaler) => {
            follow::<CronHorizontalPodAutoscaler>(cluster, scope, want)
        }
        Want::Scalers(ScalerKind::ScaledObject) => follow::<ScaledObject>(cluster, scope, want),
        Want::Pods(_) | Want::PodsOf(_) => follow::<Pod>(cluster, scope, want),
        Want::Events | Want::NodeEvents => follow::<Event>(cluster, scope, want),
        Want::Slices => follow::<EndpointSlice>(cluster, scope, want),
        Want::NodeClaims => follow::<NodeClaim>(cluster, scope, want),
        Want::Leases(_) => poll(cluster, scope, want, Some(LEASES)),
        Want::Renewals => follow::<Lease>(cluster, scope, want),
        Want::Nodes(_) => follow::<Node>(cluster, scope, want),
        Want::Claim { .. } => follow::<PersistentVolumeClaim>(cluster, scope, want),
        Want::Occupancy(_) => poll(cluster, scope, want, Some(OCCUPANCY)),
        Want::OccupancyOfAll => poll(cluster, scope, want, Some(OCCUPANCY_OF_ALL)),
        Want::Log { .. } | Want::LoadLog { .. } => poll(cluster, scope, want, None),
    }
}

/// Asks again and again; without a period, until it is answered.
fn poll(cluster: Cluster, scope: Scope, want: Want, period: Option<Duration>) -> BoxStream<'static, Item> {
    let state = (Duration::ZERO, 0_u32);
    let stream = stream::unfold(Some(state), move |state| {
        let (cluster, scope, want) = (cluster.clone(), scope.clone(), want.clone());
        async move {
            let (delay, failures) = state?;
            tokio::time::sleep(delay).await;
            match source::ask(&cluster, &scope, &want).await {
                Ok(changes) => {
                    let items = changes.into_iter().map(|change| (change, None)).collect::<Vec<_>>();
                    Some((items, period.map(|period| (period, 0))))
                }
                Err(error) => {
                    let lost = Change::Lost { want, why: error.to_string() };
                    Some((vec![(lost, Some(error))], Some((backoff(failures), failures + 1))))
                }
            }
        }
    });
    stream.flat_map(stream::iter).boxed()
}

struct Following<K: Kind> {
    watch: BoxStream<'static, watcher::Result<watcher::Event<K>>>,
    listing: Vec<super::Seen>,
    press: Press,
    listed: bool,
    failures: u32,
    delay: Duration,
}

/// Lists and watches. After any failure it lists anew, so that a `Listed` says that the connection is back.
fn follow<K: Kind>(cluster: Cluster, scope: Scope, want: Want) -> BoxStream<'static, Item> {
    let place = Place::of(&want, &scope);
    let fresh = |cluster: &Cluster, place: &Place, press: &Press, failures, delay| Following::<K> {
        watch: watcher(place.api::<K>(cluster), place.watch()).boxed(),
        listing: Vec::new(),
        press: press.again(),
        listed: false,
        failures,
        delay,
    };
    let state = fresh(&cluster, &place, &Press::of(&scope), 0, Duration::ZERO);
    let context = Arc::new((cluster, place, want));
    stream::unfold(state, move |mut state| {
        let context = context.clone();
        async move {
            let (cluster, place, want) = &*context;
            loop {
                if !state.delay.is_zero() {
                    tokio::time::sleep(std::mem::take(&mut state.delay)).await;
                }
                let action = place.action::<K>(if state.listed { "watch" } else { "list" });
                // A list is bounded like any other call; a watch is ended by the server.
                let event = match state.listed {
                    true => Ok(state.watch.next().await),
                    false => cluster.bounded(&action, state.watch.next()).await,
                };
                let error = match event {
                    Ok(Some(Ok(watcher::Event::Init))) => {
                        state.listing.clear();
                        continue;
                    }
                    Ok(Some(Ok(watcher::Event::InitApply(object)))) => {
                        state.listing.push(object.seen(&mut state.press));
                        continue;
                    }
                    Ok(Some(Ok(watcher::Event::InitDone))) => {
                        (state.listed, state.failures) = (true, 0);
                        let objects = std::mem::take(&mut state.listing);
                        return Some(((Change::Listed { want: want.clone(), objects }, None), state));
                    }
                    Ok(Some(Ok(watcher::Event::Apply(object)))) => {
                        let object = object.seen(&mut state.press);
                        return Some(((Change::Applied { object }, None), state));
                    }
                    Ok(Some(Ok(watcher::Event::Delete(object)))) => {
                        let object = object.seen(&mut state.press);
                        return Some(((Change::Deleted { object }, None), state));
                    }
                    Ok(Some(Err(watcher::Error::WatchError(status)))) if status.code == 410 => {
                        // Too old a version is nobody's loss: list anew at once.
                        state = fresh(cluster, place, &state.press, 0, Duration::ZERO);
                        continue;
                    }
                    Ok(Some(Err(error))) => Some(error),
                    Ok(None) => None,
                    Err(slow) => {
                        let lost = Change::Lost { want: want.clone(), why: slow.to_string() };
                        let next =
                            fresh(cluster, place, &state.press, state.failures + 1, backoff(state.failures));
                        return Some(((lost, Some(slow)), next));
                    }
                };
                let refused =
                    error.as_ref().and_then(api_error).and_then(|error| source::denial(&action, error));
                if let Some(denial) = refused {
                    let next = fresh(cluster, place, &state.press, 0, REFUSED);
                    return Some(((Change::Denied { want: want.clone(), denial }, None), next));
                }
                let explained = match error.as_ref().and_then(api_error) {
                    Some(error) => cluster.explain(&action, error),
                    None => Error::failed(match &error {
                        Some(error) => format!("the watch of {} broke off: {error}", want.noun()),
                        None => format!("the watch of {} ended", want.noun()),
                    }),
                };
                let lost = Change::Lost { want: want.clone(), why: explained.to_string() };
                let next = fresh(cluster, place, &state.press, state.failures + 1, backoff(state.failures));
                return Some(((lost, Some(explained)), next));
            }
        }
    })
    .boxed()
}

fn api_error(error: &watcher::Error) -> Option<&kube::Error> {
    match error {
        watcher::Error::InitialListFailed(error)
        | watcher::Error::WatchStartFailed(error)
        | watcher::Error::WatchFailed(error) => Some(error),
        watcher::Error::WatchError(_) | watcher::Error::NoResourceVersion => None,
    }
}

/// Half a second, doubled with each failure.
fn backoff(failures: u32) -> Duration {
    Duration::from_millis(500).saturating_mul(2_u32.saturating_pow(failures.min(10))).min(LONGEST_BACKOFF)
}
