//! Create.

use std::sync::Arc;

use crate::apiserver::ApiServer;
use crate::apiserver::answer::Answer;
use crate::apiserver::decode::{self, Validation};
use crate::apiserver::registry::Resource;
use crate::apiserver::request::Call;
use crate::apiserver::status::Result;

/// A new object.
///
/// # Errors
/// Any refusal.
pub fn create(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    call.query.check_write("CreateOptions")?;
    let validation = Validation::of(call, "CreateOptions")?;
    let (object, warnings) = decode::object(call, resource, validation)?;
    let manager = call.manager();
    let write = super::write(server, call, resource, &manager);
    let written = write.create_ahead(server, object)?;
    super::written(call, resource, &written, &warnings, write.now)
}
