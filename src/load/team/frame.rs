//! Frames: four bytes of length, the lowest last, and so many bytes of JSON.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The most bytes of a frame from somebody who has not shown yet that he knows the token.
pub const OF_STRANGERS: usize = 16 * 1024;
/// The most bytes of a frame: the measurements of a run of days.
pub const LONGEST: usize = 256 * 1024 * 1024;

/// Writes a frame.
///
/// # Errors
/// The connection broke, or the message is too long.
pub async fn write<M: Serialize>(to: &mut (impl AsyncWrite + Unpin), message: &M) -> io::Result<()> {
    // The length is known once the rest is written.
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message).map_err(io::Error::other)?;
    let length = bytes.len() - 4;
    if length > LONGEST {
        return Err(io::Error::other(format!("a message of {length} bytes is too long")));
    }
    let length = u32::try_from(length).map_err(io::Error::other)?;
    bytes[..4].copy_from_slice(&length.to_be_bytes());
    to.write_all(&bytes).await?;
    to.flush().await
}

/// Reads a frame; `None` at the end of the connection.
///
/// # Errors
/// The connection broke within a frame, the frame is longer than `most` bytes, or it is not what is expected.
pub async fn read<M: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
    most: usize,
) -> io::Result<Option<M>> {
    let mut length = [0; 4];
    let read = from.read(&mut length).await?;
    if read == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[read..]).await?;
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(io::Error::other)?;
    if length > most {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a message of {length} bytes")));
    }
    // It grows as it comes: a length alone takes no memory.
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes).await?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn reread(bytes: &[u8], most: usize) -> io::Result<Option<Vec<u32>>> {
        read(&mut &*bytes, most).await
    }

    #[tokio::test]
    async fn what_is_written_is_read_and_the_end_is_seen() {
        let mut wire = Vec::new();
        write(&mut wire, &vec![1u32, 2]).await.unwrap();
        assert_eq!(wire, b"\0\0\0\x05[1,2]");
        assert_eq!(reread(&wire, 5).await.unwrap(), Some(vec![1, 2]));
        assert_eq!(reread(&[], 5).await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_is_too_long_cut_short_or_nonsense_is_an_error() {
        assert_eq!(reread(b"\0\0\0\x05[1,2]", 4).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(
            reread(b"\xff\xff\xff\xff", LONGEST).await.unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        for cut in [&b"\0\0"[..], b"\0\0\0\x05[1"] {
            assert_eq!(reread(cut, 99).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
        assert_eq!(reread(b"\0\0\0\x01x", 99).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
