//! Bodies: what an answer carries, at once or bit by bit, and how much of a request is read.

use futures::stream::{BoxStream, StreamExt};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Body as HttpBody, Bytes, Frame};

use super::status::{Result, Status};

/// What can go wrong while a body is carried.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// The body of an answer.
pub type Body = UnsyncBoxBody<Bytes, BodyError>;

/// The most that a request may carry: 3 MiB, as the real server's default.
const MOST: usize = 3 << 20;

/// A body that is there at once.
pub fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// A body that comes bit by bit.
pub fn stream(chunks: BoxStream<'static, std::result::Result<Bytes, BodyError>>) -> Body {
    StreamBody::new(chunks.map(|chunk| chunk.map(Frame::data))).boxed_unsync()
}

/// Reads a request's body.
///
/// # Errors
/// 413 beyond 3 MiB, 400 where the client broke off.
pub async fn read<B>(body: B) -> Result<Bytes>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BodyError>,
{
    match Limited::new(body, MOST).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let message = format!("Request entity too large: limit is {MOST}");
            Err(Status::new(413, "RequestEntityTooLarge", message))
        }
        Err(error) => Err(Status::bad_request(format!("unable to read the request: {error}"))),
    }
}

/// Reads an answer's body, as much as a request may carry.
///
/// # Errors
/// It breaks off.
pub async fn read_answer(mut body: Body) -> Result<Bytes> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Status::unavailable(error.to_string()))?;
        if let Ok(data) = frame.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > MOST {
            break;
        }
    }
    Ok(bytes.into())
}
