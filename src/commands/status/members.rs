//! The clusters of a fleet that are looked at beside the hub.

use crate::cli::status::Status;
use crate::cluster::Cluster;
use crate::commands::connect::connect;
use crate::error::{Error, Result};
use crate::session::Session;

/// The clusters of the fleet that are looked at too: `CONTEXT`, or `CLUSTER=CONTEXT` where the fleet knows it by another name.
pub(super) async fn members(args: &Status, session: &Session) -> Result<Vec<(String, Cluster)>> {
    let mut members: Vec<(String, Cluster)> = Vec::new();
    for text in &args.member {
        let (name, context) = text.split_once('=').unwrap_or((text, text));
        let refuse = |reason: &str| {
            let example = "neap status qwen3 --member c1 --member c2=context-of-c2";
            Error::flag("--member", text, reason, example)
        };
        if name.is_empty() || context.is_empty() {
            return Err(refuse("it must be CONTEXT, or CLUSTER=CONTEXT"));
        }
        if members.iter().any(|(other, _)| other == name) {
            return Err(refuse("this cluster comes twice"));
        }
        let mut target = args.target.clone();
        target.cluster.context = Some(context.to_owned());
        members.push((name.to_owned(), connect(&target, session).await?));
    }
    Ok(members)
}
