//! A change that is shown first and written when it is agreed to.

use super::{apply, diff};
use crate::cli::update::ChangeAction;
use crate::cluster::Cluster;
use crate::cluster::apply::Plan;
use crate::commands::connect::wait_limit;
use crate::commands::follow;
use crate::error::{Error, Kind, Result};
use crate::observe::goal::Goal;
use crate::session::Session;

/// Shows what a plan changes, asks unless that is answered already, and writes it.
///
/// # Errors
/// [`Kind::Differs`] where nobody can be asked; the answer was no; or the cluster refuses.
pub async fn run(
    cluster: &Cluster,
    plan: &Plan,
    why: &str,
    action: &ChangeAction,
    session: &mut Session,
) -> Result<()> {
    let wait = wait_limit("--wait", action.wait.as_deref())?;
    let differs = diff::print(cluster, plan, session).await?;
    for note in &plan.notes {
        session.ui.warning(note);
    }
    if !differs {
        session.ui.status("nothing to change");
        return Ok(());
    }
    if action.dry_run {
        session.ui.status("dry run: nothing was written");
        return Ok(());
    }
    if !action.yes {
        if !session.ui.can_ask() {
            // Like a difference, this ends without an error's words.
            session.ui.status("nothing was written: here nobody can be asked");
            session.ui.hint("add `--yes` to write it");
            return Err(Error::new(Kind::Differs, "the change was not agreed to"));
        }
        if !session.ui.confirm("Write this change?")? {
            return Err(Error::failed("nothing was written").hint("answer `y`, or add `--yes`, to go ahead"));
        }
    }
    let applied = apply::write(cluster, plan, Some(why), session).await?;
    for applied in &applied {
        session.ui.status(format_args!("{} {}", applied.identity, applied.outcome));
    }
    if let (Some(limit), Some(root)) = (wait, &plan.root) {
        follow::wait(cluster, &root.name, Goal::Ready, limit, session).await?;
        session.ui.status(format_args!("{} is ready", root.name));
    }
    Ok(())
}
