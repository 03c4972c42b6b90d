//! Who scales each role, and what it is told: an HPA, KEDA, or ACK's clock, each through the scale of what keeps the pods.

use crate::kubernetes::labels;
use serde_json::json;

use super::choice::Keeper;
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::manifest::assemble::{Document, Part, intended};
use crate::manifest::deployment::autoscaler::{Ask, Autoscaler, Scaled, choose};
use crate::manifest::deployment::{cron, keda, share};
use crate::platform::Capabilities;
use crate::workload::Common;
use crate::workload::distributed::{Distributed, Role};

/// A role, who scales it, and through what.
#[derive(Debug, Clone)]
pub struct Elastic<'a> {
    /// The role.
    pub role: &'a Role,
    /// Who scales it, and within which bounds.
    pub scaled: Scaled,
    /// What has the scale: the LeaderWorkerSet, or the adapter that a RoleBasedGroup makes for the role.
    pub target: Identity,
    /// What its own objects are called.
    pub name: String,
}

impl Elastic<'_> {
    /// The replicas that are written: what an autoscaler counts is left to it, or each apply would fight with it.
    pub fn replicas(&self) -> Option<u32> {
        (self.scaled.by == Autoscaler::Nobody).then_some(self.scaled.min)
    }
}

/// Who scales what.
///
/// # Errors
/// A usage error: what is asked contradicts itself, or the cluster serves nobody who does it.
pub fn of_roles<'a>(
    workload: &'a Distributed,
    keeper: Keeper,
    root: &Identity,
    capabilities: &Capabilities,
    notes: &mut Vec<String>,
) -> Result<Vec<Elastic<'a>>> {
    let mut said = Vec::new();
    let nobody_asks = !workload.roles.iter().any(Role::asks_to_be_scaled);
    let common = &workload.common;
    let of_role = |role: &'a Role| {
        // Where some roles are scaled, the others need no reason not to be.
        let scaled = match nobody_asks || role.asks_to_be_scaled() {
            true => choose(ask(role), capabilities, &mut said).map_err(|error| match workload.has_roles {
                true => in_words_of(role, error),
                false => error,
            })?,
            false => Scaled { by: Autoscaler::Nobody, min: role.scaling.min, max: role.scaling.min },
        };
        let name = format!("{}-{}", root.name, role.name);
        Ok(match keeper {
            Keeper::LeaderWorkerSet => {
                Elastic { role, scaled, target: root.clone(), name: root.name.clone() }
            }
            Keeper::RoleBasedGroup => {
                let target = intended(common, &root.api_version, "RoleBasedGroupScalingAdapter", &name);
                Elastic { role, scaled, target, name }
            }
        })
    };
    let roles = workload.roles.iter().map(of_role).collect::<Result<_>>()?;
    for note in said {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Ok(roles)
}

fn ask(role: &Role) -> Ask<'_> {
    Ask {
        autoscaling: &role.autoscaling,
        scaling: &role.scaling,
        resources: &role.leader.resources,
        fleet: None,
    }
}

/// What is said of a service's flags, as the keys of a role.
fn in_words_of(role: &Role, error: Error) -> Error {
    let name = &role.name;
    let words = [
        ("--scale-metric='", format!("--role='{name},metric=")),
        ("--scale-metric", format!("--role={name},metric")),
        ("--min-replicas", format!("--role={name},min")),
        ("--max-replicas", format!("--role={name},max")),
        ("--schedule='", format!("--role-schedule='{name}=")),
        ("--schedule", "--role-schedule".to_owned()),
    ];
    let said = |text: String| words.iter().fold(text, |text, (flag, key)| text.replace(flag, key));
    Error {
        message: said(error.message),
        causes: error.causes.into_iter().map(said).collect(),
        hints: error.hints.into_iter().map(said).collect(),
        ..error
    }
}

/// The roles' own HPAs; a LeaderWorkerSet's is the service's.
pub fn parts(common: &Common, keeper: Keeper, roles: &[Elastic<'_>]) -> Vec<Part> {
    let scaled = roles.iter().filter(|elastic| elastic.scaled.by != Autoscaler::Nobody);
    let part = |elastic: &Elastic<'_>| {
        let mut scaling = elastic.role.scaling.clone();
        (scaling.min, scaling.max) = (elastic.scaled.min, Some(elastic.scaled.max));
        Part { scaled: elastic.target.clone(), scaling, has_hpa: elastic.scaled.own(common).is_some() }
    };
    match keeper {
        Keeper::LeaderWorkerSet => Vec::new(),
        Keeper::RoleBasedGroup => scaled.map(part).collect(),
    }
}

/// ScaledObjects and clocks. They come last: where there is an HPA too, the clock goes through it.
///
/// # Errors
/// A usage error: a schedule that KEDA cannot keep.
pub fn documents(workload: &Distributed, roles: &[Elastic<'_>]) -> Result<Vec<Document>> {
    let common = &workload.common;
    let mut documents = Vec::new();
    for elastic in roles {
        let Elastic { role, scaled, target, name } = elastic;
        match scaled.by {
            Autoscaler::Keda => {
                let source = keda::Source {
                    namespace: common.service.namespace.as_deref(),
                    pods: name,
                    engine: role.leader.engine,
                    scrape: workload.scrape,
                };
                let values = keda::values(ask(role), scaled, target, source)
                    .map_err(|error| if workload.has_roles { in_words_of(role, error) } else { error })?;
                let identity = intended(common, "keda.sh/v1alpha1", "ScaledObject", name);
                documents.push(Document::new("scaledobject.yaml", identity).with("keda", values));
            }
            Autoscaler::CronHpa { through_hpa } => {
                let usual = || format!("{name}-hpa");
                let hpa = role.scaling.hpa_name.clone().unwrap_or_else(usual);
                let hpa = intended(common, "autoscaling/v2", "HorizontalPodAutoscaler", &hpa);
                let cron = format!("{name}-cron");
                let moved = if through_hpa { &hpa } else { target };
                let values = cron::values(&cron, moved, &role.autoscaling.schedules);
                let api_version = "autoscaling.alibabacloud.com/v1beta1";
                let identity = intended(common, api_version, "CronHorizontalPodAutoscaler", &cron);
                let template = "cronhorizontalpodautoscaler.yaml";
                documents.push(Document::new(template, identity).with("cron", values));
            }
            Autoscaler::Nobody | Autoscaler::Hpa | Autoscaler::Federated(_) => {}
        }
    }
    Ok(documents)
}

/// A budget a role: one that counted prefill and decode together would let one of them go as a whole.
pub fn budgets(workload: &Distributed, keeper: Keeper, roles: &[Elastic<'_>]) -> Vec<Document> {
    let Some(budget) = &workload.life.budget else { return Vec::new() };
    let of_role = |elastic: &Elastic<'_>| {
        let mut pods = json!({ labels::NAME: workload.common.service.object_name });
        if keeper == Keeper::RoleBasedGroup {
            pods["servingRole"] = json!(elastic.role.name);
        }
        let name = format!("{}-pdb", elastic.name);
        let values = json!({
            "name": name,
            "bound": budget.bound,
            "pods": share(&budget.pods),
        });
        let identity = intended(&workload.common, "policy/v1", "PodDisruptionBudget", &name);
        let document = Document::new("poddisruptionbudget.yaml", identity);
        document.with("budget", values).with("pod_selector", pods)
    };
    roles.iter().map(of_role).collect()
}
