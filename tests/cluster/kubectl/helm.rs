//! helm installs, upgrades and removes a small chart of our own on both API servers alike.

use super::side::Side;
use crate::plane::{Cluster, Options};

/// The chart: name, and text.
const CHART: [(&str, &str); 4] = [
    ("chart/Chart.yaml", "{apiVersion: v2, name: small, version: 0.1.0, appVersion: '1'}\n"),
    ("chart/values.yaml", "replicas: 1\nmode: fast\n"),
    (
        "chart/templates/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: {{ .Release.Name }}}\nspec:\n  replicas: {{ .Values.replicas }}\n  \
         selector: {matchLabels: {app: small}}\n  template:\n    metadata: {labels: {app: small}}\n    spec:\n      \
         containers: [{name: main, image: 'i:1', env: [{name: MODE, value: {{ .Values.mode }}}]}]\n",
    ),
    (
        "chart/templates/more.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {mode: {{ .Values.mode }}}\n---\n\
         apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\nspec: {clusterIP: None, selector: {app: small}, ports: [{port: 80}]}\n",
    ),
];

/// Commands: those of helm, and kubectl's looks at what they did.
const COMMANDS: &str = r#"
    helm install small chart --namespace charts --create-namespace
    kubectl get deploy,cm,svc,secret -n charts
    kubectl get deploy small -n charts -o yaml
    helm list --namespace charts
    helm status small --namespace charts
    helm upgrade small chart --namespace charts --set replicas=2,mode=slow
    kubectl get deploy small -n charts -o yaml
    kubectl get cm small -n charts -o yaml
    helm history small --namespace charts
    helm get values small --namespace charts
    helm upgrade small chart --namespace charts --dry-run=server
    helm rollback small 1 --namespace charts
    kubectl get deploy small -n charts -o jsonpath={.spec.replicas}
    helm install small chart --namespace charts
    helm uninstall small --namespace charts
    kubectl get deploy,cm,svc,secret -n charts
    helm uninstall small --namespace charts
"#;

pub fn helm_does_the_same_on_both() {
    let cluster = Cluster::private(&Options::default());
    let sides = [Side::real(&cluster), Side::embedded(&cluster.folder.join("embedded"))];
    for side in &sides {
        CHART.iter().for_each(|(name, text)| side.write(name, text));
    }
    for line in COMMANDS.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let printed = sides.each_ref().map(|side| match line.split_once(' ').unwrap() {
            ("helm", rest) => side.helm(rest),
            (_, rest) => side.kubectl(rest),
        });
        assert_eq!(printed[0], printed[1], "$ {line}");
    }
}
