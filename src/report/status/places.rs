//! Scheduling units and node pools, in one table where a unit is a pool.

use super::Screen;
use crate::elastic::units::Order;
use crate::observe::{Pool, Service, Unit};
use crate::ui::{Mark, Table};

/// The table of places.
pub fn places(service: &Service, screen: Screen) -> String {
    if service.units.is_empty() && service.pools.is_empty() {
        return String::new();
    }
    let accelerator = service.accelerator.as_deref();
    let has_units = !service.units.is_empty();
    let first = if has_units { "UNITS" } else { "POOLS" };
    let mut header = vec![first];
    header.extend(has_units.then_some("POOL"));
    header.push(if has_units { "PODS/MAX" } else { "PODS" });
    header.extend(accelerator.map(|_| "GPUS USED"));
    header.push("NODES");
    let mut table = Table::new(header);
    let mut shown: Vec<(Option<&str>, Option<&str>)> = Vec::new();
    for (index, unit) in service.units.iter().enumerate() {
        let pool = service.pools.iter().find(|pool| pool.name.is_some() && pool.name == unit.pool);
        shown.extend(pool.map(place));
        let max = unit.max.map_or_else(|| "no max".to_owned(), |max| max.to_string());
        let full = unit.max.is_some_and(|max| unit.used >= max);
        let mark = if full { Mark::Warn } else { Mark::Plain };
        let mut cells = vec![
            ((index + 1).to_string(), Mark::Plain),
            (named(unit), Mark::Plain),
            (format!("{}/{max}", unit.used), mark),
        ];
        cells.extend(accelerator.map(|_| pool.map_or(("-".to_owned(), Mark::Plain), gpus)));
        cells.push((pool.map_or_else(|| "none".to_owned(), nodes), Mark::Plain));
        table.marked(cells);
    }
    for pool in service.pools.iter().filter(|pool| !shown.contains(&place(pool))) {
        let name = pool.place().unwrap_or_else(|| "without a pool".to_owned());
        let model = pool.model.as_deref().map(|model| format!(" ({model})")).unwrap_or_default();
        let mut cells = match has_units {
            true => vec![("-".to_owned(), Mark::Plain), (name, Mark::Plain)],
            false => vec![(format!("{name}{model}"), Mark::Plain)],
        };
        cells.push((pool.pods.to_string(), Mark::Plain));
        cells.extend(accelerator.map(|_| gpus(pool)));
        cells.push((nodes(pool), Mark::Plain));
        table.marked(cells);
    }
    let mut text = format!("{}{}", screen.gap(), table.render(screen.width, screen.colour));
    if let Some(order) = &service.order {
        let said = match order {
            Order::ResourcePolicy { name } => format!("order by ResourcePolicy {name}"),
            Order::Affinity => {
                "order by node affinity, which the scheduler prefers and shrinking ignores".to_owned()
            }
        };
        text.push_str(&screen.wrapped(&said, 2, Mark::Dim));
    }
    text
}

/// Cluster and id: pools of two clusters may share an id.
fn place(pool: &Pool) -> (Option<&str>, Option<&str>) {
    (pool.cluster.as_deref(), pool.counts.id.as_deref())
}

fn named(unit: &Unit) -> String {
    let resource = unit.resource.as_deref().map(|resource| format!(" ({resource})")).unwrap_or_default();
    let name = unit.pool.clone().unwrap_or_else(|| {
        let labels: Vec<String> = unit.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
        if labels.is_empty() { "any node".to_owned() } else { labels.join(",") }
    });
    format!("{name}{resource}")
}

fn gpus(pool: &Pool) -> (String, Mark) {
    let mark =
        if pool.counts.used >= pool.counts.total && pool.counts.total > 0 { Mark::Warn } else { Mark::Plain };
    (format!("{}/{}", pool.counts.used, pool.counts.total), mark)
}

fn nodes(pool: &Pool) -> String {
    let counts = &pool.counts;
    let mut parts = vec![format!("{} ready", counts.ready)];
    if counts.not_ready > 0 {
        parts.push(format!("{} not ready", counts.not_ready));
    }
    if counts.without_accelerator > 0 {
        parts.push(format!("{} without its GPU yet", counts.without_accelerator));
    }
    parts.join(", ")
}
