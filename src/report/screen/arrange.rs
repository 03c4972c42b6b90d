//! Which part gets how many rows: what matters most first, and no scrolling.

use super::chart::{Series, axis};
use super::row::{Row, said};
use crate::ui::Mark;

/// Rows that charts are worth at most.
const TALLEST: usize = 12;

/// A part of the screen.
pub struct Block {
    /// 0 is given rows first.
    pub rank: u8,
    /// With fewer rows than this it is left out, unless nothing else is there.
    pub least: usize,
    /// What it shows.
    pub fill: Fill,
}

/// What a part shows.
pub enum Fill {
    /// Rows; what does not fit is left out from the end.
    Rows(Vec<Row>),
    /// Rows of a list: what does not fit is counted, and what is chosen is seen.
    List(Vec<Row>),
    /// Charts with a time axis of so many seconds a column, which grow with the room.
    Charts(Vec<Series>, i64),
}

impl Block {
    /// Rows.
    pub fn rows(rank: u8, least: usize, rows: Vec<Row>) -> Self {
        Self { rank, least, fill: Fill::Rows(rows) }
    }

    fn wanted(&self) -> usize {
        match &self.fill {
            Fill::Rows(rows) | Fill::List(rows) => rows.len(),
            Fill::Charts(series, _) if series.is_empty() => 0,
            Fill::Charts(series, _) => series.len() + 1,
        }
    }

    fn rendered(self, height: usize, width: usize) -> Vec<Row> {
        match self.fill {
            Fill::Rows(mut rows) => {
                rows.truncate(height);
                rows
            }
            Fill::List(rows) => window(rows, height),
            Fill::Charts(series, step) => {
                let count = series.len().max(1);
                // The axis is the first to go.
                let room = if height > count { height - 1 } else { height };
                let each = (room / count).max(1);
                let shown = series.iter().flat_map(|it| it.rows(width, each)).take(room);
                let mut rows: Vec<Row> = shown.collect();
                if height > count {
                    rows.push(axis(step, width));
                }
                rows
            }
        }
    }
}

/// The part of a list that is seen: what is chosen is in it, and what is not in it is counted.
fn window(rows: Vec<Row>, height: usize) -> Vec<Row> {
    if rows.len() <= height || height == 0 {
        return rows.into_iter().take(height).collect();
    }
    let chosen = rows.iter().position(|row| row.chosen).unwrap_or(0);
    let room = if height > 1 { height - 1 } else { 1 };
    let from = (chosen + 1).saturating_sub(room);
    let more = rows.len() - room;
    let mut seen: Vec<Row> = rows.into_iter().skip(from).take(room).collect();
    if height > 1 {
        seen.push(Row::of([said(format!("  … {more} more"), Mark::Dim)]));
    }
    seen
}

/// The blocks below each other in exactly so many rows at most.
pub fn stack(blocks: Vec<Block>, width: usize, height: usize) -> Vec<Row> {
    let mut heights: Vec<usize> = blocks.iter().map(|it| it.least.min(it.wanted())).collect();
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|at| blocks[*at].rank);
    // The least of each, as far as it goes.
    let mut left = height;
    for at in &order {
        heights[*at] = if heights[*at] <= left {
            heights[*at]
        } else if left == height {
            left
        } else {
            0
        };
        left -= heights[*at];
    }
    // Then all of each, in the same order.
    for at in &order {
        let more = blocks[*at].wanted().saturating_sub(heights[*at]);
        // One row of a list that wants more is not worth it.
        if heights[*at] > 0 || left >= more.min(2) {
            let more = more.min(left);
            heights[*at] += more;
            left -= more;
        }
    }
    let charts = |heights: &mut Vec<usize>, left: &mut usize, tallest: usize| {
        for (at, block) in blocks.iter().enumerate() {
            let Fill::Charts(series, _) = &block.fill else { continue };
            while heights[at] > 0
                && heights[at] < series.len() * tallest + 1
                && *left >= series.len()
                && !series.is_empty()
            {
                heights[at] += series.len();
                *left -= series.len();
            }
        }
    };
    charts(&mut heights, &mut left, 2);
    let gaps = heights.iter().filter(|it| **it > 0).count().saturating_sub(1);
    let spaced = left >= gaps && gaps > 0;
    left -= if spaced { gaps } else { 0 };
    charts(&mut heights, &mut left, TALLEST);
    let mut rows = Vec::new();
    for (block, height) in blocks.into_iter().zip(heights) {
        if height == 0 {
            continue;
        }
        if spaced && !rows.is_empty() {
            rows.push(Row::default());
        }
        rows.extend(block.rendered(height, width));
    }
    rows
}
