//! What keeps the pods, and what an autoscaler scales.

use crate::error::{Error, Result};
use crate::platform::Capabilities;
use crate::workload::distributed::{Distributed, GroupWith};

const LWS: &str = "leaderworkerset.x-k8s.io";
const RBG: &str = "workloads.x-k8s.io";

/// What keeps the pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// A LeaderWorkerSet.
    LeaderWorkerSet,
    /// A RoleBasedGroup.
    RoleBasedGroup,
}

impl Keeper {
    /// As its object names it.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::LeaderWorkerSet => "leaderworkerset.x-k8s.io/v1",
            Self::RoleBasedGroup => "workloads.x-k8s.io/v1alpha1",
        }
    }

    /// As its object names it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::LeaderWorkerSet => "LeaderWorkerSet",
            Self::RoleBasedGroup => "RoleBasedGroup",
        }
    }
}

/// Chooses, and says why where the cluster decided.
///
/// # Errors
/// A usage error: the cluster does not serve what is needed.
pub fn choose(
    workload: &Distributed,
    capabilities: &Capabilities,
    notes: &mut Vec<String>,
) -> Result<Keeper> {
    let (lws, rbg) = (capabilities.serves(LWS), capabilities.serves(RBG));
    let several = workload.roles.iter().any(|role| role.size > 1);
    let keeper = match workload.group_with {
        GroupWith::LeaderWorkerSet => Keeper::LeaderWorkerSet,
        GroupWith::RoleBasedGroup => Keeper::RoleBasedGroup,
        GroupWith::Auto if workload.has_roles => Keeper::RoleBasedGroup,
        GroupWith::Auto if !lws && rbg && !several => {
            notes
                .push("the pods are kept by a RoleBasedGroup: this cluster serves no LeaderWorkerSet".into());
            Keeper::RoleBasedGroup
        }
        GroupWith::Auto => Keeper::LeaderWorkerSet,
    };
    if workload.group_with == GroupWith::Auto && capabilities.asked {
        match keeper {
            Keeper::RoleBasedGroup if workload.has_roles && rbg => {
                notes.push("the pods are kept by a RoleBasedGroup, which knows roles and which this cluster serves".into());
            }
            Keeper::LeaderWorkerSet if lws => notes.push(
                "the pods are kept by a LeaderWorkerSet: their groups are all alike, and this cluster serves it".into(),
            ),
            _ => {}
        }
    }
    if keeper == Keeper::RoleBasedGroup && !rbg {
        let error = Error::usage(format!("this cluster serves no RoleBasedGroup ({RBG})"));
        return Err(match workload.has_roles {
            true => error
                .hint("install RBG, which keeps roles together")
                .hint("or deploy each role as a service of its own, without `--role`"),
            false => error.hint("`--group-with=lws` does without it"),
        });
    }
    if (keeper == Keeper::LeaderWorkerSet || several) && !lws {
        let who = match keeper {
            Keeper::LeaderWorkerSet => "",
            Keeper::RoleBasedGroup => ", by which a RoleBasedGroup keeps groups of pods",
        };
        return Err(Error::usage(format!("this cluster serves no LeaderWorkerSet ({LWS}){who}"))
            .hint("install LeaderWorkerSet, or choose another cluster with `--context`")
            .hint("a model that fits one pod needs none: `neap serve deployment`"));
    }
    Ok(keeper)
}
