//! Of a pod in protobuf what counts for the room on its node. The numbers of fields are those of Kubernetes' `generated.proto`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use serde_json::Value;

use super::family::Family;
use crate::kubernetes::resources::{Container, Pod, PodSpec, Resources, StringMap};
use crate::kubernetes::wire::{Fields, Wire};

/// Reads namespace, the labels by which services are told, whether it is being deleted, node, requests and phase; `None` for
/// what is no pod.
pub(super) fn read(bytes: &[u8]) -> Option<Pod> {
    let mut pod = Pod::default();
    for field in messages(bytes) {
        match field? {
            (1, bytes) => pod.metadata = metadata(bytes)?,
            (2, bytes) => pod.spec = spec(bytes)?,
            (3, bytes) => {
                let phase = messages(bytes).flatten().find(|(number, _)| *number == 1);
                pod.status.phase = phase.and_then(|(_, phase)| text(phase));
            }
            _ => {}
        }
    }
    Some(pod)
}

/// The fields that are texts or messages; `None` once the bytes are no fields.
fn messages(bytes: &[u8]) -> impl Iterator<Item = Option<(u32, &[u8])>> {
    Fields(bytes).filter_map(|field| match field {
        Ok((number, Wire::Bytes(bytes))) => Some(Some((number, bytes))),
        Ok(_) => None,
        Err(_) => Some(None),
    })
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn metadata(bytes: &[u8]) -> Option<ObjectMeta> {
    let mut metadata = ObjectMeta::default();
    let mut labels = StringMap::new();
    for field in messages(bytes) {
        match field? {
            (3, bytes) => metadata.namespace = Some(text(bytes)?),
            // When does not matter here.
            (9, _) => metadata.deletion_timestamp = Some(Time(Timestamp::UNIX_EPOCH)),
            (11, bytes) => {
                let (key, value) = entry(bytes)?;
                if Family::ALL.iter().any(|family| family.label().as_bytes() == key) {
                    labels.insert(text(key)?, text(value)?);
                }
            }
            _ => {}
        }
    }
    metadata.labels = Some(labels);
    Some(metadata)
}

fn spec(bytes: &[u8]) -> Option<PodSpec> {
    let (mut containers, mut init, mut node_name) = (Vec::new(), Vec::new(), None);
    for field in messages(bytes) {
        match field? {
            (2, bytes) => containers.push(container(bytes)?),
            (10, bytes) => node_name = Some(text(bytes)?),
            (20, bytes) => init.push(container(bytes)?),
            _ => {}
        }
    }
    Some(PodSpec {
        node_name,
        containers: containers.into(),
        init_containers: init.into(),
        ..PodSpec::default()
    })
}

fn container(bytes: &[u8]) -> Option<Container> {
    let mut container = Container::default();
    for field in messages(bytes) {
        match field? {
            (8, bytes) => container.resources = resources(bytes)?,
            (24, bytes) => container.restart_policy = Some(text(bytes)?),
            _ => {}
        }
    }
    Some(container)
}

fn resources(bytes: &[u8]) -> Option<Resources> {
    let mut resources = Resources::default();
    let add = |all: &mut BTreeMap<String, Value>, bytes| {
        let (name, quantity) = entry(bytes)?;
        let quantity = messages(quantity).flatten().find(|(number, _)| *number == 1)?.1;
        all.insert(text(name)?, Value::String(text(quantity)?));
        Some(())
    };
    for field in messages(bytes) {
        match field? {
            (1, bytes) => add(&mut resources.limits, bytes)?,
            (2, bytes) => add(&mut resources.requests, bytes)?,
            _ => {}
        }
    }
    Some(resources)
}

/// Key and value of an entry of a map; what is not written is empty.
fn entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (mut key, mut value) = (&[][..], &[][..]);
    for field in messages(bytes) {
        match field? {
            (1, bytes) => key = bytes,
            (2, bytes) => value = bytes,
            _ => {}
        }
    }
    Some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elastic::requests::requests;

    /// A field of bytes shorter than 128.
    fn field(number: u16, bytes: &[u8]) -> Vec<u8> {
        let key = number << 3 | 2;
        let key = if key < 128 { vec![key as u8] } else { vec![(key & 0x7f) as u8 | 0x80, (key >> 7) as u8] };
        [key, vec![bytes.len() as u8], bytes.to_vec()].concat()
    }

    fn pair(key: &str, value: &[u8]) -> Vec<u8> {
        [field(1, key.as_bytes()), field(2, value)].concat()
    }

    #[test]
    fn what_counts_is_read_and_the_rest_passed_over() {
        let quantity = field(1, b"2");
        let gpus = field(8, &field(1, &pair("nvidia.com/gpu", &quantity)));
        let metadata = [
            field(1, b"web-0"),
            field(3, b"models"),
            vec![7 << 3, 5],
            field(11, &pair("servingName", b"web")),
            field(11, &pair("app", b"web")),
        ];
        let init = [gpus.clone(), field(24, b"Always")].concat();
        let spec = [field(10, b"node-1"), field(2, &gpus), field(20, &init)].concat();
        let status = field(1, b"Running");
        let bytes = [field(1, &metadata.concat()), field(2, &spec), field(3, &status)].concat();
        let pod = read(&bytes).unwrap();
        assert_eq!(pod.metadata.namespace.as_deref(), Some("models"));
        assert_eq!(pod.metadata.labels, Some(StringMap::from([("servingName".into(), "web".into())])));
        assert_eq!(pod.spec.node_name.as_deref(), Some("node-1"));
        assert_eq!(pod.status.phase.as_deref(), Some("Running"));
        // The sidecar runs on.
        assert_eq!(requests(&pod.spec), [("nvidia.com/gpu".to_owned(), 4000)].into());
        for length in 0..bytes.len() {
            let _ = read(&bytes[..length]);
        }
        assert!(read(b"\xff\xff").is_none());
    }
}
