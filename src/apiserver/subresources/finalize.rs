//! `namespaces/NAME/finalize`: the one way to change a namespace's `spec.finalizers`.

use std::sync::Arc;

use serde_json::Value;

use crate::apiserver::ApiServer;
use crate::apiserver::answer::Answer;
use crate::apiserver::decode::{self, Validation};
use crate::apiserver::registry::Resource;
use crate::apiserver::request::Call;
use crate::apiserver::status::Result;
use crate::apiserver::verbs;

/// Replaces the finalizers.
///
/// # Errors
/// Any refusal.
pub fn replace(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let (object, warnings) = decode::object(call, resource, Validation::of(call, "UpdateOptions")?)?;
    let finalizers = object.pointer("/spec/finalizers").cloned();
    let name = call.target.name.as_deref().unwrap_or_default();
    let manager = call.manager();
    let write = verbs::write(server, call, resource, &manager);
    let written = server.change(|cluster| {
        write.update(cluster, name, |before| {
            let mut after = before.clone();
            if let Some(spec) = after.get_mut("spec").and_then(Value::as_object_mut) {
                match finalizers {
                    Some(finalizers) => drop(spec.insert("finalizers".to_owned(), finalizers)),
                    None => drop(spec.shift_remove("finalizers")),
                }
            }
            Ok(after)
        })
    })?;
    verbs::written(call, resource, &written, &warnings, write.now)
}
