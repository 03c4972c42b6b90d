//! Get and list.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer, Items};
use crate::apiserver::cluster::{Place, key};
use crate::apiserver::registry::Resource;
use crate::apiserver::request::{Call, Media, Shape};
use crate::apiserver::select::Selection;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::store::{Key, Object, Table};

/// One object.
///
/// # Errors
/// 404.
pub fn get(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let name = call.target.name.as_deref().unwrap_or_default();
    let bytes = {
        let mut cluster = server.cluster();
        fresh_enough(call, cluster.store.revision())?;
        let table = cluster.table(resource);
        let place = Place { table, key: key(call.target.namespace.as_deref(), name) };
        let stored = cluster.store.table(table).get(&place.key).map(|object| object.bytes.clone());
        stored.ok_or_else(|| Status::not_found(&resource.group, &resource.plural, name))?
    };
    let media = Media::accepted(call.header("accept"))?;
    if resource.stored_as.is_none() && media == Media::default() {
        return Ok(answer::json(200, bytes));
    }
    let mut object: Value =
        serde_json::from_slice(&bytes).map_err(|error| Status::internal(&error.to_string()))?;
    resource.to_version(&mut object);
    answer::object(call, resource, &object, 200, server.now())
}

/// Many objects, or a page of them.
///
/// # Errors
/// 400 for parameters that cannot be read, 410 for a page of a state that is forgotten.
pub fn list(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    check_parameters(call)?;
    let selection = Selection::of(&call.query, resource, None)?;
    let mut items = {
        let mut cluster = server.cluster();
        let table = cluster.table(resource);
        let revision = cluster.store.revision();
        page(call, cluster.store.table(table), revision, &selection)?
    };
    if resource.stored_as.is_some() {
        for bytes in &mut items.objects {
            let mut object: Value =
                serde_json::from_slice(bytes).map_err(|error| Status::internal(&error.to_string()))?;
            resource.to_version(&mut object);
            *bytes = object.to_string().into();
        }
    }
    answer::list(call, resource, &items, server.now())
}

/// The objects of one page.
fn page(call: &Call, table: &Table, revision: u64, selection: &Selection) -> Result<Items> {
    let limit = usize::try_from(call.query.number("limit")?.unwrap_or_default()).unwrap_or_default();
    let prefix = call.target.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let wanted = call.query.text("resourceVersion");
    let (start, shown) = match call.query.text("continue") {
        Some(token) => {
            if wanted.is_some_and(|version| version != "0") {
                return Err(Status::bad_request(
                    "specifying resource version is not allowed when using continue",
                ));
            }
            resume(token, &prefix)?
        }
        None => {
            fresh_enough(call, revision).map_err(|mut refusal| {
                if refusal.code == 400 {
                    refusal.message = format!("invalid resource version: {}", refusal.message);
                }
                refusal
            })?;
            let exact = call.query.get("resourceVersionMatch") == Some("Exact")
                || (limit > 0
                    && wanted.is_some_and(|version| version != "0")
                    && call.query.text("resourceVersionMatch").is_none());
            let version = wanted.filter(|_| exact).map(parse_version).transpose()?;
            (prefix.clone(), version)
        }
    };
    match shown.filter(|shown| *shown != revision) {
        None => {
            let objects = table.from(&prefix, &start);
            let total = (limit > 0).then(|| table.from(&prefix, &start).count());
            Ok(cut(objects, total, limit, revision, &prefix, selection))
        }
        Some(shown) => {
            let expired = || match call.query.text("continue") {
                Some(_) => Status::expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
                ),
                None => Status::expired(format!(
                    "The resourceVersion for the provided list is too old: {shown} ({})",
                    table.compacted()
                )),
            };
            let then: BTreeMap<Key, Object> = table.at(shown, &prefix).ok_or_else(expired)?;
            let rest = || {
                then.range::<str, _>((std::ops::Bound::Included(start.as_str()), std::ops::Bound::Unbounded))
            };
            Ok(cut(rest(), Some(rest().count()), limit, shown, &prefix, selection))
        }
    }
}

