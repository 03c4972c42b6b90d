//! Images and models on their way to nodes and containers, and whom it concerns when they are there.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use jiff::Timestamp;

use super::downloads::{Downloads, Link};
use super::images::{Images, Item, Origin, Pulled};
use super::loading::Gauge;
use super::span::between;
use crate::kubernetes::resources::{Container, Dataset, PodSpec};
use crate::sandbox::Key;
use crate::sandbox::scenario::{CACHE, Image, Model, Scenario, Source};

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
    /// What is read from a cache once the rest has come from the source.
    rest: BTreeMap<(Key, String), Part>,
    /// Those who fill caches: what each reads in all.
    loaders: BTreeMap<Key, (String, u64)>,
}

/// A part of a model, from the node's point of view.
#[derive(Debug, Clone)]
struct Part {
    source: String,
    node: String,
    bytes: u64,
}

/// How a container gets its model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// From the source.
    Source,
    /// From the node's disk: an init container has brought it.
    Local,
    /// This share of it from the cache in the cluster, the rest from the source.
    Cached(f64),
    /// From the source, on behalf of a cache.
    Filling,
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
        let cache = Source::cache();
        let per_node = cache.per_node.map(|limit| limit.bytes_per_second());
        links.entry(cache.name).or_insert(Link { total: cache.bandwidth.bytes_per_second(), per_node });
        Self {
            images: Images::default(),
            downloads: Downloads::new(links, now),
            pulled: BTreeMap::new(),
            loaded: BTreeMap::new(),
            began: BTreeMap::new(),
            rest: BTreeMap::new(),
            loaders: BTreeMap::new(),
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
                        let name = (pod.clone(), container.clone());
                        if let Some(part) = self.rest.remove(&name) {
                            let item = Item::Model { pod, container };
                            self.downloads.start(item, &part.source, &part.node, part.bytes);
                            continue;
                        }
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

    /// Begins to load a model into a container.
    pub fn load(&mut self, pod: &Key, container: &str, node: &str, model: &Model, way: Way, now: Timestamp) {
        let item = Item::Model { pod: pod.clone(), container: container.to_owned() };
        self.loaded.remove(&(pod.clone(), container.to_owned()));
        self.began.insert((pod.clone(), container.to_owned()), now);
        let (source, size) = (model.cache.as_deref().unwrap_or(&model.source), model.size.0);
        match way {
            Way::Local => self.downloads.start(item, DISK, node, size),
            Way::Source => self.downloads.start(item, source, node, size),
            Way::Filling => {
                self.loaders.insert(pod.clone(), (container.to_owned(), size));
                self.downloads.start(item, &model.source, node, size);
            }
            Way::Cached(share) => {
                let cached = portion(size, share);
                let cache = model.cache.as_deref().unwrap_or(CACHE);
                if cached < size {
                    let part = Part { source: cache.to_owned(), node: node.to_owned(), bytes: cached };
                    self.rest.insert((pod.clone(), container.to_owned()), part);
                    self.downloads.start(item, &model.source, node, size - cached);
                } else {
                    self.downloads.start(item, cache, node, size);
                }
            }
        }
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
        self.rest.remove(&name);
        self.loaders.remove(pod);
        self.downloads.cancel(&Item::Model { pod: name.0, container: name.1 });
    }

    /// How far those are who fill caches.
    #[expect(clippy::cast_precision_loss, reason = "sizes below 2^53 bytes are exact")]
    pub fn loading(&self, now: Timestamp) -> BTreeMap<Key, Gauge> {
        let gauge = |(pod, (container, size)): (&Key, &(String, u64))| {
            let item = Item::Model { pod: pod.clone(), container: container.clone() };
            let (left, rate, at) = self.downloads.left(&item).unwrap_or((0.0, 0.0, now));
            (pod.clone(), Gauge { size: *size as f64, left, rate, at })
        };
        self.loaders.iter().map(gauge).collect()
    }

    /// Whether anybody fills a cache.
    pub fn fills(&self) -> bool {
        !self.loaders.is_empty()
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

/// A share of a size, in whole bytes.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a size below 2^53 bytes"
)]
fn portion(size: u64, share: f64) -> u64 {
    ((size as f64 * share.clamp(0.0, 1.0)).round() as u64).min(size)
}

/// What a scenario says of a container's model: by claim, storage URI, or a word of the command. `others` are names of what its
/// claims stand for.
pub fn model<'a>(
    scenario: &'a Scenario,
    container: &Container,
    pod: &PodSpec,
    others: &[String],
) -> Option<&'a Model> {
    let claims = pod.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    let line = container.command.iter().chain(&container.args);
    let inits = pod.init_containers.iter().flat_map(|init| &init.args);
    let words = line.chain(inits).flat_map(|word| word.split([' ', '=', '"', '\'']));
    let words = words.flat_map(|word| [word, word.strip_prefix("pvc://").unwrap_or(word)]);
    let others = others.iter().map(String::as_str);
    let names: Vec<&str> = claims.map(|claim| claim.claim_name.as_str()).chain(others).chain(words).collect();
    scenario.models.iter().find(|model| names.iter().any(|name| model.model.matches(name)))
}

/// What a scenario says of a dataset's model: by its name, or by what it is read from.
pub fn model_of<'a>(scenario: &'a Scenario, dataset: &Dataset) -> Option<&'a Model> {
    let names = names_of(dataset);
    scenario.models.iter().find(|model| names.iter().any(|name| model.model.matches(name)))
}

/// A dataset's name, and what it is read from: `oss://models/Qwen`, `pvc://llm-model/Qwen` and the claim's own name.
pub fn names_of(dataset: &Dataset) -> Vec<String> {
    let points = dataset.spec.mounts.iter().map(|mount| mount.mount_point.as_str());
    let claims = points.clone().filter_map(|point| point.strip_prefix("pvc://")?.split('/').next());
    let own = dataset.metadata.name.as_deref();
    own.into_iter().chain(points.clone()).chain(claims).map(str::to_owned).collect()
}
