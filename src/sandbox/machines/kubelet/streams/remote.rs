//! The channels of `exec` and `attach` in a WebSocket: the first byte of a message is its channel.

use std::time::Duration;

use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use http::{Request, Response, StatusCode};
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::Refusal;
use super::commands::Outcome;
use super::upgrade::{Socket, Upgrade};
use crate::sandbox::machines::kubelet::logs::{LogKey, Logs};
use crate::sandbox::model::server::body::Body;

/// What clients speak: the newest first. They differ in how a client ends its input, of which nothing is read here.
const PROTOCOLS: [&str; 2] = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const OUTPUT: u8 = 1;
const ERRORS: u8 = 2;
const STATUS: u8 = 3;
/// How long a client may take to close after the last message.
const FAREWELL: Duration = Duration::from_secs(5);

/// Which streams a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    output: bool,
    errors: bool,
}

impl Wanted {
    /// As a query says it.
    pub fn read(query: &[(String, String)]) -> Self {
        let set = |wanted: &str| query.iter().any(|(name, value)| name == wanted && value == "1");
        // A terminal has one stream for both.
        Self { output: set("output"), errors: set("error") && !set("tty") }
    }

    fn channel(self, errors: bool) -> Option<u8> {
        match (errors && self.errors, self.output) {
            (true, _) => Some(ERRORS),
            (false, true) => Some(OUTPUT),
            (false, false) => None,
        }
    }
}

/// An open session.
pub struct Session {
    sink: SplitSink<Socket, Message>,
    messages: SplitStream<Socket>,
}

/// Answers a request for a session, and serves it once the connection is handed over.
pub fn answer<F>(
    request: Request<Bytes>,
    serve: impl FnOnce(Session) -> F + Send + 'static,
) -> Result<Response<Body>, Refusal>
where
    F: Future<Output = ()> + Send,
{
    let upgrade = Upgrade::of(request)?;
    let words = || format!("the kubelet of the sandbox speaks {} only", PROTOCOLS.join(" and "));
    let protocol = upgrade.offered(&PROTOCOLS).ok_or_else(|| Refusal(StatusCode::FORBIDDEN, words()))?;
    Ok(upgrade.take_socket(protocol, async move |socket| {
        let (sink, messages) = socket.split();
        serve(Session { sink, messages }).await;
    }))
}

impl Session {
    async fn say(&mut self, channel: u8, data: &[u8]) -> bool {
        let mut message = Vec::with_capacity(1 + data.len());
        message.push(channel);
        message.extend_from_slice(data);
        self.sink.send(Message::Binary(message.into())).await.is_ok()
    }

    /// Says that the session is open: an empty message on the first channel that is written to.
    async fn greet(&mut self, wanted: Wanted) -> bool {
        let channel = wanted.channel(false).or(wanted.channel(true)).unwrap_or(STATUS);
        self.say(channel, b"").await
    }

    /// Tells how a command ended, and what it wrote.
    pub async fn finish(mut self, wanted: Wanted, outcome: &Outcome) {
        self.greet(wanted).await;
        for (errors, text) in [(false, &outcome.output), (true, &outcome.errors)] {
            if let Some(channel) = wanted.channel(errors).filter(|_| !text.is_empty()) {
                self.say(channel, text.as_bytes()).await;
            }
        }
        self.end(&status(outcome.code)).await;
    }

    /// Tells what a container writes from now on, until it ends or the client goes.
    pub async fn follow(mut self, wanted: Wanted, logs: &Logs, key: &LogKey) {
        if !self.greet(wanted).await {
            return;
        }
        let mut next = logs.now(key).map_or(0, |(run, _)| run.from(usize::MAX).1);
        while let Some((run, mut changed)) = logs.now(key) {
            let (lines, after) = run.from(next);
            // Fewer lines than before: another run, and what was attached to has ended.
            let over = run.ended() || after < next;
            next = after;
            let text: String = lines.iter().map(|(_, line)| format!("{line}\n")).collect();
            if let Some(channel) = wanted.channel(false).filter(|_| !text.is_empty())
                && !self.say(channel, text.as_bytes()).await
            {
                return;
            }
            if over {
                break;
            }
            tokio::select! {
                changed = changed.changed() => if changed.is_err() { break },
                // Nothing reads what the client writes; that it goes is heard here.
                message = self.messages.next() => if !matches!(message, Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_)))) { return },
            }
        }
        self.end(&status(0)).await;
    }

    async fn end(mut self, status: &Value) {
        self.say(STATUS, status.to_string().as_bytes()).await;
        // Clients take an end without a code for a broken connection.
        let close = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        let _gone = self.sink.send(Message::Close(Some(close))).await;
        // What the client still says is read, so that its end of the connection closes in order.
        let rest = async { while let Some(Ok(_)) = self.messages.next().await {} };
        let _late = tokio::time::timeout(FAREWELL, rest).await;
    }
}

/// What the last channel says of an exit code.
fn status(code: i32) -> Value {
    match code {
        0 => json!({"metadata": {}, "status": "Success"}),
        code => json!({
            "metadata": {}, "status": "Failure", "reason": "NonZeroExitCode",
            "message": format!("command terminated with non-zero exit code: exit status {code}"),
            "details": {"causes": [{"reason": "ExitCode", "message": code.to_string()}]},
        }),
    }
}
