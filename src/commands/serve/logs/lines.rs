//! Lines of logs, with the name of their replica where there are several.

use crate::error::Result;
use crate::session::Session;
use crate::ui::{Mark, sanitised};

/// Writes lines of replicas.
#[derive(Debug)]
pub struct Printer {
    with_names: bool,
    last: String,
}

impl Printer {
    /// With names from the start if there are several replicas.
    pub fn new(with_names: bool) -> Self {
        Self { with_names, last: String::new() }
    }

    /// From now on each line is led by its replica's name.
    pub fn name_replicas(&mut self) {
        self.with_names = true;
    }

    /// Writes one line; `line` may lack its line break. On a terminal, control characters do not reach it.
    ///
    /// # Errors
    /// Nobody reads any more.
    pub fn print(&mut self, pod: &str, line: &[u8], session: &mut Session) -> Result<()> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let mut text = Vec::with_capacity(line.len() + pod.len() + 8);
        if self.with_names {
            let style = if session.ui.colour() && self.last != pod { Mark::Strong } else { Mark::Dim };
            match session.ui.colour() {
                true => text.extend_from_slice(format!("{0}{pod}{0:#} | ", style.style()).as_bytes()),
                false => text.extend_from_slice(format!("{pod} | ").as_bytes()),
            }
            pod.clone_into(&mut self.last);
        }
        match session.ui.stdout_is_terminal() {
            true => text.extend_from_slice(sanitised(&String::from_utf8_lossy(line)).as_bytes()),
            false => text.extend_from_slice(line),
        }
        text.push(b'\n');
        session.ui.bytes(&text)
    }
}
