//! Whatever is asked, there is an answer, and it is one of Kubernetes'.

use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{send, server};

fn segment() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "api",
        "apis",
        "v1",
        "apps",
        "namespaces",
        "default",
        "pods",
        "a",
        "deployments",
        "status",
        "scale",
        "log",
        "binding",
        "proxy",
        "watch",
        "customresourcedefinitions",
        "apiextensions.k8s.io",
        "eviction",
        "",
        "events",
        "events.k8s.io",
        "autoscaling",
        "v2",
        "horizontalpodautoscalers",
        "finalize",
        "version",
        "openapi",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "[a-z%0-9:./-]{0,12}"]
}

fn path() -> impl Strategy<Value = String> {
    let free = prop::collection::vec(segment(), 0..8).prop_map(|names| format!("/{}", names.join("/")));
    let pods = prop_oneof![
        Just(""),
        Just("/a"),
        Just("/a/status"),
        Just("/a/scale"),
        Just("/a/log"),
        Just("/a/eviction")
    ]
    .prop_map(|rest| format!("/api/v1/namespaces/default/pods{rest}"));
    let scaled = prop_oneof![Just(""), Just("/a"), Just("/a/scale"), Just("/a/status")]
        .prop_map(|rest| format!("/apis/apps/v1/namespaces/default/deployments{rest}"));
    prop_oneof![free, pods, scaled]
}

fn query() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "limit",
        "continue",
        "labelSelector",
        "fieldSelector",
        "resourceVersion",
        "dryRun",
        "fieldManager",
        "force",
        "fieldValidation",
        "propagationPolicy",
        "gracePeriodSeconds",
        "resourceVersionMatch",
        "container",
    ]);
    let values = prop_oneof![
        Just("1".to_owned()),
        Just("-1".to_owned()),
        Just("All".to_owned()),
        Just("true".to_owned()),
        Just("a%3Db".to_owned()),
        Just("Strict".to_owned()),
        "[ -~&&[^#]]{0,10}".prop_map(|text| text.replace(' ', "+")),
    ];
    prop::collection::vec((names, values), 0..4).prop_map(|pairs| {
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "[a-zA-Z0-9.:/ -]{0,12}".prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "apiVersion",
        "kind",
        "metadata",
        "name",
        "namespace",
        "labels",
        "annotations",
        "ownerReferences",
        "uid",
        "finalizers",
        "managedFields",
        "resourceVersion",
        "spec",
        "replicas",
        "selector",
        "matchLabels",
        "template",
        "containers",
        "image",
        "status",
        "conditions",
        "target",
        "deletionTimestamp",
        "op",
        "path",
        "value",
        "generateName",
        "items",
        "$patch",
        "$retainKeys",
        "deleteOptions",
        "preconditions",
        "ports",
        "resources",
        "limits",
        "cpu",
    ]);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => value().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..60),
        1 => Just(b"k8s\0\x0a\x04\x0a\x02v1".to_vec()),
        1 => Just(Vec::new()),
    ]
}

fn content() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "application/json",
        "application/yaml",
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
        "text/html",
        "",
        "application/vnd.kubernetes.protobuf",
    ])
}

fn accept() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "application/json",
        "application/yaml",
        "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
        "image/png",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn every_request_is_answered_in_the_words_of_kubernetes(
        requests in prop::collection::vec(
            (prop::sample::select(vec!["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
             path(), query(), content(), accept(), body()),
            40,
        ),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (server, _) = server();
            let pod = json!({"metadata": {"name": "a"}, "spec": {"containers": [{"name": "c", "image": "i"}]}});
            send(&server, "POST", "/api/v1/namespaces/default/pods", Some(pod)).await;
            for (method, path, query, content, accept, body) in requests {
                let uri = format!("{path}?{query}&timeoutSeconds=1");
                let request = Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(&uri);
                let request = request.header("content-type", content).header("accept", accept);
                let Ok(request) = request.body(Full::new(Bytes::from(body))) else { continue };
                let answer = server.answer(request).await;
                let code = answer.status().as_u16();
                let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
                let bytes = answer.into_body().collect().await.unwrap().to_bytes();
                if code >= 400 && kind == "application/json" {
                    let status: Value = serde_json::from_slice(&bytes).unwrap();
                    assert_eq!(status["kind"], "Status", "{method} {uri}");
                    assert_eq!(status["code"], code, "{method} {uri}");
                    assert!(!status["message"].as_str().unwrap().is_empty(), "{method} {uri}");
                } else if code >= 400 {
                    assert_eq!((code, bytes.as_ref()), (404, &b"404 page not found\n"[..]), "{method} {uri}");
                }
            }
            // And it is well afterwards.
            let (code, _) = send(&server, "GET", "/api/v1/namespaces/default/pods", None).await;
            assert_eq!(code, 200);
        });
    }
}
