//! Cells of a terminal → a picture of the README: `NEAP_WRITE_PICTURES=1 cargo test --lib picture` writes them anew.

use std::fmt::Write;
use std::num::NonZero;
use std::path::Path;

use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::Rect;
use ratatui_core::style::{Color, Modifier, Style};

/// A cell in pixels, and the margin.
const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 16.0;

fn colour(cell: &Cell) -> &'static str {
    match cell.fg {
        Color::Green => "#7ee787",
        Color::Yellow => "#e3b341",
        Color::Red => "#ff7b72",
        _ => "#e6edf3",
    }
}

/// A block as a part of its cell, from left and top, 0 to 1: letters of a font do not join.
fn block(symbol: &str) -> Option<(f64, f64, f64, f64, f64)> {
    let letter = symbol.chars().next()?;
    let eighths = |first: char| f64::from(u32::from(letter) - u32::from(first) + 1) / 8.0;
    Some(match letter {
        '▁'..='█' => (0.0, 1.0 - eighths('▁'), 1.0, eighths('▁'), 1.0),
        '▉'..='▏' => (0.0, 0.0, 1.0 - eighths('▉'), 1.0, 1.0),
        '░' => (0.0, 0.0, 1.0, 1.0, 0.25),
        '▒' => (0.0, 0.0, 1.0, 1.0, 0.5),
        '▓' => (0.0, 0.0, 1.0, 1.0, 0.75),
        '│' => (0.4, 0.0, 0.2, 1.0, 1.0),
        _ => return None,
    })
}

/// The screen as a picture that needs no font of its own: each word has its place.
fn drawn(buffer: &Buffer, label: &str) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 2.0 * MARGIN, rows * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"{label}\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n<g font-family=\"ui-monospace,SFMono-Regular,Menlo,DejaVu Sans Mono,monospace\" font-size=\"14\" xml:space=\"preserve\">\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let style = (cell.fg, cell.modifier);
            let of_block = block(cell.symbol());
            let mut end = x + 1;
            let same = |end: u16| {
                let next = &buffer[(end, y)];
                let alike = (next.fg, next.modifier) == style;
                match of_block {
                    Some(_) => alike && next.symbol() == cell.symbol(),
                    None => alike && block(next.symbol()).is_none() && next.symbol() != " ",
                }
            };
            while end < buffer.area.width && cell.symbol() != " " && same(end) {
                end += 1;
            }
            if cell.symbol() != " " {
                run(&mut out, buffer, (x, end, y), of_block);
            }
            x = end;
        }
    }
    out + "</g>\n</svg>\n"
}

/// Cells of one style next to each other.
fn run(
    out: &mut String,
    buffer: &Buffer,
    (x, end, y): (u16, u16, u16),
    of_block: Option<(f64, f64, f64, f64, f64)>,
) {
    let cell = &buffer[(x, y)];
    let (left, top) = (MARGIN + f64::from(x) * CELL.0, MARGIN + f64::from(y) * CELL.1);
    let wide = f64::from(end - x) * CELL.0;
    let fill = colour(cell);
    let dim = if cell.modifier.contains(Modifier::DIM) { 0.6 } else { 1.0 };
    if let Some((dx, dy, w, h, shade)) = of_block {
        // A part of a cell's width is one cell by itself.
        let wide = if w < 1.0 { w * CELL.0 } else { wide };
        let opacity = dim * shade;
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{fill}\" opacity=\"{opacity:.2}\"/>",
            left + dx * CELL.0,
            top + dy * CELL.1,
            h * CELL.1
        );
        return;
    }
    let text: String = (x..end).map(|x| buffer[(x, y)].symbol()).collect();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let bold = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let faint = if dim < 1.0 { " opacity=\"0.6\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{wide:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\"{bold}{faint}>{text}</text>",
        top + 14.0
    );
}

/// What a program writes, as a terminal of this width shows it.
pub fn of_text(text: &str, columns: u16) -> Buffer {
    let rows = u16::try_from(text.lines().count()).unwrap();
    let size = |count: u16| NonZero::new(count).unwrap();
    let mut terminal = vt100::Parser::new(size(rows), size(columns), 0);
    terminal.process(text.trim_end().replace('\n', "\r\n").as_bytes());
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
        let Some(cell) = terminal.screen().cell(y, x).filter(|cell| cell.has_contents()) else { continue };
        let fg = match cell.fgcolor() {
            vt100::Color::Idx(1) => Color::Red,
            vt100::Color::Idx(2) => Color::Green,
            vt100::Color::Idx(3) => Color::Yellow,
            _ => Color::Reset,
        };
        let mut style = Style::default().fg(fg);
        if cell.bold() {
            style = style.add_modifier(Modifier::BOLD);
        }
        if cell.dim() {
            style = style.add_modifier(Modifier::DIM);
        }
        buffer[(x, y)].set_symbol(cell.contents()).set_style(style);
    }
    buffer
}

/// Compares a picture with the one that is kept, or writes it.
///
/// # Panics
/// The one that is kept is another.
pub fn keep(name: &str, buffer: &Buffer, label: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures").join(name);
    let drawn = drawn(buffer, label);
    if std::env::var_os("NEAP_WRITE_PICTURES").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == drawn, "{name} is old: NEAP_WRITE_PICTURES=1 cargo test --lib picture writes it");
}
