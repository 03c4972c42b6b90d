//! Frames of SPDY/3.1.

use std::io;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt};

/// The stream has ended on this side.
pub const FIN: u8 = 1;

/// What a client sends; header blocks are still compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A new stream.
    Open { stream: u32, fin: bool, block: Vec<u8> },
    /// More headers of a stream.
    Headers { stream: u32, fin: bool, block: Vec<u8> },
    /// Bytes.
    Data { stream: u32, fin: bool, bytes: Bytes },
    /// A stream is broken off.
    Reset { stream: u32 },
    /// To be sent back.
    Ping { id: u32 },
    /// The client opens no more streams.
    Away,
    /// Settings, windows and what else needs no answer.
    Other,
}

/// Reads one frame; `None` at the end.
///
/// # Errors
/// The connection broke, or what came is no SPDY/3.
pub async fn read(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Frame>> {
    let mut head = [0; 8];
    match reader.read_exact(&mut head).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let [a, b, c, d, flags, e, f, g] = head;
    let length = usize::try_from(u32::from_be_bytes([0, e, f, g])).unwrap_or_default();
    let mut payload = vec![0; length];
    reader.read_exact(&mut payload).await?;
    let fin = flags & FIN != 0;
    if a & 0x80 == 0 {
        let stream = u32::from_be_bytes([a, b, c, d]);
        return Ok(Some(Frame::Data { stream, fin, bytes: payload.into() }));
    }
    if u16::from_be_bytes([a & 0x7f, b]) != 3 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not SPDY/3"));
    }
    let word = |at: usize| -> io::Result<u32> {
        let bytes = payload.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        let bytes =
            bytes.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a frame is too short"))?;
        Ok(u32::from_be_bytes(bytes) & 0x7fff_ffff)
    };
    let block = |at: usize| payload.get(at..).unwrap_or_default().to_vec();
    Ok(Some(match u16::from_be_bytes([c, d]) {
        1 => Frame::Open { stream: word(0)?, fin, block: block(10) },
        2 | 8 => Frame::Headers { stream: word(0)?, fin, block: block(4) },
        3 => Frame::Reset { stream: word(0)? },
        6 => Frame::Ping { id: word(0)? },
        7 => Frame::Away,
        _ => Frame::Other,
    }))
}

/// Bytes of a stream.
pub fn data(stream: u32, flags: u8, bytes: &[u8]) -> Vec<u8> {
    let mut frame = stream.to_be_bytes().to_vec();
    tail(&mut frame, flags, bytes);
    frame
}

/// A new stream is taken.
pub fn reply(stream: u32, block: &[u8]) -> Vec<u8> {
    let mut payload = stream.to_be_bytes().to_vec();
    payload.extend_from_slice(block);
    control(2, &payload)
}

/// A stream is broken off (`CANCEL`).
pub fn reset(stream: u32) -> Vec<u8> {
    let mut payload = stream.to_be_bytes().to_vec();
    payload.extend_from_slice(&5u32.to_be_bytes());
    control(3, &payload)
}

/// A ping comes back.
pub fn ping(id: u32) -> Vec<u8> {
    control(6, &id.to_be_bytes())
}

fn control(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80, 3, 0, kind];
    tail(&mut frame, 0, payload);
    frame
}

/// Flags, length and payload.
fn tail(frame: &mut Vec<u8>, flags: u8, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap_or_default().to_be_bytes();
    frame.push(flags);
    frame.extend_from_slice(&length[1..]);
    frame.extend_from_slice(payload);
}
