//! The text of a recording: what it says, and that it fits.

use serde_json::Value;

use super::{timeline, ways};
use crate::observe::timeline::{Evidence, Series, Timeline};
use crate::observe::{Record, Scope};
use crate::report::status::Screen;

/// A recording of the sandbox, without what nobody asks here: one replica, then three, then one.
const RECORDING: &str = include_str!("../../../tests/fixtures/observe/tide.jsonl");

fn told() -> Timeline {
    let scope = Scope { service: Some("qwen".into()), chronicle: true, ..Scope::default() };
    let mut evidence = Evidence::new(None, scope);
    for line in RECORDING.lines() {
        evidence.note(&serde_json::from_str::<Record>(line).unwrap());
    }
    let now = evidence.seen.unwrap().1;
    Timeline::of(&[evidence], &Series::default(), now, jiff::SignedDuration::from_hours(24))
}

fn at(width: Option<usize>) -> String {
    timeline(&told(), Screen { width, ..Screen::default() })
}

#[test]
fn the_story_of_a_tide_is_told_from_its_recording() {
    insta::assert_snapshot!("tide_100", at(Some(100)));
    insta::assert_snapshot!("tide_80", at(Some(80)));
}

#[test]
fn pods_stand_side_by_side_where_there_is_room() {
    let told = told();
    let at = |width| ways::ways(&told, Screen { width: Some(width), ..Screen::default() });
    insta::assert_snapshot!("ways_100", format!("{}\n{}", at(100), ways::sentences(&told).join("\n")));
    for width in [50, 80] {
        assert!(at(width).lines().all(|line| crate::ui::columns(line) <= width), "{width}:\n{}", at(width));
    }
    let tables = |width| at(width).matches("STEP ").count();
    assert!(tables(50) > tables(100), "{}", at(50));
    // Nothing grew: no table, no sentence.
    let none = Timeline::of(&[], &Series::default(), told.at, jiff::SignedDuration::from_hours(1));
    assert_eq!((ways::ways(&none, Screen::default()), ways::sentences(&none)), (String::new(), Vec::new()));
}

#[test]
fn no_line_is_wider_than_the_screen_and_a_pipe_has_no_escapes() {
    for width in [80, 100, 120, 200] {
        let text = at(Some(width));
        assert!(text.lines().all(|line| crate::ui::columns(line) <= width), "{width}:\n{text}");
    }
    assert!(!at(None).contains('\u{1b}'));
    let wide = timeline(&told(), Screen { wide: true, ..Screen::default() });
    assert!(wide.matches("\n  in all").count() > at(None).matches("\n  in all").count());
}

#[test]
fn the_parts_of_the_json_add_up() {
    let json: Value = serde_json::to_value(told()).unwrap();
    assert_eq!((&json["kind"], &json["schemaVersion"]), (&"Timeline".into(), &1.into()));
    let mut paths = 0;
    for up in json["scaleUps"].as_array().unwrap() {
        for chain in up["chains"].as_array().unwrap() {
            let Some(parts) = chain["path"]["parts"].as_array() else { continue };
            let sum: f64 = parts.iter().map(|part| part["took"].as_f64().unwrap()).sum();
            assert!((sum - chain["path"]["whole"].as_f64().unwrap()).abs() < 1e-6);
            paths += 1;
        }
    }
    assert!(paths > 0);
}
