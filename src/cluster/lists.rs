//! Lists that are decoded while they arrive.

use futures::io::{AsyncBufRead, AsyncBufReadExt};
use http::Request;
use http::header::{ACCEPT, HeaderValue};
use kube::Resource;
use kube::core::ListMeta;
use kube::core::params::ListParams;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Cluster;
use super::items::Items;
use super::packed::{MAGIC, Packed};

/// Of a list what is not its items.
#[derive(Deserialize)]
struct Rest {
    #[serde(default, rename = "metadata")]
    _metadata: ListMeta,
}

/// An item as it came.
#[derive(Debug)]
pub enum Item<'a> {
    /// In JSON.
    Json(&'a [u8]),
    /// In protobuf.
    Packed(&'a [u8]),
}

/// How a list comes: by its first byte.
enum Form {
    Unknown,
    Json(Items),
    Packed(Packed),
}

const PROTOBUF: HeaderValue =
    HeaderValue::from_static("application/vnd.kubernetes.protobuf, application/json;q=0.9");

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
    ) -> kube::Result<()>
    where
        K: Resource<DynamicType = ()> + DeserializeOwned,
    {
        let request = list::<K>(namespace, params)?;
        self.items(request, |item| {
            if let Item::Json(item) = item {
                take(serde_json::from_slice(item)?);
            }
            Ok(())
        })
        .await
    }

    /// The same of a built-in kind, in protobuf where the server speaks it, and as the bytes that come.
    ///
    /// # Errors
    /// As [`Cluster::each`], and the first of `take`.
    pub async fn each_packed<K>(
        &self,
        namespace: Option<&str>,
        params: &ListParams,
        take: impl FnMut(Item<'_>) -> serde_json::Result<()>,
    ) -> kube::Result<()>
    where
        K: Resource<DynamicType = ()>,
    {
        let mut request = list::<K>(namespace, params)?;
        request.headers_mut().insert(ACCEPT, PROTOBUF);
        self.items(request, take).await
    }

    async fn items(
        &self,
        request: Request<Vec<u8>>,
        mut take: impl FnMut(Item<'_>) -> serde_json::Result<()>,
    ) -> kube::Result<()> {
        let mut answer = std::pin::pin!(self.client.request_stream(request).await?);
        let mut form = Form::Unknown;
        loop {
            let chunk = answer.fill_buf().await.map_err(kube::Error::ReadEvents)?;
            let length = chunk.len();
            let Some(first) = chunk.first() else { break };
            if matches!(form, Form::Unknown) {
                form = match MAGIC.first() == Some(first) {
                    true => Form::Packed(Packed::default()),
                    false => Form::Json(Items::default()),
                };
            }
            match &mut form {
                Form::Json(items) => items.feed(chunk, |item| take(Item::Json(item))),
                Form::Packed(items) => {
                    let mut result = Ok(());
                    items.feed(chunk, |item| {
                        if result.is_ok() {
                            result = take(Item::Packed(item));
                        }
                    });
                    result
                }
                Form::Unknown => Ok(()),
            }
            .map_err(kube::Error::SerdeError)?;
            answer.as_mut().consume(length);
        }
        let whole = match form {
            Form::Json(items) => match items.end() {
                // What is no list at all is found here.
                Some(rest) => {
                    serde_json::from_slice::<Rest>(&rest).map_err(kube::Error::SerdeError).map(|_| true)?
                }
                None => false,
            },
            Form::Packed(items) => items.is_complete(),
            Form::Unknown => false,
        };
        match whole {
            true => Ok(()),
            false => Err(kube::Error::ReadEvents(std::io::ErrorKind::UnexpectedEof.into())),
        }
    }
}

fn list<K: Resource<DynamicType = ()>>(
    namespace: Option<&str>,
    params: &ListParams,
) -> kube::Result<Request<Vec<u8>>> {
    kube::core::Request::new(K::url_path(&(), namespace)).list(params).map_err(kube::Error::BuildRequest)
}
