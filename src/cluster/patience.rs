//! A request that the API server asks to be sent again is sent again.
//!
//! It answers 429 with `Retry-After` before it does anything: when it is busy, and while the storage of a kind that was just installed is
//! made. kubectl and client-go come back then, too. Any other failure is left alone: a write may have been done.

use std::time::Duration;

use http::{HeaderMap, Request, Response, StatusCode, header};
use kube::client::Body;
use tokio::time::{Sleep, sleep};
use tower::BoxError;
use tower::retry::Policy;

/// The least that one more try costs, so that a server that says `0` is not asked without end.
const LEAST: Duration = Duration::from_millis(200);

/// How long one request waits for the server, all its tries together.
#[derive(Debug, Clone)]
pub struct Patience(Duration);

impl Patience {
    /// For requests whose answer is awaited this long: half of it is left to the last try.
    pub fn within(limit: Duration) -> Self {
        Self(limit / 2)
    }

    /// How long to wait before the next try; `None` if there is none.
    fn wait(&mut self, status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
        if status != StatusCode::TOO_MANY_REQUESTS {
            return None;
        }
        let wait = retry_after(headers)?.max(LEAST);
        self.0 = self.0.checked_sub(wait)?;
        Some(wait)
    }
}

/// What `Retry-After` says, if it says it in seconds.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

impl<B> Policy<Request<Body>, Response<B>, BoxError> for Patience {
    type Future = Sleep;

    fn retry(
        &mut self,
        request: &mut Request<Body>,
        result: &mut Result<Response<B>, BoxError>,
    ) -> Option<Sleep> {
        let response = result.as_ref().ok()?;
        let wait = self.wait(response.status(), response.headers())?;
        let (method, uri) = (request.method(), request.uri());
        tracing::debug!(%method, %uri, ?wait, "the API server is busy and is asked again");
        Some(sleep(wait))
    }

    /// `None` for a body that comes bit by bit: it is gone with the first try.
    fn clone_request(&mut self, request: &Request<Body>) -> Option<Request<Body>> {
        let mut same = Request::new(request.body().try_clone()?);
        *same.method_mut() = request.method().clone();
        *same.uri_mut() = request.uri().clone();
        *same.version_mut() = request.version();
        *same.headers_mut() = request.headers().clone();
        *same.extensions_mut() = request.extensions().clone();
        Some(same)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use http::HeaderValue;
    use tower::{ServiceBuilder, ServiceExt, service_fn};

    use super::*;

    /// Asks a server that is busy for some tries; gives the status, the tries and the seconds that have passed.
    async fn ask(busy: u32, status: u16, after: Option<&'static str>) -> (u16, u32, u64) {
        let tries = Arc::new(AtomicU32::new(0));
        let counted = tries.clone();
        let server = service_fn(move |request: Request<Body>| {
            let counted = counted.clone();
            async move {
                let collected = http_body_util::BodyExt::collect(request.into_body()).await?;
                assert_eq!(collected.to_bytes(), "what is asked");
                let mut response = Response::new(());
                if counted.fetch_add(1, Ordering::Relaxed) < busy {
                    *response.status_mut() = StatusCode::from_u16(status)?;
                    if let Some(after) = after {
                        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(after));
                    }
                }
                Ok::<_, BoxError>(response)
            }
        });
        let patience = Patience::within(Duration::from_secs(10));
        let service = ServiceBuilder::new().retry(patience).service(server);
        let began = tokio::time::Instant::now();
        let request = Request::new(Body::from(b"what is asked".to_vec()));
        let status = service.oneshot(request).await.unwrap().status().as_u16();
        (status, tries.load(Ordering::Relaxed), began.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn it_comes_back_when_the_server_asks_for_it_and_not_for_ever() {
        assert_eq!(ask(2, 429, Some("1")).await, (200, 3, 2));
        assert_eq!(ask(u32::MAX, 429, Some("1")).await, (429, 6, 5));
        assert_eq!(ask(u32::MAX, 429, Some("0")).await, (429, 26, 5));
        assert_eq!(ask(u32::MAX, 429, Some("60")).await, (429, 1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_else_is_sent_twice() {
        assert_eq!(ask(1, 429, None).await, (429, 1, 0));
        assert_eq!(ask(1, 429, Some("Wed, 21 Oct 2026 07:28:00 GMT")).await, (429, 1, 0));
        for status in [500, 503, 504] {
            assert_eq!(ask(1, status, Some("1")).await, (status, 1, 0));
        }
    }
}
