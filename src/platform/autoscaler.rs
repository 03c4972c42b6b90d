//! What node autoscalers say on a pod, in events: cluster-autoscaler, ACK instant elasticity, Karpenter.

use serde::Serialize;

/// What a node autoscaler did for a pod that found no room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "answer")]
pub enum Request {
    /// It asked for nodes.
    Asked {
        /// How many nodes, where it says so.
        nodes: Option<u32>,
        /// The group that grows, where it says so.
        group: Option<String>,
    },
    /// No group can help this pod.
    Refused,
    /// It asked, and the platform did not deliver.
    Failed,
}

/// Reads an event's reason and message; `None` if it is not a node autoscaler's.
pub fn request(reason: &str, message: &str) -> Option<Request> {
    match reason {
        "TriggeredScaleUp" => Some(triggered(message)),
        "ProvisionNode" => Some(Request::Asked { nodes: Some(1), group: None }),
        // Karpenter: "Pod should schedule on: nodeclaim/cloud-x7z2p".
        "Nominated" => Some(Request::Asked { nodes: None, group: after(message, "nodeclaim/") }),
        "NotTriggerScaleUp" | "NoCompatibleInstanceTypes" => Some(Request::Refused),
        "ProvisionNodeFailed" | "InsufficientCapacityError" | "FailedToScaleUpGroup" | "ScaleUpTimedOut" => {
            Some(Request::Failed)
        }
        _ => None,
    }
}

/// cluster-autoscaler: `pod triggered scale-up: [{GROUP 0->2 (max: 10)}]`, several groups in one list.
fn triggered(message: &str) -> Request {
    let mut groups = message.split('{').skip(1).filter_map(|part| {
        let mut words = part.split_whitespace();
        let group = words.next()?;
        let (from, to) = words.next()?.split_once("->")?;
        let grown = to.parse::<u32>().ok()?.checked_sub(from.parse().ok()?)?;
        Some((group.to_owned(), grown))
    });
    match groups.next() {
        Some((group, grown)) => Request::Asked {
            nodes: Some(grown + groups.map(|(_, grown)| grown).sum::<u32>()),
            group: Some(group),
        },
        None => Request::Asked { nodes: None, group: None },
    }
}

fn after(message: &str, mark: &str) -> Option<String> {
    let (_, rest) = message.split_once(mark)?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || "-.".contains(*c)).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cluster_autoscaler_says_how_many_nodes_of_which_group() {
        let asked = request("TriggeredScaleUp", "pod triggered scale-up: [{asg-cloud 0->2 (max: 10)}]");
        assert_eq!(asked, Some(Request::Asked { nodes: Some(2), group: Some("asg-cloud".into()) }));
        let asked =
            request("TriggeredScaleUp", "pod triggered scale-up: [{a 0->2 (max: 3)} {b 1->2 (max: 3)}]");
        assert_eq!(asked, Some(Request::Asked { nodes: Some(3), group: Some("a".into()) }));
        for odd in ["", "{", "{a}", "{a 2->1}", "{a x->y (max: 1)}", "{a 1->99999999999}"] {
            assert_eq!(
                request("TriggeredScaleUp", odd),
                Some(Request::Asked { nodes: None, group: None }),
                "{odd}"
            );
        }
    }

    #[test]
    fn the_other_autoscalers_answer_in_their_own_words() {
        assert_eq!(
            request("ProvisionNode", "Provision node goatscaler-1 in Zone: z with InstanceType: t"),
            Some(Request::Asked { nodes: Some(1), group: None })
        );
        assert_eq!(request("ProvisionNodeFailed", ""), Some(Request::Failed));
        assert_eq!(
            request("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max reached"),
            Some(Request::Refused)
        );
        assert_eq!(
            request("Nominated", "Pod should schedule on: nodeclaim/cloud-x7z2p"),
            Some(Request::Asked { nodes: None, group: Some("cloud-x7z2p".into()) })
        );
        assert_eq!(request("Scheduled", ""), None);
    }
}
