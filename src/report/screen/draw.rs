//! A picture in cells of a terminal.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::{Color, Modifier, Style};

use super::arrange::{Block, Fill, stack};
use super::cells::{cells, counted};
use super::chart::{LABEL, Series, step_of};
use super::model::{Body, Picture, ServicePart};
use super::row::{Look, Row, Said, plain, said, sentence, shown, table};
use super::{detail, help, places, pods};
use crate::ui::{Mark, columns, shortened};

/// From this width on there are two columns.
const WIDE: usize = 150;
/// What stands between them.
const GUTTER: usize = 3;

/// Draws a picture into a part of a screen.
pub fn draw(picture: &Picture<'_>, look: Look, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(*buffer.area());
    let rows = lines(picture, look, usize::from(area.width), usize::from(area.height));
    write(&rows, look, area, buffer);
}

/// Writes rows into a part of a screen, from its top; what is left of it below them.
pub fn write(rows: &[Row], look: Look, area: Rect, buffer: &mut Buffer) -> Rect {
    let area = area.intersection(*buffer.area());
    let mut top = area.top();
    for (row, y) in rows.iter().zip(area.top()..area.bottom()) {
        paint(row, look, Rect { y, height: 1, ..area }, buffer);
        top = y + 1;
    }
    Rect { y: top, height: area.bottom() - top, ..area }
}

fn paint(row: &Row, look: Look, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x;
    for word in &row.words {
        let room = usize::from(area.right().saturating_sub(x));
        let text = shown(&word.text, look, room);
        (x, _) = buffer.set_stringn(x, area.y, text, room, style(word.mark, look));
    }
    if row.chosen {
        let reach = row.reach.and_then(|reach| u16::try_from(reach).ok()).unwrap_or(area.width);
        let area = Rect { width: reach.min(area.width), ..area };
        buffer.set_style(area, Style::new().add_modifier(Modifier::REVERSED));
    }
}

fn style(mark: Mark, look: Look) -> Style {
    let colour = |colour: Color| if look.colour { Style::new().fg(colour) } else { Style::new() };
    match mark {
        Mark::Plain => Style::new(),
        Mark::Good => colour(Color::Green),
        Mark::Warn => colour(Color::Yellow),
        Mark::Bad => colour(Color::Red).add_modifier(Modifier::BOLD),
        Mark::Dim => Style::new().add_modifier(Modifier::DIM),
        Mark::Strong => Style::new().add_modifier(Modifier::BOLD),
    }
}

/// The rows of a picture: at most `height`, of which the last are the keys.
pub fn lines(picture: &Picture<'_>, look: Look, width: usize, height: usize) -> Vec<Row> {
    // With very few rows the keys are a luxury.
    let foot = if width > 0 && height >= 4 { vec![foot(picture, width)] } else { Vec::new() };
    let room = height - foot.len();
    let mut rows = content(picture, look, width, room);
    rows.resize(if width == 0 { 0 } else { room }, Row::default());
    rows.extend(foot);
    rows
}

/// The rows of a picture without keys: as many as there is something to say, and at most `height`.
pub fn content(picture: &Picture<'_>, look: Look, width: usize, height: usize) -> Vec<Row> {
    if width == 0 || height == 0 {
        return Vec::new();
    }
    let mut rows = head(picture, width, height);
    rows.truncate(height);
    let room = height.saturating_sub(rows.len());
    let body = match &picture.body {
        Body::Service(part) => service(part, look, width, room),
        Body::Roster(roster) => {
            let (head, list) = roster.table(width);
            let services = Block { rank: 1, least: 3, fill: Fill::List(list) };
            let notes = roster.notes.iter().flat_map(|it| sentence(&plain(""), &it.text, it.mark, width, 2));
            let blocks = vec![
                services,
                Block::rows(2, 2, roster.pool_rows(width)),
                Block::rows(3, 1, notes.collect()),
            ];
            let mut rows = vec![head];
            rows.extend(stack(blocks, width, room.saturating_sub(1)));
            rows
        }
        Body::Pod(part) => detail::rows(part, width, room),
        Body::Help { load } => help::rows(*load),
        Body::Nothing(why) => vec![Row::of([said(why.clone(), Mark::Warn)])],
    };
    rows.extend(body.into_iter().take(room));
    rows
}

