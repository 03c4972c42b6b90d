//! Where there is no epoll every connection stays with its worker.

use std::convert::Infallible;
use std::rc::Rc;

use super::Left;
use crate::load::alarm::Alarm;
use crate::load::connection::Http1;
use crate::load::schedule::Closed;
use crate::load::worker::Shared;

/// There is none: every connection stays with its worker.
pub struct EventLoop(Infallible);

/// There is none.
pub struct Seat(Infallible);

impl EventLoop {
    /// There is none.
    pub fn of(_: &Rc<Shared>, _: &Closed, _: &Alarm) -> Option<Rc<Self>> {
        None
    }

    /// There is none.
    pub fn seat(self: &Rc<Self>) -> Seat {
        match self.0 {}
    }

    /// There is none.
    pub async fn serve(&self) -> Infallible {
        self.0
    }

    /// There is none.
    pub async fn expire(&self) -> Infallible {
        self.0
    }
}

impl Seat {
    /// There is none.
    pub async fn carry(&self, _: Http1) -> Option<Left> {
        match self.0 {}
    }
}
