//! What is on the screen, before it has a size.

use jiff::Timestamp;

use super::cells::Step;
use super::detail::{PodFacts, PodPart};
use super::history::History;
use super::parts::{Scaler, scalers};
use super::places::{Place, places};
use super::pods::{PodRow, pods};
use super::roster::{Roster, roster};
use super::row::{Said, plain, said};
use super::view::{Choice, View};
use crate::clock::age;
use crate::observe::outlook::Outlook;
use crate::observe::{Denial, Readings, Service, Snapshot};
use crate::report::status::{notes, scale_in_words, standing};
use crate::report::units::known;
use crate::ui::Mark;

/// What is on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture<'a> {
    /// The first line: what it is and how it is, the most important first.
    pub title: Vec<Said>,
    /// Where it answers.
    pub url: Option<String>,
    /// The time of the picture.
    pub clock: String,
    /// What is wrong with the picture itself: paused, old, not allowed.
    pub alerts: Vec<Said>,
    /// The rest.
    pub body: Body<'a>,
    /// What can be opened, in the order in which it is listed.
    pub choices: Vec<Choice>,
    /// The filter, and whether it is being typed.
    pub filter: Option<(String, bool)>,
    /// Whether Esc leads back to a table of services.
    pub from_roster: bool,
}

/// The part between title and keys.
#[derive(Debug, Clone, PartialEq)]
pub enum Body<'a> {
    /// One service.
    Service(Box<ServicePart<'a>>),
    /// All services.
    Roster(Roster),
    /// One pod.
    Pod(PodPart),
    /// The keys.
    Help {
        /// Whether they are also those of a load.
        load: bool,
    },
    /// There is nothing to show, and why.
    Nothing(String),
}

/// One service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServicePart<'a> {
    /// What happens now, in words.
    pub now: Vec<Said>,
    /// What scales it.
    pub scalers: Vec<Scaler>,
    /// How far each of its pods is.
    pub steps: Vec<Step>,
    /// Whether a replica is a group of pods, so that the pods are not the replicas.
    pub grouped: bool,
    /// Its pods, as far as the filter lets them through.
    pub pods: Vec<PodRow>,
    /// Where its pods may be.
    pub places: Vec<Place>,
    /// What decides about the order of the places.
    pub order: Option<String>,
    /// Clusters of a fleet: name, group, ready of wanted.
    pub clusters: Vec<Vec<Said>>,
    /// Who goes first when it shrinks.
    pub leaving: Option<String>,
    /// What events say: reason, age, about, message.
    pub events: Vec<Vec<Said>>,
    /// What else there is to say.
    pub notes: Vec<Said>,
    /// What was counted.
    pub history: &'a History,
    /// The time of the picture.
    pub at: Timestamp,
}

impl Picture<'_> {
    /// Whether services are listed.
    pub fn is_roster(&self) -> bool {
        matches!(self.body, Body::Roster(_))
    }
}

/// What was asked for besides the watch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asked {
    /// Of the pod that is looked at.
    pub pod: Option<PodFacts>,
    /// What an adapter says of the autoscaler's metric.
    pub readings: Readings,
}

/// The picture of a snapshot: of its service if `one`, else the table of services.
pub fn picture<'a>(
    snapshot: &Snapshot,
    one: bool,
    history: &'a History,
    view: &View,
    asked: &Asked,
) -> Picture<'a> {
    let service = snapshot.services.first().filter(|_| one);
    let mut picture = Picture {
        title: service.map_or_else(Vec::new, |it| title(it, snapshot.at)),
        url: service.and_then(|it| it.url.clone()),
        clock: snapshot.at.strftime("%H:%M:%SZ").to_string(),
        alerts: alerts(snapshot, view),
        body: Body::Nothing("the service is gone".to_owned()),
        choices: Vec::new(),
        filter: (view.typing || !view.filter.is_empty()).then(|| (view.filter.clone(), view.typing)),
        from_roster: view.from_roster,
    };
    match (service, one) {
        (Some(service), _) => {
            let part = service_part(service, snapshot, history, view, &asked.readings);
            picture.choices = part.pods.iter().map(|pod| pod.choice.clone()).collect();
            picture.body = match &view.pod {
                Some(choice) => {
                    Body::Pod(PodPart::of(choice, service, snapshot.at, asked.pod.as_ref(), view.back))
                }
                None => Body::Service(Box::new(part)),
            };
        }
        (None, true) => {}
        (None, false) => {
            let roster = roster(snapshot, view);
            picture.title = roster.title();
            picture.choices = roster.rows.iter().map(|row| row.choice.clone()).collect();
            picture.body = Body::Roster(roster);
        }
    }
    if view.help {
        picture.body = Body::Help { load: view.load };
    }
    picture
}

