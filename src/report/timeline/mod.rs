//! `neap status NAME --timeline`: where the time of each scale-up went, as tables with bars, and a sentence at the end.

mod downs;
mod steps;
pub mod ways;
mod words;

use super::status::Screen;
use crate::observe::timeline::{Cause, Chain, End, ScaleUp, Step, Timeline};
use crate::ui::Mark;

/// The whole of it.
pub fn timeline(timeline: &Timeline, screen: Screen) -> String {
    let mut text = String::new();
    let count = timeline.scale_ups.len();
    for (place, scale_up) in timeline.scale_ups.iter().enumerate() {
        text.push_str(&self::scale_up(scale_up, (place + 1, count), screen));
        text.push('\n');
    }
    for down in &timeline.scale_downs {
        text.push_str(&downs::scale_down(down, &timeline.service, screen));
        text.push('\n');
    }
    if text.is_empty() {
        let since = words::clock_time(timeline.since);
        let line = format!("nothing grew or shrank since {since}, as far as it is recorded");
        text.push_str(&screen.wrapped(&line, 0, Mark::Plain));
    }
    for line in words::caveats(timeline) {
        text.push_str(&screen.wrapped(&line, 0, Mark::Dim));
    }
    if let Some(advice) = &timeline.advice {
        text.push_str(&screen.wrapped(&words::advice(advice, timeline), 0, Mark::Strong));
    }
    text
}

fn scale_up(scale_up: &ScaleUp, (place, count): (usize, usize), screen: Screen) -> String {
    let mut text = screen.wrapped(&words::headline(scale_up, (place, count)), 0, Mark::Strong);
    text.push_str(&screen.wrapped(&cause(&scale_up.cause), 2, Mark::Plain));
    // Without a pod that is ready, the one that has come furthest tells most.
    let told = scale_up.critical().or_else(|| scale_up.chains.iter().max_by_key(|chain| stamps(chain)));
    let Some(told) = told else { return text };
    let shown: Vec<&Chain> = match screen.wide {
        true => scale_up.chains.iter().collect(),
        false => vec![told],
    };
    for chain in &shown {
        text.push_str(&screen.wrapped(&words::head(chain, scale_up), 2, Mark::Plain));
        text.push_str(&steps::table(chain, screen));
        for attempt in &chain.attempts {
            text.push_str(&screen.wrapped(&words::attempt(attempt), 2, Mark::Warn));
        }
        for line in words::unknown(chain) {
            text.push_str(&screen.wrapped(&line, 2, Mark::Dim));
        }
    }
    for chain in scale_up.chains.iter().filter(|chain| !shown.iter().any(|it| it.pod == chain.pod)) {
        text.push_str(&screen.wrapped(&words::other(chain), 2, Mark::Dim));
    }
    text
}

fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Decided(decision) => match &decision.reason {
            Some(reason) => format!("{}: {reason}", decision.by),
            None => decision.by.clone(),
        },
        Cause::Deployed => "the service was deployed".to_owned(),
        Cause::Rollout => "a new template was rolled out".to_owned(),
        Cause::Unknown => {
            "why these pods were created is not known: the event has expired, or they replaced others"
                .to_owned()
        }
    }
}

fn stamps(chain: &Chain) -> usize {
    let stamped = chain.steps.iter().filter(|view| view.finding.stamped().is_some()).count();
    stamped + if chain.end == End::Ready { Step::ALL.len() } else { 0 }
}

#[cfg(test)]
mod tests;
