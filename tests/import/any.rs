//! Command lines drawn from flags: what each renders is imported, and renders the same again.

use super::differences;
use crate::support::in_process::{run, serve};

/// Flags from which command lines are drawn: of each row one, or none.
const ANY: &[&[&str]] = &[
    &["--gpus=1", "--gpus=2", "--gpumemory=8"],
    &["--cpu=4", "--cpu=500m"],
    &["--memory=12Gi"],
    &["--share-memory=4Gi"],
    &["--data=models:/mnt/models", "--data=models:/mnt/models:Qwen:ro", "--model-dir=models:/w"],
    &["--data=logs:/logs"],
    &["--data-dir=/data"],
    &["--temp-dir=cache:/cache"],
    &["--env=A=1"],
    &["--env=HOST=$(HOSTNAME)", "--env=EMPTY="],
    &["--env-from-secret=HF_TOKEN=hf", "--env-from-secret=KEY=hf:other"],
    &["--label=team=chat"],
    &["--annotation=note=a: b"],
    &["--selector=gpu=A10"],
    &["--toleration=all", "--toleration=nvidia.com/gpu:NoSchedule"],
    &["--affinity-policy=spread", "--affinity-policy=binpack"],
    &["--priority-class=high"],
    &["--service-account=reader"],
    &["--image-pull-secret=key"],
    &["--image-pull-policy=Always"],
    &["--security-context=runAsUser=1000"],
    &["--security-context=fsGroup=2000"],
    &["--unit=nodepool=edge", "--unit=selector.zone=a"],
    &["--spill-with=affinity", "--spill-with=resource-policy"],
    &["--startup-probe=vllm:45m"],
    &["--version=v2"],
    &[
        "--command=vllm serve /m --port 8000",
        "--command=cd /m; exec vllm serve .",
        "--command=echo 'a \"b\"'",
    ],
    &["--shell=bash"],
];
const SCALED: &[&[&str]] = &[
    &["--scale-metric=vllm-waiting=5", "--scale-metric=cpu=60", "--scale-metric=external:qps{a=b}=100"],
    &["--scale-metric=vllm-kv-cache=80%"],
    &["--min-replicas=2"],
    &["--max-replicas=4"],
    &["--replicas=2"],
    &["--scale-up-window=30s"],
    &["--scale-down-window=10m"],
    &["--hpa-name=other"],
];
const PODS: &[&[&str]] = &[
    &["--restful-port=8000", "--port=8000"],
    &["--metrics-port=9000"],
    &["--drain=60s"],
    &["--termination-grace=90s"],
    &["--pdb=max-unavailable=25%", "--pdb=min-available=1"],
    &["--topology-spread=zone:2:required"],
    &["--expose=ingress", "--expose=loadbalancer"],
    &["--host=a.example.com"],
    &["--scrape=podmonitor", "--scrape=annotations"],
    &["--readiness-probe=tcp", "--readiness-probe=none", "--readiness-probe-action=grpc"],
    &["--liveness-probe=auto", "--liveness-probe=tcp"],
    &["--enable-istio"],
    &["--autoscaler=keda", "--autoscaler=none"],
    &["--schedule=0 8 * * *=4"],
    &["--schedule=0 22 * * *=1"],
];
const OF_DEPLOYMENTS: &[&[&str]] = &[&["--max-surge=0", "--rollout=recreate"], &["--max-unavailable=1"]];
const OF_STATEFULSETS: &[&[&str]] = &[&["--pod-management=ordered"]];
const OF_KNATIVE: &[&[&str]] = &[
    &["--scale-metric=rps", "--scale-metric=concurrency", "--scale-metric=vllm-waiting", "--autoscaler=hpa"],
    &["--scale-target=12"],
    &["--min-replicas=0", "--min-replicas=2"],
    &["--max-replicas=5"],
    &["--target-utilization=80"],
    &["--stable-window=2m"],
    &["--panic-window=20"],
    &["--initial-scale=2"],
    &["--activation-scale=3"],
    &["--scale-down-delay=15m"],
    &["--pod-retention=1h"],
    &["--target-burst-capacity=-1"],
    &["--reserve-instance"],
    &["--reserve-instance-spec=1-2Gi"],
    &["--container-concurrency=20"],
    &["--timeout=900"],
    &["--revision-name=a-v9"],
    &["--traffic=latest=100"],
    &["--tag=latest=canary"],
    &["--port=9000"],
];
const OF_GROUPS: &[&[&str]] = &[
    &["--group-size=2", "--worker-num=2"],
    &["--init-backend=ray", "--init-backend=mp"],
    &["--leader-cpu=8"],
    &["--worker-memory=4Gi"],
    &["--worker-gpus=4"],
    &["--leader-image=vllm/vllm-openai:v0.11.1"],
    &["--max-surge=1"],
    &["--max-unavailable=25%"],
    &["--scrape=podmonitor", "--scrape=annotations"],
    &["--restful-port=8000", "--port=8000"],
    &["--group-with=rbg"],
];
const OF_ROLES: &[&[&str]] = &[
    &["--role=prefill,replicas=2,gpus=1", "--role=prefill,size=2,gpus=8,backend=mp"],
    &["--role=decode,gpus=1,memory=20Gi", "--role=decode,min=2,max=4,metric=vllm-waiting=5,size=2"],
    &["--role=router,port=8000,cpu=2,after=decode"],
    &["--role-command=router=python3 router.py --port 8000"],
    &["--scale-down-window=10m"],
    &["--max-unavailable=50%"],
    &["--scrape=podmonitor"],
];

