//! Images and models on their way to nodes and containers, and whom it concerns when they are there.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;

use super::downloads::{Downloads, Link};
use super::images::{Images, Item, Origin, Pulled};
use super::span::between;
use crate::kubernetes::resources::{Container, PodSpec};
use crate::sandbox::Key;
use crate::sandbox::scenario::{Image, Model, Scenario};

/// The source of what lies on the node's own disk.
const DISK: &str = "disk of the node";
/// How fast a node reads from its disk, in bytes a second: a local NVMe drive.
const DISK_SPEED: f64 = 2.0 * (1_u64 << 30) as f64;
/// How long it takes to find that the image that is there is the newest one.
const CHECK: Duration = Duration::from_millis(300);

/// What is being loaded, and what has been.
pub struct Stores {
    images: Images,
    downloads: Downloads<Item>,
    /// Pulls that have ended, by node and image.
    pulled: BTreeMap<(String, String), Pulled>,
    /// Models that have been loaded: when it began and ended.
    loaded: BTreeMap<(Key, String), (Timestamp, Timestamp)>,
    began: BTreeMap<(Key, String), Timestamp>,
}

/// Something has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// An image on a node; its pods may wait for it.
    OnNode(String),
    /// A model for a pod.
    ForPod(Key),
}

impl Stores {
    /// With a scenario's sources.
    pub fn new(scenario: &Scenario, now: Timestamp) -> Self {
        let mut links: BTreeMap<String, Link> = scenario
            .sources
            .iter()
            .map(|source| {
                let per_node = source.per_node.map(|limit| limit.bytes_per_second());
                (source.name.clone(), Link { total: source.bandwidth.bytes_per_second(), per_node })
            })
            .collect();
        // Each node has a disk of its own.
        links.insert(DISK.into(), Link { total: f64::INFINITY, per_node: Some(DISK_SPEED) });
        Self {
            images: Images::default(),
            downloads: Downloads::new(links, now),
            pulled: BTreeMap::new(),
            loaded: BTreeMap::new(),
            began: BTreeMap::new(),
        }
    }

    /// What has come by now.
    pub fn settle(&mut self, now: Timestamp) -> Vec<Arrival> {
        let mut arrivals = Vec::new();
        loop {
            let done = self.downloads.advance(now);
            if done.is_empty() {
                return arrivals;
            }
            for (item, at) in done {
                match item {
                    Item::Image { node, image } => {
                        if let Some(pulled) = self.images.finish(&node, &image, &mut self.downloads, at) {
                            self.pulled.insert((node.clone(), image), pulled);
                        }
                        arrivals.push(Arrival::OnNode(node));
                    }
                    Item::Model { pod, container } => {
                        let began = self.began.remove(&(pod.clone(), container.clone())).unwrap_or(at);
                        self.loaded.insert((pod.clone(), container), (began, at));
                        arrivals.push(Arrival::ForPod(pod));
                    }
                }
            }
        }
    }

    /// When something comes next.
    pub fn next(&self) -> Option<Timestamp> {
        self.downloads.next()
    }

    /// Whether a node has an image.
    pub fn has_image(&self, node: &str, image: &Image, name: &str) -> bool {
        image.preloaded || self.images.has(node, name)
    }

    /// Asks for an image.
    pub fn pull(&mut self, node: &str, image: &Image, name: &str, now: Timestamp) {
        let origin = Origin { size: image.size.0, source: &image.source };
        self.images.pull(node, name, origin, &mut self.downloads, now);
    }

    /// How long a pull took for one who asked at a time: the first one waited for the bytes, others for their turn.
    pub fn pull_times(&mut self, node: &str, image: &str, asked: Timestamp, now: Timestamp) -> Pulled {
        let waited = between(asked, now);
        match self.pulled.remove(&(node.to_owned(), image.to_owned())) {
            Some(pulled) => pulled,
            None => Pulled { took: CHECK.min(waited), with_waiting: waited },
        }
    }

    /// How long it takes to find that the image that is there is the newest one.
    pub fn check(&self) -> Duration {
        CHECK
    }

    /// Begins to load a model into a container; `local` if an init container has brought it to the node.
    pub fn load(
        &mut self,
        pod: &Key,
        container: &str,
        node: &str,
        model: &Model,
        local: bool,
        now: Timestamp,
    ) {
        let source = if local { DISK } else { model.cache.as_deref().unwrap_or(&model.source) };
        let item = Item::Model { pod: pod.clone(), container: container.to_owned() };
        self.loaded.remove(&(pod.clone(), container.to_owned()));
        self.began.insert((pod.clone(), container.to_owned()), now);
        self.downloads.start(item, source, node, model.size.0);
    }

    /// When a model began to load and was there.
    pub fn loaded(&self, pod: &Key, container: &str) -> Option<(Timestamp, Timestamp)> {
        self.loaded.get(&(pod.clone(), container.to_owned())).copied()
    }

    /// The container does not load any more.
    pub fn stop_loading(&mut self, pod: &Key, container: &str) {
        let name = (pod.clone(), container.to_owned());
        self.loaded.remove(&name);
        self.began.remove(&name);
        self.downloads.cancel(&Item::Model { pod: name.0, container: name.1 });
    }

    /// A node is gone, and what it had.
    pub fn forget_node(&mut self, node: &str) {
        self.images.forget(node, &mut self.downloads);
        self.pulled.retain(|(on, _), _| on != node);
    }
}

/// What a scenario says of an image; one that it does not name is small.
pub fn image<'a>(scenario: &'a Scenario, name: &str) -> &'a Image {
    static OTHER: LazyLock<Image> = LazyLock::new(Image::small);
    scenario.images.iter().find(|image| image.image.matches(name)).unwrap_or(&OTHER)
}

/// What a scenario says of a container's model: by claim, storage URI, or a word of the command.
pub fn model<'a>(scenario: &'a Scenario, container: &Container, pod: &PodSpec) -> Option<&'a Model> {
    let claims = pod.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    let line = container.command.iter().chain(&container.args);
    let inits = pod.init_containers.iter().flat_map(|init| &init.args);
    let words = line.chain(inits).flat_map(|word| word.split([' ', '=', '"', '\'']));
    let names: Vec<&str> = claims.map(|claim| claim.claim_name.as_str()).chain(words).collect();
    scenario.models.iter().find(|model| names.iter().any(|name| model.model.matches(name)))
}
