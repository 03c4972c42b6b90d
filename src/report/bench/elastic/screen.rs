//! The live screen of a load that is watched: its own lines, and below them the screen of `neap status -w`.

use crate::observe::Snapshot;
use crate::report::bench::cluster::Marker;
use crate::report::bench::elastic::Chronicle;
use crate::report::bench::elastic::text::{clocks, happening};
use crate::report::bench::text::some;
use crate::report::screen::{Asked, History, Look, Row, View, content, picture, row};
use crate::report::units::{count, number, seconds};
use crate::ui::Mark;

/// Happenings that are told, at most.
const MOST: usize = 3;
/// Below so many rows one is.
const TALL: usize = 30;

/// The load at a moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Now {
    /// Seconds since it began.
    pub elapsed: f64,
    /// How long it is to send, in seconds, or how many requests.
    pub goal: String,
    /// Requests that ended a second, in the last seconds.
    pub rate: f64,
    /// Half of them took at most this long.
    pub p50: Option<f64>,
    /// 99 of 100 took at most this long.
    pub p99: Option<f64>,
    /// Under way.
    pub in_flight: u64,
    /// Ended since the beginning.
    pub ended: u64,
    /// Failed since the beginning.
    pub failed: u64,
}

/// What the watch knows beside its pictures.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// What happened last, the oldest first.
    pub markers: Vec<Marker>,
    /// When the load began, in seconds of the markers.
    pub began: f64,
    /// Why there is no news.
    pub lost: Option<String>,
    /// How many times as fast as the client's the cluster's clock runs.
    pub speed: f64,
}

impl Course {
    /// What a chronicle says of a load that began at a second of it.
    pub fn of(chronicle: &Chronicle, began: f64, speed: f64) -> Self {
        let all = chronicle.since(0);
        let markers = all[all.len().saturating_sub(MOST)..].to_vec();
        Self { markers, began, lost: chronicle.is_lost().map(str::to_owned), speed }
    }
}

/// The screen as text of at most so many columns and rows.
pub fn screen(
    now: &Now,
    snapshot: &Snapshot,
    history: &History,
    course: &Course,
    look: Look,
    (width, height): (usize, usize),
) -> String {
    let mut rows = heading(now, course, (width, height));
    rows.truncate(height);
    let view = View::default();
    let asked = Asked::default();
    let picture = picture(snapshot, true, history, &view, &asked);
    rows.extend(content(&picture, look, width, height - rows.len()));
    rows.iter().map(|row| row.text(look, width).trim_end().to_owned() + "\n").collect()
}

/// The load's own lines.
pub fn heading(now: &Now, course: &Course, (width, height): (usize, usize)) -> Vec<Row> {
    let head = row::said("LOAD  ", Mark::Strong);
    let mut rows = row::sentence(&head, &in_words(now), Mark::Plain, width, 2);
    let below = row::plain("      ");
    let mut say = |text: &str, mark| rows.extend(row::sentence(&below, text, mark, width, 2));
    if now.failed > 0 {
        say(&format!("{} of {} failed", count(now.failed as f64), count(now.ended as f64)), Mark::Bad);
    }
    clocks(course.speed).iter().for_each(|note| say(note, Mark::Dim));
    if let Some(why) = &course.lost {
        say(&format!("the watch is lost, what follows is old: {why}"), Mark::Bad);
    }
    let most = if height < TALL { 1 } else { MOST };
    for marker in &course.markers[course.markers.len().saturating_sub(most)..] {
        let at = (marker.at - course.began).max(0.0);
        let line = [below.clone(), row::said(format!("+{at:.0} s  {}", happening(marker)), Mark::Dim)];
        rows.push(Row::of(line));
    }
    rows
}

fn in_words(now: &Now) -> String {
    let mut parts = vec![
        format!("{} of {}", seconds(now.elapsed), now.goal),
        format!("{}/s", number(now.rate)),
        format!("p50 {}", some(now.p50)),
        format!("p99 {}", some(now.p99)),
        format!("{} in flight", count(now.in_flight as f64)),
    ];
    if now.failed == 0 {
        parts.push(format!("{} ended, none failed", count(now.ended as f64)));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::observe::{Record, Scope, World};
    use crate::report::screen::Sent;

    const RECORDING: &str = include_str!("../../../../tests/fixtures/observe/queue-1-to-3.jsonl");

    /// The screen 40 s after the first picture of a load of 12/s whose slowest requests take ever longer.
    fn at(look: Look, (width, height): (usize, usize), now: &Now, lost: Option<&str>) -> String {
        let records: Vec<Record> =
            RECORDING.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let begun = records[0].at;
        let until: Timestamp = begun.checked_add(SignedDuration::from_secs(40)).unwrap();
        let scope = Scope {
            namespace: Some("default".into()),
            service: Some("qwen-chat".into()),
            ..Scope::default()
        };
        let (mut world, mut chronicle, mut history) =
            (World::new(scope), Chronicle::default(), History::default());
        for record in records.into_iter().take_while(|record| record.at <= until) {
            let at = record.at;
            world.apply(record);
            let snapshot = world.snapshot(at);
            let second = at.duration_since(begun).as_secs_f64();
            chronicle.see(second, &snapshot);
            if let Some(service) = snapshot.services.first() {
                history.take(service, at, Sent { rate: Some(12.0), p99: Some(second / 10.0) });
            }
        }
        let lost = lost.map(str::to_owned);
        let course = Course { lost, ..Course::of(&chronicle, 5.0, 1.0) };
        screen(now, &world.snapshot(until), &history, &course, look, (width, height))
    }

    fn now() -> Now {
        Now {
            elapsed: 35.0,
            goal: "120 s".into(),
            rate: 12.0,
            p50: Some(0.8),
            p99: Some(4.0),
            in_flight: 29,
            ended: 1420,
            failed: 0,
        }
    }

    const LOOK: Look = Look { unicode: true, colour: false };

    #[test]
    fn the_load_stands_above_what_the_cluster_does_at_80_by_24() {
        insta::assert_snapshot!(at(LOOK, (80, 23), &now(), None));
    }

    #[test]
    fn the_load_stands_above_what_the_cluster_does_at_120_by_40() {
        let failed = Now { failed: 7, ..now() };
        insta::assert_snapshot!(at(LOOK, (120, 39), &failed, Some("connection refused")));
    }

    #[test]
    fn no_size_is_exceeded() {
        for width in [1, 7, 40, 80, 200] {
            for height in [1, 2, 5, 23, 60] {
                for look in [LOOK, Look { unicode: false, colour: false }] {
                    let text = at(look, (width, height), &now(), None);
                    assert!(text.lines().count() <= height, "{width} {height}\n{text}");
                    assert!(text.lines().all(|line| crate::ui::columns(line) <= width), "{width}\n{text}");
                }
            }
        }
    }
}
