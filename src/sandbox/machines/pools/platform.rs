//! The platform: pools of machines that boot, fail to, are taken back.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::sandbox::machines::chance::Chance;
use crate::sandbox::machines::span::{between, later};
use crate::sandbox::scenario::Pool;

/// Begins the provider id of every node that this platform made.
pub const PROVIDER: &str = "neap://";

/// A machine that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The node's name.
    pub node: String,
    /// Its pool, by place.
    pub pool: usize,
    /// When it was asked for.
    pub asked: Timestamp,
    /// When its node is Ready; `None` for one that never boots.
    pub ready: Option<Timestamp>,
    /// When it is taken back, once that is announced.
    pub taken_back: Option<Timestamp>,
}

/// The pools and their machines.
#[derive(Debug, Clone)]
pub struct Platform {
    pools: Vec<Pool>,
    machines: BTreeMap<String, Machine>,
    /// How many were delivered after the start, by pool.
    delivered: Vec<u32>,
    /// The number of the last node, by pool.
    last_number: Vec<u32>,
    /// Which reclaims have been announced, by pool.
    announced: Vec<usize>,
    start: Timestamp,
    chance: Chance,
}

/// The platform has no more such machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfStock;

impl std::fmt::Display for OutOfStock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .write_str("OperationDenied.NoStock: the requested resource is sold out in the specified zone")
    }
}

impl Platform {
    /// The pools with the machines that they have from the start, which are ready.
    pub fn new(pools: Vec<Pool>, seed: u64, start: Timestamp) -> Self {
        let none = vec![0; pools.len()];
        let mut platform = Self {
            machines: BTreeMap::new(),
            delivered: none.clone(),
            last_number: none,
            announced: vec![0; pools.len()],
            chance: Chance::new(seed, "boot"),
            pools,
            start,
        };
        for pool in 0..platform.pools.len() {
            for _ in 0..platform.pools[pool].initial {
                platform.deliver(pool, start, Some(start));
            }
        }
        platform
    }

    /// The pools.
    pub fn pools(&self) -> &[Pool] {
        &self.pools
    }

    /// When the sandbox started.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// The machines of a pool, by the names of their nodes.
    pub fn machines_of(&self, pool: usize) -> impl Iterator<Item = &Machine> {
        self.machines.values().filter(move |machine| machine.pool == pool)
    }

    /// All machines, by the names of their nodes.
    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.machines.values()
    }

    /// The machine of a node.
    pub fn machine(&self, node: &str) -> Option<&Machine> {
        self.machines.get(node)
    }

    /// How many machines a pool has or waits for.
    pub fn size(&self, pool: usize) -> u32 {
        u32::try_from(self.machines_of(pool).count()).unwrap_or(u32::MAX)
    }

    /// The provider id of a node.
    pub fn provider_id(&self, machine: &Machine) -> String {
        format!("{PROVIDER}{}/{}", self.pools[machine.pool].id(), machine.node)
    }

    /// The pool in a provider id that this platform gave, by place.
    pub fn pool_of(&self, provider_id: &str) -> Option<usize> {
        let (pool, _) = provider_id.strip_prefix(PROVIDER)?.rsplit_once('/')?;
        self.pools.iter().position(|known| known.id() == pool)
    }

    /// Takes over a node that was there before this process: its machine is ready.
    pub fn adopt(&mut self, node: &str, pool: usize, created: Timestamp) {
        let number = node.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or(0);
        self.last_number[pool] = self.last_number[pool].max(number);
        let machine =
            Machine { node: node.to_owned(), pool, asked: created, ready: Some(created), taken_back: None };
        self.machines.entry(node.to_owned()).or_insert(machine);
    }

    /// Asks for machines.
    ///
    /// # Errors
    /// There are fewer left; then none comes.
    pub fn grow(&mut self, pool: usize, by: u32, now: Timestamp) -> Result<Vec<Machine>, OutOfStock> {
        if self.stock(pool, now).is_some_and(|left| left < by) {
            return Err(OutOfStock);
        }
        let boot = self.pools[pool].boot.0;
        let machines = (0..by).map(|_| {
            self.delivered[pool] += 1;
            let fails = self.fails_to_boot(pool, self.delivered[pool]);
            self.deliver(pool, now, (!fails).then(|| later(now, boot)))
        });
        Ok(machines.collect())
    }

    /// Gives a machine up.
    pub fn remove(&mut self, node: &str) -> Option<Machine> {
        self.machines.remove(node)
    }

    /// Announces what is taken back by now: those machines, the oldest ready ones of their pools.
    pub fn reclaim(&mut self, now: Timestamp) -> Vec<Machine> {
        let mut taken = Vec::new();
        for pool in 0..self.pools.len() {
            while let Some(reclaim) = self.pools[pool].faults.spot_reclaim.get(self.announced[pool]).cloned()
            {
                if later(self.start, reclaim.at.0) > now {
                    break;
                }
                self.announced[pool] += 1;
                let gone = later(now, reclaim.notice.0);
                let mut ready: Vec<_> = self
                    .machines
                    .values_mut()
                    .filter(|machine| machine.pool == pool && machine.taken_back.is_none())
                    .filter(|machine| machine.ready.is_some_and(|ready| ready <= now))
                    .collect();
                ready.sort_by_key(|machine| machine.asked);
                for machine in ready.into_iter().take(reclaim.nodes as usize) {
                    machine.taken_back = Some(gone);
                    taken.push(machine.clone());
                }
            }
        }
        taken
    }

    /// When the next reclaim is announced.
    pub fn next_reclaim(&self) -> Option<Timestamp> {
        let next = |(pool, announced): (&Pool, &usize)| {
            let reclaim = pool.faults.spot_reclaim.get(*announced)?;
            Some(later(self.start, reclaim.at.0))
        };
        self.pools.iter().zip(&self.announced).filter_map(next).min()
    }

    /// How many machines the platform still has for a pool; `None` if it has enough.
    fn stock(&self, pool: usize, now: Timestamp) -> Option<u32> {
        let fault = self.pools[pool].faults.out_of_stock.as_ref()?;
        let since = later(self.start, fault.from.0);
        let lasts = fault.lasts.is_none_or(|lasts| between(since, now) < lasts.0);
        (now >= since && lasts).then(|| fault.after_nodes.saturating_sub(self.delivered[pool]))
    }

    fn fails_to_boot(&mut self, pool: usize, nth: u32) -> bool {
        let Some(fault) = self.pools[pool].faults.boot_failure.clone() else { return false };
        let unlucky = fault.rate.is_some_and(|rate| self.chance.share() < rate.0);
        fault.nth.contains(&nth) || unlucky
    }

    fn deliver(&mut self, pool: usize, asked: Timestamp, ready: Option<Timestamp>) -> Machine {
        self.last_number[pool] += 1;
        let node = format!("{}-{}", node_prefix(&self.pools[pool].name), self.last_number[pool]);
        let machine = Machine { node: node.clone(), pool, asked, ready, taken_back: None };
        self.machines.insert(node, machine.clone());
        machine
    }
}

