//! `neap cache` on the real control plane, with Fluid's own CRDs where they are: created once, unchanged the second time,
//! compared, deleted. No Fluid runs there: what its controllers write is written by the test.

use std::sync::Once;

use serde_json::{Value, json};

use crate::plane::{Namespace, crds, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        a_cache_is_created_compared_and_deleted,
        each_runtime_passes_its_schema,
        what_a_cache_names_must_exist,
        a_load_is_followed_to_its_end,
        a_volume_is_made_bound_and_deleted,
        a_cache_comes_before_its_service,
    ]
}

/// Fluid's kinds, once for all tests.
pub fn fluid(ns: &Namespace) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| install(ns));
}

/// Fluid's kinds.
pub fn install(ns: &Namespace) {
    for kind in ["datasets", "dataloads", "jindoruntimes", "alluxioruntimes", "juicefsruntimes"] {
        crds::install(ns.cluster, &format!("data.fluid.io_{kind}.yaml"));
    }
}

const SEED: [&str; 5] = [
    "qwen-7b-chat-int8-dataset",
    "--from=pvc://qwen-7b-chat-int8",
    "--tier=mem:20Gi,high=0.9,low=0.8",
    "--replicas=2",
    "--node-selector=node.kubernetes.io/instance-type=ecs.g8i.24xlarge",
];

fn create<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["cache", "create"].into_iter().chain(SEED).chain(more.iter().copied()).collect()
}

fn table(outcome: &str) -> String {
    format!(
        "OBJECT                                                   RESULT\n\
         dataset.data.fluid.io/qwen-7b-chat-int8-dataset          {outcome}\n\
         jindoruntime.data.fluid.io/qwen-7b-chat-int8-dataset     {outcome}\n"
    )
}