/// Draws command lines, and imports what each that is accepted renders.
fn any_line_comes_back(verb: &str, pools: &[&[&[&str]]], wanted: usize) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut state = verb.bytes().fold(0x9e37_79b9_7f4a_7c15_u64, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
    };
    let (mut seen, mut patched, mut tried, mut wrong) = (0, 0, 0, String::new());
    while seen < wanted && tried < 60 * wanted {
        tried += 1;
        let mut args = vec!["--name=a".to_owned(), "--image=vllm/vllm-openai:v0.11.0".to_owned()];
        let density = 2 + next(6);
        for row in pools.iter().copied().flatten() {
            if next(density) == 0 {
                args.push(row[next(row.len())].to_owned());
            }
        }
        let rendered = serve(verb, args.iter().map(String::as_str).chain(["--dry-run"]));
        if rendered.code != 0 {
            continue;
        }
        seen += 1;
        std::fs::write(at("objects.yaml"), &rendered.stdout).unwrap();
        let _ = std::fs::remove_file(at("patch.yaml"));
        let (patch, save) =
            (format!("--patch={}", at("patch.yaml")), format!("--save={}", at("service.yaml")));
        let imported = run(["import", &at("objects.yaml"), &patch, &save]);
        if imported.code != 0 {
            wrong += &format!("{verb} {args:?}: {}\n", imported.stderr);
            continue;
        }
        let mut again = vec![
            "serve".to_owned(),
            verb.to_owned(),
            format!("--filename={}", at("service.yaml")),
            "--dry-run".to_owned(),
        ];
        if folder.path().join("patch.yaml").exists() {
            patched += 1;
            again.push(patch);
        }
        let again = run(again);
        let found =
            if again.code == 0 { differences(&rendered.stdout, &again.stdout) } else { vec![again.stderr] };
        for found in found {
            wrong += &format!("{verb} {args:?}: {found}\n{}\n", imported.stdout);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.chars().take(6000).collect::<String>());
    assert!(
        seen == wanted && patched * 4 <= seen,
        "of {tried} lines {seen} were accepted, {patched} needed a patch"
    );
}

#[test]
fn any_line_of_kserve_comes_back() {
    any_line_comes_back("kserve", &[ANY, SCALED], 30);
}

#[test]
fn any_line_of_knative_comes_back() {
    any_line_comes_back("knative", &[ANY, OF_KNATIVE], 30);
}

#[test]
fn any_line_of_deployments_comes_back() {
    any_line_comes_back("deployment", &[ANY, SCALED, PODS, OF_DEPLOYMENTS], 30);
}

#[test]
fn any_line_of_statefulsets_comes_back() {
    any_line_comes_back("statefulset", &[ANY, SCALED, PODS, OF_STATEFULSETS], 30);
}

#[test]
fn any_line_of_groups_comes_back() {
    any_line_comes_back("distributed", &[ANY, SCALED, OF_GROUPS], 30);
}

#[test]
fn any_line_of_roles_comes_back() {
    any_line_comes_back("distributed", &[ANY, OF_ROLES], 25);
}
