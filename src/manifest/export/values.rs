//! `values.yaml`: what a chart's users change, in an order for readers, with a word on each.

use serde_json::{Map, Value, json};

use super::hole::Form;
use super::schema;
use crate::error::{Error, Result};
use crate::manifest::yaml;

/// The values in the order in which they are written, and what is said of them. What is not listed, as the parts of a group
/// and the names of metrics, stands at the empty name.
const ORDER: [(&str, &str); 40] = [
    ("enabled", ""),
    ("image", "The image: registry, name and tag."),
    ("imagePullPolicy", ""),
    ("imagePullSecrets", "Secrets in the namespace that the registry asks for."),
    ("model", "What a serving runtime loads."),
    ("command", "What the container runs."),
    ("args", ""),
    ("env", "Environment variables, as a pod has them."),
    ("resources", "What each pod gets."),
    ("", ""),
    ("replicas", "How many replicas. No autoscaler counts them."),
    ("groupSize", "Pods of a group, the leader included."),
    ("autoscaling", "How many replicas there may be, and what each of them is aimed at."),
    ("minReplicas", ""),
    ("maxReplicas", ""),
    ("class", ""),
    ("metric", ""),
    ("target", ""),
    ("minScale", ""),
    ("maxScale", ""),
    ("targets", "By metric; a number of the metrics of pods is for each pod."),
    ("schedule", "Replicas by the clock."),
    (
        "triggers",
        "What KEDA asks and when. The texts are templates: {{.Release.Namespace}} is where this is installed.",
    ),
    ("behavior", "Windows and policies of an HPA, as `{scaleDown: {stabilizationWindowSeconds: 600}}`."),
    ("containerConcurrency", "Requests in flight that one replica takes."),
    ("reserve", "The reserve instance that stays when all replicas are gone."),
    ("traffic", "Who gets the requests."),
    (
        "placement",
        "Node pools in the order in which they are filled. Not enabled, pods go anywhere: for clusters without ResourcePolicy.",
    ),
    ("nodeSelector", "Nodes that the pods may run on, by their labels."),
    ("tolerations", ""),
    ("affinity", ""),
    ("priorityClassName", ""),
    ("priorityClasses", "PriorityClasses belong to the whole cluster: only one release can make them."),
    ("claims", "PersistentVolumeClaims, by the pods' volumes."),
    ("cache", "What Fluid caches, and where."),
    ("volume", "The volume that the model lies on."),
    ("expose", "The way in from outside."),
    ("budget", "How many pods may be missing at once."),
    ("monitoring", "The scrape. Not enabled, something else must scrape the pods."),
    ("containers", "Containers beside the one that serves."),
];

/// A value, or a section of them.
#[derive(Debug)]
enum Node {
    Leaf(Value, Form),
    Section(Vec<(String, Node)>),
}

/// The values of a chart.
#[derive(Debug)]
pub struct Values(Vec<(String, Node)>);

impl Values {
    /// No values.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Takes a value; false if another one stands there already, which a second place cannot share.
    pub fn take(&mut self, path: &[String], value: &Value, form: Form) -> bool {
        insert(&mut self.0, path, (value, form))
    }

    /// What Helm takes for each of them.
    pub fn schema(&self) -> Map<String, Value> {
        described(&self.0)
    }

    /// The text of `values.yaml`.
    ///
    /// # Errors
    /// None for what was read from JSON.
    pub fn text(&mut self) -> Result<String> {
        sort(&mut self.0);
        let mut text = String::new();
        for (name, node) in &self.0 {
            text.push('\n');
            write(&mut text, 0, name, node)?;
        }
        Ok(text)
    }
}

fn insert(section: &mut Vec<(String, Node)>, path: &[String], value: (&Value, Form)) -> bool {
    let Some((name, rest)) = path.split_first() else { return false };
    let known = section.iter_mut().find(|(known, _)| known == name).map(|(_, node)| node);
    match (known, rest.is_empty()) {
        (Some(Node::Leaf(there, _)), true) => there == value.0,
        (Some(Node::Section(inside)), false) => insert(inside, rest, value),
        (Some(_), _) => false,
        (None, true) => {
            section.push((name.clone(), Node::Leaf(value.0.clone(), value.1)));
            true
        }
        (None, false) => {
            let mut inside = Vec::new();
            let taken = insert(&mut inside, rest, value);
            section.push((name.clone(), Node::Section(inside)));
            taken
        }
    }
}

fn described(values: &[(String, Node)]) -> Map<String, Value> {
    let of = |name: &String, node: &Node| {
        let mut schema = match node {
            Node::Leaf(value, form) => schema::of(*form, value),
            Node::Section(inside) => schema::section(described(inside)),
        };
        if let (Some(words), Value::Object(fields)) = (comment(name), &mut schema) {
            fields.insert("description".into(), words.into());
        }
        (name.clone(), schema)
    };
    values.iter().map(|(name, node)| of(name, node)).collect()
}

/// What is said of a value.
fn comment(name: &str) -> Option<&'static str> {
    let (_, comment) = ORDER.get(place(name)?)?;
    Some(*comment).filter(|comment| !comment.is_empty())
}

fn place(name: &str) -> Option<usize> {
    ORDER.iter().position(|(known, _)| *known == name)
}

fn sort(section: &mut [(String, Node)]) {
    section.sort_by_key(|(name, _)| place(name).or_else(|| place("")));
    for (_, node) in section {
        if let Node::Section(inside) = node {
            sort(inside);
        }
    }
}

fn write(text: &mut String, depth: usize, name: &str, node: &Node) -> Result<()> {
    let indent = "  ".repeat(depth);
    if let Some(comment) = comment(name) {
        *text += &format!("{indent}# {comment}\n");
    }
    let of = |value: &Value| yaml::to_yaml(&[json!({ name: value })]).map_err(Error::failed);
    match node {
        Node::Leaf(value, _) => of(value)?.lines().for_each(|line| *text += &format!("{indent}{line}\n")),
        Node::Section(inside) => {
            let empty = of(&json!({}))?;
            *text += &format!("{indent}{}\n", empty.trim_end().trim_end_matches(" {}"));
            for (name, node) in inside {
                write(text, depth + 1, name, node)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_ordered_and_explained() {
        let mut values = Values::new();
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        assert!(values.take(&path("autoscaling/targets/vllm:waiting"), &json!("5"), Form::Scalar));
        assert!(values.take(&path("autoscaling/minReplicas"), &json!(1), Form::Scalar));
        assert!(values.take(&path("autoscaling/minReplicas"), &json!(1), Form::Scalar));
        assert!(!values.take(&path("autoscaling/minReplicas"), &json!(2), Form::Scalar));
        assert!(!values.take(&path("autoscaling"), &json!(2), Form::Scalar));
        assert!(values.take(&path("image"), &json!("a:1"), Form::Scalar));
        assert!(!values.take(&path("image/tag"), &json!("1"), Form::Scalar));
        assert!(values.take(&path("env"), &json!([{"name": "A", "value": "{{ x }}"}]), Form::Scalar));
        let text = values.text().unwrap();
        assert_eq!(
            text,
            "
# The image: registry, name and tag.
image: a:1

# Environment variables, as a pod has them.
env:
- name: A
  value: \"{{ x }}\"

# How many replicas there may be, and what each of them is aimed at.
autoscaling:
  minReplicas: 1
  # By metric; a number of the metrics of pods is for each pod.
  targets:
    \"vllm:waiting\": \"5\"
"
        );
    }
}
