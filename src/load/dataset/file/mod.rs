//! Files of prompts: what each form of file says of its requests. The text is given; what is wrong with it is told by its place.

mod conversations;
mod custom;
mod entries;
mod openai;
mod rows;
mod sharegpt;

pub use conversations::Conversations;
pub use rows::{Bounds, Form, Reading, Rows};