/// How long before a node is Ready its kubelet registers it.
pub fn registration_lead(boot: Duration) -> Duration {
    (boot / 4).min(Duration::from_secs(5))
}

/// The name of a pool as the beginning of a host name.
fn node_prefix(pool: &str) -> String {
    let lower = pool.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    match lower.trim_matches('-') {
        "" => "node".to_owned(),
        prefix => prefix.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::scenario::Scenario;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn platform(pool: &str) -> Platform {
        let scenario = Scenario::parse(&format!("pools: [{{name: GPU-Cloud, max: 9, boot: 60s, {pool}}}]"));
        Platform::new(scenario.unwrap().pools, 1, START)
    }

    fn at(seconds: u64) -> Timestamp {
        later(START, Duration::from_secs(seconds))
    }

    #[test]
    fn machines_boot_and_have_names_that_hosts_may_have() {
        let mut platform = platform("initial: 1");
        assert_eq!(platform.machine("gpu-cloud-1").unwrap().ready, Some(START));
        let machines = platform.grow(0, 2, at(10)).unwrap();
        assert_eq!(
            machines.iter().map(|machine| (machine.node.as_str(), machine.ready)).collect::<Vec<_>>(),
            [("gpu-cloud-2", Some(at(70))), ("gpu-cloud-3", Some(at(70)))]
        );
        assert_eq!(platform.size(0), 3);
        let id = platform.provider_id(&machines[0]);
        assert_eq!((id.as_str(), platform.pool_of(&id)), ("neap://GPU-Cloud/gpu-cloud-2", Some(0)));
        assert_eq!(platform.pool_of("aws:///x/i-1"), None);
        platform.remove("gpu-cloud-3");
        assert_eq!(platform.grow(0, 1, at(10)).unwrap()[0].node, "gpu-cloud-4");
    }

    #[test]
    fn stock_ends_and_comes_back() {
        let mut platform = platform("faults: {outOfStock: {afterNodes: 1, from: 10s, for: 60s}}");
        assert_eq!(platform.grow(0, 2, at(20)), Err(OutOfStock));
        assert_eq!(platform.grow(0, 1, at(20)).unwrap().len(), 1);
        assert_eq!(platform.grow(0, 1, at(69)), Err(OutOfStock));
        assert_eq!(platform.grow(0, 1, at(70)).unwrap().len(), 1);
    }

    #[test]
    fn some_never_boot() {
        let mut one = platform("faults: {bootFailure: {nth: [2]}}");
        let ready: Vec<_> =
            one.grow(0, 3, at(0)).unwrap().iter().map(|machine| machine.ready.is_some()).collect();
        assert_eq!(ready, [true, false, true]);
        let mut many = platform("faults: {bootFailure: {rate: 50%}}");
        let failed =
            many.grow(0, 1000, at(0)).unwrap().iter().filter(|machine| machine.ready.is_none()).count();
        assert!((430..570).contains(&failed), "{failed}");
    }

    #[test]
    fn the_oldest_are_taken_back_after_a_notice() {
        let mut platform = platform("initial: 2, faults: {spotReclaim: [{at: 5m, notice: 30s}]}");
        assert_eq!(platform.next_reclaim(), Some(at(300)));
        assert_eq!(platform.reclaim(at(299)), []);
        let taken = platform.reclaim(at(300));
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].node.as_str(), taken[0].taken_back), ("gpu-cloud-1", Some(at(330))));
        assert_eq!((platform.reclaim(at(301)), platform.next_reclaim()), (vec![], None));
    }
}
