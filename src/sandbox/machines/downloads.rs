//! Downloads that share bandwidth: each source has so much in all, and perhaps a limit for each node.
//!
//! Rates are max-min fair, by progressive filling (Bertsekas and Gallager, *Data Networks*, §6.5.2): all rates rise together until a
//! link is full; its downloads stay there, and the others rise on.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::span::{after, seconds_between};

/// What a source gives, in bytes a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// To all together.
    pub total: f64,
    /// To each node at most; the whole without it.
    pub per_node: Option<f64>,
}

#[derive(Debug, Clone)]
struct Download {
    source: String,
    node: String,
    left: f64,
    rate: f64,
}

/// Downloads under way, by an id of the caller's.
#[derive(Debug, Clone)]
pub struct Downloads<Id> {
    links: BTreeMap<String, Link>,
    running: BTreeMap<Id, Download>,
    at: Timestamp,
}

/// Less than this is done: what is left of a sum of floats.
const NOTHING: f64 = 1e-3;

impl<Id: Ord + Clone> Downloads<Id> {
    /// Nothing runs yet.
    pub fn new(links: BTreeMap<String, Link>, now: Timestamp) -> Self {
        Self { links, running: BTreeMap::new(), at: now }
    }

    /// Starts to load from a source onto a node. A source that is not known is infinitely fast.
    ///
    /// [`Self::advance`] comes first: what is done by now must be taken.
    #[expect(clippy::cast_precision_loss, reason = "sizes below 2^53 bytes are exact")]
    pub fn start(&mut self, id: Id, source: &str, node: &str, bytes: u64) {
        let download = Download { source: source.into(), node: node.into(), left: bytes as f64, rate: 0.0 };
        self.running.insert(id, download);
        self.share();
    }

    /// Gives a download up.
    pub fn cancel(&mut self, id: &Id) {
        if self.running.remove(id).is_some() {
            self.share();
        }
    }

    /// Whether it is under way.
    pub fn runs(&self, id: &Id) -> bool {
        self.running.contains_key(id)
    }

    /// How many bytes a download lacks, at which rate they come, and since when that is so.
    pub fn left(&self, id: &Id) -> Option<(f64, f64, Timestamp)> {
        self.running.get(id).map(|download| (download.left, download.rate, self.at))
    }

    /// When the next one is done if nothing changes.
    pub fn next(&self) -> Option<Timestamp> {
        self.running.values().map(|download| self.done_at(download)).min()
    }

    /// Moves on to `now`: what is done meanwhile, with the time, in that order.
    pub fn advance(&mut self, now: Timestamp) -> Vec<(Id, Timestamp)> {
        let mut done = Vec::new();
        while let Some(next) = self.next().filter(|next| *next <= now) {
            self.load_until(next);
            let finished: Vec<Id> = self
                .running
                .iter()
                .filter(|(_, download)| download.left <= NOTHING || self.done_at(download) <= next)
                .map(|(id, _)| id.clone())
                .collect();
            for id in finished {
                self.running.remove(&id);
                done.push((id, next));
            }
            self.share();
        }
        self.load_until(now);
        done
    }

    fn done_at(&self, download: &Download) -> Timestamp {
        match download.left <= NOTHING || download.rate.is_infinite() {
            true => self.at,
            false => after(self.at, download.left / download.rate),
        }
    }

    fn load_until(&mut self, then: Timestamp) {
        let passed = seconds_between(self.at, then);
        if passed > 0.0 {
            for download in self.running.values_mut().filter(|download| download.rate.is_finite()) {
                download.left = (download.left - download.rate * passed).max(0.0);
            }
            self.at = then;
        }
    }

    /// Sets all rates anew.
    fn share(&mut self) {
        let mut sources: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for download in self.running.values() {
            *sources.entry(&download.source).or_default().entry(&download.node).or_default() += 1;
        }
        let mut rates: BTreeMap<(String, String), f64> = BTreeMap::new();
        for (source, nodes) in sources {
            for (node, rate) in fill(self.links.get(source), &nodes) {
                rates.insert((source.to_owned(), node.to_owned()), rate);
            }
        }
        for download in self.running.values_mut() {
            let key = (download.source.clone(), download.node.clone());
            download.rate = rates.get(&key).copied().unwrap_or(f64::INFINITY);
        }
    }
}

