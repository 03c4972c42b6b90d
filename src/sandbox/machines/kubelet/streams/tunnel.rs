//! A stream of bytes in the binary messages of a WebSocket.

use futures::{SinkExt, StreamExt};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Carries bytes both ways until either side ends.
pub async fn carry<S>(socket: WebSocketStream<S>, inner: DuplexStream)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut sink, mut messages) = socket.split();
    let (mut reader, mut writer) = tokio::io::split(inner);
    let inward = async {
        while let Some(Ok(message)) = messages.next().await {
            let Message::Binary(bytes) = message else {
                if message.is_close() {
                    break;
                }
                continue;
            };
            if writer.write_all(&bytes).await.is_err() {
                break;
            }
        }
        let _closed = writer.shutdown().await;
    };
    let outward = async {
        let mut buffer = vec![0; 32 << 10];
        loop {
            match reader.read(&mut buffer).await {
                Ok(read) if read > 0 => {
                    let message = Message::Binary(Bytes::copy_from_slice(&buffer[..read]));
                    if sink.send(message).await.is_err() {
                        break;
                    }
                }
                _ => break,
            }
        }
        let _closed = sink.close().await;
    };
    tokio::select! {
        () = inward => {}
        () = outward => {}
    }
}