fn title(service: &Service, now: Timestamp) -> Vec<Said> {
    let replicas = &service.replicas;
    let (desired, (word, mark)) = (known(replicas.desired), standing(service));
    let mut title = vec![
        said(service.name.clone(), Mark::Strong),
        plain("  "),
        said(format!("{word} {}/{desired}", replicas.ready), mark),
    ];
    let mut facts = vec![service.namespace.clone()];
    facts.extend(service.mode.clone());
    facts.extend(service.role.as_ref().map(|role| format!("role {role}")));
    facts.extend(service.revision.as_ref().map(|revision| format!("revision {revision}")));
    if replicas.updated < replicas.existing {
        facts.push(format!("{} of the newest template", replicas.updated));
    }
    facts.extend(service.created.map(|at| age(at, now)));
    title.extend(facts.into_iter().flat_map(|fact| [plain("  "), said(fact, Mark::Dim)]));
    title
}

/// What is wrong with the picture itself.
fn alerts(snapshot: &Snapshot, view: &View) -> Vec<Said> {
    let mut alerts = Vec::new();
    if view.paused {
        let meanwhile = if view.load { ", the load goes on" } else { "" };
        alerts.push(said(format!("PAUSED: this is how it was{meanwhile}; p goes on"), Mark::Warn));
    }
    if let Some(lost) = &snapshot.reconnecting {
        let since = age(lost.since, snapshot.at);
        alerts.push(said(format!("RECONNECTING for {since}, what follows is old: {}", lost.why), Mark::Bad));
    }
    alerts
}

/// What may not be read, and what is missing for it.
pub(super) fn unread(snapshot: &Snapshot) -> Vec<Said> {
    let words = snapshot.unread.iter().map(|it| {
        let why = match &it.denial {
            Denial::Forbidden { action } => format!("not allowed: {action}"),
            Denial::NotServed => format!("this cluster serves no {}", it.what),
        };
        said(format!("{why}; {}", it.effect), Mark::Warn)
    });
    words.collect()
}

fn service_part<'a>(
    service: &Service,
    snapshot: &Snapshot,
    history: &'a History,
    view: &View,
    readings: &Readings,
) -> ServicePart<'a> {
    let now = snapshot.at;
    let notes = notes(service).into_iter().map(plain);
    let outlook = Outlook::of(service, readings, now);
    ServicePart {
        now: super::now::now(service, &outlook, now),
        scalers: scalers(service, &outlook, now),
        grouped: service.pods_per_replica > 1 || service.role.is_some(),
        steps: service.pods.iter().map(|pod| Step::of(&pod.stage)).collect(),
        pods: pods(service, now, view),
        places: places(service),
        order: order(service),
        clusters: clusters(service),
        leaving: service.scale_in.as_ref().and_then(|it| scale_in_words(it, service)),
        events: super::remarks::remarks(service, now),
        notes: unread(snapshot).into_iter().chain(notes).collect(),
        history,
        at: now,
    }
}

fn order(service: &Service) -> Option<String> {
    use crate::elastic::units::Order;
    service.order.as_ref().map(|order| match order {
        Order::ResourcePolicy { name } => format!("order by ResourcePolicy {name}"),
        Order::Affinity => "order by node affinity, which shrinking ignores".to_owned(),
    })
}

fn clusters(service: &Service) -> Vec<Vec<Said>> {
    let clusters = service.fleet.iter().flat_map(|fleet| &fleet.clusters);
    let row = |cluster: &crate::observe::fleet::ClusterView| {
        let mark = if cluster.ready < cluster.replicas { Mark::Warn } else { Mark::Good };
        vec![
            plain(cluster.name.clone()),
            said(cluster.group.clone().unwrap_or_default(), Mark::Dim),
            said(format!("{} of {} ready", cluster.ready, cluster.replicas), mark),
            said(cluster.problem.clone().unwrap_or_default(), Mark::Bad),
        ]
    };
    clusters.map(row).collect()
}
