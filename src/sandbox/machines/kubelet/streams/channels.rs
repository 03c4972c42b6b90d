//! Channels in a WebSocket: the first byte of a message is its channel, two channels a port: its data and its errors.

use futures::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::forward::Target;

/// Forwards ports until the client has gone, or all of them have ended.
pub async fn serve<S>(socket: WebSocketStream<S>, target: &Target, ports: &[u16])
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut sink, mut messages) = socket.split();
    let (outgoing, mut outbox) = mpsc::channel::<Vec<u8>>(16);
    let mut inward = Vec::new();
    let mut forwards = Vec::new();
    for (index, port) in ports.iter().enumerate() {
        let channel = u8::try_from(2 * index).unwrap_or(u8::MAX);
        let (sender, inbox) = mpsc::channel::<Vec<u8>>(16);
        inward.push(sender);
        forwards.push(forward(target, *port, channel, inbox, outgoing.clone()));
    }
    drop(outgoing);
    let write = async {
        while let Some(bytes) = outbox.recv().await {
            if sink.send(Message::Binary(bytes.into())).await.is_err() {
                break;
            }
        }
        let _closed = sink.close().await;
    };
    let read = async {
        while let Some(Ok(message)) = messages.next().await {
            let Message::Binary(bytes) = message else { continue };
            let Some((channel, data)) = bytes.split_first() else { continue };
            // Clients say nothing on the channels of errors.
            let Some(sender) = inward.get(usize::from(channel / 2)).filter(|_| channel % 2 == 0) else {
                continue;
            };
            // A port that has ended takes no more.
            let _ended = sender.send(data.to_vec()).await;
        }
    };
    tokio::select! {
        () = read => {}
        _ = async { tokio::join!(write, futures::future::join_all(forwards)) } => {}
    }
}

async fn forward(
    target: &Target,
    port: u16,
    channel: u8,
    mut inbox: mpsc::Receiver<Vec<u8>>,
    outgoing: mpsc::Sender<Vec<u8>>,
) {
    let say = async |channel: u8, data: &[u8]| {
        let mut message = Vec::with_capacity(1 + data.len());
        message.push(channel);
        message.extend_from_slice(data);
        outgoing.send(message).await.is_ok()
    };
    // Both channels begin with the port's number.
    for channel in [channel, channel + 1] {
        say(channel, &port.to_le_bytes()).await;
    }
    let stream = match target.connect(port) {
        Ok(stream) => stream,
        Err(why) => {
            say(channel + 1, why.as_bytes()).await;
            return;
        }
    };
    let (mut reader, mut writer) = tokio::io::split(stream);
    let inward = async {
        while let Some(data) = inbox.recv().await {
            if writer.write_all(&data).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let outward = async {
        let mut buffer = vec![0; 32 << 10];
        while let Ok(read) = reader.read(&mut buffer).await {
            if read == 0 || !say(channel, &buffer[..read]).await {
                break;
            }
        }
    };
    tokio::select! {
        () = inward => {}
        () = outward => {}
    }
}
