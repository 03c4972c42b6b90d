//! The table of a pod's steps with bars of their share.

use crate::observe::timeline::{Chain, Finding, Part, Path, StepView};
use crate::report::status::Screen;
use crate::ui::{Mark, Table};

use super::words;

/// The widest bar.
const BAR: usize = 20;
/// A screen with fewer columns has no room for bars: what bounds a step is worth more.
const NARROW: usize = 100;

/// One row a step; steps whose time cannot be told apart share one.
pub fn table(chain: &Chain, screen: Screen) -> String {
    let bar = if screen.width.is_some_and(|width| width < NARROW) { 0 } else { BAR };
    let mut table = Table::new(["  STEP", "AT", "TOOK", "SHARE", "BOUND BY"]);
    let path = chain.path.as_ref();
    let shown = chain.steps.iter().filter(|view| is_shown(view, path));
    for view in shown {
        let part = path.and_then(|path| path.parts.iter().find(|part| part.steps.contains(&view.step)));
        let ends = part.is_some_and(|part| part.ends_with() == Some(view.step));
        let joint = part.is_some_and(|part| !part.is_accounted());
        let sign = match (joint, ends) {
            (true, true) => "' ",
            (true, false) => "| ",
            _ => "  ",
        };
        let (took, share) = match (path, part) {
            (Some(path), Some(part)) if ends => (words::took_of(part), share(part, path, bar)),
            (Some(path), None) if path.from == view.step => ("-".to_owned(), String::new()),
            (_, Some(_)) => ("|".to_owned(), String::new()),
            _ => (String::new(), String::new()),
        };
        let bound = match (joint, ends, part) {
            (true, true, Some(part)) => match part.steps.len() - 1 {
                1 => "with the step above".to_owned(),
                more => format!("with the {more} steps above"),
            },
            _ => view.bound.as_ref().map(|bound| words::bound(bound, chain, view.step)).unwrap_or_default(),
        };
        let mark = if matches!(view.finding, Finding::At(_)) { Mark::Plain } else { Mark::Dim };
        table.marked([
            (format!("{sign}{}", view.step.words()), mark),
            (words::at(view), mark),
            (took, Mark::Plain),
            (share, Mark::Good),
            (bound, Mark::Dim),
        ]);
    }
    if let Some(path) = path {
        let unaccounted = match path.unaccounted.is_zero() {
            true => String::new(),
            false => format!("{} of it unaccounted", words::took(path.unaccounted)),
        };
        table.marked([
            ("  in all".to_owned(), Mark::Strong),
            (String::new(), Mark::Plain),
            (words::took(path.whole), Mark::Strong),
            ("100 %".to_owned(), Mark::Plain),
            (unaccounted, Mark::Dim),
        ]);
    }
    table.render_tight(screen.width, screen.colour)
}

/// What this pod never needed is left out, and what lies before the first stamp or behind the last is told below.
fn is_shown(view: &StepView, path: Option<&Path>) -> bool {
    match &view.finding {
        Finding::Unneeded { .. } => false,
        Finding::At(_) | Finding::Within(_) => true,
        Finding::Pending | Finding::Unknown { .. } => {
            path.is_some_and(|path| path.parts.iter().any(|part| part.steps.contains(&view.step)))
        }
    }
}

fn share(part: &Part, path: &Path, width: usize) -> String {
    let whole = path.whole.as_nanos().max(1);
    let took = part.took.as_nanos();
    let percent = (took * 200 / whole + 1) / 2;
    let width = i128::try_from(width).unwrap_or(0);
    let filled = usize::try_from((took * 2 * width / whole + 1) / 2).unwrap_or(0);
    match filled {
        0 => format!("{percent:>3} %"),
        filled => format!("{percent:>3} % {}", "#".repeat(filled)),
    }
}
