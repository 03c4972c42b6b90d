//! `neap sandbox`: a simulated cluster on loopback.

mod attach;
mod down;
mod exec;
mod place;
mod scenarios;
mod simulated;
mod status;
mod up;

use crate::cli::sandbox::Sandbox;
use crate::error::Result;
use crate::session::Session;

pub use place::write_private;
pub use simulated::speed;

/// Runs a verb of `neap sandbox`.
///
/// # Errors
/// Whatever the verb met.
pub async fn run(verb: Sandbox, session: &mut Session) -> Result<()> {
    match verb {
        Sandbox::Up(args) => up::run(args, session).await,
        Sandbox::Status(args) => status::run(&args, session),
        Sandbox::Down(args) => down::run(&args, session).await,
        Sandbox::Exec(args) => exec::run(args, session).await,
        Sandbox::Attach(args) => attach::run(args, session).await,
        Sandbox::Scenarios(args) => scenarios::run(&args, session),
    }
}
