//! A terminal that passes every key on: what a remote shell needs.

use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::getpgrp;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};

use crate::error::{Error, Result};

/// Raw mode of standard input; dropped, it is as it was.
#[derive(Debug)]
pub struct RawTerminal(Termios);

impl RawTerminal {
    /// Enters raw mode.
    ///
    /// # Errors
    /// Standard input is no terminal.
    pub fn enter() -> Result<Self> {
        let say =
            |error: rustix::io::Errno| Error::failed(format!("the terminal cannot be made raw: {error}"));
        let before = tcgetattr(std::io::stdin()).map_err(say)?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(std::io::stdin(), OptionalActions::Flush, &raw).map_err(say)?;
        Ok(Self(before))
    }

    /// Columns and rows; `None` without a terminal.
    pub fn size() -> Option<(u16, u16)> {
        let size = tcgetwinsize(std::io::stdout()).ok()?;
        Some((size.ws_col, size.ws_row))
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &self.0);
    }
}

/// Whether the terminal's keys are this process's; also where no shell shares them out.
pub fn is_in_foreground() -> bool {
    tcgetpgrp(std::io::stdin()).map_or(true, |group| group == getpgrp())
}

/// Whether the other end of a pipe is closed.
pub fn is_hung_up(stream: &impl AsFd) -> bool {
    let mut polled = [PollFd::new(stream, PollFlags::empty())];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut polled, Some(&now)).is_ok() && polled[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
}
