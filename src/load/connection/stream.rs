//! A byte stream: TCP or a Unix socket, or TLS over it.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_rustls::client::TlsStream;

/// What the kernel carries.
#[derive(Debug)]
pub enum Socket {
    /// TCP.
    Tcp(TcpStream),
    /// A Unix domain socket.
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Socket {
    /// The address of the other end.
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Socket::Tcp(stream) => Some(stream.peer_addr().ok()?.ip().to_canonical()),
            #[cfg(unix)]
            Socket::Unix(_) => None,
        }
    }
}

/// A byte stream to a server.
#[derive(Debug)]
pub enum Stream {
    /// As it is.
    Plain(Socket),
    /// TLS.
    Tls(Box<TlsStream<Socket>>),
}

impl Stream {
    /// Plain TCP, if it is that.
    pub fn into_tcp(self) -> Option<TcpStream> {
        match self {
            Stream::Plain(Socket::Tcp(stream)) => Some(stream),
            _ => None,
        }
    }

    /// Whether nothing has arrived, as far as the kernel has told the event loop: this is no system call. What has is read.
    pub fn is_quiet(&mut self, scratch: &mut [u8]) -> bool {
        let read = match self {
            Stream::Plain(Socket::Tcp(stream)) => stream.try_read(scratch),
            #[cfg(unix)]
            Stream::Plain(Socket::Unix(stream)) => stream.try_read(scratch),
            Stream::Tls(stream) => {
                let mut context = Context::from_waker(Waker::noop());
                return Pin::new(stream).poll_read(&mut context, &mut ReadBuf::new(scratch)).is_pending();
            }
        };
        matches!(read, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }
}

/// Hands each call to whichever it is.
macro_rules! either {
    ($kind:ty, $($(#[$condition:meta])? $variant:path),+) => {
        impl AsyncRead for $kind {
            fn poll_read(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $($(#[$condition])? $variant(stream) => Pin::new(stream).poll_read(context, buffer),)+
                }
            }
        }

        impl AsyncWrite for $kind {
            fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
                match self.get_mut() {
                    $($(#[$condition])? $variant(stream) => Pin::new(stream).poll_write(context, bytes),)+
                }
            }

            fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $($(#[$condition])? $variant(stream) => Pin::new(stream).poll_flush(context),)+
                }
            }

            fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
                match self.get_mut() {
                    $($(#[$condition])? $variant(stream) => Pin::new(stream).poll_shutdown(context),)+
                }
            }
        }
    };
}

either!(
    Socket,
    Socket::Tcp,
    #[cfg(unix)]
    Socket::Unix
);
either!(Stream, Stream::Plain, Stream::Tls);
