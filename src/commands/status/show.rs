//! How pictures are shown: once, redrawn on a terminal, one line a change in a pipe.

use std::fs::File;
use std::io::{BufWriter, Write};

use crate::cli::status::{Status, StatusOutput};
use crate::commands::follow::Show;
use crate::error::{Error, Result};
use crate::observe::{Reconnecting, Record, Snapshot};
use crate::report::status::{Screen, changes, detail, list};
use crate::session::Session;
use crate::ui::{Live, sanitised};

/// Shows pictures as the flags ask for it.
pub(super) struct Shower {
    output: StatusOutput,
    watch: bool,
    one: bool,
    all_namespaces: bool,
    record: Option<BufWriter<File>>,
    live: Live,
    pub(super) last: Option<Snapshot>,
}

impl Shower {
    pub(super) fn new(args: &Status) -> Result<Self> {
        // A recording goes on where an earlier one ended: each begins with what there is.
        let create = |path: &std::path::PathBuf| {
            let file = File::options().create(true).append(true).open(path);
            file.map(BufWriter::new)
                .map_err(|error| Error::failed(format!("cannot write `{}`: {error}", path.display())))
        };
        Ok(Self {
            output: args.output,
            watch: args.watch,
            one: args.name.is_some(),
            all_namespaces: args.all_namespaces,
            record: args.record.as_ref().map(create).transpose()?,
            live: Live::default(),
            last: None,
        })
    }

    /// Follows one service on a terminal, or in lines.
    pub(super) fn of_one() -> Self {
        Self {
            output: StatusOutput::Table,
            watch: true,
            one: true,
            all_namespaces: false,
            record: None,
            live: Live::default(),
            last: None,
        }
    }

    fn view(&self, snapshot: &Snapshot, session: &Session, size: Option<(usize, usize)>) -> String {
        /// With fewer rows than this, empty lines are a luxury.
        const ROOMY: usize = 32;
        let screen = Screen {
            width: size.map(|(columns, _)| columns),
            colour: session.ui.colour(),
            wide: self.output == StatusOutput::Wide,
            compact: self.watch && size.is_some_and(|(_, rows)| rows < ROOMY),
        };
        match self.one {
            true => detail(snapshot, screen),
            false => list(snapshot, self.all_namespaces, screen),
        }
    }

    pub(super) fn once(&self, snapshot: &Snapshot, session: &mut Session) -> Result<()> {
        if self.output == StatusOutput::Json {
            return session.ui.line(json(snapshot, true)?);
        }
        if snapshot.services.is_empty() && !self.one {
            session.ui.status("no services found");
            return Ok(());
        }
        let width = session.ui.width();
        let view = self.view(snapshot, session, width.map(|width| (width, usize::MAX)));
        session.ui.data(view)
    }
}

impl Show for Shower {
    fn record(&mut self, record: &Record) -> Result<()> {
        let Some(file) = &mut self.record else { return Ok(()) };
        let line = serde_json::to_string(record).map_err(|error| Error::failed(error.to_string()))?;
        writeln!(file, "{line}")?;
        Ok(file.flush()?)
    }

    fn picture(&mut self, snapshot: &Snapshot, tick: bool, session: &mut Session) -> Result<()> {
        let before = self.last.replace(snapshot.clone());
        if !self.watch {
            return Ok(());
        }
        match self.output {
            StatusOutput::Json => {
                // Time alone is no change.
                let same = before.is_some_and(|before| Snapshot { at: snapshot.at, ..before } == *snapshot);
                if same { Ok(()) } else { session.ui.line(json(snapshot, false)?) }
            }
            _ if session.ui.stdout_is_terminal() => {
                let mut view = self.view(snapshot, session, session.ui.size());
                if let Some(Reconnecting { since, why }) = &snapshot.reconnecting {
                    let age = crate::clock::age(*since, snapshot.at);
                    view = format!("reconnecting for {age}: {}\n{view}", sanitised(why));
                }
                self.live.draw(&mut session.ui, &view)
            }
            _ if tick => Ok(()),
            _ => {
                let at = snapshot.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                for line in changes(before.as_ref(), snapshot) {
                    session.ui.line(format_args!("{at}  {}", sanitised(&line).replace('\n', " ")))?;
                }
                Ok(())
            }
        }
    }
}

fn json(snapshot: &Snapshot, pretty: bool) -> Result<String> {
    let text = if pretty { serde_json::to_string_pretty(snapshot) } else { serde_json::to_string(snapshot) };
    text.map_err(|error| Error::failed(format!("cannot write JSON: {error}")))
}
