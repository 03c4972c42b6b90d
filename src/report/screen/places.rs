//! Scheduling units and node pools with their GPUs as cells.

use super::gauge::squares;
use super::row::{Row, Said, plain, said};
use crate::observe::{PodView, Pool, PoolNode, Service};
use crate::ui::Mark;

/// A scheduling unit, a node pool, or both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Place {
    /// Its number among the units, counted from 1; absent for a pool that no unit means.
    pub unit: Option<usize>,
    /// Its name.
    pub name: String,
    /// Pods of the service in it.
    pub pods: u32,
    /// The most that the unit takes.
    pub max: Option<u32>,
    /// Accelerators that are in use, and all; absent where none are asked for.
    pub accelerators: Option<(u32, u32)>,
    /// Accelerators that nodes will offer which do not yet: one of each such node is known at least.
    pub booting: u32,
    /// Nodes that can be used, and that are on their way; absent for a unit without nodes.
    pub nodes: Option<(u32, u32)>,
}

/// Units in their order, then pools with nodes that no unit means.
pub fn places(service: &Service) -> Vec<Place> {
    let asks = service.accelerator.is_some();
    let nodes = || service.pools.iter().flat_map(|pool| &pool.nodes);
    let mut places = Vec::new();
    for (at, unit) in service.units.iter().enumerate() {
        let labels = || unit.selector.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>();
        let name = unit.pool.clone().unwrap_or_else(|| match labels().join(",") {
            text if text.is_empty() => "any node".to_owned(),
            text => text,
        });
        let resource = unit.resource.as_deref().map(|it| format!(" ({it})")).unwrap_or_default();
        let place = Place {
            unit: Some(at + 1),
            name: format!("{name}{resource}"),
            pods: unit.used,
            max: unit.max,
            ..Place::default()
        };
        // By its nodes and not by its pool: a unit may mean a part of a pool, or several of a fleet.
        places.push(place.with(nodes().filter(|node| node.unit == Some(at)), asks));
    }
    for pool in &service.pools {
        let others: Vec<&PoolNode> = pool.nodes.iter().filter(|node| node.unit.is_none()).collect();
        let here = |pod: &&PodView| {
            pod.cluster == pool.cluster && others.iter().any(|node| Some(&node.name) == pod.node.as_ref())
        };
        if !others.is_empty() {
            let pods = u32::try_from(service.pods.iter().filter(here).count()).unwrap_or(u32::MAX);
            places.push(Place { pods, ..Place::named(pool) }.with(others.iter().copied(), asks));
        }
    }
    places
}

impl Place {
    fn named(pool: &Pool) -> Self {
        let name = pool.place().unwrap_or_else(|| "without a pool".to_owned());
        let model = pool.model.as_deref().map(|model| format!(" ({model})")).unwrap_or_default();
        Self { name: format!("{name}{model}"), ..Self::default() }
    }

    /// A pool with all of its nodes.
    pub fn of(pool: &Pool) -> Self {
        let asks = pool.counts.total > 0 || pool.model.is_some();
        Self { pods: pool.pods, ..Self::named(pool) }.with(&pool.nodes, asks)
    }

    fn with<'a>(mut self, nodes: impl IntoIterator<Item = &'a PoolNode>, asks: bool) -> Self {
        for node in nodes {
            let (ready, coming) = self.nodes.get_or_insert_default();
            *(if node.usable { ready } else { coming }) += 1;
            self.booting += u32::from(!node.usable && node.accelerators == 0);
            if asks {
                let (used, total) = self.accelerators.get_or_insert_default();
                (*used, *total) = (*used + node.used, *total + node.accelerators);
            }
        }
        self
    }

    /// Number, name, pods, GPUs, nodes.
    fn words(&self) -> Vec<Said> {
        let full = self.max.is_some_and(|max| self.pods >= max);
        let max = self.max.map(|max| format!(" of {max}")).unwrap_or_default();
        vec![
            said(self.unit.map(|unit| unit.to_string()).unwrap_or_else(|| "-".into()), Mark::Dim),
            plain(self.name.clone()),
            said(
                format!(
                    "{}{max} {}",
                    self.pods,
                    if self.max.unwrap_or(self.pods) == 1 { "pod" } else { "pods" }
                ),
                if full { Mark::Warn } else { Mark::Plain },
            ),
            self.gpus(),
            self.nodes.map_or_else(|| plain("no node"), node_words),
        ]
    }

    /// Its name without the accelerator's model.
    pub fn short_name(&self) -> &str {
        self.name.split_once(" (").map_or(&self.name, |(name, _)| name)
    }

    /// Its GPUs in use, and all.
    pub fn gpus(&self) -> Said {
        plain(self.accelerators.map(|(used, total)| format!("{used}/{total} GPUs")).unwrap_or_default())
    }

    /// Its GPUs as cells; a node that boots is one more.
    fn squares(&self, most: usize) -> Vec<Said> {
        let Some((used, total)) = self.accelerators else { return Vec::new() };
        squares(used, total, self.booting, most)
    }
}

/// Nodes that can be used, and those that are on their way.
pub fn node_words((ready, coming): (u32, u32)) -> Said {
    match coming {
        0 => plain(format!("{ready} ready")),
        coming => said(format!("{ready} ready, {coming} booting"), Mark::Warn),
    }
}

/// The rows of all places.
pub fn rows(places: &[Place], order: Option<&str>, width: usize) -> Vec<Row> {
    if places.is_empty() {
        return Vec::new();
    }
    let units = places.iter().any(|place| place.unit.is_some());
    let mut head = Row::of([said(if units { "UNITS" } else { "POOLS" }, Mark::Strong)]);
    if let Some(order) = order {
        head.push(format!("  {order}"), Mark::Dim);
    }
    let words: Vec<Vec<Said>> = places
        .iter()
        .map(|place| {
            let mut words = place.words();
            if !units {
                words.remove(0);
            }
            words
        })
        .collect();
    let (mut rows, _) = table_of(&words, places, width);
    rows.insert(0, head);
    rows
}

/// Words of each place, with its GPUs as cells behind them where there is room; and whether there was for all.
pub fn table_of<'a>(
    words: &[Vec<Said>],
    places: impl IntoIterator<Item = &'a Place>,
    width: usize,
) -> (Vec<Row>, bool) {
    /// More cells than this are a number.
    const MOST: usize = 24;
    let mut rows = super::row::table(words, 2);
    let mut all = true;
    let longest = rows.iter().map(Row::width).max().unwrap_or(0) + 2;
    for (row, place) in rows.iter_mut().zip(places) {
        let squares = place.squares(MOST);
        let wide: usize = squares.iter().map(|it| crate::ui::columns(&it.text)).sum();
        let fits = longest + wide <= width;
        all &= fits || wide == 0;
        if wide > 0 && fits {
            row.pad(longest);
            row.words.extend(squares);
        }
    }
    (rows, all)
}
