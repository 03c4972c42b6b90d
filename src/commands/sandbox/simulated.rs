//! What is simulated: flags → scenario.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::sandbox::Simulated;
use crate::error::{Error, Result};
use crate::sandbox::Options;
use crate::sandbox::scenario::{Scenario, builtin};
use crate::session::Session;

/// A scenario and what it is called.
pub struct Simulation {
    /// The scenario's name, or the file's.
    pub name: String,
    /// What is simulated.
    pub scenario: Scenario,
    state: Option<PathBuf>,
}

impl Simulation {
    /// What the sandbox is started with.
    pub fn options(self, port: u16, ingress_port: u16, session: &Session) -> Options {
        let mut scenario = self.scenario;
        if ingress_port != 0 {
            scenario.ingress.port = ingress_port;
        }
        Options { scenario, start: session.clock.now(), port, state: self.state }
    }
}

/// Reads the scenario that the flags name; without any it is the default one.
///
/// # Errors
/// A usage error: the file or the name is wrong.
pub fn read(args: &Simulated) -> Result<Simulation> {
    let (name, mut scenario) = named(args.filename.as_deref(), args.scenario.as_deref())?;
    if let Some(text) = &args.speed {
        scenario.speed = speed(text)?;
    }
    Ok(Simulation { name, scenario, state: args.state.clone() })
}

/// A scenario by file or by name.
///
/// # Errors
/// A usage error: the file or the name is wrong.
pub fn named(file: Option<&Path>, name: Option<&str>) -> Result<(String, Scenario)> {
    match (file, name) {
        (Some(path), _) => {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| Error::usage(format!("cannot read `{shown}`: {error}")))?;
            let scenario = Scenario::parse(&text).map_err(|error| {
                error
                    .cause(format!("the file is `{shown}`"))
                    .hint("`neap sandbox scenarios --schema` prints what a file may hold")
            })?;
            Ok((shown, scenario))
        }
        (None, Some(name)) => Ok((name.to_owned(), builtin::builtin(name)?)),
        (None, None) => Ok(("default".to_owned(), Scenario::default())),
    }
}

/// `--speed`.
///
/// # Errors
/// A usage error.
pub fn speed(text: &str) -> Result<f64> {
    let speed = text.parse::<f64>().ok().filter(|speed| (1.0..=1000.0).contains(speed));
    speed.ok_or_else(|| Error::flag("--speed", text, "a number from 1 to 1000 is expected", "--speed 20"))
}

/// The same flags as words, for the process that is started in the background.
pub fn flags(args: &Simulated) -> Vec<OsString> {
    let given = [
        ("--filename", args.filename.clone().map(OsString::from)),
        ("--scenario", args.scenario.clone().map(OsString::from)),
        ("--speed", args.speed.clone().map(OsString::from)),
        ("--state", args.state.clone().map(OsString::from)),
    ];
    let given = given.into_iter().filter_map(|(flag, value)| Some([flag.into(), value?]));
    given.flatten().collect()
}