/// Title and what is wrong with the picture; the URL behind the title, or below it where it does not fit.
fn head(picture: &Picture<'_>, width: usize, height: usize) -> Vec<Row> {
    let mut title = Row::of(picture.title.iter().cloned());
    let mut rows = Vec::new();
    if let Some(url) = &picture.url {
        let fits = title.width() + 2 + columns(url) <= width;
        match fits {
            true => title.push(format!("  {url}"), Mark::Plain),
            // The whole address is worth a line where there are some.
            false if height >= 12 => rows.push(Row::of([plain(url.clone())])),
            false => {}
        }
    }
    rows.insert(0, title);
    let most = if height >= 12 { 2 } else { 1 };
    rows.extend(picture.alerts.iter().flat_map(|it| sentence(&plain(""), &it.text, it.mark, width, most)));
    rows
}

/// The keys, or the filter that is typed; and the time.
fn foot(picture: &Picture<'_>, width: usize) -> Row {
    let mut row = Row::default();
    if let Some((filter, typing)) = &picture.filter {
        row.push(format!("/{filter}"), Mark::Strong);
        row.push(if *typing { "_  Enter keeps it, Esc clears it" } else { "  Esc clears it  " }, Mark::Dim);
        if *typing {
            return row;
        }
    }
    let back = if picture.from_roster { "  Esc back" } else { "" };
    let keys = match picture.body {
        Body::Help { .. } => "any key goes on  q quit".to_owned(),
        Body::Pod(_) => "Esc back  ↑↓ scroll the log  p pause  ? help  q quit".to_owned(),
        Body::Roster(_) => "q quit  ? help  ↑↓ choose  Enter open  / filter  p pause".to_owned(),
        Body::Service(_) => format!("q quit  ? help  ↑↓ choose  Enter pod  / filter  p pause{back}"),
        Body::Nothing(_) => format!("q quit  ? help{back}"),
    };
    row.push(keys, Mark::Dim);
    let clock = columns(&picture.clock);
    if row.width() + 2 + clock <= width {
        row.pad(width - clock);
        row.push(picture.clock.clone(), Mark::Dim);
    }
    row
}

fn service(part: &ServicePart<'_>, look: Look, width: usize, height: usize) -> Vec<Row> {
    if width < WIDE || height < 16 {
        let mut blocks = happening(part, look, width);
        blocks.extend(surroundings(part, width));
        return stack(blocks, width, height);
    }
    let left = (width - GUTTER) / 2;
    let right = width - GUTTER - left;
    let first = stack(happening(part, look, left), left, height);
    let second = stack(surroundings(part, right), right, height);
    let count = first.len().max(second.len());
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    (0..count)
        .map(|_| beside(first.next().unwrap_or_default(), second.next().unwrap_or_default(), left))
        .collect()
}

/// Two rows as one. What the cursor is on ends where the column does.
fn beside(first: Row, second: Row, left: usize) -> Row {
    let mut row = cut(first, left);
    row.reach = Some(left);
    row.pad(left + GUTTER);
    row.words.extend(second.words);
    row
}

fn cut(row: Row, width: usize) -> Row {
    let mut left = width;
    let mut short = Row { words: Vec::new(), ..row.clone() };
    for word in row.words {
        let wide = columns(&word.text);
        if wide <= left {
            left -= wide;
            short.words.push(word);
        } else {
            short.words.push(Said { text: shortened(&word.text, left, "…"), mark: word.mark });
            break;
        }
    }
    short
}

/// What the service does: in words, its autoscaler, its replicas.
fn happening(part: &ServicePart<'_>, look: Look, width: usize) -> Vec<Block> {
    let scaler: Vec<Row> = part.scalers.iter().flat_map(|it| it.rows(width, look)).collect();
    let words = counted(&part.steps);
    let title = if part.grouped { "PODS" } else { "REPLICAS" };
    let mut replicas = Row::of([said(title, Mark::Strong), plain("  ")]);
    replicas.words.extend(words);
    let mut rows = cells(&part.steps, width.saturating_sub(replicas.width() + 2).max(12), 2);
    match rows.as_mut_slice() {
        [only] if only.width() + replicas.width() + 2 <= width => {
            replicas.push("  ", Mark::Plain);
            replicas.words.append(&mut only.words);
            rows.clear();
        }
        _ => {}
    }
    rows.insert(0, replicas);
    let clusters = match part.clusters.is_empty() {
        true => Vec::new(),
        false => {
            let mut rows = table(&part.clusters, 2);
            rows.insert(0, Row::of([said("CLUSTERS", Mark::Strong)]));
            rows
        }
    };
    vec![
        Block::rows(0, 1, now(part, width)),
        Block::rows(2, 2, scaler),
        Block::rows(1, 1, rows),
        Block { rank: 4, least: 1, fill: Fill::List(pods::rows(&part.pods)) },
        Block::rows(3, 2, clusters),
    ]
}

