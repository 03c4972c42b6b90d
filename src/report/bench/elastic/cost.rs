//! What of each pool was there, how long, and what that cost.

use super::chronicle::Chronicle;
use super::join::Load;
use super::price::Tariff;
use crate::report::bench::cluster::{Cost, PoolUse, Priced};

/// Each pool in the time in which the load ran: from when requests were sent until the last one ended.
pub(super) fn pools(load: &Load<'_>, chronicle: &Chronicle, tariffs: &[Tariff], speed: f64) -> Vec<PoolUse> {
    const HOUR: f64 = 3600.0;
    let (begin, end) = (load.began, load.began + load.lasted);
    let mut pools: Vec<PoolUse> = Vec::new();
    let ends = chronicle.counts.iter().skip(1).map(|(at, _)| *at).chain([f64::INFINITY]);
    for ((at, counts), until) in chronicle.counts.iter().zip(ends) {
        let hours = (until.min(end) - at.max(begin)).max(0.0) * speed / HOUR;
        for nodes in &counts.nodes {
            let place = pools.iter().position(|pool| pool.pool == nodes.pool).unwrap_or_else(|| {
                let pool = nodes.pool.clone();
                pools.push(PoolUse { pool, node_hours: 0.0, gpu_hours: 0.0, price: None, cost: None });
                pools.len() - 1
            });
            let offered = counts.accelerators.iter().find(|(pool, _)| *pool == nodes.pool);
            let pool = &mut pools[place];
            pool.node_hours += f64::from(nodes.ready + nodes.booting) * hours;
            pool.gpu_hours += offered.map_or(0.0, |(_, count)| f64::from(*count)) * hours;
        }
    }
    for pool in &mut pools {
        let tariff = tariffs.iter().find(|tariff| tariff.pool == pool.pool);
        pool.price = tariff.map(|tariff| tariff.price);
        pool.cost = pool.price.map(|price| {
            price.per_hour
                * match price.of {
                    Priced::Node => pool.node_hours,
                    Priced::Gpu => pool.gpu_hours,
                }
        });
    }
    pools
}

/// All of it together; `None` without a price.
pub(super) fn cost(load: &Load<'_>, pools: &[PoolUse], tariffs: &[Tariff]) -> Option<Cost> {
    if tariffs.is_empty() {
        return None;
    }
    let total: f64 = pools.iter().filter_map(|pool| pool.cost).sum();
    let succeeded: u64 = load.timeline.seconds().iter().map(|second| second.succeeded).sum();
    let per = |count: u64, unit: f64| (count > 0).then(|| total / count as f64 * unit);
    Some(Cost {
        total,
        per_thousand_requests: per(succeeded, 1e3),
        per_million_tokens: load.tokens.and_then(|tokens| per(tokens, 1e6)),
        without_price: pools
            .iter()
            .filter(|pool| pool.price.is_none())
            .map(|pool| pool.pool.clone())
            .collect(),
    })
}
