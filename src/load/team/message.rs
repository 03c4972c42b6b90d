//! What workers say to each other.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::orders::Orders;
use crate::load::engine::Progress;
use crate::load::sample::Sample;
use crate::load::summary::{Ending, Summary};

/// A word that only those know who work together. It is never shown.
#[derive(Clone, Serialize, Deserialize)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl Token {
    /// Whether it is the same; how long that takes says nothing about where it differs.
    pub fn is(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        ours.len() == theirs.len()
            && ours.iter().zip(theirs).fold(0, |all, (our, their)| all | (our ^ their)) == 0
    }
}

/// The first thing that a worker says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hello {
    /// The version of neap.
    pub neap: String,
    /// The version of this protocol.
    pub protocol: u32,
    /// What shows that it belongs here.
    pub token: Token,
    /// Which worker it is, if it knows.
    pub index: Option<usize>,
    /// Whether it has its orders already.
    pub informed: bool,
}

/// What a worker says after that.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Report {
    /// The orders make a plan: it waits for the start.
    Ready,
    /// They make none.
    Cannot {
        /// Why.
        why: String,
    },
    /// The answer to a ping.
    Pong {
        /// What its clock shows.
        at: u64,
    },
    /// It has begun.
    Begun {
        /// What its clock showed.
        at: u64,
    },
    /// How far it is; also a sign of life.
    Progress(Progress),
    /// Requests that were answered, if each is asked for.
    Rows(Vec<Sample>),
    /// It has ended: all that it measured.
    Done(Box<Summary>),
}

/// What worker 0 says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    /// It belongs to the team.
    Welcome {
        /// Which worker it is.
        index: usize,
        /// Of how many.
        of: usize,
        /// What to do, unless it knows.
        orders: Option<Orders>,
    },
    /// It does not.
    Refused {
        /// Why.
        why: String,
    },
    /// What does its clock show?
    Ping,
    /// Begin when its clock shows this.
    Start {
        /// In nanoseconds.
        at: u64,
    },
    /// End now.
    Stop {
        /// Why.
        ending: Ending,
    },
    /// What it measured has come.
    Bye,
}