/// One sentence behind the other; each begins on a line of its own where it has another meaning.
fn now(part: &ServicePart<'_>, width: usize) -> Vec<Row> {
    let head = said("NOW  ", Mark::Strong);
    let mut rows: Vec<Row> = Vec::new();
    for (at, sentence_) in part.now.iter().enumerate() {
        let lead = if at == 0 { head.clone() } else { plain("     ") };
        rows.extend(sentence(&lead, &sentence_.text, sentence_.mark, width, 3));
    }
    rows
}

/// What is around the service: places, the last minutes, what happened.
fn surroundings(part: &ServicePart<'_>, width: usize) -> Vec<Block> {
    let titled = |title: &str, mut rows: Vec<Row>| {
        if !rows.is_empty() {
            rows.insert(0, Row::of([said(title, Mark::Strong)]));
        }
        rows
    };
    let places = places::rows(&part.places, part.order.as_deref(), width);
    let (charts, step) = charts(part, width);
    let leaving = part
        .leaving
        .as_ref()
        .map(|text| sentence(&said("SCALE-IN  ", Mark::Strong), text, Mark::Plain, width, 3));
    let notes = part.notes.iter().flat_map(|it| sentence(&plain(""), &it.text, it.mark, width, 2));
    vec![
        Block::rows(3, 2, places),
        Block { rank: 4, least: charts.len(), fill: Fill::Charts(charts, step) },
        Block::rows(5, 1, notes.collect()),
        Block::rows(6, 1, leaving.unwrap_or_default()),
        Block { rank: 7, least: 0, fill: Fill::Rows(titled("EVENTS", table(&part.events, 2))) },
    ]
}

/// Metric, replicas and nodes over the last minutes.
fn charts(part: &ServicePart<'_>, width: usize) -> (Vec<Series>, i64) {
    let count = width.saturating_sub(LABEL);
    let step = step_of(part.history.seconds(), count);
    let peaks = |value: &dyn Fn(&super::history::Sample) -> Option<f64>| {
        part.history.peaks(part.at, step, count, value)
    };
    let last = |values: &[Option<f64>]| values.last().copied().flatten();
    let whole = |value: Option<f64>| {
        value.map_or_else(|| "-".to_owned(), |it| format!("{}", (it * 10.0).round() / 10.0))
    };
    let mut series = Vec::new();
    // What is sent, the metric that rises with it, and what is done about it: in the order of cause and effect.
    let alone = [
        ("req/s", peaks(&|it| it.sent.rate), None),
        ("p99 s", peaks(&|it| it.sent.p99), None),
        ("metric", peaks(&|it| it.metric), last(&peaks(&|it| it.target))),
    ];
    for (label, values, target) in alone {
        if values.iter().any(Option::is_some) {
            let words = whole(last(&values));
            series.push(Series { label: label.into(), last: words, values, above: Vec::new(), target });
        }
    }
    let ready = peaks(&|it| Some(f64::from(it.ready)));
    let wanted = peaks(&|it| Some(f64::from(it.wanted)));
    let words = format!("{}/{}", whole(last(&ready)), whole(last(&wanted)));
    series.push(Series { label: "ready".into(), last: words, values: ready, above: wanted, target: None });
    let nodes = peaks(&|it| Some(f64::from(it.nodes)));
    let coming = peaks(&|it| Some(f64::from(it.nodes + it.coming)));
    if coming.iter().flatten().any(|it| *it > 0.0) {
        let words = whole(last(&nodes));
        series.push(Series {
            label: "nodes".into(),
            last: words,
            values: nodes,
            above: coming,
            target: None,
        });
    }
    (series, step)
}
