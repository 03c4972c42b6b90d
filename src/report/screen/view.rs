//! What the user chose, and what a key changes.

use super::model::Picture;
use crate::ui::Key;

/// A pod or a service that can be opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The cluster of a fleet that it is in; absent for the one that was asked.
    pub cluster: Option<String>,
}

/// What the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The picture stands still.
    pub paused: bool,
    /// Only what holds this text is listed; empty for all.
    pub filter: String,
    /// The filter is being typed.
    pub typing: bool,
    /// The keys are explained.
    pub help: bool,
    /// The pod that is looked at.
    pub pod: Option<Choice>,
    /// The row that the cursor is on.
    pub chosen: Option<Choice>,
    /// Lines of a log that are scrolled back.
    pub back: usize,
    /// Whether Esc leads back to the table of services.
    pub from_roster: bool,
    /// Whether a load runs meanwhile, which ends where the user quits.
    pub load: bool,
}

/// What a key asks for beyond the view itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Nothing; the screen is as it was.
    Nothing,
    /// To see what has changed.
    Redraw,
    /// To end.
    Quit,
    /// To end as by Ctrl-C.
    Interrupt,
    /// To stand aside until the shell brings it back.
    Suspend,
    /// To look at a pod: its events and its log are to be asked for.
    Pod(Choice),
    /// To stop looking at it.
    Close,
    /// To look at a service of the table.
    Service(Choice),
    /// To see the table again.
    Roster,
}

/// Rows that a page key moves by.
const PAGE: usize = 10;

impl View {
    /// Takes a key in. `picture` is what the user sees.
    pub fn press(&mut self, key: Key, picture: &Picture<'_>) -> Wish {
        match key {
            Key::Interrupt => return Wish::Interrupt,
            Key::Suspend => return Wish::Suspend,
            _ => {}
        }
        if self.typing {
            return self.edit(key);
        }
        if self.help {
            // Whoever reads help presses anything to go on.
            self.help = false;
            return if key == Key::Char('q') { Wish::Quit } else { Wish::Redraw };
        }
        match (key, self.pod.is_some()) {
            (Key::Char('q'), _) => Wish::Quit,
            (Key::Char('p' | ' '), _) => {
                self.paused = !self.paused;
                Wish::Redraw
            }
            (Key::Char('?' | 'h'), _) => {
                self.help = true;
                Wish::Redraw
            }
            (Key::Escape | Key::Left | Key::Backspace | Key::Enter, true) => {
                (self.pod, self.back) = (None, 0);
                Wish::Close
            }
            (key, true) => self.scroll(key),
            (Key::Char('/'), false) => {
                self.typing = true;
                Wish::Redraw
            }
            (Key::Escape | Key::Left | Key::Backspace, false) => self.leave(),
            (Key::Enter | Key::Right, false) => self.open(picture),
            (key, false) => self.choose(key, &picture.choices),
        }
    }

    fn edit(&mut self, key: Key) -> Wish {
        match key {
            Key::Char(letter) => self.filter.push(letter),
            Key::Backspace => drop(self.filter.pop()),
            Key::Enter => self.typing = false,
            Key::Escape => {
                self.typing = false;
                self.filter.clear();
            }
            _ => return Wish::Nothing,
        }
        Wish::Redraw
    }

    fn scroll(&mut self, key: Key) -> Wish {
        self.back = match key {
            Key::Up | Key::Char('k') => self.back.saturating_add(1),
            Key::Down | Key::Char('j') => self.back.saturating_sub(1),
            Key::PageUp => self.back.saturating_add(PAGE),
            Key::PageDown => self.back.saturating_sub(PAGE),
            Key::Home => usize::MAX,
            Key::End => 0,
            _ => return Wish::Nothing,
        };
        Wish::Redraw
    }

    /// One step back: the cursor, the filter, the service.
    fn leave(&mut self) -> Wish {
        if self.chosen.take().is_some() {
            return Wish::Redraw;
        }
        if !self.filter.is_empty() {
            self.filter.clear();
            return Wish::Redraw;
        }
        if self.from_roster { Wish::Roster } else { Wish::Nothing }
    }

    /// Opens what the cursor is on; without a cursor the first row.
    fn open(&mut self, picture: &Picture<'_>) -> Wish {
        let choices = &picture.choices;
        let chosen = self.chosen.as_ref().filter(|it| choices.contains(it)).or(choices.first());
        let Some(chosen) = chosen.cloned() else { return Wish::Nothing };
        if picture.is_roster() {
            return Wish::Service(chosen);
        }
        self.chosen = Some(chosen.clone());
        self.pod = Some(chosen.clone());
        self.back = 0;
        Wish::Pod(chosen)
    }

    fn choose(&mut self, key: Key, choices: &[Choice]) -> Wish {
        let Some(last) = choices.len().checked_sub(1) else { return Wish::Nothing };
        let at = self.chosen.as_ref().and_then(|it| choices.iter().position(|other| other == it));
        let to = match key {
            Key::Down | Key::Char('j') => at.map_or(0, |at| at + 1),
            Key::Up | Key::Char('k') => at.map_or(last, |at| at.saturating_sub(1)),
            Key::PageDown => at.map_or(0, |at| at + PAGE),
            Key::PageUp => at.map_or(last, |at| at.saturating_sub(PAGE)),
            Key::Home => 0,
            Key::End => last,
            _ => return Wish::Nothing,
        };
        self.chosen = choices.get(to.min(last)).cloned();
        Wish::Redraw
    }

    /// Whether any of the words holds the filter's text.
    pub(super) fn admits(&self, words: &[&str]) -> bool {
        let wanted = self.filter.to_lowercase();
        wanted.is_empty() || words.iter().any(|word| word.to_lowercase().contains(&wanted))
    }
}
