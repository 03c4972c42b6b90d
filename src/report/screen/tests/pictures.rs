//! The pictures of the README, drawn from a recording of a real run.

use super::*;
use crate::report::screen::svg;

#[test]
fn the_pictures_of_the_readme_are_what_is_drawn() {
    let shown = [
        (
            "screen-booting.svg",
            "02:59:27",
            (100, 30),
            "neap status -w: two replicas pull their image on nodes that boot",
        ),
        (
            "screen-ready.svg",
            "02:59:44",
            (160, 40),
            "neap status -w on a wide terminal: three replicas are ready",
        ),
    ];
    for (name, time, (width, height), label) in shown {
        let (snapshot, history) = watched(QUEUE, Some("qwen-chat"), time);
        let picture = picture(&snapshot, true, &history, &View::default(), &Asked::default());
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        draw(&picture, UNICODE, area, &mut buffer);
        svg::keep(name, &buffer, label);
    }
}
