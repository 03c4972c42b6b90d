//! What goes through the network: logs, proxies, other API servers, forwarded ports.

use std::sync::Arc;

use futures::SinkExt;
use http::{Request, Response};
use hyper::body::Bytes;
use jiff::Timestamp;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, AttachParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request as WsRequest, Response as WsResponse};

use super::send;
use crate::apiserver::body::{Body, full};
use crate::apiserver::network::{Address, Later, Network, Stream};
use crate::apiserver::{ApiServer, Listening, Options};
use crate::clock::ManualClock;

/// Tells each request what it asked for, in a WebSocket too.
struct Echo;

/// A kubelet's side of a session: its output is the path that it was asked, and the credentials that came with it.
#[expect(clippy::result_large_err, reason = "the callback's type is the library's")]
async fn session(stream: tokio::io::DuplexStream) {
    let mut asked = String::new();
    let socket = accept_hdr_async(stream, |request: &WsRequest, mut answer: WsResponse| {
        asked = format!("{} {:?}", request.uri(), request.headers().get("authorization"));
        answer.headers_mut().insert("sec-websocket-protocol", "v5.channel.k8s.io".parse().unwrap());
        Ok(answer)
    });
    let mut socket = socket.await.unwrap();
    let status = json!({"status": "Success"}).to_string();
    for (channel, text) in [(1, asked), (3, status)] {
        let message = [&[channel], text.as_bytes()].concat();
        socket.send(Message::Binary(message.into())).await.unwrap();
    }
    let _closed = socket.close(None).await;
}

impl Network for Echo {
    fn request<'a>(&'a self, to: &'a Address, request: Request<Bytes>) -> Later<'a, Response<Body>> {
        Box::pin(async move {
            let said = format!("{} {to}{}", request.method(), request.uri());
            assert!(!request.headers().contains_key("authorization"));
            let body = match request.uri().path() {
                "/apis/metrics.k8s.io/v1beta1" => json!({
                    "kind": "APIResourceList", "groupVersion": "metrics.k8s.io/v1beta1",
                    "resources": [{"name": "pods", "singularName": "", "namespaced": true, "kind": "PodMetrics", "verbs": ["get"]}],
                })
                .to_string(),
                _ => said,
            };
            Ok(Response::new(full(body)))
        })
    }

    fn connect<'a>(&'a self, to: &'a Address) -> Later<'a, Box<dyn Stream>> {
        Box::pin(async move {
            if to.to_string() != "10.1.0.1:10250" {
                return Err(std::io::ErrorKind::ConnectionRefused.into());
            }
            let (near, far) = tokio::io::duplex(1024);
            tokio::spawn(session(far));
            Ok(Box::new(near) as Box<dyn Stream>)
        })
    }
}

