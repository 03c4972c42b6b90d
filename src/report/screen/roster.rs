//! All services as a table, and below it the pools that their pods are in.

use std::collections::BTreeMap;

use super::cells::{STEPS, Step};
use super::places::{self, Place};
use super::row::{Row, Said, plain, said, table};
use super::view::{Choice, View};
use crate::clock::age;
use crate::observe::{Service, Snapshot};
use crate::report::status::row_of;
use crate::report::units::counted;
use crate::ui::Mark;

/// All services.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Roster {
    /// A row a service.
    pub rows: Vec<RosterRow>,
    /// How many there are, with those that the filter hides.
    pub all: usize,
    /// Those that are not ready.
    pub unready: usize,
    /// Whether they are of several namespaces.
    pub namespaces: bool,
    /// Pools by name; pods without a node, and nodes without a pool, stand for themselves.
    pub pools: Vec<PoolRow>,
    /// What may not be read.
    pub notes: Vec<Said>,
}

/// A pool as a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PoolRow {
    /// Its name, nodes and accelerators, of which those are in use that pods of the services ask for.
    pub place: Place,
    /// How far each of the pods in it is.
    pub steps: Vec<Step>,
}

/// A service as a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RosterRow {
    /// The service.
    pub choice: Choice,
    /// Its cells as `neap status` lists them.
    pub words: Vec<Said>,
    /// How far each of its replicas is.
    pub steps: Vec<Step>,
    /// Whether the cursor is on it.
    pub chosen: bool,
}

/// The table of all services of a snapshot.
pub fn roster(snapshot: &Snapshot, view: &View) -> Roster {
    let first = snapshot.services.first().map(|it| &it.namespace);
    let namespaces = snapshot.services.iter().any(|it| Some(&it.namespace) != first);
    let shown = snapshot.services.iter().filter(|it| view.admits(&[&it.name, &it.namespace]));
    let rows = shown.map(|service| {
        let choice =
            Choice { namespace: service.namespace.clone(), name: service.name.clone(), cluster: None };
        let mut words = Vec::new();
        words.extend(namespaces.then(|| plain(service.namespace.clone())));
        words.push(plain(service.name.clone()));
        words.extend(row_of(service).map(|(text, mark)| said(text, mark)));
        words.push(said(service.created.map(|at| age(at, snapshot.at)).unwrap_or_default(), Mark::Dim));
        RosterRow { words, steps: steps(service), chosen: view.chosen.as_ref() == Some(&choice), choice }
    });
    Roster {
        rows: rows.collect(),
        all: snapshot.services.len(),
        unready: snapshot.services.iter().filter(|it| !it.ready).count(),
        namespaces,
        pools: pools(snapshot),
        notes: super::model::unread(snapshot),
    }
}

fn steps(service: &Service) -> Vec<Step> {
    service.pods.iter().map(|pod| Step::of(&pod.stage)).collect()
}

fn pools(snapshot: &Snapshot) -> Vec<PoolRow> {
    let places: Vec<Place> = snapshot.pools.iter().map(Place::of).collect();
    let mut of_node: BTreeMap<(Option<&str>, &str), &str> = BTreeMap::new();
    for (pool, place) in snapshot.pools.iter().zip(&places) {
        let nodes = pool.nodes.iter().map(|node| (pool.cluster.as_deref(), node.name.as_str()));
        of_node.extend(nodes.map(|node| (node, place.name.as_str())));
    }
    let row = |place: &Place| PoolRow { place: place.clone(), steps: Vec::new() };
    let mut rows: BTreeMap<&str, PoolRow> =
        places.iter().map(|place| (place.name.as_str(), row(place))).collect();
    for pod in snapshot.services.iter().flat_map(|it| &it.pods) {
        let pool = pod.node.as_deref().and_then(|node| of_node.get(&(pod.cluster.as_deref(), node)));
        let known = pool.copied().or(pod.pool.as_deref()).or(pod.node.as_deref());
        let name = known.unwrap_or("no node yet");
        let other = || row(&Place { name: name.to_owned(), ..Place::default() });
        rows.entry(name).or_insert_with(other).steps.push(Step::of(&pod.stage));
    }
    rows.into_values().collect()
}

impl Roster {
    /// The first line.
    pub fn title(&self) -> Vec<Said> {
        let services = if self.all == 1 { "1 service".to_owned() } else { format!("{} services", self.all) };
        let mut title = vec![said(services, Mark::Strong), plain("  ")];
        title.push(match self.unready {
            0 => said("all ready", Mark::Good),
            count => said(format!("{count} not ready"), Mark::Warn),
        });
        title
    }

    /// Header and rows of the services.
    pub fn table(&self, width: usize) -> (Row, Vec<Row>) {
        /// Cells of replicas, in columns of their own.
        const CELLS: usize = 30;
        let header = ["NAME", "READY", "METRIC", "WANTED", "PENDING", "POOLS", "AGE"];
        let mut heads = Vec::new();
        heads.extend(self.namespaces.then_some("NAMESPACE"));
        heads.extend(header);
        let mut rows = vec![heads.into_iter().map(|it| said(it, Mark::Strong)).collect::<Vec<_>>()];
        rows.extend(self.rows.iter().map(|row| row.words.clone()));
        let mut rows = table(&rows, 2);
        let longest = rows.iter().map(Row::width).max().unwrap_or(0) + 2;
        for (row, service) in rows.iter_mut().skip(1).zip(&self.rows) {
            row.chosen = service.chosen;
            if let (true, Some(first)) = (service.chosen, row.words.first_mut()) {
                first.text = "▸ ".to_owned();
            }
            if longest + 10 <= width {
                row.pad(longest);
                let cells = super::cells::cells(&service.steps, CELLS.min(width - longest), 1);
                row.words.extend(cells.into_iter().flat_map(|it| it.words));
            }
        }
        let head = rows.remove(0);
        (head, rows)
    }

    /// The rows of the pools.
    pub fn pool_rows(&self, width: usize) -> Vec<Row> {
        let words = |short: bool| -> Vec<Vec<Said>> {
            let words = |PoolRow { place, steps }: &PoolRow| {
                let pods = counted(steps.len(), "pod");
                let nodes = place.nodes.map_or_else(|| plain(""), places::node_words);
                let name = if short { place.short_name() } else { &place.name };
                let mut words = vec![plain(name), place.gpus(), nodes, plain(pods)];
                words.extend(STEPS.iter().filter_map(|step| {
                    let count = steps.iter().filter(|it| *it == step).count();
                    (count > 0).then(|| said(format!("{count} {}", step.word()), step.mark()))
                }));
                words
            };
            self.pools.iter().map(words).collect()
        };
        if self.pools.is_empty() {
            return Vec::new();
        }
        let places = || self.pools.iter().map(|it| &it.place);
        let (mut rows, all) = places::table_of(&words(false), places(), width);
        if !all {
            // The cells say more than the accelerator's model.
            rows = places::table_of(&words(true), places(), width).0;
        }
        let mut head = Row::of([said("POOLS", Mark::Strong)]);
        if self.pools.iter().any(|it| it.place.accelerators.is_some()) {
            head.push("  GPUs that these services use, of those that are there", Mark::Dim);
        }
        rows.insert(0, head);
        rows
    }
}
