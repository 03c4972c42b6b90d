//! A terminal of one's own: the alternate screen, keys as they are pressed, and all as it was at the end, also after a panic.

use std::io::{BufWriter, Stdout, Write};
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

/// As it was, once.
fn give_back() {
    if OURS.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell.
        let _ = execute!(std::io::stdout(), Show, LeaveAlternateScreen);
        let _ = std::io::stdout().flush();
        let _ = disable_raw_mode();
    }
}

/// A panic is read on the screen that stays, and a build that aborts on panic drops nothing.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
    });
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
