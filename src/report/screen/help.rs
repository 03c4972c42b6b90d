//! The keys and the signs.

use super::cells::Step;
use super::row::{Row, Said, plain, said, table};
use crate::ui::Mark;

/// What quitting does.
const QUIT: (&str, &str) = ("q", "quit; Ctrl-C too, with exit code 130");
/// What it does to a load.
const END: (&str, &str) = ("q", "end the load, as Ctrl-C does: its report comes, with exit code 130");
/// What each other key does.
const KEYS: [(&str, &str); 7] = [
    ("p, space", "pause and go on; what happens meanwhile is not lost"),
    ("↑ ↓, k j", "choose a pod, or a service"),
    ("Enter, →", "open it: a pod's events and the end of its log"),
    ("Esc, ←", "back"),
    ("/", "list only what holds a text: name, stage, pool, node"),
    ("Ctrl-Z", "to the shell; fg comes back"),
    ("?", "this"),
];

/// The page of help; of a `load` the keys end another thing.
pub fn rows(load: bool) -> Vec<Row> {
    let mut rows = vec![Row::of([said("KEYS", Mark::Strong)])];
    let all = std::iter::once(if load { &END } else { &QUIT }).chain(&KEYS);
    let keys: Vec<Vec<Said>> = all.map(|(key, does)| vec![said(*key, Mark::Good), plain(*does)]).collect();
    rows.extend(table(&keys, 2));
    rows.push(Row::of([said("CELLS", Mark::Strong)]));
    let steps = [
        (Step::Pending, "no node yet, or nothing has begun"),
        (Step::Pulling, "volumes, image, the model's download"),
        (Step::Loading, "it runs: the engine starts, weights load"),
        (Step::Ready, "it serves"),
        (Step::Broken, "waiting alone does not help"),
        (Step::Leaving, "on its way out"),
    ];
    let cells: Vec<Vec<Said>> = steps
        .iter()
        .map(|(step, means)| {
            vec![said(step.cell(), step.mark()), plain(step.word()), said(*means, Mark::Dim)]
        })
        .collect();
    rows.extend(table(&cells, 2));
    let signs = [
        ("██│▌", "value against target: the stroke is the target"),
        ("■□▒", "a GPU in use, a free one, one of a node that boots"),
        ("█░", "charts: what is there, and above it what is wanted or on its way"),
    ];
    rows.push(Row::of([said("SIGNS", Mark::Strong)]));
    rows.extend(table(&signs.map(|(sign, means)| vec![plain(sign), said(means, Mark::Dim)]), 2));
    rows
}
