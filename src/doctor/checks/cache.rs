//! Fluid: datasets and their runtimes.

use super::Found;
use crate::doctor::case::{Case, Entry};
use crate::doctor::finding::Finding;
use crate::kubernetes::{Quantity, near};

const GROUP: &str = "data.fluid.io";

fn runtimes(case: &Case) -> impl Iterator<Item = &Entry> {
    case.entries()
        .iter()
        .filter(|entry| entry.identity.group() == GROUP && entry.identity.kind.ends_with("Runtime"))
}

/// A runtime that has not the name of its dataset.
pub fn names(case: &Case, found: &mut Found) {
    let datasets: Vec<&Entry> = case.of(GROUP, "Dataset").collect();
    for runtime in runtimes(case) {
        let here: Vec<&&Entry> = datasets.iter().filter(|it| it.namespace() == runtime.namespace()).collect();
        let name = &runtime.identity.name;
        if here.is_empty() || here.iter().any(|dataset| dataset.identity.name == *name) {
            continue;
        }
        let names = here.iter().map(|dataset| dataset.identity.name.as_str());
        let meant = near::near(name, names).first().copied().unwrap_or(here[0].identity.name.as_str());
        found.push(
            Finding::at(runtime, "/metadata/name")
                .found(name.clone())
                .expected(format!("{meant}, as the Dataset is called"))
                .why("Fluid finds a dataset's runtime by its name: the Dataset stays NotBound, and its claim is never made")
                .remedy("give both one name")
                .set(runtime, "/metadata/name", meant),
        );
    }
}

/// A cache that the model does not fit in.
pub fn size(case: &Case, found: &mut Found) {
    for runtime in runtimes(case) {
        let Some(dataset) = case.named(GROUP, "Dataset", runtime.namespace(), &runtime.identity.name) else {
            continue;
        };
        // Fluid writes `14.97GiB`, and `[Calculating]` before it knows.
        let total = dataset.text("/status/ufsTotal").trim_end_matches('B').to_owned();
        let Ok(total) = Quantity::parse(&total) else { continue };
        let replicas = runtime.number("/spec/replicas").unwrap_or(1);
        let quota = |level: &serde_json::Value| Quantity::parse(level.get("quota")?.as_str()?).ok();
        let levels = runtime.list("/spec/tieredstore/levels");
        let each: f64 = levels.iter().filter_map(quota).map(|quota| quota.as_f64()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a handful of workers")]
        let all = each * replicas as f64;
        if levels.is_empty() || all >= total.as_f64() {
            continue;
        }
        let at = "/spec/tieredstore/levels/0/quota";
        #[expect(clippy::cast_precision_loss, reason = "a handful of workers")]
        let needed = (total.as_f64() * 1.1 / replicas.max(1) as f64 / f64::from(1 << 30)).ceil();
        found.push(
            Finding::at(runtime, at)
                .found(format!("{:.0} GiB in {replicas} workers, and {} of data", all / f64::from(1 << 30), total.text()))
                .expected(format!("{needed:.0}Gi in each worker"))
                .why("what does not fit is read from its source at each start: replicas load as slowly as without a cache")
                .remedy("raise the quota, or the number of workers")
                .set(runtime, at, format!("{needed:.0}Gi")),
        );
    }
}
