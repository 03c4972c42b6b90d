//! Kubeconfigs and the clients that they make.

use std::path::Path;

use serde_json::json;

use super::objects::block_on;

/// A client of the user of a kubeconfig; it does not try again by itself.
pub fn client(kubeconfig: &Path) -> kube::Client {
    let kubeconfig = kube::config::Kubeconfig::read_from(kubeconfig).unwrap();
    block_on(async {
        let mut config = kube::Config::from_custom_kubeconfig(kubeconfig, &Default::default()).await.unwrap();
        config.default_retry = false;
        kube::Client::try_from(config).unwrap()
    })
}

/// Writes a kubeconfig as JSON, which is YAML too.
pub fn write(path: &Path, url: &str, authority: &str, token: &str, namespace: &str) {
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": url, "certificate-authority-data": base64(authority.as_bytes())}}],
        "users": [{"name": "test", "user": {"token": token}}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test", "namespace": namespace}}],
    });
    std::fs::write(path, config.to_string()).unwrap();
}

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    // ByteString is how Kubernetes writes bytes.
    let encoded = serde_json::to_value(k8s_openapi::ByteString(bytes.to_vec())).unwrap();
    encoded.as_str().unwrap().to_owned()
}