async fn server() -> ApiServer {
    let server = ApiServer::new(Options {
        clock: Arc::new(ManualClock::at(Timestamp::from_second(1_800_000_000).unwrap())),
        network: Arc::new(Echo),
        seed: 7,
        version: "v1.36.3".to_owned(),
    });
    let node = json!({
        "metadata": {"name": "n"},
        "status": {
            "addresses": [{"type": "InternalIP", "address": "10.1.0.1"}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        },
    });
    send(&server, "POST", "/api/v1/nodes", Some(node)).await;
    let pod = json!({
        "metadata": {"name": "p"},
        "spec": {"nodeName": "n", "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 8080}]}]},
    });
    let pods = "/api/v1/namespaces/default/pods";
    send(&server, "POST", pods, Some(pod)).await;
    let status = json!({"status": {"podIP": "10.2.0.1", "phase": "Running"}});
    send(&server, "PATCH", &format!("{pods}/p/status"), Some(status)).await;
    server
}

#[tokio::test]
async fn logs_and_proxies_ask_the_kubelet_the_pod_and_the_service() {
    let server = server().await;
    let base = "/api/v1/namespaces/default";
    let get = async |path: &str| send(&server, "GET", path, None).await;
    assert_eq!(
        get(&format!("{base}/pods/p/log?tailLines=5&follow=true")).await,
        (200, json!("GET 10.1.0.1:10250/containerLogs/default/p/c?follow=true&tailLines=5"))
    );
    let (code, status) = get(&format!("{base}/pods/p/log?container=x")).await;
    assert_eq!((code, &status["message"]), (400, &json!("container x is not valid for pod p")));
    assert_eq!(get(&format!("{base}/pods/p/proxy/a/b?c=d")).await, (200, json!("GET 10.2.0.1:8080/a/b?c=d")));
    assert_eq!(get(&format!("{base}/pods/http:p:99/proxy/")).await, (200, json!("GET 10.2.0.1:99/")));

    let service = json!({"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80, "targetPort": 8080}]}});
    send(&server, "POST", &format!("{base}/services"), Some(service)).await;
    let (code, status) = get(&format!("{base}/services/s/proxy/")).await;
    assert_eq!((code, &status["message"]), (503, &json!("no endpoints available for service \"s\"")));
    let slice = json!({
        "metadata": {"name": "s-1", "labels": {"kubernetes.io/service-name": "s"}}, "addressType": "IPv4",
        "endpoints": [{"addresses": ["10.2.0.1"], "conditions": {"ready": true}}],
        "ports": [{"name": "", "port": 8080}],
    });
    let slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
    let (code, made) = send(&server, "POST", slices, Some(slice)).await;
    assert_eq!(code, 201, "{made}");
    assert_eq!(get(&format!("{base}/services/s:80/proxy/x")).await, (200, json!("GET 10.2.0.1:8080/x")));
}

#[tokio::test]
async fn another_api_server_is_discovered_and_asked() {
    let server = server().await;
    let service = json!({
        "metadata": {"name": "v1beta1.metrics.k8s.io"},
        "spec": {
            "group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100,
            "insecureSkipTLSVerify": true,
            "service": {"name": "metrics", "namespace": "kube-system", "port": 443},
        },
    });
    let path = "/apis/apiregistration.k8s.io/v1/apiservices";
    let (code, made) = send(&server, "POST", path, Some(service)).await;
    assert_eq!(code, 201, "{made}");
    let (_, made) = send(&server, "GET", &format!("{path}/v1beta1.metrics.k8s.io"), None).await;
    assert_eq!(made["status"]["conditions"][0]["type"], "Available");
    let (_, answer) = send(&server, "GET", "/apis/metrics.k8s.io/v1beta1/pods?limit=5", None).await;
    assert_eq!(answer, json!("GET metrics.kube-system.svc:443/apis/metrics.k8s.io/v1beta1/pods?limit=5"));
    let (_, groups) = send(&server, "GET", "/apis", None).await;
    assert!(groups["groups"].as_array().unwrap().iter().any(|group| group["name"] == "metrics.k8s.io"));
    let client = kube::Client::new(server.service(), "default");
    let discovery = kube::Discovery::new(client).run_aggregated().await.unwrap();
    assert!(discovery.get("metrics.k8s.io").unwrap().recommended_resources().len() == 1);
}

async fn listening() -> (kube::Client, tokio::task::JoinHandle<()>) {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let listening = Listening::bind(server().await, 0).await.unwrap();
    let kubeconfig = Kubeconfig::from_yaml(&listening.kubeconfig("sandbox")).unwrap();
    let config =
        kube::Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await.unwrap();
    let running = tokio::spawn(listening.run());
    (kube::Client::try_from(config).unwrap(), running)
}

#[tokio::test]
async fn the_kubelet_is_asked_for_a_stream() {
    let (client, running) = listening().await;
    let pods: Api<Pod> = Api::default_namespaced(client.clone());
    let mut process = pods.exec("p", ["ls", "/a b"], &AttachParams::default()).await.unwrap();
    let (mut said, status) = (String::new(), process.take_status().unwrap());
    process.stdout().unwrap().read_to_string(&mut said).await.unwrap();
    let asked = "/exec/default/p/c?command=ls&command=%2Fa%20b&error=1&output=1 None";
    assert_eq!(said, asked);
    assert_eq!(status.await.unwrap().status.as_deref(), Some("Success"));
    for (name, container) in [("p", Some("x")), ("none", None)] {
        let wanted = AttachParams { container: container.map(Into::into), ..AttachParams::default() };
        assert!(pods.exec(name, ["ls"], &wanted).await.is_err());
    }
    running.abort();
}

#[tokio::test]
async fn a_stream_needs_an_upgrade() {
    let server = server().await;
    let path = "/api/v1/namespaces/default/pods/p/exec?command=ls";
    let (code, status) = send(&server, "POST", path, None).await;
    assert_eq!((code, &status["message"]), (400, &json!("Upgrade request required")));
}

#[tokio::test]
async fn only_who_has_the_token_is_let_in() {
    let (client, running) = listening().await;
    let request = |token: Option<&str>, path: &str| {
        let mut request = Request::builder().uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.body(()).unwrap()
    };
    let token = crate::apiserver::auth::Token::random().unwrap();
    assert!(token.admits(&request(Some(token.text()), "/api/v1/pods")).is_ok());
    assert!(token.admits(&request(None, "/readyz")).is_ok());
    let refusal = token.admits(&request(Some("other"), "/api/v1/pods")).unwrap_err();
    assert_eq!((refusal.code, refusal.message.as_str()), (401, "Unauthorized"));
    let refusal = token.admits(&request(None, "/api/v1/namespaces/a/pods")).unwrap_err();
    assert_eq!(
        refusal.message,
        "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the namespace \"a\""
    );
    assert_eq!(client.apiserver_version().await.unwrap().git_version, "v1.36.3");
    running.abort();
}
