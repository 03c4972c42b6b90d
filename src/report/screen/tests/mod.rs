//! The screens on recordings of real runs, at four sizes, and on whatever a picture may be.

mod any;
mod keys;
mod pictures;
mod screens;

use jiff::{SignedDuration, Timestamp};
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;

use super::*;
use crate::observe::{Record, Scope, Snapshot, World};

/// A queue of 11 against 5 on the real control plane grows one replica to three over two pools, and shrinks again.
const QUEUE: &str = include_str!("../../../../tests/fixtures/observe/queue-1-to-3.jsonl");

const UNICODE: Look = Look { unicode: true, colour: true };
const ASCII: Look = Look { unicode: false, colour: false };

/// What a watch has seen when it had come to a time of day.
fn watched(recording: &str, service: Option<&str>, time: &str) -> (Snapshot, History) {
    let records: Vec<Record> = recording.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let day = records[0].at.strftime("%Y-%m-%d").to_string();
    let until: Timestamp = format!("{day}T{time}Z").parse().unwrap();
    let scope =
        Scope { namespace: Some("default".into()), service: service.map(str::to_owned), ..Scope::default() };
    let mut world = World::new(scope);
    let mut history = History::default();
    let mut records = records.into_iter().peekable();
    let mut now = records.peek().unwrap().at;
    loop {
        now = now.checked_add(SignedDuration::from_secs(1)).unwrap().min(until);
        while let Some(record) = records.next_if(|record| record.at <= now) {
            world.apply(record);
        }
        let snapshot = world.snapshot(now);
        if let Some(service) = snapshot.services.first() {
            history.take(service, now, Sent::default());
        }
        if now == until {
            return (snapshot, history);
        }
    }
}

/// A picture on a screen of that size, as text.
fn seen(picture: &Picture<'_>, look: Look, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    draw(picture, look, area, &mut buffer);
    text(&buffer)
}

fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content.chunks(width.max(1)).map(|cells| {
        let mut row = String::new();
        let mut cells = cells.iter();
        while let Some(cell) = cells.next() {
            row.push_str(cell.symbol());
            // A wide letter covers the next cell.
            for _ in 1..crate::ui::columns(cell.symbol()) {
                cells.next();
            }
        }
        row.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}
