//! How pictures are shown: once, redrawn on a terminal, one line a change in a pipe.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::live::{LiveScreen, Next};
use crate::cli::status::{Status, StatusOutput};
use crate::commands::follow::Show;
use crate::error::{Error, Result};
use crate::observe::members::Clusters;
use crate::observe::{Record, Snapshot, World};
use crate::report::screen::now_in_words;
use crate::report::status::{List, Screen, changes, detail, list};
use crate::session::Session;
use crate::ui::sanitised;

/// Shows pictures as the flags ask for it.
pub(super) struct Shower {
    output: StatusOutput,
    watch: bool,
    one: bool,
    all_namespaces: bool,
    record: Option<BufWriter<File>>,
    clusters: Clusters,
    form: Form,
    screen: Option<LiveScreen>,
    /// What happened last, in words.
    told: Option<String>,
    /// Where the user went from the screen.
    next: Option<Next>,
    pub(super) last: Option<Snapshot>,
}

/// How a watch is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A screen of its own.
    Screen,
    /// One line a change.
    Lines,
    /// One line a change, and what happens now in words.
    Words,
    /// One document a change.
    Json,
}

impl Shower {
    pub(super) fn new(args: &Status, clusters: Clusters, session: &Session) -> Result<Self> {
        // A recording goes on where an earlier one ended: each begins with what there is.
        let create = |path: &std::path::PathBuf| {
            let file = File::options().create(true).append(true).open(path);
            file.map(BufWriter::new)
                .map_err(|error| Error::failed(format!("cannot write `{}`: {error}", path.display())))
        };
        let form = match args.output {
            StatusOutput::Json => Form::Json,
            _ if args.plain => Form::Words,
            _ if session.ui.has_screen() => Form::Screen,
            // A terminal that cannot move its cursor is read like a page.
            _ if session.ui.stdout_is_terminal() => Form::Words,
            _ => Form::Lines,
        };
        Ok(Self {
            output: args.output,
            watch: args.watch,
            all_namespaces: args.all_namespaces,
            record: args.record.as_ref().map(create).transpose()?,
            ..Self::of(args.name.is_some(), form, clusters)
        })
    }

    /// Follows one service: a screen on a terminal, else lines.
    pub(super) fn of_one(clusters: Clusters, session: &Session) -> Self {
        let form = if session.ui.has_screen() { Form::Screen } else { Form::Lines };
        Self::of(true, form, clusters)
    }

    fn of(one: bool, form: Form, clusters: Clusters) -> Self {
        Self {
            output: StatusOutput::Table,
            watch: true,
            one,
            all_namespaces: false,
            record: None,
            clusters,
            form,
            screen: None,
            told: None,
            next: None,
            last: None,
        }
    }

    /// Whether a whole screen is drawn.
    pub(super) fn has_screen(&self) -> bool {
        self.screen.is_some()
    }

    /// Gives the terminal back.
    pub(super) fn close(&mut self) {
        self.screen = None;
    }

    /// Where the user went; `None` if the following ended by itself or the user wants no more.
    pub(super) fn next(&mut self) -> Option<Next> {
        self.next.take().filter(|next| *next != Next::Quit)
    }

    /// Goes on with one service, or with all.
    pub(super) fn turn_to(&mut self, one: bool) {
        (self.one, self.last) = (one, None);
        if let Some(screen) = &mut self.screen {
            screen.turn_to(one);
        }
    }

    fn page(&self, session: &Session) -> Screen {
        Screen {
            width: session.ui.width(),
            colour: session.ui.colour(),
            wide: self.output == StatusOutput::Wide,
            compact: false,
        }
    }

    /// Whether once is a table of services, for which no more than one of them is needed at a time.
    pub(super) fn is_table(&self) -> bool {
        !self.one && self.output != StatusOutput::Json && self.clusters.members.is_empty()
    }

    /// The table of the services of one cluster, of which each is let go once it has its row.
    pub(super) fn table(
        &self,
        world: &World,
        now: Timestamp,
        session: &mut Session,
    ) -> Result<Option<Snapshot>> {
        let mut rows = List::new(now, self.all_namespaces, self.page(session));
        let rest = world.services_one_by_one(now, |service| rows.add(&service));
        if rows.is_empty() {
            return Ok(Some(rest));
        }
        session.ui.data(rows.text(&rest.unread))?;
        Ok(None)
    }

    fn view(&self, snapshot: &Snapshot, session: &Session) -> String {
        let screen = self.page(session);
        match self.one {
            true => detail(snapshot, screen),
            false => list(snapshot, self.all_namespaces, screen),
        }
    }

    /// What changed, then what happens now where that is another thing than before.
    fn words(&mut self, before: Option<&Snapshot>, after: &Snapshot, session: &mut Session) -> Result<()> {
        let at = after.at.strftime("%H:%M:%S").to_string();
        for line in changes(before, after) {
            session.ui.line(format_args!("{at}  {}", sanitised(&line).replace('\n', " ")))?;
        }
        let Some(service) = after.services.first().filter(|_| self.one) else { return Ok(()) };
        let now = now_in_words(service, after.at);
        if self.told.as_ref() != Some(&now) {
            session.ui.line(format_args!("{at}  {}  now: {}", service.name, sanitised(&now)))?;
            self.told = Some(now);
        }
        Ok(())
    }

    pub(super) fn once(&self, snapshot: &Snapshot, session: &mut Session) -> Result<()> {
        if self.output == StatusOutput::Json {
            return session.ui.line(json(snapshot, true)?);
        }
        if snapshot.services.is_empty() && !self.one {
            match self.all_namespaces {
                true => session.ui.status("no services found in any namespace"),
                false => {
                    session
                        .ui
                        .status(format!("no services found in namespace {}", self.clusters.own.namespace));
                    session.ui.hint("`neap status -A` looks in all namespaces");
                }
            }
            return Ok(());
        }
        let view = self.view(snapshot, session);
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
        match self.form {
            Form::Json => {
                // Time alone is no change.
                let same = before.is_some_and(|before| Snapshot { at: snapshot.at, ..before } == *snapshot);
                if same { Ok(()) } else { session.ui.line(json(snapshot, false)?) }
            }
            Form::Screen => {
                if self.screen.is_none() {
                    // A terminal that cannot be taken, such as one without keys, is written to.
                    match LiveScreen::enter(self.one, self.clusters.clone(), session) {
                        Ok(screen) => self.screen = Some(screen),
                        Err(_) => self.form = Form::Words,
                    }
                }
                match &mut self.screen {
                    Some(screen) => screen.show(snapshot),
                    None => self.words(before.as_ref(), snapshot, session),
                }
            }
            Form::Words => self.words(before.as_ref(), snapshot, session),
            Form::Lines if tick => Ok(()),
            Form::Lines => {
                let at = snapshot.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                for line in changes(before.as_ref(), snapshot) {
                    session.ui.line(format_args!("{at}  {}", sanitised(&line).replace('\n', " ")))?;
                }
                Ok(())
            }
        }
    }

    async fn act(&mut self) -> Result<ControlFlow<()>> {
        let Some(screen) = &mut self.screen else { return std::future::pending().await };
        Ok(match screen.act(self.last.as_ref()).await? {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(next) => {
                self.next = Some(next);
                ControlFlow::Break(())
            }
        })
    }
}

fn json(snapshot: &Snapshot, pretty: bool) -> Result<String> {
    let text = if pretty { serde_json::to_string_pretty(snapshot) } else { serde_json::to_string(snapshot) };
    text.map_err(|error| Error::failed(format!("cannot write JSON: {error}")))
}
