use proptest::prelude::*;
use serde_json::{Value, json};

use super::messages::Many;
use super::{Type, Unreadable, decode, messages};

/// Builds messages.
#[derive(Default, Clone)]
struct Writer(Vec<u8>);

impl Writer {
    fn number(mut self, field: u32, value: i64) -> Self {
        self.varint(u64::from(field) << 3);
        self.varint(value.cast_unsigned());
        self
    }

    fn bytes(mut self, field: u32, bytes: impl AsRef<[u8]>) -> Self {
        self.varint(u64::from(field) << 3 | 2);
        self.varint(bytes.as_ref().len() as u64);
        self.0.extend(bytes.as_ref());
        self
    }

    fn message(self, field: u32, message: Self) -> Self {
        self.bytes(field, message.0)
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }
}

fn body(api_version: &str, kind: &str, object: Writer) -> Vec<u8> {
    let types = Writer::default().bytes(1, api_version).bytes(2, kind);
    let envelope = Writer::default().message(1, types).message(2, object).bytes(3, "").bytes(4, "");
    [b"k8s\0".as_slice(), &envelope.0].concat()
}

#[test]
fn a_secret_comes_as_helm_sends_it() {
    let label = Writer::default().bytes(1, "owner").bytes(2, "helm");
    let metadata = Writer::default().bytes(1, "sh.helm.release.v1.a.v1").bytes(2, "").message(11, label);
    let metadata = metadata.message(8, Writer::default());
    let data = Writer::default().bytes(1, "release").bytes(2, [0xff, 0]);
    let secret = Writer::default().message(1, metadata).message(2, data).bytes(3, "helm.sh/release.v1");
    assert_eq!(
        decode(&body("v1", "Secret", secret)).unwrap(),
        json!({
            "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
            "metadata": {
                "name": "sh.helm.release.v1.a.v1", "generateName": "", "labels": {"owner": "helm"},
                "creationTimestamp": null,
            },
            "data": {"release": "/wA="},
        })
    );
}

#[test]
fn numbers_quantities_times_and_fields_in_place_come_out() {
    let target = Writer::default().bytes(1, "Utilization").number(4, 80);
    let resource = Writer::default().bytes(1, "cpu").message(2, target);
    let metric = Writer::default().bytes(1, "Resource").message(4, resource);
    let hpa = Writer::default().message(2, Writer::default().number(2, 1).number(3, 3).message(4, metric));
    let hpa = decode(&body("autoscaling/v2", "HorizontalPodAutoscaler", hpa)).unwrap();
    assert_eq!(hpa["spec"]["maxReplicas"], 3);
    assert_eq!(hpa["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"], 80);

    let quantity = Writer::default().bytes(1, "2").bytes(2, Writer::default().bytes(1, "8Gi").0);
    let tolerate = Writer::default().number(5, -1);
    let volume = Writer::default().bytes(1, "v").message(2, Writer::default().message(2, Writer::default()));
    let probe = Writer::default()
        .message(2, Writer::default().message(2, Writer::default().number(1, 0).number(2, 80)));
    let probe = Writer::default().message(1, probe);
    let container =
        Writer::default().bytes(1, "c").message(8, Writer::default().message(1, quantity)).message(10, probe);
    let spec = Writer::default().message(1, volume).message(2, container).message(22, tolerate).number(4, -5);
    let time = Writer::default().number(1, 1_700_000_000).number(2, 5_000);
    let pod = Writer::default().message(1, Writer::default().message(9, time)).message(2, spec);
    let pod = decode(&body("v1", "Pod", pod)).unwrap();
    assert_eq!(pod["spec"]["terminationGracePeriodSeconds"], -5);
    assert_eq!(pod["spec"]["tolerations"][0]["tolerationSeconds"], -1);
    assert_eq!(pod["spec"]["volumes"], json!([{"name": "v", "emptyDir": {}}]));
    assert_eq!(pod["spec"]["containers"][0]["livenessProbe"], json!({"httpGet": {"port": 80}}));
    assert_eq!(pod["spec"]["containers"][0]["resources"], json!({"limits": {"2": "8Gi"}}));
    assert_eq!(pod["metadata"]["deletionTimestamp"], "2023-11-14T22:13:20Z");
}

#[test]
fn options_are_of_every_group() {
    let options = Writer::default().bytes(4, "Foreground").bytes(5, "All");
    let options = decode(&body("apps/v1", "DeleteOptions", options)).unwrap();
    assert_eq!(options["propagationPolicy"], "Foreground");
    assert_eq!(options["dryRun"], json!(["All"]));
}

#[test]
fn what_cannot_be_read_is_told_apart() {
    assert_eq!(decode(&body("x.io/v1", "Widget", Writer::default())), Err(Unreadable::UnknownKind));
    assert!(matches!(decode(b"{}"), Err(Unreadable::Malformed(_))));
    assert_eq!(decode(b"k8s\0\x12\x7f"), Err(Unreadable::Malformed("unexpected EOF")));
    let nested = (0..200).fold(Writer::default(), |below, _| Writer::default().message(14, below));
    let props = Writer::default().message(1, nested);
    let version = Writer::default().message(4, props);
    let crd = Writer::default().message(2, Writer::default().message(7, version));
    let crd = body("apiextensions.k8s.io/v1", "CustomResourceDefinition", crd);
    assert!(matches!(decode(&crd), Ok(_) | Err(Unreadable::Malformed(_))));
}

#[test]
fn every_message_of_the_table_is_there() {
    for (message, fields) in messages() {
        for field in fields.values() {
            if let Type::Message(name) = &field.of {
                assert!(messages().contains_key(name.as_str()), "{message}: {name}");
            }
            assert!(
                field.many != Many::Inline || matches!(field.of, Type::Message(_)),
                "{message}.{}",
                field.name
            );
        }
    }
    assert_eq!(messages()["core.v1.PodSpec"][&2].name, "containers");
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in "(Pod|Secret|Service)") {
        let _ = decode(&bytes);
        let object = Writer(bytes);
        let _: Result<Value, _> = decode(&body("v1", &kind, object));
    }
}
