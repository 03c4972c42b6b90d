//! `--report`: the document as one HTML page that needs nothing else. The charts are drawn here; the little script only reads out
//! the second under the pointer, from the data that the page carries.

pub mod chart;
mod cluster;
mod conditions;
mod distribution;
mod figures;
mod model;
mod over_time;
mod overview;
mod prompts;
mod verdict;

#[cfg(test)]
mod tests;

use minijinja::value::{Serde, Value as Html};
use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use serde_json::Value as Json;

use super::bench::document::{Document, Model};
use super::bench::saturated;
use crate::error::{Error, Result};
use figures::Figures;
use model::{Finding, Level, Section, Tile};

/// The page around the sections.
const TEMPLATE: &str = include_str!("../../../templates/report.html");
const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");
/// What a browser may take from this page, and from nowhere else: the hashes of the two files above, as a test counts them.
const STYLE_HASH: &str = "sha256-k9Rqbs+v5rsG+9IwfgnUaqjkgPh1M0r0PRq/BSF8r9E=";
const SCRIPT_HASH: &str = "sha256-gbVVcmVt/iS1eoz51rgK+ZhEESOZ9PCRqT4O7OSc5ho=";

/// What the template takes.
#[derive(Serialize)]
struct Page<'a> {
    title: String,
    method: &'a str,
    url: &'a str,
    loop_model: &'a str,
    started: Option<&'a str>,
    neap: &'a str,
    level: Level,
    sign: &'a str,
    word: &'a str,
    sentence: Html,
    client: Option<String>,
    findings: Vec<Finding>,
    tiles: Vec<Tile>,
    sections: Vec<Section>,
    style: Html,
    script: Html,
    style_hash: &'a str,
    script_hash: &'a str,
    data: Html,
}

/// The page of a run.
///
/// # Errors
/// If the page's own template is broken.
pub fn page(document: &Document) -> Result<String> {
    let json = serde_json::to_value(document).map_err(|error| broken(&error))?;
    let figures = Figures(&json);
    let (level, word) = verdict::word(document);
    let sections: Vec<Section> = [
        over_time::section(document),
        distribution::section(document, figures),
        prompts::section(document, figures),
        cluster::section(document, figures),
        Some(conditions::outcome(document, figures)),
        conditions::pacing(document, figures),
        Some(conditions::load(document, figures)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let loop_model = match document.load.model {
        Model::Closed => "closed loop",
        Model::Open => "open loop",
    };
    let page = Page {
        title: format!("{} {}", document.load.method, document.load.url),
        method: &document.load.method,
        url: &document.load.url,
        loop_model,
        started: document.started.as_deref(),
        neap: &document.neap,
        level,
        sign: level.sign(),
        word,
        sentence: verdict::sentence(document, figures),
        client: document.client.saturated.then(|| saturated(&document.client)),
        findings: verdict::findings(document),
        tiles: overview::tiles(document, figures),
        sections,
        style: Html::from_safe_string(STYLE.to_owned()),
        script: Html::from_safe_string(SCRIPT.to_owned()),
        style_hash: STYLE_HASH,
        script_hash: SCRIPT_HASH,
        data: Html::from_safe_string(data(&json)),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report.html", TEMPLATE).map_err(|error| broken(&error))?;
    let template = environment.get_template("report.html").map_err(|error| broken(&error))?;
    template.render(Html::from(Serde(page))).map_err(|error| broken(&error))
}

/// JSON that may stand in a script element: nothing in it can end the element or begin a comment.
fn data(json: &Json) -> String {
    let text = json.to_string();
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            letter => out.push(letter),
        }
    }
    out
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::failed("the page of the report cannot be made").cause(error)
}