fn squeezed(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

fn a_cache_is_created_compared_and_deleted(ns: &Namespace) {
    fluid(ns);
    ns.bound_pvc("qwen-7b-chat-int8");
    let differs = ns.neap(["cache", "diff", "create"].into_iter().chain(SEED)).ended_with(4);
    assert!(
        differs.stdout.contains("+    mountPoint: pvc://qwen-7b-chat-int8")
            || differs.stdout.contains("mountPoint: pvc://"),
        "{}",
        differs.stdout
    );
    let dry = ns.neap(create(&["--dry-run=server"])).ended_with(0);
    assert!(dry.stdout.contains("created (server dry run)"));
    assert!(ns.get("data.fluid.io/v1alpha1/Dataset", "qwen-7b-chat-int8-dataset").is_none());
    let created = ns.neap(create(&[])).ended_with(0);
    assert_eq!(squeezed(&created.stdout), squeezed(&table("created")));
    assert!(created.stderr.contains("cache load qwen-7b-chat-int8-dataset --wait"), "{}", created.stderr);
    let again = ns.neap(create(&[])).ended_with(0);
    assert_eq!(squeezed(&again.stdout), squeezed(&table("unchanged")));
    let same = ns.neap(["cache", "diff", "create"].into_iter().chain(SEED)).ended_with(0);
    assert_eq!((same.stdout.as_str(), same.stderr.contains("no difference")), ("", true));
    let runtime = ns.get("data.fluid.io/v1alpha1/JindoRuntime", "qwen-7b-chat-int8-dataset").unwrap();
    assert_eq!(runtime["metadata"]["ownerReferences"][0]["kind"], "Dataset");
    assert_eq!(runtime["spec"]["tieredstore"]["levels"][0]["quota"], "20Gi");
    // Of a flag that is given twice the last counts.
    let configured = ns.neap(create(&["--replicas=3"])).ended_with(0);
    assert_eq!(configured.stdout.matches("configured").count(), 1);
    // Another runtime is in the way.
    let other = ns.neap(create(&["--runtime=alluxio"])).ended_with(1);
    assert!(other.stderr.contains("has a JindoRuntime already"), "{}", other.stderr);
    let listed = ns.neap(["cache", "list"]).ended_with(0);
    assert!(listed.stdout.contains("qwen-7b-chat-int8-dataset   NotBound"), "{}", listed.stdout);
    let refused = ns.neap(["cache", "delete", "qwen-7b-chat-int8"]).ended_with(1);
    assert!(refused.stderr.contains("did you mean `qwen-7b-chat-int8-dataset`?"), "{}", refused.stderr);
    let deleted =
        ns.neap(["cache", "delete", "qwen-7b-chat-int8-dataset", "--yes", "--wait=30s"]).ended_with(0);
    assert!(deleted.stdout.contains("deleted"), "{}", deleted.stdout);
    // The real garbage collector learns of new kinds each half minute.
    ns.until("the runtime goes with it", secs(90), || {
        ns.get("data.fluid.io/v1alpha1/JindoRuntime", "qwen-7b-chat-int8-dataset").is_none()
    });
}

fn each_runtime_passes_its_schema(ns: &Namespace) {
    fluid(ns);
    for (secret, keys) in [
        ("oss", &["fs.oss.accessKeyId", "fs.oss.accessKeySecret"][..]),
        ("s3", &["aws.accessKeyId", "aws.secretKey", "fs.s3.accessKeyId", "fs.s3.accessKeySecret"]),
        ("jfs", &["metaurl", "token"]),
    ] {
        let data: Value = keys
            .iter()
            .map(|key| ((*key).to_owned(), json!("eA==")))
            .collect::<serde_json::Map<_, _>>()
            .into();
        ns.create(json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": secret}, "data": data}));
    }
    let oss =
        ["--from=oss://models/Qwen", "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com", "--secret=oss"];
    for (name, flags) in [
        (
            "jindo-oss",
            [&oss[..], &["--tier=ssd:/mnt/ssd:200Gi", "--property=a.b=c", "--option=d.e=f"]].concat(),
        ),
        (
            "alluxio-oss",
            [&oss[..], &["--runtime=alluxio", "--tier=mem:1Gi", "--tier=hdd:/mnt/hdd:2Ti"]].concat(),
        ),
        ("jindo-s3", vec!["--from=s3://models", "--region=us-east-1", "--secret=s3", "--tier=mem:1Gi"]),
        (
            "alluxio-s3",
            vec![
                "--from=s3://models",
                "--endpoint=http://minio.storage:9000",
                "--secret=s3",
                "--tier=mem:1Gi",
                "--runtime=alluxio",
            ],
        ),
        (
            "juicefs",
            vec![
                "--from=juicefs://models/Qwen",
                "--secret=jfs",
                "--secret-option=token=jfs:token",
                "--tier=mem:1Gi,low=0.1",
                "--access-mode=ReadWriteMany",
            ],
        ),
    ] {
        let args = |more: &'static str| {
            ["cache", "create", name].into_iter().chain(flags.clone()).chain([more]).collect::<Vec<_>>()
        };
        let created = ns.neap(args("-o=name")).ended_with(0);
        assert_eq!(created.stdout.lines().count(), 2, "{}", created.stdout);
        let again = ns.neap(args("--output=json")).ended_with(0);
        let list: Value = serde_json::from_str(&again.stdout).unwrap();
        assert!(
            list["items"].as_array().unwrap().iter().all(|item| item["metadata"]["generation"] == 1),
            "{name}"
        );
    }
}

fn what_a_cache_names_must_exist(ns: &Namespace) {
    fluid(ns);
    let refused = ns.neap(create(&[])).ended_with(1);
    assert!(
        refused.stderr.contains("persistentvolumeclaim/qwen-7b-chat-int8 does not exist"),
        "{}",
        refused.stderr
    );
    assert!(refused.stderr.contains("nothing was written") && refused.stdout.is_empty());
    ns.create(json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "oss-secret"}, "data": {"akId": "eA==", "akSecret": "eA=="}}));
    let wrong = ns.neap([
        "cache",
        "create",
        "qwen",
        "--from=oss://models/Qwen",
        "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
        "--secret=oss-secret",
        "--tier=mem:1Gi",
    ]);
    let wrong = wrong.ended_with(1);
    assert!(
        wrong.stderr.contains("has no key fs.oss.accessKeyId") && wrong.stderr.contains("--secret"),
        "{}",
        wrong.stderr
    );
    let load = ns.neap(["cache", "load", "qwen"]).ended_with(1);
    assert!(load.stderr.contains("dataset.data.fluid.io/qwen does not exist"), "{}", load.stderr);
    let status = ns.neap(["cache", "status", "qwen"]).ended_with(1);
    assert!(status.stderr.contains("there is no cache qwen"), "{}", status.stderr);
}

