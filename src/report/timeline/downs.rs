//! Scale-downs: who went, and why.

use crate::elastic::victims::Rule;
use crate::observe::timeline::{Departure, Preferred, ScaleDown};
use crate::report::status::Screen;
use crate::ui::{Mark, Table};

use super::words;

/// One scale-down.
pub fn scale_down(down: &ScaleDown, service: &str, screen: Screen) -> String {
    let decision = down.decision.as_ref();
    let at = decision.map(|it| it.at).or(down.victims.first().map(|it| it.at));
    let at = at.map(|at| format!(", {}", words::date_time(at.middle()))).unwrap_or_default();
    let sizes = decision.and_then(words::sizes).map(|sizes| format!(": {sizes}")).unwrap_or_default();
    let mut text = screen.wrapped(&format!("SCALE-DOWN{at}{sizes}"), 0, Mark::Strong);
    let cause = match decision {
        Some(decision) => match &decision.reason {
            Some(reason) => format!("{}: {reason}", decision.by),
            None => decision.by.clone(),
        },
        None => "no decision is recorded: a rollout, a drain, or its event has expired".to_owned(),
    };
    text.push_str(&screen.wrapped(&cause, 2, Mark::Plain));
    if down.victims.is_empty() {
        return text + &screen.wrapped("who went is not recorded", 2, Mark::Dim);
    }
    let mut table = Table::new(["  POD", "AT", "POOL", "WHY"]);
    for victim in &down.victims {
        let pool =
            victim.place.pool.clone().or(victim.place.node.clone()).unwrap_or_else(|| "unknown".to_owned());
        table.marked([
            (format!("  {}", words::short(&victim.pod, service)), Mark::Plain),
            (words::clock_time(victim.at.earliest), Mark::Plain),
            (pool, Mark::Plain),
            (why(victim), Mark::Dim),
        ]);
    }
    text.push_str(&table.render_tight(screen.width, screen.colour));
    let (sentence, mark) = match down.preferred {
        Preferred::Kept => (
            "the order kept the preferred pool: nobody of an earlier unit went before one of a later unit",
            Mark::Good,
        ),
        Preferred::Lost => (
            "a pod of an earlier unit went while one of a later unit stayed: a ResourcePolicy, or a higher pod-deletion-cost there, keeps the order",
            Mark::Warn,
        ),
        Preferred::Unknown => return text,
    };
    text + &screen.wrapped(sentence, 2, mark)
}

fn why(victim: &Departure) -> String {
    let cost = victim.deletion_cost.map(|cost| format!(" ({cost})")).unwrap_or_default();
    match victim.rule {
        None => "not recorded".to_owned(),
        Some(Rule::Unscheduled) => "without a node".to_owned(),
        Some(Rule::Phase) => "not running yet".to_owned(),
        Some(Rule::NotReady) => "not ready".to_owned(),
        Some(Rule::DeletionCost) => format!("lower deletion cost{cost}"),
        Some(Rule::Crowded) => "more pods on its node".to_owned(),
        Some(Rule::ReadyLater) => "ready for a shorter time".to_owned(),
        Some(Rule::Restarts) => "restarted more often".to_owned(),
        Some(Rule::Younger) => "younger".to_owned(),
        Some(Rule::Uid) => "chance: the same age, the uid decides".to_owned(),
        Some(Rule::Only) => "the only one left".to_owned(),
    }
}
