//! `spec.behavior`: how fast a count may change, and over which window the controller remembers.

use serde_json::Value;

use super::Tolerance;

/// Both directions. `None` is a direction that the object leaves to the controller.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Behaviour {
    /// Growing.
    pub up: Option<Rules>,
    /// Shrinking.
    pub down: Option<Rules>,
}

/// One direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Over how many seconds the controller remembers its recommendations; `None` is its default.
    pub window: Option<u32>,
    /// Which policy counts.
    pub select: Select,
    /// How much may change in how long.
    pub policies: Vec<Policy>,
    /// How far the ratio may be from 1, where the object says so itself.
    pub tolerance: Option<f64>,
}

/// Which policy counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// The one that allows most.
    Max,
    /// The one that allows least.
    Min,
    /// None: this direction is switched off.
    Disabled,
}

/// At most so many pods, or so many per cent, in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Pods or per cent.
    pub kind: PolicyKind,
    /// How many.
    pub value: u32,
    /// In how many seconds.
    pub period: u32,
}

/// What a policy counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyKind {
    /// Pods.
    Pods,
    /// Per cent of the replicas at the start of the period.
    Percent,
}

impl Behaviour {
    /// The controller's `--horizontal-pod-autoscaler-downscale-stabilization`, in seconds.
    pub const DEFAULT_DOWN_WINDOW: u32 = 300;

    /// Reads `spec.behavior`; what is missing or of another form is left to the controller.
    pub fn parse(behavior: Option<&Value>) -> Self {
        let direction = |name| behavior.and_then(|behavior| behavior.get(name)).and_then(Rules::parse);
        Self { up: direction("scaleUp"), down: direction("scaleDown") }
    }

    /// The tolerance of both directions.
    pub fn tolerance(&self) -> Tolerance {
        let of = |rules: &Option<Rules>| rules.as_ref().and_then(|rules| rules.tolerance);
        let default = Tolerance::default();
        Tolerance { down: of(&self.down).unwrap_or(default.down), up: of(&self.up).unwrap_or(default.up) }
    }

    /// The most replicas that one look may ask for, from `current`, with nothing changed in the periods before.
    pub fn highest(&self, current: u32) -> u32 {
        match &self.up {
            Some(rules) => rules.reach(current, true),
            // Without `behavior`, the count may double, and always reach 4.
            None => current.saturating_mul(2).max(4),
        }
    }

    /// The fewest replicas that one look may ask for, from `current`, with nothing changed in the periods before.
    pub fn lowest(&self, current: u32) -> u32 {
        self.down.as_ref().map_or(0, |rules| rules.reach(current, false))
    }

    /// Seconds for which a lower recommendation must hold before the count falls.
    pub fn down_window(&self) -> u32 {
        self.down.as_ref().and_then(|rules| rules.window).unwrap_or(Self::DEFAULT_DOWN_WINDOW)
    }

    /// Seconds for which a higher recommendation must hold before the count grows.
    pub fn up_window(&self) -> u32 {
        self.up.as_ref().and_then(|rules| rules.window).unwrap_or(0)
    }

    /// Whether growing is switched off.
    pub fn up_disabled(&self) -> bool {
        self.up.as_ref().is_some_and(|rules| rules.select == Select::Disabled)
    }

    /// Whether shrinking is switched off.
    pub fn down_disabled(&self) -> bool {
        self.down.as_ref().is_some_and(|rules| rules.select == Select::Disabled)
    }
}