fn a_load_is_followed_to_its_end(ns: &Namespace) {
    fluid(ns);
    ns.bound_pvc("qwen-7b-chat-int8");
    let _ = ns.neap(create(&[])).ended_with(0);
    let name = "qwen-7b-chat-int8-dataset";
    let dataset = "data.fluid.io/v1alpha1/Dataset";
    let tell = |percent: &str| {
        ns.patch_status(
            dataset,
            name,
            json!({
            "phase": "Bound", "conditions": [], "ufsTotal": "15.00GiB",
            "cacheStates": {"cached": "7.50GiB", "cachedPercentage": percent, "cacheCapacity": "40.00GiB"}}),
        );
    };
    tell("0.0%");
    let load = ns.start_neap(["cache", "load", name, "--wait=60s"]);
    let load_kind = "data.fluid.io/v1alpha1/DataLoad";
    let load_name = format!("{name}-load");
    ns.until("the load", secs(20), || ns.get(load_kind, &load_name).is_some());
    let made = ns.get(load_kind, &load_name).unwrap();
    assert_eq!(made["spec"]["dataset"], json!({"name": name, "namespace": ns.name}));
    let phase = |phase: &str| {
        let _ = ns.patch_status(
            load_kind,
            &load_name,
            json!({"phase": phase, "duration": "25s", "conditions": []}),
        );
    };
    phase("Executing");
    tell("50.0%");
    let shown = ns.neap(["cache", "status", name]).ended_with(0);
    assert!(shown.stdout.contains("Cached:     50.0 % (7.50GiB of 15.00GiB)"), "{}", shown.stdout);
    assert!(shown.stdout.contains(&format!("{load_name} Executing")), "{}", shown.stdout);
    tell("100.0%");
    phase("Complete");
    let ended = load.wait(secs(30)).ended_with(0);
    assert!(ended.stderr.contains("100.0 % of it is cached"), "{}", ended.stderr);
    let json = ns.neap(["cache", "status", name, "-o", "json"]).ended_with(0);
    let status: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&status["cachedPercent"], &status["loads"][0]["duration"]), (&json!(100.0), &json!("25s")));
    let again = ns.neap(["cache", "load", name]).ended_with(0);
    assert!(again.stderr.contains("was loaded already, in 25s"), "{}", again.stderr);
    let uid = ns.get(load_kind, &load_name).unwrap()["metadata"]["uid"].clone();
    let _ = ns.neap(["cache", "load", name, "--again"]).ended_with(0);
    assert_ne!(ns.get(load_kind, &load_name).unwrap()["metadata"]["uid"], uid);
    ns.patch_status(load_kind, &load_name, json!({"phase": "Failed", "duration": "1s", "conditions": [
        {"type": "Failed", "status": "True", "message": "Job has reached the specified backoff limit", "lastProbeTime": "2026-01-01T00:00:00Z", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}));
    let failed = ns.neap(["cache", "status", name, "--wait=5s"]).ended_with(4);
    assert!(failed.stderr.contains("backoff limit"), "{}", failed.stderr);
}

fn a_volume_is_made_bound_and_deleted(ns: &Namespace) {
    let name = format!("model-{}", ns.name);
    let args = [
        "cache",
        "volume",
        name.as_str(),
        "--oss=models/Qwen",
        "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
        "--access-key=LTAI5t:hidden",
        "--wait=30s",
    ];
    let made = ns.neap(args).ended_with(0);
    assert!(made.stderr.contains("warning: an access key on the command line"), "{}", made.stderr);
    assert!(!made.stderr.contains("hidden") && !made.stdout.contains("hidden"));
    assert_eq!(made.stdout.matches("created").count(), 3, "{}", made.stdout);
    let claim = ns.get("PersistentVolumeClaim", &name).unwrap();
    assert_eq!((&claim["spec"]["volumeName"], &claim["status"]["phase"]), (&json!(name), &json!("Bound")));
    let again = ns.neap(args).ended_with(0);
    assert_eq!(again.stdout.matches("unchanged").count(), 3, "{}", again.stdout);
    let other = [
        "cache",
        "diff",
        "volume",
        name.as_str(),
        "--oss=models/Qwen",
        "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
        "--access-key=LTAI5t:other",
    ];
    let differs = ns.neap(other).ended_with(4);
    assert!(
        differs.stdout.contains("*** (before)") && !differs.stdout.contains("b3RoZXI"),
        "{}",
        differs.stdout
    );
    let deleted = ns.neap(["cache", "delete", &name, "--yes", "--wait=30s"]).ended_with(0);
    assert_eq!(deleted.stdout.matches("deleted").count(), 3, "{}", deleted.stdout);
    assert!(ns.cluster.objects().get("PersistentVolume", &name).is_none());
}

const DATASET: &str = "data.fluid.io/v1alpha1/Dataset";
const DATA_LOAD: &str = "data.fluid.io/v1alpha1/DataLoad";

/// What Fluid's controllers would write of the cache `qwen`.
fn tell(ns: &Namespace, phase: &str, percent: &str) {
    ns.patch_status(
        DATASET,
        "qwen",
        json!({"phase": phase, "conditions": [], "ufsTotal": "15.00GiB",
        "cacheStates": {"cached": "-", "cachedPercentage": percent, "cacheCapacity": "40.00GiB"}}),
    );
}

/// Bound, then loaded, then the service: refused before the first, said before the second, silent after both, and
/// `--wait` waits for both. `claim` finds the claim that the pods mount in what was made.
pub fn in_order(ns: &Namespace, verb: &str, kind: &str, claim: &str) {
    let serve = |more: &[&str]| -> Vec<String> {
        let fixed = [
            "serve",
            verb,
            "--name=qwen",
            "--image=vllm/vllm-openai:v0.11.0",
            "--cpu=1",
            "--memory=1Gi",
            "--cache=qwen",
        ];
        fixed.iter().chain(more).map(|word| (*word).to_owned()).collect()
    };
    let refused = ns.neap(serve(&[])).ended_with(1);
    assert!(refused.stderr.contains("there is no cache qwen in namespace"), "{}", refused.stderr);
    ns.bound_pvc("llm-model");
    let _ = ns.neap(["cache", "create", "qwen", "--from=pvc://llm-model", "--tier=mem:20Gi"]).ended_with(0);
    let refused = ns.neap(serve(&[])).ended_with(1);
    for words in ["the cache qwen is NotBound", "nothing was written", "cache status qwen --wait"] {
        assert!(refused.stderr.contains(words), "no {words:?} in {}", refused.stderr);
    }
    assert!(ns.get(kind, "qwen").is_none(), "the service came before its cache");

    // With the claim, which Fluid makes of a bound Dataset.
    ns.bound_pvc("qwen");
    tell(ns, "Bound", "40.0%");
    let early = ns.neap(serve(&["--dry-run=server"])).ended_with(0);
    assert!(early.stderr.contains("40.0 % of the cache qwen are loaded"), "{}", early.stderr);
    assert!(early.stderr.contains("neap cache load qwen --wait"), "{}", early.stderr);

    let _ = ns.neap(["cache", "load", "qwen"]).ended_with(0);
    let phase = |phase: &str| {
        ns.patch_status(DATA_LOAD, "qwen-load", json!({"phase": phase, "duration": "25s", "conditions": []}))
    };
    phase("Executing");
    let mut waits = ns.start_neap(serve(&["--wait=60s"]));
    waits.error_with("qwen-load Executing", secs(20));
    assert!(ns.get(kind, "qwen").is_none(), "the service came before the load had ended");
    tell(ns, "Bound", "100.0%");
    phase("Complete");
    ns.until("the service", secs(20), || ns.get(kind, "qwen").is_some());
    let made = ns.get(kind, "qwen").unwrap();
    let mounted = made.pointer(claim).and_then(Value::as_array).into_iter().flatten();
    let mounted: Vec<&Value> = mounted.filter_map(|volume| volume.get("persistentVolumeClaim")).collect();
    assert_eq!(mounted, [&json!({"claimName": "qwen", "readOnly": true})], "{made:#}");
    waits.interrupt();
    let late = ns.neap(serve(&["--dry-run=server"])).ended_with(0);
    assert!(!late.stderr.contains("of the cache"), "{}", late.stderr);
}

fn a_cache_comes_before_its_service(ns: &Namespace) {
    fluid(ns);
    in_order(ns, "deployment", "Deployment", "/spec/template/spec/volumes");
    let _ = ns.neap(["serve", "delete", "qwen", "--yes"]).ended_with(0);
    // The cache of another namespace is none here, and it is said where it is.
    let other = ns.neap([
        "serve",
        "kserve",
        "--name=qwen",
        "--image=a:1",
        "--cpu=1",
        "--memory=1Gi",
        "--cache=qwen",
        "-n",
        "default",
    ]);
    let other = other.ended_with(1);
    for words in [
        "there is no cache qwen in namespace default",
        "has one, and a pod mounts only claims of its own namespace",
    ] {
        assert!(other.stderr.contains(words), "no {words:?} in {}", other.stderr);
    }
    let kserve = ns
        .neap(["serve", "kserve", "--name=other", "--image=a:1", "--cpu=1", "--memory=1Gi", "--cache=qwen"])
        .ended_with(0);
    assert!(!kserve.stderr.contains("of the cache"), "{}", kserve.stderr);
    let made = ns.get("serving.kserve.io/v1beta1/InferenceService", "other").unwrap();
    assert_eq!(
        made["spec"]["predictor"]["volumes"][0]["persistentVolumeClaim"]["claimName"], "qwen",
        "{made:#}"
    );
}
