//! `--save-result`: the document in a file, named as vLLM's client names its own.

use std::path::PathBuf;

use crate::cli::llm::Llm as Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// A file that will be written.
pub struct File(PathBuf);

impl File {
    /// Where the result goes, if it is to be saved.
    ///
    /// # Errors
    /// The folder is none.
    pub fn of(args: &Args, backend: &str, model: Option<&str>, session: &Session) -> Result<Option<Self>> {
        if !args.save_result {
            return Ok(None);
        }
        let folder = args.result_dir.clone().unwrap_or_else(|| PathBuf::from("."));
        if !folder.is_dir() {
            let allowed = "a folder that exists is expected";
            return Err(Error::flag(
                "--result-dir",
                &folder.to_string_lossy(),
                allowed,
                "neap bench llm --save-result --result-dir .",
            ));
        }
        let name = args.result_filename.clone().unwrap_or_else(|| {
            let label = args.label.as_deref().unwrap_or(backend);
            let rate = args.bench.open_rate.as_deref().unwrap_or("inf").replace('/', "-per-");
            let at_once = args.bench.concurrency.as_deref();
            let at_once = at_once.map_or_else(String::new, |number| format!("-concurrency{number}"));
            let model = model.and_then(|model| model.rsplit('/').next()).unwrap_or("model");
            let time = session.clock.now().strftime("%Y%m%d-%H%M%S");
            format!("{label}-{rate}qps{at_once}-{model}-{time}.json")
        });
        Ok(Some(Self(folder.join(name))))
    }

    /// Writes the document.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, document: &str, session: &mut Session) -> Result<()> {
        let Self(path) = self;
        std::fs::write(path, document).map_err(|error| {
            Error::failed(format!("cannot write {}: {}", path.display(), crate::load::fault::reason(&error)))
        })?;
        session.ui.status(format_args!("result: {}", path.display()));
        Ok(())
    }
}
