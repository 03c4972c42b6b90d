//! What scales a service besides its HPA.

use jiff::Timestamp;

use super::Screen;
use crate::clock::{age, span};
use crate::observe::{Next, Scaler, Service, Time};
use crate::ui::{Mark, Table};

/// A section for each: its bounds, its times, and why it does nothing.
pub fn scalers(service: &Service, screen: Screen, now: Timestamp) -> String {
    service.scalers.iter().map(|scaler| section(scaler, screen, now)).collect()
}

fn section(scaler: &Scaler, screen: Screen, now: Timestamp) -> String {
    let mut facts = Vec::new();
    facts.extend(scaler.bounds.map(|(min, max)| format!("{min} to {max} replicas")));
    facts.extend(
        scaler.idle_seconds.map(|idle| format!("to none after {} without work", span(i64::from(idle)))),
    );
    let facts = if facts.is_empty() { String::new() } else { format!(", {}", facts.join(", ")) };
    let mut text = format!(
        "{}{}   {} ({}){facts}\n",
        screen.gap(),
        screen.paint("SCALER", Mark::Strong),
        screen.paint(&scaler.name, Mark::Plain),
        screen.paint(&scaler.kind, Mark::Plain),
    );
    let mut table = Table::new(["REPLICAS", "WHEN", "STATE"]);
    for time in &scaler.times {
        table.marked(row(time, now));
    }
    let table = match scaler.times.is_empty() {
        true => String::new(),
        false => table.render(screen.width.map(|width| width.saturating_sub(2)), screen.colour),
    };
    for line in table.lines() {
        text.push_str(&format!("  {}\n", line.trim_end()));
    }
    if let Some(trouble) = &scaler.trouble {
        text.push_str(&screen.wrapped(trouble, 2, Mark::Bad));
    }
    text
}

fn row(time: &Time, now: Timestamp) -> Vec<(String, Mark)> {
    let zone = time.zone.as_deref().map(|zone| format!(" {zone}")).unwrap_or_default();
    let (wish, when) = match &time.until {
        Some(until) => (format!("at least {}", time.replicas), format!("{} until {until}{zone}", time.at)),
        None => (format!("{}", time.replicas), format!("{}{zone}", time.at)),
    };
    let until = |at: Timestamp| span(at.duration_since(now).as_secs());
    let next = match time.next {
        Some(Next::Begins(at)) => (format!("begins in {}", until(at)), Mark::Plain),
        Some(Next::Ends(at)) => (format!("now, ends in {}", until(at)), Mark::Good),
        None => (String::new(), Mark::Plain),
    };
    let last = time.last.as_ref().map(|last| {
        let ago = last.when.map(|when| format!(" {} ago", age(when, now))).unwrap_or_default();
        match last.state.as_str() {
            "Submitted" => ("its first time is still to come".to_owned(), Mark::Plain),
            "Failed" => (format!("failed{ago}: {}", last.message), Mark::Bad),
            "Succeed" => (format!("done{ago}"), Mark::Plain),
            state => (format!("{state}{ago}"), Mark::Plain),
        }
    });
    vec![(wish, Mark::Plain), (when, Mark::Plain), last.unwrap_or(next)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::Last;

    #[test]
    fn times_stand_with_what_comes_next_or_how_they_went() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-22T12:00:00Z");
        let time = |last: Option<Last>| Time {
            at: "0 8 * * *".into(),
            until: None,
            zone: None,
            replicas: 4,
            next: None,
            last,
        };
        let went = |state: &str| {
            let when = Some(at("2026-11-22T08:00:00Z"));
            time(Some(Last { state: state.into(), when, message: "no workload".into() }))
        };
        let mut scaler = Scaler {
            kind: "CronHorizontalPodAutoscaler".into(),
            name: "qwen-cron".into(),
            bounds: None,
            idle_seconds: None,
            times: vec![went("Submitted"), went("Succeed"), went("Failed")],
            trouble: None,
        };
        let lines = "\nSCALER   qwen-cron (CronHorizontalPodAutoscaler)\n  REPLICAS   WHEN        STATE\n  \
            4          0 8 * * *   its first time is still to come\n  4          0 8 * * *   done 4h ago\n  \
            4          0 8 * * *   failed 4h ago: no workload\n";
        assert_eq!(section(&scaler, Screen::default(), now), lines);

        scaler.kind = "ScaledObject".into();
        scaler.bounds = Some((0, 4));
        scaler.idle_seconds = Some(300);
        let window = Time {
            until: Some("0 22 * * *".into()),
            zone: Some("Etc/UTC".into()),
            next: Some(Next::Ends(at("2026-11-22T22:00:00Z"))),
            ..time(None)
        };
        scaler.times = vec![window];
        scaler.trouble = Some("it is paused".into());
        let lines = "\nSCALER   qwen-cron (ScaledObject), 0 to 4 replicas, to none after 5m without work\n  \
            REPLICAS     WHEN                                 STATE\n  \
            at least 4   0 8 * * * until 0 22 * * * Etc/UTC   now, ends in 10h\n  it is paused\n";
        assert_eq!(section(&scaler, Screen::default(), now), lines);
    }
}
