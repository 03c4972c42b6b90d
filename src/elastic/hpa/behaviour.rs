//! `spec.behavior`: how fast a count may change, and over which window the controller remembers.

use serde_json::Value;

use super::{Settings, Tolerance};
use crate::kubernetes::quantity::Quantity;

/// Both directions.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour {
    /// Growing.
    pub up: Rules,
    /// Shrinking.
    pub down: Rules,
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
    /// Reads `spec.behavior`. Where it is an object, what it leaves open is what the API server fills in.
    pub fn parse(behavior: Option<&Value>) -> Option<Self> {
        let given = behavior?.as_object()?;
        let policy = |kind, value| Policy { kind, value, period: 15 };
        let grow = vec![policy(PolicyKind::Pods, 4), policy(PolicyKind::Percent, 100)];
        let shrink = vec![policy(PolicyKind::Percent, 100)];
        Some(Self {
            up: Rules::parse(given.get("scaleUp"), Some(0), grow),
            down: Rules::parse(given.get("scaleDown"), None, shrink),
        })
    }

    /// The tolerance of both directions; without a behaviour, or where it says nothing, the controller's.
    pub fn tolerance(behaviour: Option<&Self>, settings: &Settings) -> Tolerance {
        let of =
            |rules: Option<&Rules>| rules.and_then(|rules| rules.tolerance).unwrap_or(settings.tolerance);
        Tolerance { down: of(behaviour.map(|it| &it.down)), up: of(behaviour.map(|it| &it.up)) }
    }

    /// Seconds for which a lower recommendation must hold before the count falls.
    pub fn down_window(behaviour: Option<&Self>, settings: &Settings) -> u32 {
        behaviour.and_then(|it| it.down.window).unwrap_or(settings.down_window)
    }

    /// Seconds for which a higher recommendation must hold before the count grows.
    pub fn up_window(behaviour: Option<&Self>) -> u32 {
        behaviour.and_then(|it| it.up.window).unwrap_or(0)
    }
}

impl Rules {
    fn parse(rules: Option<&Value>, window: Option<u32>, policies: Vec<Policy>) -> Self {
        let number =
            |value: &Value, key| value.get(key).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        let get = |key| rules.and_then(|rules| rules.get(key));
        let given = get("policies").and_then(Value::as_array).map(|policies| {
            let policies = policies.iter().filter_map(|policy| {
                let kind = match policy.get("type")?.as_str()? {
                    "Pods" => PolicyKind::Pods,
                    "Percent" => PolicyKind::Percent,
                    _ => return None,
                };
                Some(Policy {
                    kind,
                    value: number(policy, "value")?,
                    period: number(policy, "periodSeconds")?,
                })
            });
            policies.collect()
        });
        Self {
            window: rules.and_then(|rules| number(rules, "stabilizationWindowSeconds")).or(window),
            select: match get("selectPolicy").and_then(Value::as_str) {
                Some("Min") => Select::Min,
                Some("Disabled") => Select::Disabled,
                _ => Select::Max,
            },
            policies: given.unwrap_or(policies),
            tolerance: get("tolerance").and_then(Value::as_str).and_then(tolerance),
        }
    }

    /// The longest period of a policy, in seconds: older changes limit nothing.
    pub fn longest_period(&self) -> u32 {
        self.policies.iter().map(|policy| policy.period).max().unwrap_or(0)
    }
}

/// A quantity such as `0.05` or `50m` as a float, to the last bit as the controller has it: it multiplies with a power of ten.
fn tolerance(text: &str) -> Option<f64> {
    let nano = Quantity::parse(text).ok()?.nano();
    let (unit, scale) = [(1_000_000_000, 1.0), (1_000_000, 1e-3), (1_000, 1e-6)]
        .into_iter()
        .find(|(unit, _)| nano % unit == 0)
        .unwrap_or((1, 1e-9));
    i64::try_from(nano / unit).ok().map(|number| number as f64 * scale)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_left_open_is_what_the_api_server_fills_in() {
        let behaviour =
            Behaviour::parse(Some(&json!({"scaleUp": 3, "scaleDown": {"selectPolicy": "Min"}}))).unwrap();
        assert_eq!(
            (behaviour.up.window, behaviour.up.select, behaviour.up.policies.len()),
            (Some(0), Select::Max, 2)
        );
        assert_eq!((behaviour.down.window, behaviour.down.select), (None, Select::Min));
        assert_eq!(behaviour.down.policies, [Policy { kind: PolicyKind::Percent, value: 100, period: 15 }]);
        assert_eq!(Behaviour::parse(Some(&json!({}))).unwrap().up.longest_period(), 15);
    }

    #[test]
    fn no_behaviour_is_another_thing_than_an_empty_one() {
        assert_eq!(Behaviour::parse(None), None);
        assert_eq!(Behaviour::parse(Some(&json!("fast"))), None);
        let settings = Settings::default();
        assert_eq!((Behaviour::down_window(None, &settings), Behaviour::up_window(None)), (300, 0));
        assert_eq!(Behaviour::tolerance(None, &settings), Tolerance::default());
    }

    #[test]
    fn windows_and_tolerances_are_read() {
        let behaviour = Behaviour::parse(Some(&json!({
            "scaleDown": {"selectPolicy": "Disabled", "stabilizationWindowSeconds": 30, "tolerance": "50m"}})));
        let settings = Settings::default();
        let tolerance = Behaviour::tolerance(behaviour.as_ref(), &settings);
        assert_eq!(
            (Behaviour::down_window(behaviour.as_ref(), &settings), tolerance.down, tolerance.up),
            (30, 0.05, 0.1)
        );
        assert_eq!(super::tolerance("0.05"), Some(0.05));
        assert_eq!(super::tolerance("9m"), Some(9.0 * 1e-3));
        assert_eq!(super::tolerance("x"), None);
    }
}
