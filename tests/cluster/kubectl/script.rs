//! What is typed.

/// One step.
pub enum Step {
    /// Writes a file beside the others.
    File(&'static str, &'static str),
    /// Runs kubectl.
    Run(&'static str),
    /// Runs `kubectl get -w`, and changes what it watches.
    Watch { watch: &'static str, then: &'static [&'static str] },
    /// Runs `kubectl edit` with an editor that is a script.
    Edit { line: &'static str, script: &'static str },
}

impl Step {
    pub fn title(&self) -> &'static str {
        match self {
            Step::File(name, _) => name,
            Step::Run(line) | Step::Watch { watch: line, .. } | Step::Edit { line, .. } => line,
        }
    }
}

use Step::{Edit, File, Run, Watch};

const WORLD: &str = include_str!("world.yaml");
const WEB: &str = include_str!("web.yaml");
const STATUS: &str = include_str!("status.json");
const MODEL: &str =
    "{apiVersion: demo.test/v1, kind: Model, metadata: {name: small, namespace: demo}, spec: {size: 7}}";
const CRD: &str = include_str!("crd.yaml");

pub fn steps() -> Vec<Step> {
    let mut steps = vec![
        File("world.yaml", WORLD),
        File("web.yaml", WEB),
        File("status.json", STATUS),
        File("crd.yaml", CRD),
        File("model.yaml", MODEL),
    ];
    for part in [CREATE, GET, DESCRIBE, CHANGE, APPLY, GENERATED, ROLLOUT, EXPLAIN, REFUSED, DELETE] {
        steps.extend(part.lines().map(str::trim).filter(|line| !line.is_empty()).map(Run));
    }
    steps.insert(
        steps.len() / 2,
        Watch {
            watch: "get configmap settings -n demo -w",
            then: &[
                "patch configmap settings -n demo --type merge -p {\"data\":{\"more\":\"1\"}}",
                "patch configmap settings -n demo --type merge -p {\"data\":{\"more\":\"2\",\"most\":\"3\"}}",
            ],
        },
    );
    let edit = Edit {
        line: "edit deployment web -n demo",
        script: "sed -i 's/minReadySeconds: .*/minReadySeconds: 7/; s/replicas: 3/replicas: 4/' \"$1\"",
    };
    steps.insert(steps.len() / 2 + 1, edit);
    steps
}

const CREATE: &str = r#"
    create -f world.yaml
    create -f world.yaml
    get node one
    patch node one --subresource=status --type merge --patch-file=status.json
    patch deployment web -n demo --subresource=status --type merge -p '{"status":{"observedGeneration":1,"replicas":3,"readyReplicas":2,"updatedReplicas":3,"availableReplicas":2,"unavailableReplicas":1,"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable","message":"Deployment has minimum availability.","lastTransitionTime":"2026-01-01T00:00:00Z","lastUpdateTime":"2026-01-01T00:00:00Z"},{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated","message":"ReplicaSet is progressing.","lastTransitionTime":"2026-01-01T00:00:00Z","lastUpdateTime":"2026-01-01T00:00:00Z"}]}}'
    patch pod web-1 -n demo --subresource=status --type merge -p '{"status":{"phase":"Running","podIP":"10.1.0.1","podIPs":[{"ip":"10.1.0.1"}],"hostIP":"10.0.0.1","startTime":"2026-01-01T00:00:00Z","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],"containerStatuses":[{"name":"main","ready":true,"restartCount":2,"image":"i:1","imageID":"i","started":true,"state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-01-01T00:01:00Z"}}}]}}'
    patch hpa web -n demo --subresource=status --type merge -p '{"status":{"currentReplicas":3,"desiredReplicas":4,"lastScaleTime":"2026-01-01T00:00:00Z","currentMetrics":[{"type":"Pods","pods":{"metric":{"name":"queue"},"current":{"averageValue":"11"}}}],"conditions":[{"type":"AbleToScale","status":"True","reason":"SucceededRescale","message":"the HPA controller was able to update the target scale to 4","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"ScalingActive","status":"True","reason":"ValidMetricFound","message":"found","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"ScalingLimited","status":"False","reason":"DesiredWithinRange","message":"within","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}'
    create -f crd.yaml
    wait --for=condition=Established crd/models.demo.test --timeout=20s
    create -f model.yaml
"#;

const GET: &str = r#"
    get nodes
    get nodes -o wide
    get ns demo
    get pods -n demo
    get pods -n demo -o wide
    get pods -A
    get pods -n demo --show-labels
    get pods -n demo -l app=web
    get pods -n demo -l 'app in (web,api),tier!=x'
    get pods -n demo --field-selector status.phase=Running
    get pods -n demo --field-selector spec.nodeName=one -o name
    get pods -n demo --sort-by=.metadata.name
    get pods -n demo -L app
    get deploy -n demo
    get deploy -n demo -o wide
    get deploy,svc,cm -n demo
    get all -n demo
    get rs,sts,ds,job,cronjob -n demo
    get hpa -n demo
    get hpa web -n demo -o wide
    get svc -n demo -o wide
    get ingress -n demo
    get pvc,pv -n demo
    get secrets -n demo
    get sa -n demo
    get events -n demo
    events -n demo
    events -n demo --for pod/web-1
    get sc,pc
    get pdb,netpol,quota,limits -n demo
    get role,rolebinding -n demo
    get clusterrole demo
    get lease -n demo
    get endpointslices -n demo
    get crd models.demo.test
    get models -n demo
    get pod web-1 -n demo -o jsonpath={.spec.containers[0].image}
    get pods -n demo -o custom-columns=NAME:.metadata.name,PHASE:.status.phase
    get pod web-1 -n demo -o go-template={{.metadata.name}}
    get pod web-1 -n demo -o yaml
    get deploy web -n demo -o json
    get hpa web -n demo -o yaml
    get svc web -n demo -o yaml
    get model small -n demo -o yaml
    get node one -o yaml
    get configmap settings -n demo -o yaml --show-managed-fields
    get --raw /apis/apps/v1/namespaces/demo/deployments/web/scale
    get --raw /version/nothing
    get nothing -n demo
    get pod none -n demo
    get pod none -n demo --ignore-not-found
    get pods -n none
    get pods -n demo --chunk-size=1
"#;

const DESCRIBE: &str = r#"
    describe deploy web -n demo
    describe hpa web -n demo
    describe pod web-1 -n demo
    describe node one
    describe svc web -n demo
    describe configmap settings -n demo
    describe secret token -n demo
    describe ns demo
    describe pvc data -n demo
    describe ingress web -n demo
    describe model small -n demo
    describe pod none -n demo
"#;

const CHANGE: &str = r#"
    label pod web-1 -n demo tier=front
    label pod web-1 -n demo tier=back
    label pod web-1 -n demo tier=back --overwrite
    label pod web-1 -n demo tier-
    annotate deploy web -n demo note=hello
    annotate deploy web -n demo note-
    taint node one gpu=true:NoSchedule
    taint node one gpu-
    cordon one
    get node one
    uncordon one
    scale deploy web -n demo --replicas=5
    scale deploy web -n demo --current-replicas=2 --replicas=3
    scale deploy web -n demo --replicas=3
    scale sts db -n demo --replicas=2
    get --raw /apis/apps/v1/namespaces/demo/deployments/web/scale
    patch deploy web -n demo -p '{"spec":{"template":{"spec":{"containers":[{"name":"main","env":[{"name":"A","value":"1"}]}]}}}}'
    patch deploy web -n demo --type json -p '[{"op":"replace","path":"/spec/minReadySeconds","value":3}]'
    patch deploy web -n demo --type merge -p '{"spec":{"minReadySeconds":3}}'
    patch deploy web -n demo --type json -p '[{"op":"remove","path":"/spec/none"}]'
    patch model small -n demo --type merge -p '{"spec":{"size":9}}'
    patch model small -n demo -p '{"spec":{"size":9}}'
    patch model small -n demo --type merge -p '{"spec":{"size":"x"}}'
    set image deploy/web -n demo main=i:2
    set env deploy/web -n demo B=2
    set resources deploy/web -n demo --limits=cpu=2
    autoscale deploy api -n demo --min=1 --max=3 --cpu=70%
    get hpa api -n demo -o yaml
    wait --for=jsonpath={.status.phase}=Running pod/web-1 -n demo --timeout=5s
    wait --for=condition=Available deploy/web -n demo --timeout=5s
    wait --for=condition=Nothing deploy/web -n demo --timeout=1s
    diff -f web.yaml
"#;

const APPLY: &str = r#"
    apply -f web.yaml
    apply -f web.yaml
    apply -f web.yaml --server-side
    apply -f web.yaml --server-side --field-manager=other
    apply -f web.yaml --server-side --field-manager=other --force-conflicts
    diff -f web.yaml
    get deploy front -n demo -o yaml --show-managed-fields
    apply view-last-applied deploy/front -n demo
    apply -f web.yaml --dry-run=server
    apply -f web.yaml --dry-run=client
    replace -f web.yaml
"#;

const GENERATED: &str = r#"
    create namespace made
    create configmap made -n made --from-literal=a=1
    create secret generic made -n made --from-literal=a=1
    create deployment made -n made --image=i:1 --replicas=2
    create service clusterip made -n made --tcp=80:8080
    create serviceaccount made -n made
    create role made -n made --verb=get --resource=pods
    create rolebinding made -n made --role=made --serviceaccount=made:made
    create quota made -n made --hard=pods=10
    create job made -n made --image=i:1
    create cronjob made -n made --image=i:1 '--schedule=0 8 * * *'
    create poddisruptionbudget made -n made --selector=app=made --min-available=1
    create priorityclass made --value=10
    create ingress made -n made --rule=made.test/*=made:80
    create deployment made -n made --image=i:1
    create deployment dry -n made --image=i:1 --dry-run=server
    run made -n made --image=i:1
    expose deployment made -n made --port=80 --name=exposed
    get deploy,cm,secret,svc,quota,job,cronjob,pdb,ingress -n made
    get deploy made -n made -o yaml
    get svc exposed -n made -o jsonpath={.spec.ports}
    auth can-i create pods -n made
"#;

const ROLLOUT: &str = r#"
    rollout status deploy/web -n demo --watch=false
    rollout pause deploy/web -n demo
    rollout resume deploy/web -n demo
    rollout restart deploy/front -n demo
    rollout history deploy/front -n demo
    rollout status sts/db -n demo --watch=false
"#;

const EXPLAIN: &str = r#"
    explain deployment
    explain deployment.spec.strategy.rollingUpdate
    explain hpa.spec.metrics
    explain pod.spec.containers.resources
    explain model.spec
    explain nothing
    explain deployment.spec.nothing
"#;

const REFUSED: &str = r#"
    create deployment Upper -n made --image=i:1
    create -f none.yaml
    label pod web-1 -n demo 'a b=c'
    logs none -n demo
    logs web-1 -n demo -c none
    top nodes
    scale pod web-1 -n demo --replicas=2
    patch svc web -n demo --type merge -p '{"spec":{"ports":[]}}'
    delete pod none -n demo
"#;

const DELETE: &str = r#"
    delete configmap settings -n demo
    delete pod web-1 -n demo --grace-period=0 --force
    delete deploy -l app=made -n made
    delete deploy,svc -n demo web
    delete -f web.yaml
    delete crd models.demo.test
    get models -n demo
    delete priorityclass made
"#;
