//! A load of prompts: what each request asks, how its answer is read while it comes, and what is measured of its tokens.

mod adapters;
mod ask;
pub mod body;
pub mod counts;
pub mod limits;
pub mod log;
pub mod measured;
mod options;
mod outcome;
mod plan;
mod reading;
mod said;
mod seen;
pub mod window;

pub use adapters::{Adapters, Choice};
pub use ask::{Pen, converse};
pub use limits::Limits;
pub use options::{Level, Options};
pub use outcome::{Counted, Outcome};
pub use plan::{Api, Llm};
pub use reading::Reading;
