//! Events.

use serde_json::json;

use super::cell::{at, integer, name, since, text, text_or};
use super::{Column, Shown, text as column, wide};

/// Event, of either group.
pub const EVENT: Shown = Shown {
    columns: &[
        column("Last Seen"),
        column("Type"),
        column("Reason"),
        column("Object"),
        wide("Subobject"),
        wide("Source"),
        column("Message"),
        wide("First Seen"),
        wide("Count"),
        Column { name: "Name", kind: "string", format: "name", priority: 1 },
    ],
    cells: |event, now| {
        // The newer group names fields otherwise.
        let either = |one: &'static [&str], other: &'static [&str]| match text(event, one) {
            "" => text(event, other),
            found => found,
        };
        let about =
            if event["involvedObject"].is_null() { &event["regarding"] } else { &event["involvedObject"] };
        let time = |old, new| since(either(old, new), now);
        let first = match either(&["firstTimestamp"], &["deprecatedFirstTimestamp"]) {
            "" => since(text(event, &["eventTime"]), now),
            first => since(first, now),
        };
        let mut last = match either(&["lastTimestamp"], &["deprecatedLastTimestamp"]) {
            "" => first.clone(),
            _ => time(&["lastTimestamp"], &["deprecatedLastTimestamp"]),
        };
        let mut count = integer(event, &["count"]).max(integer(event, &["deprecatedCount"])).max(1);
        let series = at(event, &["series"]);
        if series.is_object() {
            last = since(text(series, &["lastObservedTime"]), now);
            count = integer(series, &["count"]);
        }
        let kind = text(about, &["kind"]).to_lowercase();
        let object = match text(about, &["name"]) {
            "" => kind,
            name => format!("{kind}/{name}"),
        };
        let source = if event["source"].is_null() { &event["deprecatedSource"] } else { &event["source"] };
        let component =
            text_or(source, &["component"], either(&["reportingComponent"], &["reportingController"]));
        let instance = text_or(source, &["host"], text(event, &["reportingInstance"]));
        let source =
            if instance.is_empty() { component.to_owned() } else { format!("{component}, {instance}") };
        vec![
            last.into(),
            text(event, &["type"]).into(),
            text(event, &["reason"]).into(),
            object.into(),
            text(about, &["fieldPath"]).into(),
            source.into(),
            either(&["message"], &["note"]).trim().into(),
            first.into(),
            json!(count),
            name(event),
        ]
    },
};
