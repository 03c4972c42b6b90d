//! Scheduling units and node pools with their GPUs as cells.

use super::gauge::squares;
use super::row::{Row, Said, plain, said};
use crate::observe::{Pool, Service};
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

/// Units in their order, then pools that no unit means.
pub fn places(service: &Service) -> Vec<Place> {
    let mut shown: Vec<&Pool> = Vec::new();
    let mut places = Vec::new();
    for (at, unit) in service.units.iter().enumerate() {
        let pool = service.pools.iter().find(|pool| pool.name.is_some() && pool.name == unit.pool);
        shown.extend(pool);
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
        places.push(with_pool(place, pool, service));
    }
    for pool in service.pools.iter().filter(|pool| !shown.iter().any(|it| std::ptr::eq(*it, *pool))) {
        let name = pool.place().unwrap_or_else(|| "without a pool".to_owned());
        let model = pool.model.as_deref().map(|model| format!(" ({model})")).unwrap_or_default();
        let place = Place { name: format!("{name}{model}"), pods: pool.pods, ..Place::default() };
        places.push(with_pool(place, Some(pool), service));
    }
    places
}

fn with_pool(place: Place, pool: Option<&Pool>, service: &Service) -> Place {
    let Some(pool) = pool else { return place };
    let counts = &pool.counts;
    let offers_none = pool.nodes.iter().filter(|node| !node.usable && node.accelerators == 0).count();
    Place {
        booting: u32::try_from(offers_none).unwrap_or(u32::MAX),
        accelerators: service.accelerator.as_ref().map(|_| (counts.used, counts.total)),
        nodes: Some((counts.ready, counts.not_ready + counts.without_accelerator)),
        ..place
    }
}

impl Place {
    /// Number, name, pods, GPUs, nodes.
    fn words(&self) -> Vec<Said> {
        let full = self.max.is_some_and(|max| self.pods >= max);
        let max = self.max.map(|max| format!(" of {max}")).unwrap_or_default();
        let (ready, coming) = self.nodes.unwrap_or_default();
        let nodes = match (self.nodes, coming) {
            (None, _) => "no node".to_owned(),
            (Some(_), 0) => format!("{ready} ready"),
            (Some(_), coming) => format!("{ready} ready, {coming} booting"),
        };
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
            plain(self.accelerators.map(|(used, total)| format!("{used}/{total} GPUs")).unwrap_or_default()),
            said(nodes, if coming > 0 { Mark::Warn } else { Mark::Plain }),
        ]
    }

    /// Its GPUs as cells; a node that boots is one more.
    fn squares(&self, most: usize) -> Vec<Said> {
        let Some((used, total)) = self.accelerators else { return Vec::new() };
        squares(used, total, self.booting, most)
    }
}

/// The rows of all places.
pub fn rows(places: &[Place], order: Option<&str>, width: usize) -> Vec<Row> {
    /// More cells than this are a number.
    const MOST: usize = 24;
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
    let mut rows = super::row::table(&words, 2);
    let longest = rows.iter().map(Row::width).max().unwrap_or(0) + 2;
    for (row, place) in rows.iter_mut().zip(places) {
        let squares = place.squares(MOST);
        let wide: usize = squares.iter().map(|it| crate::ui::columns(&it.text)).sum();
        if wide > 0 && longest + wide <= width {
            row.pad(longest);
            row.words.extend(squares);
        }
    }
    rows.insert(0, head);
    rows
}
