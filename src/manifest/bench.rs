//! The workers of a load as objects: an Indexed Job, the headless Service by which they find worker 0, and a Secret with what to
//! do. The Job owns the others, so that nothing stays when it goes.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::bundle::{Bundle, Item};
use super::template::Templates;
use super::verify;
use crate::error::Result;
use crate::kubernetes::Identity;

/// By this label the objects of one load are found.
pub const BENCH_LABEL: &str = "neap/bench";
/// Where worker 0 listens.
pub const PORT: u16 = 7979;

/// What the workers are.
#[derive(Debug, Clone, Default)]
pub struct Workers {
    /// The name of all objects; also a label and part of a host name.
    pub name: String,
    /// Where they are made.
    pub namespace: String,
    /// How many.
    pub count: usize,
    /// What they run.
    pub image: String,
    /// Secrets to pull it with.
    pub pull_secrets: Vec<String>,
    /// Whether they use the network of their node.
    pub host_network: bool,
    /// Labels that their nodes have.
    pub node_selector: BTreeMap<String, String>,
    /// Which taints they bear, as the API has them.
    pub tolerations: Vec<Value>,
    /// What each asks for.
    pub requests: BTreeMap<String, String>,
    /// A claim, and where it is mounted.
    pub data: Option<(String, String)>,
    /// Seconds after which the cluster ends them, whoever is left.
    pub deadline: u64,
    /// What to do, as JSON.
    pub orders: String,
    /// The word that they know each other by.
    pub token: String,
}

/// Renders the objects, in the order in which they are made.
///
/// # Errors
/// None with the templates that neap brings.
pub fn render(workers: &Workers) -> Result<Bundle> {
    let name = &workers.name;
    let identity = |api_version: &str, kind: &str| Identity {
        api_version: api_version.into(),
        kind: kind.into(),
        namespace: Some(workers.namespace.clone()),
        name: name.clone(),
    };
    let job = identity("batch/v1", "Job");
    let data = workers.data.as_ref().map(|(claim, path)| json!({ "claim": claim, "path": path }));
    let values = json!({
        "name": name,
        "namespace": workers.namespace,
        "labels": { "app.kubernetes.io/managed-by": "neap", BENCH_LABEL: name },
        "workers": workers.count,
        "workers_text": workers.count.to_string(),
        "image": workers.image,
        "pull_secrets": workers.pull_secrets.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "host_network": workers.host_network,
        "node_selector": workers.node_selector,
        "tolerations": workers.tolerations,
        "requests": workers.requests,
        "data": data,
        "deadline": workers.deadline,
        "keep": 300,
        "port": PORT,
        "leader": format!("{name}-0.{name}.{}.svc:{PORT}", workers.namespace),
        "listen": format!("[::]:{PORT}"),
        "orders": STANDARD.encode(&workers.orders),
        "token": STANDARD.encode(&workers.token),
    });
    let templates = Templates::default();
    let wanted = [
        ("bench-job.yaml", job.clone()),
        ("bench-secret.yaml", identity("v1", "Secret")),
        ("bench-service.yaml", identity("v1", "Service")),
    ];
    let documents =
        wanted.into_iter().map(|(template, meant)| Ok((meant, templates.render(template, &values)?)));
    let objects = verify::identities(documents.collect::<Result<_>>()?)?;
    let items = objects.into_iter().map(|object| {
        let owner = (object.identity() != job).then(|| job.clone());
        Item { object, owner }
    });
    Ok(Bundle { items: items.collect(), root: Some(job.clone()), notes: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_out_of_the_job_and_what_is_asked_for_is_in_it() {
        let workers = Workers {
            name: "neap-bench-abc".into(),
            namespace: "team".into(),
            count: 4,
            image: "registry.invalid/neap:1".into(),
            host_network: true,
            node_selector: [("pool".to_owned(), "edge".to_owned())].into(),
            tolerations: vec![json!({"operator": "Exists"})],
            requests: [("cpu".to_owned(), "2".to_owned())].into(),
            data: Some(("models".into(), "/data".into())),
            deadline: 600,
            orders: "Authorization: Bearer sesame".into(),
            token: "open".into(),
            ..Workers::default()
        };
        let bundle = render(&workers).unwrap();
        let [job, secret, service] = &bundle.items[..] else { panic!("{bundle:?}") };
        let text = job.object.value().to_string();
        assert!(!text.contains("sesame") && !text.contains("open"), "{text}");
        let at = |pointer: &str| job.object.get(pointer).cloned().unwrap_or_default();
        assert_eq!((at("/spec/completions"), at("/spec/parallelism")), (4.into(), 4.into()));
        let pod = "/spec/template/spec";
        assert_eq!(at(&format!("{pod}/automountServiceAccountToken")), false);
        assert_eq!(at(&format!("{pod}/dnsPolicy")), "ClusterFirstWithHostNet");
        assert_eq!(at(&format!("{pod}/nodeSelector/pool")), "edge");
        assert_eq!(at(&format!("{pod}/volumes/1/persistentVolumeClaim/claimName")), "models");
        assert_eq!(
            at(&format!("{pod}/containers/0/env/1/value")),
            "neap-bench-abc-0.neap-bench-abc.team.svc:7979"
        );
        assert_eq!(service.object.get("/spec/clusterIP").unwrap(), "None");
        assert_eq!(service.object.get("/spec/selector"), job.object.get("/spec/template/metadata/labels"));
        assert_eq!(secret.owner.as_ref().unwrap().kind, "Job");
    }
}
