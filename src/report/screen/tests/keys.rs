//! What keys do.

use super::*;
use crate::ui::Key;

struct User {
    snapshot: Snapshot,
    history: History,
    view: View,
}

impl User {
    fn new(one: bool) -> Self {
        let (snapshot, history) = watched(QUEUE, one.then_some("qwen-chat"), "02:59:27");
        Self { snapshot, history, view: View::default() }
    }

    fn press(&mut self, key: Key) -> Wish {
        let one = !self.snapshot.services[0].pools.is_empty();
        let seen = self.view.clone();
        let picture = picture(&self.snapshot, one, &self.history, &seen, &Asked::default());
        self.view.press(key, &picture)
    }

    fn type_in(&mut self, text: &str) {
        text.chars().for_each(|letter| assert_eq!(self.press(Key::Char(letter)), Wish::Redraw));
    }

    fn listed(&self) -> Vec<String> {
        let picture = picture(&self.snapshot, true, &self.history, &self.view, &Asked::default());
        picture.choices.into_iter().map(|it| it.name).collect()
    }
}

#[test]
fn the_cursor_goes_over_the_pods_and_opens_one() {
    let mut user = User::new(true);
    let pods = user.listed();
    assert_eq!(user.press(Key::Down), Wish::Redraw);
    assert_eq!(user.press(Key::Down), Wish::Redraw);
    assert_eq!(user.view.chosen.as_ref().unwrap().name, pods[1]);
    for _ in 0..5 {
        user.press(Key::Down);
    }
    assert_eq!(user.view.chosen.as_ref().unwrap().name, pods[2], "it stays on the last one");
    user.press(Key::Char('k'));
    let Wish::Pod(opened) = user.press(Key::Enter) else { panic!("nothing was opened") };
    assert_eq!(opened.name, pods[1]);
    assert_eq!(user.press(Key::Up), Wish::Redraw);
    assert_eq!(user.view.back, 1);
    assert_eq!(user.press(Key::Escape), Wish::Close);
    assert_eq!((user.view.back, user.view.pod.clone()), (0, None));
    assert_eq!(user.press(Key::Escape), Wish::Redraw, "the cursor goes");
    assert_eq!(user.press(Key::Escape), Wish::Nothing);
}

#[test]
fn a_filter_lists_what_holds_its_text() {
    let mut user = User::new(true);
    user.press(Key::Char('/'));
    user.type_in("q");
    assert_eq!(user.listed().len(), 3, "q is typed, and quits nothing");
    user.press(Key::Backspace);
    user.type_in("PULLing");
    assert_eq!(user.listed().len(), 2);
    user.press(Key::Enter);
    assert_eq!(user.press(Key::Escape), Wish::Redraw);
    assert_eq!(user.listed().len(), 3);
}

#[test]
fn pause_help_and_the_ends() {
    let mut user = User::new(true);
    user.press(Key::Char('p'));
    assert!(user.view.paused);
    user.press(Key::Char('?'));
    assert!(user.view.help);
    user.press(Key::Down);
    assert!(!user.view.help && user.view.chosen.is_none(), "the key only ends the help");
    assert_eq!(user.press(Key::Char('q')), Wish::Quit);
    assert_eq!(user.press(Key::Interrupt), Wish::Interrupt);
    user.press(Key::Char('/'));
    assert_eq!(user.press(Key::Interrupt), Wish::Interrupt, "also while a filter is typed");
    assert_eq!(user.press(Key::Suspend), Wish::Suspend);
}

#[test]
fn a_service_of_the_table_is_opened_and_left() {
    let mut user = User::new(false);
    let Wish::Service(opened) = user.press(Key::Enter) else { panic!("nothing was opened") };
    assert_eq!(opened.name, "qwen-chat");
    let mut inside = User::new(true);
    inside.view.from_roster = true;
    assert_eq!(inside.press(Key::Left), Wish::Roster);
}
