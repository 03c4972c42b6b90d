//! Any picture at any size.

use proptest::prelude::*;

use super::*;
use crate::ui::Key;

fn keys() -> impl Strategy<Value = Vec<Key>> {
    let key = prop_oneof![
        any::<char>().prop_map(Key::Char),
        prop::sample::select(vec![
            Key::Enter,
            Key::Escape,
            Key::Backspace,
            Key::Up,
            Key::Down,
            Key::Right,
            Key::PageUp,
            Key::PageDown,
            Key::Home,
            Key::End,
            Key::Char('p'),
            Key::Char('/'),
            Key::Char('?'),
        ]),
    ];
    prop::collection::vec(key, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever a cluster says, whatever is typed, and however small the terminal is: the screen is filled and never passed.
    #[test]
    fn any_picture_at_any_size_is_drawn(
        second in 0_i64..75,
        one in any::<bool>(),
        (width, height) in (0_u16..260, 0_u16..90),
        (unicode, colour) in any::<(bool, bool)>(),
        keys in keys(),
        words in ".{0,60}",
        copies in 0_usize..300,
        (ratio, gone) in (prop::option::of(any::<f64>()), any::<bool>()),
    ) {
        let time = format!("{:02}:{:02}:{:02}", 2 + (59 * 60 + 7 + second) / 3600, (59 * 60 + 7 + second) / 60 % 60, (7 + second) % 60);
        let (mut snapshot, history) = watched(QUEUE, one.then_some("qwen-chat"), &time);
        for service in &mut snapshot.services {
            service.name.clone_from(&words);
            service.url = Some(words.clone());
            for metric in service.autoscalers.iter_mut().flat_map(|it| &mut it.metrics) {
                (metric.ratio, metric.name) = (ratio, words.clone());
            }
            for event in &mut service.events {
                event.message.clone_from(&words);
            }
            if let Some(pod) = service.pods.first().cloned() {
                let copy = |at| crate::observe::PodView { name: format!("{words}{at}"), ..pod.clone() };
                service.pods.extend((0..copies).map(copy));
            }
        }
        if gone {
            snapshot.services.clear();
        }
        let look = Look { unicode, colour };
        let mut view = View::default();
        for key in keys {
            let before = view.clone();
            let shown = picture(&snapshot, one, &history, &before, &Asked::default());
            view.press(key, &shown);
            let shown = picture(&snapshot, one, &history, &view, &Asked::default());
            prop_assert!(lines(&shown, look, usize::from(width), usize::from(height)).len() <= usize::from(height));
        }
        let shown = picture(&snapshot, one, &history, &view, &Asked::default());
        let screen = seen(&shown, look, width, height);
        prop_assert!(unicode || screen.is_ascii(), "{}", screen);
        let escapes = screen.contains('\u{1b}');
        prop_assert!(!escapes);
    }
}
