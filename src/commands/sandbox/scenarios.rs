//! `neap sandbox scenarios`.

use crate::cli::sandbox::Scenarios;
use crate::error::Result;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::scenario::builtin::{BUILTIN, named};
use crate::session::Session;
use crate::ui::Table;

/// Lists the scenarios that come along, or prints one.
pub fn run(args: &Scenarios, session: &mut Session) -> Result<()> {
    if args.schema {
        return session.ui.data(Scenario::json_schema());
    }
    if let Some(name) = &args.name {
        return session.ui.data(named(name)?.text);
    }
    let mut table = Table::new(["SCENARIO", "WHAT IT SHOWS"]);
    for scenario in BUILTIN {
        table.row([scenario.name, scenario.title()]);
    }
    session.ui.table(&table)
}
