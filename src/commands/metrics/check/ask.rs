//! Questions to the API server, and to what is behind it.

use http::Request;
use serde_json::Value;

use crate::cluster::{Action, Cluster};
use crate::error::{Error, Result};

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer<T> {
    /// It was answered.
    Given(T),
    /// The server refused: the code and its words.
    Refused(u16, String),
}

impl<T> Answer<T> {
    /// The answer.
    pub fn given(self) -> Option<T> {
        match self {
            Self::Given(answer) => Some(answer),
            Self::Refused(..) => None,
        }
    }
}

fn get(path: &str) -> Result<Request<Vec<u8>>> {
    Request::get(path)
        .body(Vec::new())
        .map_err(|error| Error::failed(format!("cannot ask for {path}: {error}")))
}

fn sorted<T>(cluster: &Cluster, action: &Action, answer: kube::Result<T>) -> Result<Answer<T>> {
    match answer {
        Ok(answer) => Ok(Answer::Given(answer)),
        Err(kube::Error::Api(status)) => Ok(Answer::Refused(status.code, status.message.clone())),
        Err(error) => Err(cluster.explain(action, &error)),
    }
}

/// An object or a list, by its path.
///
/// # Errors
/// The API server does not answer.
pub async fn json(cluster: &Cluster, action: &Action, path: &str) -> Result<Answer<Value>> {
    let request = get(path)?;
    let answer = cluster.bounded(action, cluster.client.request::<Value>(request)).await?;
    sorted(cluster, action, answer)
}

/// A page behind the API server's proxy.
///
/// # Errors
/// The API server does not answer.
pub async fn text(cluster: &Cluster, action: &Action, path: &str) -> Result<Answer<String>> {
    let request = get(path)?;
    let answer = cluster.bounded(action, cluster.client.request_text(request)).await?;
    sorted(cluster, action, answer)
}

/// Percent-encodes what RFC 3986 does not leave alone.
pub fn encoded(text: &str) -> String {
    const ALONE: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(text, ALONE).to_string()
}
