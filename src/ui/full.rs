//! A terminal of one's own: the alternate screen, keys as they are pressed, and all as it was at the end, also after a panic.

use std::io::{BufWriter, Stdout, Write};
use std::panic::PanicHookInfo;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use futures::StreamExt;
use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::terminal::Terminal;
use ratatui_crossterm::CrosstermBackend;

use crate::error::{Error, Result};

/// A key that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is what stands on it")]
pub enum Key {
    Char(char),
    Enter,
    Escape,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-Z.
    Suspend,
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size.
    Resized,
}

/// Whether a terminal is ours now.
static OURS: AtomicBool = AtomicBool::new(false);

/// The terminal as long as it is ours; dropped, it is as it was.
pub struct FullScreen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    keys: Option<EventStream>,
}

impl FullScreen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It cannot be made raw, or cannot be written to.
    pub fn enter() -> Result<Self> {
        restore_on_panic();
        take()?;
        let backend = CrosstermBackend::new(BufWriter::new(std::io::stdout()));
        let terminal = Terminal::new(backend).inspect_err(|_| give_back()).map_err(wrong)?;
        Ok(Self { terminal, keys: Some(EventStream::new()) })
    }

    /// Draws a whole screen; only what differs is written.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn draw(&mut self, paint: impl FnOnce(Rect, &mut Buffer)) -> Result<()> {
        let drawn = self.terminal.draw(|frame| paint(frame.area(), frame.buffer_mut()));
        drawn.map(drop).map_err(wrong)
    }

    /// The next thing that the user does. Never comes once the terminal has gone.
    pub async fn input(&mut self) -> Input {
        loop {
            let Some(keys) = &mut self.keys else { return std::future::pending().await };
            match keys.next().await {
                Some(Ok(Event::Resize(..))) => return Input::Resized,
                Some(Ok(Event::Key(event))) => {
                    if let Some(key) = key(event) {
                        return Input::Key(key);
                    }
                }
                Some(Ok(_)) => {}
                // Without keys the screen is still worth seeing.
                Some(Err(_)) | None => self.keys = None,
            }
        }
    }

    /// Gives the terminal back to the shell and stops, until the shell brings the process back.
    ///
    /// # Errors
    /// The terminal cannot be taken again.
    pub fn suspend(&mut self) -> Result<()> {
        // The keys' stream stays: its thread stops with all others. A new one may miss the first key, as the old one's
        // end takes the word that there is something to read with it.
        give_back();
        // As Ctrl-Z does it: the whole command stops, and one that no shell could bring back does not.
        let stopped = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
        take()?;
        // `clear` would ask the terminal where the cursor is, and the answer would come among the keys.
        let size = self.terminal.size().map_err(wrong)?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height)).map_err(wrong)?;
        stopped.map_err(|error| Error::failed(format!("cannot stop: {error}")))
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        self.keys = None;
        give_back();
    }
}

fn wrong(error: std::io::Error) -> Error {
    Error::from(error)
}

fn take() -> Result<()> {
    enable_raw_mode().map_err(|error| Error::failed(format!("the terminal cannot be made raw: {error}")))?;
    OURS.store(true, Ordering::SeqCst);
    execute!(std::io::stdout(), EnterAlternateScreen, Hide).inspect_err(|_| give_back()).map_err(wrong)
}

fn give_back() {
    hand_back(&OURS, &mut std::io::stdout(), disable_raw_mode);
}

/// As it was, once: the screen of before with its cursor, then a terminal that edits lines again.
fn hand_back(ours: &AtomicBool, out: &mut impl Write, cooked: impl FnOnce() -> std::io::Result<()>) {
    if ours.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell.
        let _ = execute!(out, Show, LeaveAlternateScreen);
        let _ = out.flush();
        let _ = cooked();
    }
}

/// A panic is read on the screen that stays, and a build that aborts on panic drops nothing.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(restoring(give_back, std::panic::take_hook())));
}

/// What is told of a panic.
type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Gives the terminal back, then tells as before.
fn restoring(restore: impl Fn() + Send + Sync + 'static, before: Hook) -> Hook {
    Box::new(move |panic| {
        restore();
        before(panic);
    })
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    if event.modifiers.contains(KeyModifiers::CONTROL) {
        return match event.code {
            KeyCode::Char('c') => Some(Key::Interrupt),
            KeyCode::Char('z') => Some(Key::Suspend),
            // What terminals send for Backspace.
            KeyCode::Char('h') => Some(Key::Backspace),
            _ => None,
        };
    }
    Some(match event.code {
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What a terminal was sent, and what was done to it, in order.
    #[derive(Clone, Default)]
    struct Tape(Arc<Mutex<Vec<u8>>>);

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Tape {
        fn give_back(&self, ours: &AtomicBool) {
            let mut end = self.clone();
            hand_back(ours, &mut self.clone(), move || end.write_all(b"[cooked]"));
        }

        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    /// The cursor is shown, the alternate screen left, raw mode is off.
    const RESTORED: &str = "\u{1b}[?25h\u{1b}[?1049l[cooked]";

    #[test]
    fn a_panic_is_told_on_the_terminal_as_it_was() {
        let (tape, ours) = (Tape::default(), Arc::new(AtomicBool::new(true)));
        let me = std::thread::current().id();
        let before = Arc::new(std::panic::take_hook());
        let (restored, told, others) = (tape.clone(), tape.clone(), before.clone());
        // The hook is one for all threads, and a test beside this one may fail meanwhile.
        let tell: Hook = Box::new(move |panic| match std::thread::current().id() == me {
            true => drop(write!(told.clone(), "{}", panic.payload().downcast_ref::<&str>().unwrap_or(&""))),
            false => others(panic),
        });
        let (taken, again) = (ours.clone(), ours.clone());
        std::panic::set_hook(restoring(move || restored.give_back(&taken), tell));
        let caught = std::panic::catch_unwind(|| panic!("the tide is out"));
        std::panic::set_hook(Box::new(move |panic| before(panic)));
        assert!(caught.is_err());
        assert_eq!(tape.text(), format!("{RESTORED}the tide is out"));
        // What unwinds drops the screen as well, which finds nothing left to do.
        tape.give_back(&again);
        assert_eq!(tape.text(), format!("{RESTORED}the tide is out"));
        assert!(!ours.load(Ordering::SeqCst));
    }

    #[test]
    fn a_terminal_that_was_never_taken_is_left_alone() {
        let tape = Tape::default();
        tape.give_back(&AtomicBool::new(false));
        assert_eq!(tape.text(), "");
    }
}
