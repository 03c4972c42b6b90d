//! Loads made of steps: how the next one follows from those before. Pure; `commands/bench/steps` runs them.

pub mod knee;
pub mod search;
