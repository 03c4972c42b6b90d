//! The links of the chain, as they are shown.

use serde_json::{Value, json};

use crate::error::Result;
use crate::session::Session;
use crate::ui::{Mark, Table};

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It holds.
    Holds,
    /// It is broken.
    Broken,
    /// It cannot be seen from here.
    Unseen,
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its name.
    pub name: &'static str,
    /// What became of it.
    pub state: State,
    /// What was found, in words.
    pub found: String,
    /// The value, where there is one.
    pub value: Option<String>,
    /// The command that mends it.
    pub mend: Option<String>,
}

impl Link {
    /// A link that holds.
    pub fn holds(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: State::Holds, found: found.into(), value: None, mend: None }
    }

    /// A link that is broken.
    pub fn broken(name: &'static str, found: impl Into<String>) -> Self {
        Self { state: State::Broken, ..Self::holds(name, found) }
    }

    /// A link of which nothing is known.
    pub fn unseen(name: &'static str, found: impl Into<String>) -> Self {
        Self { state: State::Unseen, ..Self::holds(name, found) }
    }

    /// With its value.
    #[must_use]
    pub fn value(mut self, value: Option<f64>) -> Self {
        self.value = value.map(number);
        self
    }

    /// With the command that mends it.
    #[must_use]
    pub fn mend(mut self, command: impl Into<String>) -> Self {
        self.mend = Some(command.into());
        self
    }
}

/// A number as people read it: to a thousandth.
pub fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The chain of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The metric, as the autoscaler asks for it.
    pub metric: String,
    /// Its links, from the engine on.
    pub links: Vec<Link>,
}

impl Chain {
    /// The first link that is broken.
    pub fn broken(&self) -> Option<&Link> {
        self.links.iter().find(|link| link.state == State::Broken)
    }

    /// Prints it, a line a link.
    pub fn print(&self, session: &mut Session) -> Result<()> {
        session.ui.line(format_args!("METRIC {}", self.metric))?;
        let mut table = Table::new(["", "LINK", "VALUE", "FOUND"]);
        for link in &self.links {
            let (sign, mark) = match link.state {
                State::Holds => ("✓", Mark::Good),
                State::Broken => ("✗", Mark::Bad),
                State::Unseen => ("–", Mark::Dim),
            };
            let value = link.value.as_deref().unwrap_or_default();
            table.marked([
                (sign.to_owned(), mark),
                (link.name.to_owned(), Mark::Plain),
                (value.to_owned(), Mark::Plain),
                (link.found.clone(), Mark::Plain),
            ]);
            if let Some(mend) = &link.mend {
                table.row(["", "", "", format!("mend: {mend}").as_str()]);
            }
        }
        session.ui.table(&table)
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let link = |link: &Link| {
            let state = match link.state {
                State::Holds => "holds",
                State::Broken => "broken",
                State::Unseen => "unseen",
            };
            json!({"link": link.name, "state": state, "found": link.found, "value": link.value, "mend": link.mend})
        };
        json!({
            "metric": self.metric, "broken": self.broken().map(|link| link.name),
            "links": self.links.iter().map(link).collect::<Vec<_>>(),
        })
    }
}
