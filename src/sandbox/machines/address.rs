//! Addresses: nodes in 10.16.0.0/12, and for each node a block of 256 for its pods in 10.128.0.0/9.

use std::collections::{BTreeMap, BTreeSet};

/// Where kubelets listen.
pub const KUBELET_PORT: u16 = 10250;

/// Which node and pod has which address.
#[derive(Debug, Default)]
pub struct Addresses {
    nodes: BTreeMap<String, u32>,
    pods: BTreeMap<String, BTreeSet<u32>>,
    /// Where the search for a free number goes on, so that an address is not given again at once.
    next: BTreeMap<String, u32>,
}

/// The most nodes that have blocks.
const BLOCKS: u32 = 1 << 15;

impl Addresses {
    /// The number of a node; it keeps it.
    fn number(&mut self, node: &str) -> u32 {
        let free = u32::try_from(self.nodes.len()).unwrap_or(0) % BLOCKS;
        *self.nodes.entry(node.to_owned()).or_insert(free)
    }

    /// A node's address.
    pub fn node(&mut self, node: &str) -> String {
        let number = self.number(node) + 1;
        format!("10.{}.{}.{}", 16 + (number >> 16), (number >> 8) & 255, number & 255)
    }

    /// The block that a node's pods are in.
    pub fn block(&mut self, node: &str) -> String {
        let number = self.number(node);
        format!("10.{}.{}.0/24", 128 + (number >> 8), number & 255)
    }

    /// A free address for a pod of a node.
    pub fn take(&mut self, node: &str) -> String {
        let number = self.number(node);
        let used = self.pods.entry(node.to_owned()).or_default();
        let next = self.next.entry(node.to_owned()).or_insert(2);
        let free = (0..253).map(|step| 2 + (*next - 2 + step) % 253).find(|host| !used.contains(host));
        let host = free.unwrap_or(*next);
        *next = 2 + (host - 1) % 253;
        used.insert(host);
        format!("10.{}.{}.{host}", 128 + (number >> 8), number & 255)
    }

    /// Takes an address that a pod has already.
    pub fn claim(&mut self, node: &str, address: &str) {
        if let Some(host) = address.rsplit('.').next().and_then(|host| host.parse().ok()) {
            self.number(node);
            self.pods.entry(node.to_owned()).or_default().insert(host);
        }
    }

    /// A pod is gone.
    pub fn free(&mut self, node: &str, address: &str) {
        if let Some(host) = address.rsplit('.').next().and_then(|host| host.parse().ok())
            && let Some(used) = self.pods.get_mut(node)
        {
            used.remove(&host);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_and_pods_have_addresses_of_their_own() {
        let mut addresses = Addresses::default();
        assert_eq!((addresses.node("a"), addresses.node("b")), ("10.16.0.1".into(), "10.16.0.2".into()));
        assert_eq!(addresses.node("a"), "10.16.0.1");
        assert_eq!(addresses.block("b"), "10.128.1.0/24");
        assert_eq!((addresses.take("b"), addresses.take("b")), ("10.128.1.2".into(), "10.128.1.3".into()));
        addresses.free("b", "10.128.1.2");
        assert_eq!(addresses.take("b"), "10.128.1.4");
        addresses.claim("b", "10.128.1.5");
        assert_eq!(addresses.take("b"), "10.128.1.6");
        let mut seen = BTreeSet::new();
        for _ in 0..253 {
            seen.insert(addresses.take("a"));
        }
        assert_eq!(seen.len(), 253);
    }
}
