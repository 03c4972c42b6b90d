//! Roles and bindings for verbs: what goes into one rule, and in which namespace it stands.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::right::{Need, Place, Right, split};
use super::verb::Verb;

const GROUP: &str = "rbac.authorization.k8s.io";

/// Who is to have the rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A ServiceAccount, by namespace and name.
    ServiceAccount(String, String),
    /// A user, by name.
    User(String),
    /// A group, by name.
    Group(String),
}

/// What to render.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What Roles and bindings are called.
    pub name: String,
    /// Where the services are; `None` for all namespaces.
    pub namespace: Option<String>,
    /// Only what the verbs cannot do without.
    pub required: bool,
    /// Who is bound to it.
    pub subjects: Vec<Subject>,
}

/// The rights that are granted, each place by itself.
fn granted<'a>(verbs: &[&'a Verb], wish: &Wish) -> BTreeMap<Place, Vec<&'a Right>> {
    let mut places: BTreeMap<Place, Vec<&Right>> = BTreeMap::new();
    for right in verbs.iter().flat_map(|verb| verb.rights()) {
        if wish.required && right.need != Need::Must {
            continue;
        }
        let place = match right.place {
            Place::Namespace if wish.namespace.is_none() => Place::Cluster,
            // Two Roles of one name in one namespace would be one.
            Place::Within(namespace) if wish.namespace.as_deref() == Some(namespace) => Place::Namespace,
            place => place,
        };
        places.entry(place).or_default().push(right);
    }
    places
}

/// One rule for all resources of a group that have the same verbs.
fn rules(rights: &[&Right]) -> Vec<Value> {
    let mut verbs: BTreeMap<(&str, String), BTreeSet<&str>> = BTreeMap::new();
    for right in rights {
        for resource in right.resources {
            verbs.entry(split(resource)).or_default().extend(right.verbs);
        }
    }
    let mut rules: BTreeMap<(&str, BTreeSet<&str>), Vec<String>> = BTreeMap::new();
    for ((group, resource), verbs) in verbs {
        rules.entry((group, verbs)).or_default().push(resource);
    }
    rules
        .into_iter()
        .map(|((group, verbs), resources)| json!({"apiGroups": [group], "resources": resources, "verbs": verbs}))
        .collect()
}

/// The objects that grant what the verbs ask: Roles, a ClusterRole, and a binding of each where there are subjects.
pub fn render(verbs: &[&Verb], wish: &Wish) -> Vec<Value> {
    let mut objects = Vec::new();
    for (place, rights) in granted(verbs, wish) {
        let namespace = match place {
            Place::Namespace => wish.namespace.as_deref(),
            Place::Within(namespace) => Some(namespace),
            Place::Cluster => None,
        };
        let (kind, mut metadata) = match namespace {
            Some(namespace) => ("Role", json!({"name": wish.name, "namespace": namespace})),
            // Namespaces of several teams grant the same verb, and what is cluster-wide has no namespace to tell them apart.
            None => ("ClusterRole", json!({"name": wide(wish)})),
        };
        objects.push(json!({"apiVersion": format!("{GROUP}/v1"), "kind": kind, "metadata": metadata, "rules": rules(&rights)}));
        if wish.subjects.is_empty() {
            continue;
        }
        let role = std::mem::take(&mut metadata["name"]);
        metadata["name"] = role.clone();
        objects.push(json!({
            "apiVersion": format!("{GROUP}/v1"), "kind": format!("{kind}Binding"), "metadata": metadata,
            "roleRef": {"apiGroup": GROUP, "kind": kind, "name": role},
            "subjects": wish.subjects.iter().map(subject).collect::<Vec<_>>(),
        }));
    }
    objects
}

fn wide(wish: &Wish) -> String {
    match &wish.namespace {
        Some(namespace) => format!("{}-{namespace}", wish.name),
        None => wish.name.clone(),
    }
}

fn subject(subject: &Subject) -> Value {
    match subject {
        Subject::ServiceAccount(namespace, name) => {
            json!({"kind": "ServiceAccount", "namespace": namespace, "name": name})
        }
        Subject::User(name) => json!({"apiGroup": GROUP, "kind": "User", "name": name}),
        Subject::Group(name) => json!({"apiGroup": GROUP, "kind": "Group", "name": name}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rbac::verb::named;

    fn wish() -> Wish {
        Wish { name: "neap-logs".into(), namespace: Some("models".into()), required: false, subjects: vec![] }
    }

    #[test]
    fn resources_with_the_same_verbs_share_a_rule() {
        let verbs = named(&["serve", "logs"]).unwrap();
        let subjects =
            vec![Subject::ServiceAccount("ci".into(), "robot".into()), Subject::User("jane".into())];
        let objects = render(&verbs, &Wish { required: true, subjects, ..wish() });
        insta::assert_json_snapshot!(objects, @r#"
        [
          {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": {
              "name": "neap-logs",
              "namespace": "models"
            },
            "rules": [
              {
                "apiGroups": [
                  ""
                ],
                "resources": [
                  "pods/log"
                ],
                "verbs": [
                  "get"
                ]
              },
              {
                "apiGroups": [
                  ""
                ],
                "resources": [
                  "pods"
                ],
                "verbs": [
                  "list"
                ]
              }
            ]
          },
          {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "RoleBinding",
            "metadata": {
              "name": "neap-logs",
              "namespace": "models"
            },
            "roleRef": {
              "apiGroup": "rbac.authorization.k8s.io",
              "kind": "Role",
              "name": "neap-logs"
            },
            "subjects": [
              {
                "kind": "ServiceAccount",
                "namespace": "ci",
                "name": "robot"
              },
              {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "User",
                "name": "jane"
              }
            ]
          }
        ]
        "#);
    }

    #[test]
    fn in_all_namespaces_a_role_is_a_cluster_role() {
        let verbs = named(&["status"]).unwrap();
        let kinds = |wish: &Wish| -> Vec<String> {
            let name = |it: &Value| {
                let namespace = it["metadata"]["namespace"].as_str().unwrap_or("-");
                format!(
                    "{} {} {namespace}",
                    it["kind"].as_str().unwrap(),
                    it["metadata"]["name"].as_str().unwrap()
                )
            };
            render(&verbs, wish).iter().map(name).collect()
        };
        assert_eq!(kinds(&wish()), ["Role neap-logs models", "ClusterRole neap-logs-models -"]);
        assert_eq!(kinds(&Wish { namespace: None, ..wish() }), ["ClusterRole neap-logs -"]);
        let record = named(&["status", "--record"]).unwrap();
        let roles = |namespace: &str| {
            let wish = Wish { namespace: Some(namespace.into()), ..wish() };
            render(&record, &wish).iter().filter(|it| it["kind"] == "Role").count()
        };
        assert_eq!((roles("models"), roles("default")), (4, 3));
    }
}