/// The rate of each download by node, for one source; `nodes` says how many run there.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn fill<'a>(link: Option<&Link>, nodes: &BTreeMap<&'a str, usize>) -> Vec<(&'a str, f64)> {
    let Some(link) = link else {
        return nodes.keys().map(|node| (*node, f64::INFINITY)).collect();
    };
    // The node whose limit is reached first is the one with the most downloads.
    let mut order: Vec<(&str, usize)> = nodes.iter().map(|(node, count)| (*node, *count)).collect();
    order.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut left = link.total;
    let mut waiting: usize = order.iter().map(|(_, count)| count).sum();
    let mut rates = Vec::with_capacity(order.len());
    for (node, count) in order {
        let fair = left / waiting as f64;
        let limit = link.per_node.map_or(f64::INFINITY, |limit| limit / count as f64);
        let rate = fair.min(limit);
        left -= rate * count as f64;
        waiting -= count;
        rates.push((node, rate));
    }
    rates
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(seconds: f64) -> Timestamp {
        after(START, seconds)
    }

    fn downloads(total: f64, per_node: Option<f64>) -> Downloads<u32> {
        Downloads::new(BTreeMap::from([("registry".to_owned(), Link { total, per_node })]), START)
    }

    #[test]
    fn a_source_is_shared_and_what_one_leaves_the_others_take() {
        let mut both = downloads(100.0, None);
        both.start(1, "registry", "a", 1000);
        assert_eq!(both.next(), Some(at(10.0)));
        assert_eq!(both.advance(at(5.0)), []);
        both.start(2, "registry", "b", 1000);
        // The first has 500 left at 50 a second; then the second has 500 left at 100.
        assert_eq!(both.advance(at(100.0)), [(1, at(15.0)), (2, at(20.0))]);
        assert_eq!(both.next(), None);
    }

    #[test]
    fn a_nodes_limit_leaves_the_rest_to_others() {
        let mut three = downloads(100.0, Some(60.0));
        three.start(1, "registry", "a", 2000);
        three.start(2, "registry", "a", 2000);
        three.start(3, "registry", "b", 400);
        // Two of node a have 30 each, b has 40.
        assert_eq!(three.next(), Some(at(10.0)));
        assert_eq!(three.advance(at(10.0)), [(3, at(10.0))]);
        three.cancel(&2);
        // 1700 left at 60.
        assert_eq!(three.next(), Some(after(at(10.0), 1700.0 / 60.0)));
    }

    #[test]
    fn nothing_and_an_unknown_source_take_no_time() {
        let mut none = downloads(1.0, None);
        none.start(1, "registry", "a", 0);
        none.start(2, "elsewhere", "a", u64::MAX);
        assert_eq!(none.advance(START), [(1, START), (2, START)]);
    }

    proptest! {
        /// Bytes are neither lost nor made: the source is never faster than it is, and never idle while something is left.
        #[test]
        fn a_source_gives_all_it_has_and_no_more(sizes in prop::collection::vec((1_u64..100_000, 0_u8..4, 0_u32..50), 1..20)) {
            let mut shared = downloads(1000.0, None);
            let mut starts: Vec<_> = sizes.iter().enumerate().collect();
            starts.sort_by_key(|(_, (_, _, start))| *start);
            let mut done = Vec::new();
            for (id, (bytes, node, start)) in starts {
                done.extend(shared.advance(at(f64::from(*start))));
                shared.start(u32::try_from(id).unwrap(), "registry", &format!("n{node}"), *bytes);
            }
            done.extend(shared.advance(at(1e9)));
            prop_assert_eq!(done.len(), sizes.len());
            prop_assert!(done.windows(2).all(|pair| pair[0].1 <= pair[1].1));
            // Work conservation: the last is done when a single queue with that rate would be empty.
            let mut by_start: Vec<_> = sizes.clone();
            by_start.sort_by_key(|(_, _, start)| *start);
            let end = by_start.iter().fold(0.0_f64, |end, (bytes, _, start)| {
                end.max(f64::from(*start)) + *bytes as f64 / 1000.0
            });
            let last = seconds_between(START, done.last().unwrap().1);
            prop_assert!((last - end).abs() < 1e-3, "{} {}", last, end);
        }

        /// With limits, no one could have more without another with less or as much losing.
        #[test]
        fn rates_are_max_min_fair(counts in prop::collection::btree_map("[a-e]", 1_usize..5, 1..5), limit in 1.0_f64..200.0) {
            let nodes: BTreeMap<&str, usize> = counts.iter().map(|(node, count)| (node.as_str(), *count)).collect();
            let rates: BTreeMap<_, _> = fill(Some(&Link { total: 100.0, per_node: Some(limit) }), &nodes).into_iter().collect();
            let sum: f64 = rates.iter().map(|(node, rate)| rate * nodes[node] as f64).sum();
            let most = rates.values().copied().fold(0.0, f64::max);
            prop_assert!(sum <= 100.0 + 1e-9);
            for (node, rate) in &rates {
                let at_limit = (rate * nodes[node] as f64 - limit).abs() < 1e-9;
                let source_full = (sum - 100.0).abs() < 1e-9 && (most - rate).abs() < 1e-9;
                prop_assert!(at_limit || source_full, "{} {} {}", node, rate, sum);
            }
        }
    }
}
