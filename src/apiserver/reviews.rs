//! Reviews: questions that are asked by creating an object. Whoever is let in may do everything.

use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::decode::{self, Validation};
use super::registry::Resource;
use super::request::Call;
use super::status::Result;
use super::{ApiServer, subresources};

/// Answers a review, or binds a pod: what is created and not stored.
///
/// # Errors
/// 400 for a body that cannot be read.
pub fn answer(server: &ApiServer, call: &Call, resource: &Resource) -> Result<Answer> {
    if resource.kind == "Binding" {
        return subresources::binding::bind(server, call);
    }
    let (mut review, warnings) = decode::object(call, resource, Validation::of(call, "CreateOptions")?)?;
    let user = json!({
        "username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"],
    });
    let status = match resource.kind.as_str() {
        "TokenReview" => {
            let token = review.pointer("/spec/token").and_then(Value::as_str).unwrap_or_default();
            match server.takes(token) {
                true => json!({"authenticated": true, "user": user}),
                false => json!({"user": {}, "error": "[invalid bearer token, token lookup failed]"}),
            }
        }
        "SelfSubjectReview" => json!({"userInfo": user}),
        "SelfSubjectRulesReview" => json!({
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
            "incomplete": false,
        }),
        _ => json!({"allowed": true}),
    };
    if let Some(fields) = review.as_object_mut() {
        fields.insert("status".to_owned(), status);
    }
    let mut answer = answer::object(call, resource, &review, 201, server.now())?;
    answer::warn(&mut answer, &warnings);
    Ok(answer)
}
