//! The live screen at its edge: keys in, pictures out, and what is asked for only while somebody looks at a pod.

use std::ops::ControlFlow;

use jiff::Timestamp;
use tokio::runtime::Handle;

use super::pod::Facts;
use super::served::Served;
use crate::error::{Error, Kind, Result};
use crate::observe::Snapshot;
use crate::observe::members::Clusters;
use crate::report::screen::{
    Asked, Choice, History, Look, Picture, Row, Sent, View, Wish, draw, picture, write,
};
use crate::session::Session;
use crate::ui::{FullScreen, Input};

/// Where the user goes from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Away.
    Quit,
    /// To one service of the table.
    Service(Choice),
    /// Back to the table.
    Roster,
}

/// What stands above the picture on a screen of so many columns and rows.
pub type Above = Box<dyn Fn((usize, usize)) -> Vec<Row>>;

/// The terminal with what it shows.
pub struct LiveScreen {
    screen: FullScreen,
    look: Look,
    clusters: Clusters,
    /// The runtime that they are reached from.
    runtime: Handle,
    /// Whether one service is shown, or the table of all.
    one: bool,
    view: View,
    history: History,
    /// What is shown; while it is paused, not the last one.
    shown: Option<Snapshot>,
    /// What a load says of itself.
    above: Option<Above>,
    /// The picture that the history has last.
    taken: Option<Timestamp>,
    asked: Asked,
    facts: Option<Facts>,
    served: Option<Served>,
}

impl LiveScreen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// There is none that can be taken.
    pub fn enter(one: bool, clusters: Clusters, session: &Session) -> Result<Self> {
        Self::on(Handle::current(), one, clusters, session)
    }

    /// Takes the terminal for a load that is sent meanwhile; its service's cluster is reached from another runtime.
    ///
    /// # Errors
    /// There is none that can be taken.
    pub fn of_load(runtime: Handle, clusters: Clusters, session: &Session) -> Result<Self> {
        let screen = Self::on(runtime, true, clusters, session)?;
        Ok(Self { view: View { load: true, ..View::default() }, ..screen })
    }

    fn on(runtime: Handle, one: bool, clusters: Clusters, session: &Session) -> Result<Self> {
        Ok(Self {
            screen: FullScreen::enter()?,
            look: Look { unicode: session.ui.unicode(), colour: session.ui.colour() },
            clusters,
            runtime,
            one,
            view: View::default(),
            history: History::default(),
            shown: None,
            above: None,
            taken: None,
            asked: Asked::default(),
            facts: None,
            served: None,
        })
    }

    /// Goes on with one service of the table, or with the table.
    pub fn turn_to(&mut self, one: bool) {
        let chosen = if one { None } else { self.shown.as_ref().and_then(service) };
        self.one = one;
        self.view = View { from_roster: one, chosen, ..View::default() };
        (self.history, self.shown, self.facts) = (History::default(), None, None);
        (self.asked, self.served) = (Asked::default(), None);
    }

    /// Shows a picture.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn show(&mut self, snapshot: &Snapshot) -> Result<()> {
        if let Some(service) = snapshot.services.first().filter(|_| self.one) {
            self.history.take(service, snapshot.at, Sent::default());
            // Of a fleet the metrics are elsewhere; where the clock runs faster, an answer is old before the next one.
            let own = &self.clusters.own;
            let here = service.fleet.is_none()
                && own.pace.is_none()
                && service.namespace == self.clusters.own.namespace;
            if self.served.is_none() && here && !service.autoscalers.is_empty() {
                self.served = Some(Served::of(&self.clusters.own, &service.name));
            }
        }
        if self.view.paused && self.shown.is_some() {
            return Ok(());
        }
        self.shown = Some(snapshot.clone());
        self.draw()
    }

    /// Shows a picture below what a load says of itself; `sent` is what it sends.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn show_below(&mut self, above: Above, sent: Sent, snapshot: Snapshot) -> Result<()> {
        if let Some(service) = snapshot.services.first().filter(|_| self.taken != Some(snapshot.at)) {
            self.history.take(service, snapshot.at, sent);
            self.taken = Some(snapshot.at);
        }
        if self.view.paused && self.shown.is_some() {
            return Ok(());
        }
        (self.above, self.shown) = (Some(above), Some(snapshot));
        self.draw()
    }

    /// What the user does next; breaks where the following ends. `last` is the newest picture.
    ///
    /// # Errors
    /// Ctrl-C; the terminal cannot be written to.
    pub async fn act(&mut self, last: Option<&Snapshot>) -> Result<ControlFlow<Next>> {
        let wish = tokio::select! {
            input = self.screen.input() => self.take(input),
            facts = Facts::next(&mut self.facts) => {
                self.asked.pod = Some(facts);
                Wish::Redraw
            }
            readings = Served::next(&mut self.served) => {
                self.asked.readings = readings;
                Wish::Redraw
            }
        };
        match wish {
            Wish::Nothing => return Ok(ControlFlow::Continue(())),
            Wish::Redraw => {}
            Wish::Quit => return Ok(ControlFlow::Break(Next::Quit)),
            Wish::Interrupt => return Err(Error::new(Kind::Interrupted, "interrupted")),
            Wish::Suspend => self.screen.suspend()?,
            Wish::Pod(choice) => self.facts = Facts::of(&self.clusters, &choice, &self.runtime),
            Wish::Close => (self.facts, self.asked.pod) = (None, None),
            Wish::Service(choice) => return Ok(ControlFlow::Break(Next::Service(choice))),
            Wish::Roster => return Ok(ControlFlow::Break(Next::Roster)),
        }
        if let Some(last) = last.filter(|_| !self.view.paused) {
            self.shown = Some(last.clone());
        }
        self.draw()?;
        Ok(ControlFlow::Continue(()))
    }

    fn take(&mut self, input: Input) -> Wish {
        let Input::Key(key) = input else { return Wish::Redraw };
        let Some(shown) = &self.shown else { return Wish::Nothing };
        let seen = self.view.clone();
        let picture = picture(shown, self.one, &self.history, &seen, &self.asked);
        self.view.press(key, &picture)
    }

    fn draw(&mut self) -> Result<()> {
        let Some(shown) = &self.shown else { return Ok(()) };
        let picture: Picture<'_> = picture(shown, self.one, &self.history, &self.view, &self.asked);
        let look = self.look;
        // The keys' page needs all of a small screen.
        let above = self.above.as_ref().filter(|_| !self.view.help);
        self.screen.draw(|area, buffer| {
            let size = (usize::from(area.width), usize::from(area.height));
            let area = above.map_or(area, |above| write(&above(size), look, area, buffer));
            draw(&picture, look, area, buffer);
        })
    }
}

fn service(snapshot: &Snapshot) -> Option<Choice> {
    let service = snapshot.services.first()?;
    Some(Choice { namespace: service.namespace.clone(), name: service.name.clone(), cluster: None })
}
