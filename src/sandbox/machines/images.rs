//! Images on nodes: what lies there, and what is being pulled. A node pulls one image at a time, as a kubelet does by default.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use super::downloads::Downloads;
use super::span::between;

/// How an image gets to nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    /// Bytes.
    pub size: u64,
    /// The source that it is loaded from.
    pub source: &'a str,
}

/// A pull that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// From its turn.
    pub took: Duration,
    /// From when it was asked for.
    pub with_waiting: Duration,
}

#[derive(Debug, Clone, Default)]
struct Store {
    present: BTreeSet<String>,
    queue: VecDeque<Wanted>,
    turn: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Wanted {
    image: String,
    size: u64,
    source: String,
    asked: Timestamp,
}

/// What is being loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// An image onto a node.
    Image {
        /// The node.
        node: String,
        /// The image.
        image: String,
    },
    /// A model into a container.
    Model {
        /// The pod.
        pod: crate::sandbox::Key,
        /// The container.
        container: String,
    },
}

impl Item {
    /// An image onto a node.
    pub fn image(node: &str, image: &str) -> Self {
        Self::Image { node: node.to_owned(), image: image.to_owned() }
    }
}

/// The images of all nodes.
#[derive(Debug, Clone, Default)]
pub struct Images {
    nodes: BTreeMap<String, Store>,
}

impl Images {
    /// Whether a node has an image.
    pub fn has(&self, node: &str, image: &str) -> bool {
        self.nodes.get(node).is_some_and(|store| store.present.contains(image))
    }

    /// Whether a node is pulling it, or will.
    pub fn is_coming(&self, node: &str, image: &str) -> bool {
        self.nodes.get(node).is_some_and(|store| store.queue.iter().any(|wanted| wanted.image == image))
    }

    /// Lays an image on a node without a pull.
    pub fn preload(&mut self, node: &str, image: &str) {
        self.nodes.entry(node.into()).or_default().present.insert(image.into());
    }

    /// The images of a node, by name.
    pub fn on(&self, node: &str) -> impl Iterator<Item = &str> {
        self.nodes.get(node).into_iter().flat_map(|store| store.present.iter().map(String::as_str))
    }

    /// Asks for an image: it takes its turn. One that is coming already is not asked for twice.
    pub fn pull(
        &mut self,
        node: &str,
        image: &str,
        origin: Origin<'_>,
        downloads: &mut Downloads<Item>,
        now: Timestamp,
    ) {
        if self.is_coming(node, image) {
            return;
        }
        let store = self.nodes.entry(node.into()).or_default();
        store.queue.push_back(Wanted {
            image: image.into(),
            size: origin.size,
            source: origin.source.into(),
            asked: now,
        });
        start_next(node, store, downloads, now);
    }

    /// A download has ended: the image is there, and the next one has its turn.
    pub fn finish(
        &mut self,
        node: &str,
        image: &str,
        downloads: &mut Downloads<Item>,
        now: Timestamp,
    ) -> Option<Pulled> {
        let store = self.nodes.get_mut(node)?;
        let turn = store.turn.take_if(|_| store.queue.front().is_some_and(|wanted| wanted.image == image))?;
        let wanted = store.queue.pop_front()?;
        store.present.insert(wanted.image);
        start_next(node, store, downloads, now);
        Some(Pulled { took: between(turn, now), with_waiting: between(wanted.asked, now) })
    }

    /// The node is gone, and what it had.
    pub fn forget(&mut self, node: &str, downloads: &mut Downloads<Item>) {
        for wanted in self.nodes.remove(node).into_iter().flat_map(|store| store.queue) {
            downloads.cancel(&Item::Image { node: node.to_owned(), image: wanted.image });
        }
    }
}

fn start_next(node: &str, store: &mut Store, downloads: &mut Downloads<Item>, now: Timestamp) {
    if let (None, Some(wanted)) = (store.turn, store.queue.front()) {
        store.turn = Some(now);
        downloads.start(Item::image(node, &wanted.image), &wanted.source, node, wanted.size);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::machines::downloads::Link;
    use crate::sandbox::machines::span::after;

    #[test]
    fn a_node_pulls_one_after_the_other_and_keeps_what_it_has() {
        let start = Timestamp::UNIX_EPOCH;
        let link = Link { total: 100.0, per_node: None };
        let mut downloads = Downloads::new(BTreeMap::from([("r".to_owned(), link)]), start);
        let mut images = Images::default();
        let origin = |size| Origin { size, source: "r" };
        images.pull("n", "a", origin(1000), &mut downloads, start);
        images.pull("n", "b", origin(500), &mut downloads, start);
        images.pull("n", "a", origin(1000), &mut downloads, start);
        let ten = after(start, 10.0);
        assert_eq!(downloads.advance(ten), [(Item::image("n", "a"), ten)]);
        let pulled = images.finish("n", "a", &mut downloads, ten).unwrap();
        assert_eq!((pulled.took.as_secs(), pulled.with_waiting.as_secs()), (10, 10));
        let fifteen = after(start, 15.0);
        assert_eq!(downloads.advance(fifteen), [(Item::image("n", "b"), fifteen)]);
        let pulled = images.finish("n", "b", &mut downloads, fifteen).unwrap();
        assert_eq!((pulled.took.as_secs(), pulled.with_waiting.as_secs()), (5, 15));
        assert!(images.has("n", "a") && !images.has("m", "a") && !images.is_coming("n", "b"));
        images.pull("n", "c", origin(1000), &mut downloads, fifteen);
        images.forget("n", &mut downloads);
        assert!(downloads.next().is_none() && !images.has("n", "a"));
    }
}
