//! What pods ask for and nodes have, as the scheduler counts it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fit::Amounts;
use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::resources::{Container, PodSpec};

/// What a pod asks for, as the scheduler counts it: the sum of its containers, or its largest init container.
pub fn requests(pod: &PodSpec) -> Amounts {
    let of = |container: &Container| {
        let mut wanted = amounts(&container.resources.limits);
        wanted.extend(amounts(&container.resources.requests));
        wanted
    };
    let mut sum = Amounts::new();
    for container in &pod.containers {
        add(&mut sum, &of(container));
    }
    for (name, amount) in pod.init_containers.iter().flat_map(of) {
        let wanted = sum.entry(name).or_insert(0);
        *wanted = amount.max(*wanted);
    }
    sum
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
