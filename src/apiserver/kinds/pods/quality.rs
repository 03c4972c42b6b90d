//! The quality of service that a pod's requests and limits come to.

use serde_json::Value;

use crate::kubernetes::quantity::Quantity;

/// `Guaranteed`, `Burstable` or `BestEffort`.
pub fn of(pod: &Value) -> &'static str {
    let spec = &pod["spec"];
    let containers =
        ["containers", "initContainers"].into_iter().flat_map(|list| spec[list].as_array()).flatten();
    let (mut any, mut guaranteed) = (false, true);
    for container in containers {
        let (requests, limits) = (&container["resources"]["requests"], &container["resources"]["limits"]);
        for resource in ["cpu", "memory"] {
            let (request, limit) = (amount(&requests[resource]), amount(&limits[resource]));
            any |= request.is_some() || limit.is_some();
            guaranteed &= limit.is_some() && request == limit;
        }
    }
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

/// Zero counts as nothing.
fn amount(value: &Value) -> Option<i128> {
    let quantity = Quantity::parse(value.as_str()?).ok()?;
    Some(quantity.nano()).filter(|nano| *nano > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_and_limits_make_the_class() {
        let pod = |resources: Value| json!({"spec": {"containers": [{"resources": resources}]}});
        assert_eq!(of(&pod(json!({}))), "BestEffort");
        assert_eq!(of(&pod(json!({"limits": {"nvidia.com/gpu": "1"}}))), "BestEffort");
        assert_eq!(of(&pod(json!({"requests": {"cpu": "1"}}))), "Burstable");
        let both = json!({"cpu": "1", "memory": "1Gi"});
        assert_eq!(of(&pod(json!({"requests": both, "limits": both}))), "Guaranteed");
    }
}
