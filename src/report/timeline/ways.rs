//! The ways of all pods side by side, and in a sentence or two which step took longest and what would cut most.

use crate::observe::timeline::{Chain, End, Path, Step, Timeline};
use crate::report::status::Screen;
use crate::ui::{Mark, Table};

use super::words;

/// A pod that became ready, with the path that it took.
type Way<'a> = (&'a Chain, &'a Path);

fn of(timeline: &Timeline) -> Vec<Way<'_>> {
    let chains = timeline.scale_ups.iter().flat_map(|it| &it.chains);
    chains.filter(|it| it.end == End::Ready).filter_map(|it| Some((it, it.path.as_ref()?))).collect()
}

/// One step a row, one pod a column; as many pods side by side as the screen has room for.
pub fn ways(timeline: &Timeline, screen: Screen) -> String {
    let ways = of(timeline);
    // What took no time at all in any of them is no row.
    let tells = |step: &Step| ways.iter().any(|way| !matches!(cell(*way, *step), Cell::None | Cell::Nothing));
    let steps: Vec<Step> = Step::ALL.into_iter().filter(tells).collect();
    let blocks = |count: usize| -> Vec<Table> {
        let chunks = ways.chunks(count).enumerate();
        chunks.map(|(index, some)| block(some, index * count, &steps)).collect()
    };
    let fits = |count: &usize| blocks(*count).iter().all(|table| table.fits(screen.width));
    let count = (1..=ways.len()).rev().find(fits).unwrap_or(1);
    let texts: Vec<String> =
        blocks(count).iter().map(|table| table.render_tight(screen.width, screen.colour)).collect();
    let mut text = texts.join("\n");
    if steps.iter().any(|step| ways.iter().any(|way| cell(*way, *step) == Cell::Joint)) {
        let legend = "|: no record tells it apart from the next step, whose time is that of both";
        text.push_str(&screen.wrapped(legend, 0, Mark::Dim));
    }
    text
}

/// What a pod's column says of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    /// It had no such step, or before its first stamp.
    None,
    /// It took no time that would show.
    Nothing,
    /// Its time is part of the next one's.
    Joint,
    /// So long.
    Took(String),
}

fn cell((_, path): Way<'_>, step: Step) -> Cell {
    match path.parts.iter().find(|part| part.steps.contains(&step)) {
        None => Cell::None,
        Some(part) if part.ends_with() != Some(step) => Cell::Joint,
        Some(part) => match words::took(part.took) {
            took if took == "0s" => Cell::Nothing,
            took => Cell::Took(took),
        },
    }
}

/// Some of the pods, the first of which is the one after `before` others.
fn block(ways: &[Way<'_>], before: usize, steps: &[Step]) -> Table {
    let mut header = vec!["STEP".to_owned()];
    header.extend(ways.iter().enumerate().map(|(index, _)| format!("POD {}", before + index + 1)));
    let mut table = Table::new(header);
    let shown = |way: &Way<'_>, step| match cell(*way, step) {
        Cell::None => ("-".to_owned(), Mark::Dim),
        Cell::Nothing => ("0s".to_owned(), Mark::Plain),
        Cell::Joint => ("|".to_owned(), Mark::Dim),
        Cell::Took(took) => (took, Mark::Plain),
    };
    let mut row = |name: &str, mark, cells: Vec<(String, Mark)>| {
        table.marked(std::iter::once((name.to_owned(), mark)).chain(cells));
    };
    for step in steps {
        row(step.words(), Mark::Plain, ways.iter().map(|way| shown(way, *step)).collect());
    }
    let whole = |(_, path): &Way<'_>| (words::took(path.whole), Mark::Strong);
    row("in all", Mark::Strong, ways.iter().map(whole).collect());
    let node = |(chain, _): &Way<'_>| (chain.place.node.clone().unwrap_or_else(|| "-".into()), Mark::Dim);
    row("on", Mark::Dim, ways.iter().map(node).collect());
    table
}

/// Which step took most of the longest way, and what would have cut most; nothing without a way.
pub fn sentences(timeline: &Timeline) -> Vec<String> {
    let longest = || {
        let (chain, path) = of(timeline).into_iter().max_by_key(|(_, path)| path.whole)?;
        let part = path.parts.iter().max_by_key(|part| part.took)?;
        let share = 100 * part.took.as_millis() / path.whole.as_millis().max(1);
        let steps: Vec<String> = part.steps.iter().map(|step| format!("\"{}\"", step.words())).collect();
        Some(format!(
            "The longest way, {}, took {}; {share} % of it was {} ({}).",
            chain.pod,
            words::took(path.whole),
            steps.join(" and "),
            words::took(part.took)
        ))
    };
    let advice = timeline.advice.as_ref().map(|advice| words::advice(advice, timeline));
    longest().into_iter().chain(advice).collect()
}
