//! The servers of a control plane and their flags.

use std::path::Path;

use serde_json::Value;

use super::cluster::{Cluster, Options};
use super::crds;
use super::parts::{self, Part};

impl Cluster {
    pub(super) fn start_etcd(&self, port: u16, peer: u16) {
        let (client, peer) = (format!("http://127.0.0.1:{port}"), format!("http://127.0.0.1:{peer}"));
        let args = [
            "--data-dir".into(),
            self.path("etcd"),
            "--unsafe-no-fsync".into(),
            "--log-level=warn".into(),
            // The largest CRDs are larger than the default of 1.5 MiB.
            "--max-request-bytes=8388608".into(),
            format!("--listen-client-urls={client}"),
            format!("--advertise-client-urls={client}"),
            format!("--listen-peer-urls={peer}"),
            format!("--initial-advertise-peer-urls={peer}"),
            format!("--initial-cluster=default={peer}"),
        ];
        self.launch("etcd", parts::program(Part::Etcd, "etcd"), args.into(), Vec::new());
    }

    pub(super) fn start_api_server(&self, etcd: u16, port: u16, options: &Options) {
        let file = |path: &Path| path.display().to_string();
        let mut args = vec![
            format!("--etcd-servers=http://127.0.0.1:{etcd}"),
            "--bind-address=127.0.0.1".into(),
            "--advertise-address=127.0.0.1".into(),
            format!("--secure-port={port}"),
            format!("--cert-dir={}", self.path("certificates")),
            format!("--tls-cert-file={}", file(&self.certificates.certificate)),
            format!("--tls-private-key-file={}", file(&self.certificates.key)),
            "--service-account-issuer=https://kubernetes.default.svc".into(),
            format!("--service-account-key-file={}", file(&self.certificates.account_public_key)),
            format!("--service-account-signing-key-file={}", file(&self.certificates.account_key)),
            format!("--token-auth-file={}", self.path("tokens.csv")),
            "--authorization-mode=RBAC".into(),
            "--service-cluster-ip-range=10.0.0.0/16".into(),
            "--endpoint-reconciler-type=none".into(),
            "--enable-priority-and-fairness=false".into(),
            "--enable-admission-plugins=PodNodeSelector".into(),
            "--allow-privileged".into(),
        ];
        if !options.controllers {
            // Nobody makes the accounts that it asks for.
            args.push("--disable-admission-plugins=ServiceAccount".into());
        }
        if options.audit {
            args.extend(self.audit_flags());
        }
        args.extend(options.api_server_flags.iter().cloned());
        self.launch("kube-apiserver", parts::program(Part::Kubernetes, "kube-apiserver"), args, Vec::new());
    }

    pub(super) fn start_controllers(&self, options: &Options) {
        let common = [
            format!("--kubeconfig={}", self.kubeconfig.display()),
            "--leader-elect=false".into(),
            "--secure-port=0".into(),
            "--kube-api-qps=1000".into(),
            "--kube-api-burst=1000".into(),
        ];
        let mut args: Vec<String> = common.to_vec();
        args.extend([
            format!("--service-account-private-key-file={}", self.certificates.account_key.display()),
            format!("--root-ca-file={}", self.path("certificates/ca.crt")),
            "--controllers=*,-bootstrapsigner,-tokencleaner,-nodeipam,-cloud-node-lifecycle,-service-lb-controller".into(),
            "--horizontal-pod-autoscaler-sync-period=2s".into(),
            // A claim and its volume are bound at once, or at the next sync when they changed meanwhile.
            "--pvclaimbinder-sync-period=2s".into(),
            "--horizontal-pod-autoscaler-downscale-stabilization=10s".into(),
        ]);
        args.extend(options.controller_manager_flags.iter().cloned());
        let program = |name| parts::program(Part::Kubernetes, name);
        self.launch("kube-controller-manager", program("kube-controller-manager"), args, Vec::new());
        self.launch("kube-scheduler", program("kube-scheduler"), common.into(), Vec::new());
        if options.without_machines {
            return;
        }
        let stages = self.folder.join("stages.yaml");
        std::fs::write(&stages, include_str!("stages.yaml")).unwrap();
        let crds = ["clusterattaches", "clusterexecs", "clusterlogs", "clusterportforwards"];
        let crds = crds.map(|name| parts::file(Part::Kwok, &format!("crds/kwok.x-k8s.io_{name}.yaml")));
        crds::install_files(self, &crds);
        let args = [
            format!("--kubeconfig={}", self.kubeconfig.display()),
            format!("--config={}", stages.display()),
            "--manage-all-nodes=true".into(),
            // Without leases the nodes are taken for dead every 50 s.
            "--node-lease-duration-seconds=40".into(),
            format!("--server-address=127.0.0.1:{}", self.kubelet_port),
            format!("--tls-cert-file={}", self.certificates.certificate.display()),
            format!("--tls-private-key-file={}", self.certificates.key.display()),
            "--enable-crds=ClusterAttach,ClusterExec,ClusterLogs,ClusterPortForward".into(),
        ];
        self.launch("kwok", parts::program(Part::Kwok, "kwok"), args.into(), Vec::new());
        self.metrics.serve(self);
        let policy: Vec<Value> = serde_yaml::from_multiple(include_str!("delays.yaml")).unwrap();
        for object in policy {
            self.objects().apply(object);
        }
    }
}
