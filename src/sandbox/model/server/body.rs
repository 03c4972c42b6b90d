//! Bodies of answers: at once, or as tokens come.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as HttpBody, Bytes, Frame};
use tokio::sync::mpsc::UnboundedReceiver;

use super::super::driver::Token;
use super::Cancel;

/// The body of an answer. It ends with an error if the server goes away in the middle of it.
pub type Body = BoxBody<Bytes, io::Error>;

/// A body that is there at once.
pub fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed()
}

/// What turns tokens into the bytes of a stream.
pub trait Telling: Send + Sync + 'static {
    /// What is sent before the first token.
    fn opening(&mut self) -> String;
    /// What is sent for a token.
    fn token(&mut self, token: Token) -> String;
    /// What is sent after the last.
    fn closing(&mut self) -> String;
}

/// A stream of tokens. Dropping it cancels the request.
pub struct Stream<T> {
    tokens: UnboundedReceiver<Token>,
    /// Answers that are not finished.
    open: usize,
    telling: Option<T>,
    opened: bool,
    _cancel: Cancel,
}

impl<T: Telling> Stream<T> {
    /// Of so many answers.
    pub fn new(tokens: UnboundedReceiver<Token>, answers: usize, telling: T, cancel: Cancel) -> Self {
        Self { tokens, open: answers, telling: Some(telling), opened: false, _cancel: cancel }
    }
}

impl<T: Telling + Unpin> HttpBody for Stream<T> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        let Some(telling) = this.telling.as_mut() else { return Poll::Ready(None) };
        let next = match this.tokens.poll_recv(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(next) => next,
        };
        let Some(mut token) = next else {
            this.telling = None;
            return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::ConnectionReset))));
        };
        let mut text = String::new();
        if !std::mem::replace(&mut this.opened, true) {
            text.push_str(&telling.opening());
        }
        // What has come meanwhile goes out together.
        loop {
            text.push_str(&telling.token(token));
            this.open -= usize::from(token.finish.is_some());
            match this.tokens.try_recv() {
                Ok(next) => token = next,
                Err(_) => break,
            }
        }
        if this.open == 0 {
            text.push_str(&telling.closing());
            this.telling = None;
        }
        Poll::Ready(Some(Ok(Frame::data(text.into()))))
    }
}
