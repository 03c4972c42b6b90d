//! What caches and volumes name but do not bring.

use serde_json::Value;

use super::{Found, list, text};
use crate::kubernetes::{Identity, Object};

impl Found {
    /// What a Dataset, a DataLoad or a volume names.
    pub(super) fn data(&mut self, object: &Object) {
        let spec = object.get("/spec").unwrap_or(&Value::Null);
        match object.identity().kind.as_str() {
            "Dataset" => self.dataset(spec),
            "DataLoad" => {
                let name = spec.pointer("/dataset/name");
                self.text("Dataset", "data.fluid.io/v1alpha1", name, "spec.dataset", "name", "CACHE");
            }
            "PersistentVolume" => self.volume(spec),
            _ => {}
        }
    }

    fn dataset(&mut self, spec: &Value) {
        for (at, mount) in list(spec, "mounts").enumerate() {
            for (place, option) in list(mount, "encryptOptions").enumerate() {
                let Some(from) = option.pointer("/valueFrom/secretKeyRef") else { continue };
                if let Some(name) = text(from.get("name")) {
                    let field = format!("spec.mounts[{at}].encryptOptions[{place}].valueFrom.secretKeyRef");
                    let secret = self.identity("v1", "Secret", name);
                    self.add(vec![secret], field, "--secret", text(from.get("key")).map(str::to_owned));
                }
            }
            let point = text(mount.get("mountPoint")).and_then(|point| point.strip_prefix("pvc://"));
            if let Some(claim) =
                point.and_then(|path| path.split('/').next()).filter(|claim| !claim.is_empty())
            {
                let claim = self.identity("v1", "PersistentVolumeClaim", claim);
                self.add(vec![claim], format!("spec.mounts[{at}].mountPoint"), "--from", None);
            }
        }
    }

    fn volume(&mut self, spec: &Value) {
        let Some(from) = spec.pointer("/csi/nodePublishSecretRef") else { return };
        let (Some(name), Some(namespace)) = (text(from.get("name")), text(from.get("namespace"))) else {
            return;
        };
        let secret =
            Identity { namespace: Some(namespace.to_owned()), ..self.identity("v1", "Secret", name) };
        for key in ["akId", "akSecret"] {
            let field = "spec.csi.nodePublishSecretRef".to_owned();
            self.add(vec![secret.clone()], field, "--secret", Some(key.to_owned()));
        }
    }
}
