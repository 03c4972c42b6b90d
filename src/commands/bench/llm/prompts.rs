//! What a load of prompts has beside its plan: what the engine says of itself before and after, and where results go.

use std::cell::{OnceCell, RefCell};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use super::probe::Probing;
use super::{sampler, saved, vllm, web};
use crate::commands::bench::steps::suggest;
use crate::engines::metrics::served::Served;
use crate::error::Result;
use crate::load::llm::Llm;
use crate::load::summary::Summary;
use crate::load::team::orders;
use crate::report::bench::llm::document::Field;
use crate::report::bench::llm::vllm::{Probe, Setup};
use crate::report::bench::llm::{self as report, Shown};
use crate::session::Session;

/// What a load of prompts has beside its plan.
pub struct Prompts {
    pub(super) llm: Arc<Llm>,
    pub(super) notes: Vec<String>,
    pub(super) counted: bool,
    pub(super) web: web::Web,
    pub(super) before: Option<Served>,
    /// What of the table is shown.
    pub shown: Shown,
    pub(super) saved: Option<saved::File>,
    /// What `--suggest-target` is to say.
    pub suggest: Option<suggest::Asked>,
    /// What vLLM's form needs, if it is asked for.
    pub(super) foreign: Option<Setup>,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) probing: RefCell<Option<Probing>>,
    /// What the probe found, when the load is over.
    pub(super) probe: OnceCell<Option<Probe>>,
    /// What decides made-up text.
    pub(super) nonce: u64,
    /// How many times as fast as this one the clock of the service's cluster runs.
    pub(super) speed: f64,
    /// The files that the command line names: as they were typed, and where they lie.
    pub files: Vec<(&'static str, OsString, PathBuf)>,
}

impl Prompts {
    /// The section of the document.
    pub fn section(&self, summary: &Summary) -> Option<report::document::Llm> {
        let run = self.before.as_ref().and_then(|before| {
            let after = crate::commands::block_on(|| async { Ok(self.web.served().await) }).ok().flatten();
            after?.since(before)
        });
        let engine = run.zip(self.web.metrics());
        let mut section = report::section(
            summary,
            &report::About { llm: &self.llm, notes: self.notes.clone(), counted: self.counted, engine },
        )?;
        let field = |(name, value): &(String, String)| Field { name: name.clone(), value: value.clone() };
        section.metadata = self.metadata.iter().map(field).collect();
        if let Some(engine) = &mut section.engine {
            engine.speed = self.speed;
        }
        section.probe = self.probe().map(|probe| report::probe(&probe));
        Some(section)
    }

    /// What the probe found; it ends with the load.
    fn probe(&self) -> Option<Probe> {
        self.probe.get_or_init(|| self.probing.take().map(Probing::end)).clone()
    }

    /// What vLLM's client would say of the run that was begun then, if that was asked for.
    pub fn in_vllms_words(
        &self,
        summary: &Summary,
        section: Option<&report::document::Llm>,
        begun: Timestamp,
    ) -> Option<vllm::Said> {
        let drafts = section.and_then(|llm| llm.engine.as_ref()?.speculation.clone());
        Some(vllm::said(self.foreign.as_ref()?, summary, &self.llm.limits, (self.probe(), drafts), begun))
    }

    /// What the other workers of a load have to know of its prompts.
    pub fn orders(&self) -> orders::Prompts {
        orders::Prompts { nonce: self.nonce, model: self.llm.model.clone() }
    }

    /// Begins to read the engine's gauges, if they are needed.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn sampler(&self) -> Result<Option<sampler::Sampler>> {
        self.suggest.as_ref().map(|_| sampler::Sampler::begin(self.web.clone())).transpose()
    }

    /// Writes the document to the file of `--save-result`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, document: &str, session: &mut Session) -> Result<()> {
        self.saved.as_ref().map_or(Ok(()), |file| file.write(document, session))
    }
}
