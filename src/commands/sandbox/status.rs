//! `neap sandbox status`.

use super::place::{About, Place};
use crate::cli::sandbox::{SandboxOutput, SandboxStatus};
use crate::clock::age;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::ui::Table;

/// Lists the sandboxes that run.
pub fn run(args: &SandboxStatus, session: &mut Session) -> Result<()> {
    let running: Vec<About> = Place::all(&session.env)?.iter().filter_map(Place::running).collect();
    if args.output == SandboxOutput::Json {
        let text =
            serde_json::to_string_pretty(&running).map_err(|error| Error::failed(error.to_string()))?;
        return session.ui.line(text);
    }
    if running.is_empty() {
        session.ui.status("no sandbox is running");
        session.ui.hint("`neap sandbox up --detach` starts one");
        return Ok(());
    }
    let now = session.clock.now();
    let mut table = Table::new(["NAME", "SCENARIO", "SPEED", "AGE", "INGRESS", "KUBECONFIG"]);
    for about in &running {
        table.row([
            about.name.clone(),
            about.scenario.clone(),
            format!("{}x", about.speed),
            age(about.started, now),
            about.ingress.clone(),
            about.kubeconfig.display().to_string(),
        ]);
    }
    session.ui.table(&table)
}
