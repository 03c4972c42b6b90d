//! One row a service.

use jiff::Timestamp;

use super::Screen;
use crate::clock::age;
use crate::observe::{Denial, Service, Snapshot, Stage, Unread};
use crate::report::units::known;
use crate::ui::{Mark, Table};

/// The table of all services of a snapshot.
pub fn list(snapshot: &Snapshot, namespaces: bool, screen: Screen) -> String {
    let mut list = List::new(snapshot.at, namespaces, screen);
    snapshot.services.iter().for_each(|service| list.add(service));
    list.text(&snapshot.unread)
}

/// A table of services that grows by one after the other.
pub struct List {
    at: Timestamp,
    namespaces: bool,
    screen: Screen,
    table: Table,
    count: usize,
}

impl List {
    /// Without a row yet. `namespaces`: each row begins with its namespace.
    pub fn new(at: Timestamp, namespaces: bool, screen: Screen) -> Self {
        let mut header = vec![];
        header.extend(namespaces.then_some("NAMESPACE"));
        header.extend(["NAME", "READY", "METRIC", "WANTED", "PENDING", "POOLS", "AGE"]);
        header.extend(screen.wide.then_some(["MODE", "AUTOSCALER", "URL"]).into_iter().flatten());
        Self { at, namespaces, screen, table: Table::new(header), count: 0 }
    }

    /// Adds a row.
    pub fn add(&mut self, service: &Service) {
        let mut cells = Vec::new();
        cells.extend(self.namespaces.then(|| (service.namespace.clone(), Mark::Plain)));
        cells.push((service.name.clone(), Mark::Plain));
        cells.extend(row_of(service));
        cells.push((service.created.map(|at| age(at, self.at)).unwrap_or_default(), Mark::Plain));
        if self.screen.wide {
            let dash = |text: Option<&String>| (text.cloned().unwrap_or_else(|| "-".into()), Mark::Plain);
            cells.extend([
                dash(service.mode.as_ref()),
                dash(service.autoscalers.first().map(|it| &it.name)),
                dash(service.url.as_ref()),
            ]);
        }
        self.table.marked(cells);
        self.count += 1;
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The table, and what could not be read.
    pub fn text(&self, unread: &[Unread]) -> String {
        let mut text = self.table.render(self.screen.width, self.screen.colour);
        for it in unread {
            let why = match &it.denial {
                Denial::Forbidden { action } => format!("not allowed: {action}"),
                Denial::NotServed => format!("this cluster serves no {}", it.what),
            };
            text.push_str(&self.screen.wrapped(&format!("{why}; {}.", it.effect), 0, Mark::Warn));
        }
        text
    }
}

/// The cells of a service between its name and its age.
pub(in crate::report) fn row_of(service: &Service) -> [(String, Mark); 5] {
    [
        ready(service),
        metric(service),
        (wanted(service), Mark::Plain),
        pending(service),
        (pools(service), Mark::Plain),
    ]
}

fn ready(service: &Service) -> (String, Mark) {
    let desired = known(service.replicas.desired);
    let mark = match service.ready {
        true => Mark::Good,
        false if service.asleep => Mark::Dim,
        false if service.pods.iter().any(|pod| pod.stage.is_broken()) => Mark::Bad,
        false => Mark::Warn,
    };
    (format!("{}/{desired}", service.replicas.ready), mark)
}

fn metric(service: &Service) -> (String, Mark) {
    // Of several metrics the one that is furthest above its target decides.
    let metrics = service.autoscalers.iter().flat_map(|it| &it.metrics);
    let highest = metrics.max_by(|a, b| a.ratio.unwrap_or(-1.0).total_cmp(&b.ratio.unwrap_or(-1.0)));
    let Some(metric) = highest else { return ("-".into(), Mark::Dim) };
    let current = metric.current.as_deref().unwrap_or("<unknown>");
    let mark = if metric.ratio.is_none_or(|ratio| ratio > 1.1) { Mark::Warn } else { Mark::Plain };
    (format!("{current}/{}", metric.target), mark)
}

fn wanted(service: &Service) -> String {
    let range = service.autoscalers.first().map(|it| format!(" ({} to {})", it.min, it.max));
    let wanted = known(service.replicas.desired);
    format!("{wanted}{}", range.unwrap_or_default())
}

fn pending(service: &Service) -> (String, Mark) {
    let pending = service.pods.iter().filter(|pod| pod.stage.is_pending()).count();
    let broken = service.pods.iter().filter(|pod| pod.stage.is_broken()).count();
    match (pending, broken) {
        (0, 0) => ("0".into(), Mark::Plain),
        (pending, 0) => (pending.to_string(), Mark::Warn),
        (pending, broken) => (format!("{pending}, {broken} broken"), Mark::Bad),
    }
}

/// Where its pods are: `edge 1, cloud 2`.
fn pools(service: &Service) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for pod in service.pods.iter().filter(|pod| pod.stage != Stage::Succeeded) {
        let Some(place) = pod.pool.as_deref().or(pod.node.as_deref()) else { continue };
        match counts.iter_mut().find(|(name, _)| *name == place) {
            Some((_, count)) => *count += 1,
            None => counts.push((place, 1)),
        }
    }
    match counts.is_empty() {
        true => "-".into(),
        false => counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", "),
    }
}
