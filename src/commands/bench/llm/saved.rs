//! `--save-result` and `--append-result`: the document in a file, named as vLLM's client names its own.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::llm::Llm as Args;
use crate::error::{Error, Result};
use crate::session::Session;

/// A file that will be written.
pub struct File {
    path: PathBuf,
    append: bool,
}

impl File {
    /// Where the result goes, if it is to be saved.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn of(args: &Args, backend: &str, model: Option<&str>, session: &Session) -> Result<Option<Self>> {
        if !args.save_result && !args.append_result && !args.plot_timeline {
            return Ok(None);
        }
        let folder = args.result_dir.clone().unwrap_or_else(|| PathBuf::from("."));
        std::fs::create_dir_all(&folder).map_err(|error| {
            let allowed = format!("a folder is expected: {}", crate::load::fault::reason(&error));
            let example = "neap bench llm --save-result --result-dir .";
            Error::flag("--result-dir", &folder.to_string_lossy(), allowed, example)
        })?;
        let path =
            folder.join(args.result_filename.clone().unwrap_or_else(|| name(args, backend, model, session)));
        Ok(Some(Self { path, append: args.append_result }))
    }

    /// Where vLLM's client draws its timeline.
    pub fn timeline(&self) -> PathBuf {
        self.path.with_extension("timeline.html")
    }

    /// Writes the document. A file that is added to has a document a line.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, document: &str, session: &mut Session) -> Result<()> {
        let Self { path, append } = self;
        let written = if *append { add(path, document) } else { std::fs::write(path, document) };
        written.map_err(|error| {
            Error::failed(format!("cannot write {}: {}", path.display(), crate::load::fault::reason(&error)))
        })?;
        session.ui.status(format_args!("result: {}", path.display()));
        Ok(())
    }
}

fn add(path: &Path, document: &str) -> std::io::Result<()> {
    let line = serde_json::from_str::<serde_json::Value>(document).map(|value| value.to_string());
    let line = line.unwrap_or_else(|_| document.trim_end().to_owned());
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    let begins = if file.metadata()?.len() > 0 { "\n" } else { "" };
    file.write_all(format!("{begins}{line}").as_bytes())
}

fn name(args: &Args, backend: &str, model: Option<&str>, session: &Session) -> String {
    let label = args.label.as_deref().unwrap_or(backend);
    let rate = args.bench.open_rate.as_deref().unwrap_or("inf").replace('/', "-per-");
    let load = match &args.ramp_up_strategy {
        Some(strategy) => {
            let end = |rate: &Option<String>| rate.clone().unwrap_or_default();
            let (from, to) = (end(&args.ramp_up_start_rps), end(&args.ramp_up_end_rps));
            format!("ramp-up-{strategy}-{from}qps-{to}qps")
        }
        None => format!("{rate}qps"),
    };
    let at_once = args.bench.concurrency.as_deref();
    let at_once = at_once.map_or_else(String::new, |number| format!("-concurrency{number}"));
    let model = model.and_then(|model| model.rsplit('/').next()).unwrap_or("model");
    let time = session.clock.now().strftime("%Y%m%d-%H%M%S");
    format!("{label}-{load}{at_once}-{model}-{time}.json")
}
