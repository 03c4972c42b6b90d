//! A command on a terminal of its own, and what the terminal shows after all that was written to it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rexpect::process::PtyProcess;
use rustix::termios::{Winsize, tcsetwinsize};

fn size(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// A terminal with a process on it.
pub struct Terminal {
    process: PtyProcess,
    keys: std::fs::File,
    written: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// All that was written.
    pub bytes: Vec<u8>,
}

impl Terminal {
    /// Starts a command on a terminal of that size.
    pub fn start(mut command: Command, columns: u16, rows: u16) -> Self {
        command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8").env_remove("COLUMNS");
        // The size has to be there before the command asks for it.
        let program = command.get_program().to_owned();
        let args: Vec<_> = command.get_args().map(std::ffi::OsStr::to_owned).collect();
        let mut shell = Command::new("sh");
        shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.args(["-c", &format!("stty rows {rows} cols {columns}; exec \"$@\""), "sh"]);
        shell.arg(program).args(args);
        let mut process = PtyProcess::new(shell).unwrap();
        // A shell at its prompt takes no SIGTERM.
        process.set_kill_timeout(Some(1000));
        let mut out = process.get_file_handle().unwrap();
        let (send, written) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // At its end a terminal is an error.
            while let Ok(count @ 1..) = out.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = process.get_file_handle().unwrap();
        Self {
            process,
            keys,
            written,
            parser: vt100::Parser::new(size(rows), size(columns), 0),
            bytes: Vec::new(),
        }
    }

    /// What it shows.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Whether the alternate screen is on.
    pub fn has_alternate_screen(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    /// Waits until the screen is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + Duration::from_secs(40);
        loop {
            let text = self.text();
            if wanted(&text) {
                return text;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.written.recv_timeout(left) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.bytes.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout) => unreachable!("no {what} within 40 s on\n{text}"),
                Err(RecvTimeoutError::Disconnected) => {
                    unreachable!("no {what}, and it has ended, on\n{text}")
                }
            }
        }
    }

    /// Waits until the screen holds these words.
    pub fn shows(&mut self, words: &str) -> String {
        self.until(words, |text| text.contains(words))
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Gives it another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.screen_mut().set_size(size(rows), size(columns));
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&self.keys, size).unwrap();
    }

    /// Sends SIGTERM to the process.
    pub fn terminate(&mut self) {
        self.process.signal(rexpect::process::Signal::SIGTERM).unwrap();
    }

    /// Waits for the end: how it ended, and all that the terminal shows then.
    pub fn ended(mut self) -> (String, String, bool) {
        while let Ok(bytes) = self.written.recv_timeout(Duration::from_secs(20)) {
            self.parser.process(&bytes);
            self.bytes.extend(bytes);
        }
        let ended = format!("{:?}", self.process.wait().unwrap());
        (ended, self.text(), self.has_alternate_screen())
    }
}
