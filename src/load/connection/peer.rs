//! Who is at the other end of a connection, as far as it shows: an answer that is cut before its head names no pod.

use std::net::IpAddr;

use crate::load::fault::{Pod, Witness};

/// The other end of a connection.
#[derive(Debug, Clone, Default)]
pub struct Peer {
    /// Its address, if somebody asks: where connections go to pods themselves it is a pod's.
    address: Option<IpAddr>,
    /// The pod that all answers so far named.
    only: Option<Box<str>>,
    /// Whether answers named several: then something between spreads requests, and the next may come from any.
    several: bool,
}

impl Peer {
    /// At an address.
    pub fn at(address: Option<IpAddr>) -> Self {
        Self { address, ..Self::default() }
    }

    /// An answer came, and named this pod.
    pub fn named(&mut self, pod: &str) {
        match &self.only {
            Some(only) if **only == *pod => {}
            Some(_) => self.several = true,
            None => self.only = Some(pod.into()),
        }
    }

    /// The pod of an answer that was cut: the one that it `named`, else the one that all before it came from, else whatever has
    /// the address.
    pub fn of_cut(&self, named: Option<String>) -> Option<Pod> {
        if let Some(name) = named {
            return Some(Pod { name, witness: Witness::Header });
        }
        let only = self.only.as_deref().filter(|_| !self.several).map(str::to_owned);
        let name = only.or_else(|| self.address.map(|address| address.to_string()))?;
        Some(Pod { name, witness: Witness::Connection })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_stands_for_a_pod_while_all_its_answers_come_from_one() {
        let told = |peer: &Peer, named: Option<&str>| {
            peer.of_cut(named.map(str::to_owned)).map(|pod| (pod.name, pod.witness))
        };
        let mut peer = Peer::default();
        assert_eq!(told(&peer, None), None);
        peer.named("qwen-1");
        peer.named("qwen-1");
        assert_eq!(told(&peer, None), Some(("qwen-1".to_owned(), Witness::Connection)));
        assert_eq!(told(&peer, Some("qwen-2")), Some(("qwen-2".to_owned(), Witness::Header)));
        // Behind a gateway the next may come from any.
        peer.named("qwen-2");
        assert_eq!(told(&peer, None), None);
        let direct = Peer::at(Some([10, 0, 0, 7].into()));
        assert_eq!(told(&direct, None), Some(("10.0.0.7".to_owned(), Witness::Connection)));
    }
}
