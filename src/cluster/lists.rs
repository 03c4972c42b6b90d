//! Lists that are decoded while they arrive.

use futures::io::{AsyncBufRead, AsyncBufReadExt};
use http::Request;
use kube::Resource;
use kube::core::ListMeta;
use kube::core::params::ListParams;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Cluster;
use super::items::Items;

/// Of a list what is not its items.
#[derive(Deserialize)]
struct Rest {
    #[serde(default)]
    metadata: ListMeta,
}

impl Cluster {
    /// Reads a list, and gives each object to `take` when it has arrived. `None` is all namespaces.
    ///
    /// # Errors
    /// The server refuses, the connection breaks, or an object has not the shape of its kind.
    pub async fn each<K>(
        &self,
        namespace: Option<&str>,
        params: &ListParams,
        mut take: impl FnMut(K),
    ) -> kube::Result<ListMeta>
    where
        K: Resource<DynamicType = ()> + DeserializeOwned,
    {
        let url = K::url_path(&(), namespace);
        let request: Request<Vec<u8>> =
            kube::core::Request::new(url).list(params).map_err(kube::Error::BuildRequest)?;
        let mut answer = std::pin::pin!(self.client.request_stream(request).await?);
        let mut items = Items::default();
        loop {
            let chunk = answer.fill_buf().await.map_err(kube::Error::ReadEvents)?;
            let length = chunk.len();
            if length == 0 {
                break;
            }
            items
                .feed(chunk, |item| {
                    take(serde_json::from_slice(item)?);
                    Ok(())
                })
                .map_err(kube::Error::SerdeError)?;
            answer.as_mut().consume(length);
        }
        let cut = || kube::Error::ReadEvents(std::io::ErrorKind::UnexpectedEof.into());
        let rest: Rest =
            serde_json::from_slice(&items.end().ok_or_else(cut)?).map_err(kube::Error::SerdeError)?;
        Ok(rest.metadata)
    }
}
