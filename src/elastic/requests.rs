//! What pods ask for and nodes have, as the scheduler counts it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fit::Amounts;
use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::resources::{Container, PodSpec};

/// What a pod asks for, as the scheduler counts it: its containers and sidecars together, or more while it is initialised.
pub fn requests(pod: &PodSpec) -> Amounts {
    requests_by(pod, |container| {
        let mut wanted = amounts(&container.resources.limits);
        wanted.extend(amounts(&container.resources.requests));
        wanted
    })
}

/// The same, where a container that asks for no CPU or memory counts as asking for a little: 0.1 CPUs and 200 MiB.
pub fn nonzero_requests(pod: &PodSpec) -> Amounts {
    requests_by(pod, |container| {
        let mut wanted = amounts(&container.resources.limits);
        wanted.extend(amounts(&container.resources.requests));
        wanted.entry("cpu".into()).or_insert(100);
        wanted.entry("memory".into()).or_insert(200 * 1024 * 1024 * 1000);
        wanted
    })
}

fn requests_by(pod: &PodSpec, of: impl Fn(&Container) -> Amounts) -> Amounts {
    let mut running = Amounts::new();
    for container in &pod.containers {
        add(&mut running, &of(container));
    }
    // Sidecars run on; what comes after them in line runs beside them.
    let (mut sidecars, mut most) = (Amounts::new(), Amounts::new());
    for container in &pod.init_containers {
        let mut now = of(container);
        if container.restart_policy.as_deref() == Some("Always") {
            add(&mut sidecars, &now);
            now = sidecars.clone();
        } else {
            add(&mut now, &sidecars);
        }
        raise(&mut most, now);
    }
    add(&mut running, &sidecars);
    raise(&mut running, most);
    running
}

fn raise(most: &mut Amounts, other: Amounts) {
    for (name, amount) in other {
        let wanted = most.entry(name).or_insert(0);
        *wanted = amount.max(*wanted);
    }
}

/// Adds amounts to a sum.
pub fn add(sum: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        *sum.entry(name.clone()).or_insert(0) += amount;
    }
}

/// Quantities as the API writes them, in thousandths; what is not a quantity is left out.
pub fn amounts(quantities: &BTreeMap<String, Value>) -> Amounts {
    let milli = |value: &Value| match value {
        Value::String(text) => Quantity::parse(text).ok().map(|quantity| quantity.milli_value()),
        Value::Number(number) => {
            Quantity::parse(&number.to_string()).ok().map(|quantity| quantity.milli_value())
        }
        _ => None,
    };
    quantities.iter().filter_map(|(name, value)| Some((name.clone(), milli(value)?))).collect()
}
