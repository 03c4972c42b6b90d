use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use neap::apiserver::*;
use neap::clock::*;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
fn rss() -> String {
    let s = std::fs::read_to_string("/proc/self/status").unwrap();
    s.lines().filter(|l| l.starts_with("VmRSS") || l.starts_with("VmHWM")).collect::<Vec<_>>().join(" ")
}
async fn call(s: &ApiServer, m: &str, p: &str, accept: &str, ct: &str, b: Vec<u8>) -> (u16, Bytes) {
    let r = Request::builder()
        .method(m)
        .uri(p)
        .header("accept", accept)
        .header("content-type", ct)
        .header("user-agent", "kubectl/v1.36")
        .body(Full::new(Bytes::from(b)))
        .unwrap();
    let a = s.answer(r).await;
    let c = a.status().as_u16();
    (c, a.into_body().collect().await.map(|b| b.to_bytes()).unwrap_or_default())
}
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let clock = Arc::new(SystemClock);
    let s = ApiServer::new(Options {
        clock,
        network: Arc::new(network::Nowhere),
        seed: 1,
        version: "v1.36.3".into(),
    });
    println!("empty {}", rss());
    let t = Instant::now();
    for i in 0..1000 {
        let n = json!({"apiVersion":"v1","kind":"Node","metadata":{"name":format!("node-{i}"),"labels":{"pool":"a"}}});
        let (c, b) = call(
            &s,
            "POST",
            "/api/v1/nodes",
            "application/json",
            "application/json",
            n.to_string().into_bytes(),
        )
        .await;
        assert!(c == 201, "{c} {b:?}");
    }
    println!("nodes {:?} {}", t.elapsed(), rss());
    let t = Instant::now();
    for i in 0..10000 {
        let n = json!({"apiVersion":"v1","kind":"Pod","metadata":{"name":format!("pod-{i}"),"namespace":"default","labels":{"app":"a","pod-template-hash":"abc"}},"spec":{"containers":[{"name":"c","image":"registry/vllm:1","command":["sh","-c","sleep"],"resources":{"limits":{"cpu":"1","memory":"1Gi"}},"readinessProbe":{"httpGet":{"path":"/","port":80}}}]}});
        let (c, b) = call(
            &s,
            "POST",
            "/api/v1/namespaces/default/pods?fieldManager=kubectl",
            "application/json",
            "application/json",
            n.to_string().into_bytes(),
        )
        .await;
        assert!(c == 201, "{c} {b:?}");
    }
    println!("pods {:?} {}", t.elapsed(), rss());
    let t = Instant::now();
    for i in 0..10000 {
        let (c,_)=call(&s,"POST",&format!("/api/v1/namespaces/default/pods/pod-{i}/binding?fieldManager=kube-scheduler"),"application/json","application/json",json!({"apiVersion":"v1","kind":"Binding","metadata":{"name":format!("pod-{i}")},"target":{"kind":"Node","name":format!("node-{}",i%1000)}}).to_string().into_bytes()).await;
        assert!(c == 201, "{c}");
    }
    println!("bind {:?} {}", t.elapsed(), rss());
    let t = Instant::now();
    for round in 0..1 {
        for i in 0..10000 {
            let st = json!({"status":{"phase":"Running","podIP":format!("10.0.{}.{}",i/250,i%250),"hostIP":"10.1.1.1","startTime":"2026-11-22T05:00:00Z","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-11-22T05:00:00Z"},{"type":"ContainersReady","status":"True","lastTransitionTime":"2026-11-22T05:00:00Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-11-22T05:00:00Z"}],"containerStatuses":[{"name":"c","ready":true,"restartCount":round,"image":"registry/vllm:1","imageID":"x","state":{"running":{"startedAt":"2026-11-22T05:00:00Z"}}}]}});
            let (c, b) = call(
                &s,
                "PATCH",
                &format!("/api/v1/namespaces/default/pods/pod-{i}/status?fieldManager=kubelet"),
                "application/json",
                "application/merge-patch+json",
                st.to_string().into_bytes(),
            )
            .await;
            assert!(c == 200, "{c} {b:?}");
        }
    }
    println!("3x status {:?} {}", t.elapsed(), rss());
    let table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    for (what, path, acc) in [
        ("table", "/api/v1/pods?limit=500", table),
        ("table all", "/api/v1/pods", table),
        ("table none", "/api/v1/pods?includeObject=None", table),
        ("json", "/api/v1/pods", "application/json"),
        ("nodes", "/api/v1/nodes?limit=500", table),
    ] {
        let mut best = f64::MAX;
        let mut len = 0;
        for _ in 0..5 {
            let t = Instant::now();
            let (c, b) = call(&s, "GET", path, acc, "application/json", vec![]).await;
            assert_eq!(c, 200);
            best = best.min(t.elapsed().as_secs_f64() * 1e3);
            len = b.len();
        }
        println!("{what}: {best:.1} ms {len} bytes {}", rss());
    }
    let _: Value = Value::Null;
}
