//! Scale-downs: who was chosen, why, and whether the preferred pool was kept.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::decisions::Decision;
use super::departures::Departure;
use super::evidence::Evidence;
use super::interval::later;

/// Pods go within this time of the decision.
const FOLLOWS: SignedDuration = SignedDuration::from_secs(60);

/// Whether pods of the preferred units stayed while others could go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Preferred {
    /// Nobody of an earlier unit went while one of a later unit was there.
    Kept,
    /// Somebody did.
    Lost,
    /// Nobody watched, or there is no order of units.
    Unknown,
}

/// Fewer replicas were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScaleDown {
    /// The decision; absent where pods went and no record says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Who went, in order.
    pub victims: Vec<Departure>,
    /// Whether the order kept the preferred pool.
    pub preferred: Preferred,
}

/// All scale-downs after `since`, the first one first.
pub(super) fn scale_downs(clusters: &[Evidence], decisions: &[Decision], since: Timestamp) -> Vec<ScaleDown> {
    let mut departures: Vec<Departure> =
        clusters.iter().flat_map(|it| it.departures.iter().cloned().chain(it.told_departures())).collect();
    departures.sort_by_key(|it| it.at.middle());
    let mut downs: Vec<(Option<&Decision>, Vec<Departure>)> = decisions
        .iter()
        .filter(|it| it.grows() == Some(false))
        .map(|decision| (Some(decision), Vec::new()))
        .collect();
    for departure in departures {
        let at = departure.at;
        let follows = |decision: &Decision| {
            decision.at.earliest <= at.latest && at.earliest <= later(decision.at.latest, FOLLOWS)
        };
        match downs.iter_mut().rfind(|(decision, _)| decision.is_some_and(follows)) {
            Some((_, victims)) => victims.push(departure),
            // A rollout and a drain remove pods too, and a decision may have expired.
            None => match downs.last_mut() {
                Some((None, victims)) => victims.push(departure),
                _ => downs.push((None, vec![departure])),
            },
        }
    }
    let recent = |(decision, victims): &(Option<&Decision>, Vec<Departure>)| {
        let at = decision.map(|it| it.at).or(victims.first().map(|it| it.at));
        at.is_some_and(|at| at.latest >= since)
    };
    let down = |(decision, victims): (Option<&Decision>, Vec<Departure>)| ScaleDown {
        preferred: preferred(&victims),
        decision: decision.cloned(),
        victims,
    };
    downs.into_iter().filter(recent).map(down).collect()
}

fn preferred(victims: &[Departure]) -> Preferred {
    let against: Option<Vec<bool>> = victims.iter().map(|it| it.against_units).collect();
    match against {
        Some(against) if against.is_empty() => Preferred::Unknown,
        Some(against) if against.contains(&true) => Preferred::Lost,
        Some(_) => Preferred::Kept,
        None if victims.iter().any(|it| it.against_units == Some(true)) => Preferred::Lost,
        None => Preferred::Unknown,
    }
}