/// Takes a page from objects that are in order.
fn cut<'a>(
    objects: impl Iterator<Item = (&'a Key, &'a Object)>,
    total: Option<usize>,
    limit: usize,
    revision: u64,
    prefix: &str,
    selection: &Selection,
) -> Items {
    let mut items = Items { revision, ..Items::default() };
    let mut last: Option<&Key> = None;
    for (seen, (key, object)) in objects.enumerate() {
        if limit > 0 && items.objects.len() == limit {
            let start = last.map(|last| format!("{}\0", last.strip_prefix(prefix).unwrap_or(last)));
            let token = json!({"v": "meta.k8s.io/v1", "rv": revision, "start": start});
            items.next = Some(URL_SAFE_NO_PAD.encode(token.to_string()));
            items.remaining = total.filter(|_| selection.is_everything()).map(|total| total - seen);
            break;
        }
        last = Some(key);
        if selection.takes(&object.bytes) {
            items.objects.push(object.bytes.clone());
        }
    }
    items
}

/// Where a continue token goes on: a key, and the revision of its first page.
fn resume(token: &str, prefix: &str) -> Result<(String, Option<u64>)> {
    let invalid =
        |why: &str| Status::bad_request(format!("invalid continue token: continue key is not valid{why}"));
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|error| invalid(&format!(": {error}")))?;
    let token: Value = serde_json::from_slice(&bytes).map_err(|error| invalid(&format!(": {error}")))?;
    match token["v"].as_str() {
        Some("meta.k8s.io/v1") => {}
        other => {
            let version = other.unwrap_or_default();
            return Err(invalid(&format!(": server does not recognize this encoded version {version}")));
        }
    }
    let revision = token["rv"].as_i64().unwrap_or_default();
    if revision == 0 {
        return Err(invalid(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)"));
    }
    let start = token["start"].as_str().filter(|start| !start.is_empty());
    let start = start.ok_or_else(|| invalid(": encoded start key empty (version meta.k8s.io/v1)"))?;
    Ok((format!("{prefix}{}", start.trim_start_matches('/')), u64::try_from(revision).ok()))
}

/// A resource version that is not here yet cannot be read.
fn fresh_enough(call: &Call, current: u64) -> Result<()> {
    let Some(wanted) = call.query.text("resourceVersion") else { return Ok(()) };
    let wanted = parse_version(wanted)?;
    if wanted <= current {
        return Ok(());
    }
    let message = format!("Timeout: Too large resource version: {wanted}, current: {current}");
    let mut status = Status::new(504, "Timeout", message);
    status.details = json!({"retryAfterSeconds": 1});
    status.causes = vec![Cause {
        reason: "ResourceVersionTooLarge",
        message: "Too large resource version".to_owned(),
        field: String::new(),
    }];
    Err(status)
}

/// A resource version as a number.
///
/// # Errors
/// 400.
pub fn parse_version(text: &str) -> Result<u64> {
    text.parse().map_err(|_| {
        let message = format!(
            "resourceVersion: Invalid value: {text:?}: strconv.ParseUint: parsing {text:?}: invalid syntax"
        );
        Status::bad_request(message)
    })
}

/// Parameters of a list that exclude each other.
fn check_parameters(call: &Call) -> Result<()> {
    let query = &call.query;
    let mut causes = Vec::new();
    let mut forbid = |field: &str, why: &str| {
        causes.push(Cause {
            reason: "FieldValueForbidden",
            message: format!("Forbidden: {why}"),
            field: field.to_owned(),
        });
    };
    if let Some(found) = query.text("resourceVersionMatch") {
        if query.text("resourceVersion").is_none() {
            forbid(
                "resourceVersionMatch",
                "resourceVersionMatch is forbidden unless resourceVersion is provided",
            );
        }
        if query.text("continue").is_some() {
            forbid("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }
        if found == "Exact" && query.get("resourceVersion") == Some("0") {
            forbid(
                "resourceVersionMatch",
                "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
            );
        }
        if !matches!(found, "Exact" | "NotOlderThan") {
            causes.push(Cause {
                reason: "FieldValueNotSupported",
                message: format!(
                    "Unsupported value: {found:?}: supported values: \"Exact\", \"NotOlderThan\", \"\""
                ),
                field: "resourceVersionMatch".to_owned(),
            });
        }
    }
    if query.get("sendInitialEvents").is_some() {
        causes.push(Cause {
            reason: "FieldValueForbidden",
            message: "Forbidden: sendInitialEvents is forbidden for list".to_owned(),
            field: "sendInitialEvents".to_owned(),
        });
    }
    match causes.is_empty() {
        true => Ok(()),
        false => Err(Status::invalid("meta.k8s.io", "ListOptions", "", causes)),
    }
}

/// The shape that a request asks for, for a watch.
///
/// # Errors
/// 406.
pub fn shape(call: &Call) -> Result<Shape> {
    Ok(Media::accepted(call.header("accept"))?.shape)
}
