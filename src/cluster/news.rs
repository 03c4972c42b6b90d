//! News: objects may have changed, so it is time to look again.

use std::time::Duration;

use futures::FutureExt;
use futures::stream::{BoxStream, SelectAll, StreamExt};
use kube::api::{Api, ApiResource, DynamicObject, GroupVersionKind};
use kube::runtime::{WatchStreamExt, watcher};

use super::Cluster;
use crate::kubernetes::Identity;
use crate::kubernetes::kinds::endpoint;

/// The longest silence: a watch may be refused where a look is allowed.
const SILENCE: Duration = Duration::from_secs(15);

/// A watch of some objects that tells only that something was written.
pub struct News(SelectAll<BoxStream<'static, ()>>);

impl Cluster {
    /// Listens to these objects; an empty name stands for all of its kind in the namespace.
    pub fn news(&self, of: impl IntoIterator<Item = Identity>) -> News {
        News(of.into_iter().filter_map(|identity| self.listen(&identity)).collect())
    }

    fn listen(&self, identity: &Identity) -> Option<BoxStream<'static, ()>> {
        let endpoint = endpoint(identity)?;
        let (group, version) = identity.api_version.rsplit_once('/').unwrap_or(("", &identity.api_version));
        let kind = GroupVersionKind::gvk(group, version, &identity.kind);
        let resource = ApiResource::from_gvk_with_plural(&kind, endpoint.plural);
        let api: Api<DynamicObject> = match &identity.namespace {
            Some(namespace) => Api::namespaced_with(self.client.clone(), namespace, &resource),
            None => Api::all_with(self.client.clone(), &resource),
        };
        let config = match identity.name.as_str() {
            "" => watcher::Config::default(),
            name => watcher::Config::default().fields(&format!("metadata.name={name}")),
        };
        let news = |event| async move {
            match event {
                Ok(watcher::Event::InitDone | watcher::Event::Apply(_) | watcher::Event::Delete(_)) => {
                    Some(())
                }
                Ok(watcher::Event::Init | watcher::Event::InitApply(_)) | Err(_) => None,
            }
        };
        Some(watcher(api, config).default_backoff().filter_map(news).boxed())
    }
}

impl News {
    /// Waits until something was written, a watch has begun, or it was silent for long. What comes at once counts once.
    pub async fn next(&mut self) {
        // Without any watch the silence decides.
        let heard = async {
            match self.0.next().await {
                Some(()) => {}
                None => std::future::pending().await,
            }
        };
        if tokio::time::timeout(SILENCE, heard).await.is_ok() {
            while let Some(Some(())) = self.0.next().now_or_never() {}
        }
    }
}