impl Rules {
    fn parse(rules: &Value) -> Option<Self> {
        let number =
            |value: &Value, key| value.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        rules.as_object()?;
        let policies = rules.get("policies").and_then(Value::as_array).into_iter().flatten();
        let policies = policies.filter_map(|policy| {
            let kind = match policy.get("type")?.as_str()? {
                "Pods" => PolicyKind::Pods,
                "Percent" => PolicyKind::Percent,
                _ => return None,
            };
            Some(Policy { kind, value: number(policy, "value")?, period: number(policy, "periodSeconds")? })
        });
        Some(Self {
            window: number(rules, "stabilizationWindowSeconds"),
            select: match rules.get("selectPolicy").and_then(Value::as_str) {
                Some("Min") => Select::Min,
                Some("Disabled") => Select::Disabled,
                _ => Select::Max,
            },
            policies: policies.collect(),
            tolerance: rules.get("tolerance").and_then(tolerance),
        })
    }

    fn reach(&self, current: u32, up: bool) -> u32 {
        if self.select == Select::Disabled {
            return current;
        }
        let reached = self.policies.iter().map(|policy| {
            let change = match policy.kind {
                PolicyKind::Pods => f64::from(policy.value),
                PolicyKind::Percent => f64::from(current) * f64::from(policy.value) / 100.0,
            };
            // Per cent up is rounded up, or one replica could never grow; per cent down is cut.
            match up {
                true => (f64::from(current) + change).ceil() as u32,
                false => (f64::from(current) - change).max(0.0) as u32,
            }
        });
        let most_change = self.select == Select::Max;
        let limit = if up == most_change { reached.max() } else { reached.min() };
        limit.unwrap_or(if up { u32::MAX } else { 0 })
    }
}

/// A quantity such as `0.05` or `50m`; the API keeps it as text.
fn tolerance(value: &Value) -> Option<f64> {
    let text = value.as_str()?;
    match text.strip_suffix('m') {
        Some(thousandths) => thousandths.parse::<f64>().ok().map(|n| n / 1000.0),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn without_behavior_a_count_may_double_and_always_reach_four() {
        let behaviour = Behaviour::parse(None);
        assert_eq!([1, 2, 3, 10].map(|current| behaviour.highest(current)), [4, 4, 6, 20]);
        assert_eq!((behaviour.lowest(3), behaviour.down_window(), behaviour.up_window()), (0, 300, 0));
    }

    #[test]
    fn the_defaults_that_the_api_fills_in_allow_four_pods_or_a_doubling() {
        let behaviour = Behaviour::parse(Some(&json!({
            "scaleUp": {"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": [
                {"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 15}]},
            "scaleDown": {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}})));
        assert_eq!([1, 3, 8].map(|current| behaviour.highest(current)), [5, 7, 16]);
        assert_eq!((behaviour.lowest(8), behaviour.down_window()), (0, 300));
    }

    #[test]
    fn the_narrowest_policy_counts_when_it_is_selected() {
        let behaviour = Behaviour::parse(Some(&json!({
            "scaleUp": {"selectPolicy": "Min", "policies": [
                {"type": "Pods", "value": 1, "periodSeconds": 60}, {"type": "Percent", "value": 50, "periodSeconds": 60}]},
            "scaleDown": {"selectPolicy": "Disabled", "stabilizationWindowSeconds": 30, "tolerance": "50m"}})));
        assert_eq!([1, 4].map(|current| behaviour.highest(current)), [2, 5]);
        assert_eq!((behaviour.lowest(8), behaviour.down_disabled()), (8, true));
        assert_eq!(
            (behaviour.down_window(), behaviour.tolerance().down, behaviour.tolerance().up),
            (30, 0.05, 0.1)
        );
    }

    #[test]
    fn per_cent_rounds_up_when_growing_and_is_cut_when_shrinking() {
        let behaviour = Behaviour::parse(Some(&json!({
            "scaleUp": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 15}]},
            "scaleDown": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 15}]}})));
        assert_eq!((behaviour.highest(1), behaviour.lowest(3)), (2, 2));
    }

    #[test]
    fn other_forms_are_left_to_the_controller() {
        assert_eq!(Behaviour::parse(Some(&json!("fast"))), Behaviour::default());
        assert_eq!(Behaviour::parse(Some(&json!({"scaleUp": 3}))), Behaviour::default());
    }
}
