//! What a story says before it begins and after it has ended.

use super::catalogue::Story;
use crate::observe::timeline::Timeline;
use crate::report::status::Screen;
use crate::report::tide::{self, Stretch};
use crate::report::timeline::ways;
use crate::ui::Mark;

/// How fast time goes.
pub fn pace(speed: f64) -> String {
    match speed > 10.0 {
        true => format!("cluster time runs {speed} times as fast as yours; latencies are coarse"),
        false => format!("cluster time runs {speed} times as fast as yours"),
    }
}

/// What is played, where, and what is not as in life.
pub fn prologue(story: &Story, server: &str, pace: &str, screen: Screen) -> String {
    let sentences = [
        story.title.to_owned(),
        format!("A simulated cluster on {server}; {pace}."),
        format!("Shortened for it: {}.", story.shortened),
    ];
    sentences.iter().map(|text| screen.wrapped(text, 0, Mark::Plain)).collect()
}

/// The tide in figures, the way of each pod, and what there is to learn.
pub fn epilogue(stretches: &[Stretch], timeline: &Timeline, lesson: Option<&str>, screen: Screen) -> String {
    let mut text = format!("\n{}\n{}\n", tide::tide(stretches, screen), ways::ways(timeline, screen));
    let sentences = ways::sentences(timeline).into_iter().chain(lesson.map(str::to_owned));
    text.extend(sentences.map(|sentence| screen.wrapped(&sentence, 0, Mark::Plain)));
    text
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::commands::demo::catalogue;
    use crate::commands::demo::scene::Load;
    use crate::commands::demo::story::History;
    use crate::observe::World;
    use crate::observe::timeline::{Evidence, Series};
    use crate::report::screen::svg;

    /// All that came to a run of `neap demo`, and the answers that its clients got.
    const RUN: &str = include_str!("../../../tests/fixtures/observe/demo.jsonl");
    const ANSWERS: &str = include_str!("../../../tests/fixtures/observe/demo.csv");
    const BEGAN: &str = "2026-11-23T11:39:51.238701836Z";
    const LOAD: [&str; 2] = ["2026-11-23T11:40:52.785036096Z", "2026-11-23T11:45:10.793345796Z"];
    const ENDED: &str = "2026-11-23T11:47:08.797073796Z";

    #[test]
    fn the_picture_of_the_demo_is_what_it_says() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let (began, ended) = (at(BEGAN), at(ENDED));
        let story = catalogue::story("kserve").unwrap();
        let scope = crate::commands::demo::scope(story);
        let (mut world, mut history) = (World::new(scope.clone()), History::default());
        let mut evidence = Evidence::new(None, scope);
        let records = RUN.lines().map(|line| serde_json::from_str::<crate::observe::Record>(line).unwrap());
        let mut records = records.peekable();
        // A tenth of a second on the clock on the wall is two of the cluster.
        let mut now = began.checked_sub(SignedDuration::from_secs(1)).unwrap();
        while now < ended {
            now = now.checked_add(SignedDuration::from_secs(2)).unwrap().min(ended);
            while let Some(record) = records.next_if(|record| record.at <= now) {
                evidence.note(&record);
                world.apply(record);
            }
            history.note(&world.snapshot(now));
        }
        let load = Load::recorded(LOAD.map(at), ANSWERS);
        let stretches = history.stretches(began, ended, Some(&load));
        let timeline = Timeline::of(&[evidence], &Series::default(), ended, ended.duration_since(began));
        let screen = Screen { width: Some(100), colour: true, ..Screen::default() };
        let text = format!(
            "$ neap demo\n{}\n…\n{}",
            prologue(story, "https://127.0.0.1:43509", &pace(20.0), screen),
            epilogue(&stretches, &timeline, Some(story.lesson), screen)
        );
        svg::keep("demo.svg", &svg::of_text(&text, 100), "neap demo on a terminal, at its end");
    }
}
