//! Where the body of an answer goes.

/// Takes the body of an answer while it comes.
pub trait Sink {
    /// A read has brought bytes: what follows up to the next call arrived now.
    fn arrived(&mut self) {}
    /// The head of an answer is there. After a redirect, or on a connection that is tried again, another head follows.
    fn head(&mut self, _status: u16) {}
    /// A piece of the body, without the framing of the transfer.
    fn data(&mut self, _piece: &[u8]) {}
}

/// Takes nothing: the body is only counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ignored;

impl Sink for Ignored {}
