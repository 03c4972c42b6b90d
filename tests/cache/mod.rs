//! `neap cache` as a process: what is printed, what is said, how it ends. What needs a cluster is in tests/cluster/cache.rs.

mod bad_input;
mod seeds;

use neap::manifest::yaml::parse_documents;
use serde_json::Value;

use crate::support::{Outcome, command, neap, outcome};

const CACHE: [&str; 5] = ["cache", "create", "qwen", "--from=pvc://llm-model", "--tier=mem:20Gi"];

fn cache<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CACHE.into_iter().chain(more.iter().copied()).collect()
}

/// The objects that a command prints.
fn objects(outcome: &Outcome) -> Vec<Value> {
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    parse_documents(&outcome.stdout).unwrap()
}

#[test]
fn a_dry_run_prints_the_objects_as_asked() {
    let yaml = neap(cache(&["--dry-run", "--replicas=2"]));
    let kinds: Vec<Value> = objects(&yaml).iter().map(|it| it["kind"].clone()).collect();
    assert_eq!(kinds, ["Dataset", "JindoRuntime"]);
    assert_eq!(
        yaml.stderr,
        "note: each worker requests 20Gi of memory and has a node without other workers of caches\n"
    );
    let names = neap(cache(&["--dry-run=client", "-o=name"]));
    assert_eq!(names.stdout, "dataset.data.fluid.io/qwen\njindoruntime.data.fluid.io/qwen\n");
    let json = neap(cache(&["--dry-run", "-o=json", "-n=models"]));
    let list: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(list["items"][1]["metadata"]["namespace"], "models");
}

#[test]
fn without_a_cluster_nothing_is_written_and_it_is_said() {
    for args in
        [cache(&[]), vec!["cache", "load", "qwen"], vec!["cache", "status", "qwen"], vec!["cache", "list"]]
    {
        let outcome = neap(&args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{args:?}");
        assert!(outcome.stderr.starts_with("error: no cluster is configured"), "{}", outcome.stderr);
    }
}

#[test]
fn the_seeds_slips_are_refused_with_the_reason() {
    for (flag, part) in [
        ("--tier=mem:40 Gi", "a quantity has no space in it: write 40Gi"),
        ("--tier=mem:20GB", "write 20Gi"),
        ("--runtime=qwen-runtime", "Fluid wants the dataset's"),
        ("--from=pvc:/llm-model", "the URL is mangled: write pvc://llm-model"),
        (
            "--from=https://models.oss-cn-beijing.aliyuncs.com/Qwen",
            "--from=oss://models/Qwen --endpoint=oss-cn-beijing.aliyuncs.com",
        ),
        ("--node-selector=ecs.g8i.24xlarge", "there must be a `=` in it"),
        ("--option=fs.oss.accessKeySecret=hidden", "keys belong into a Secret"),
    ] {
        let name = flag.split('=').next().unwrap();
        let mut args: Vec<&str> = ["cache", "create", "qwen", "--dry-run", flag].to_vec();
        for usual in ["--from=pvc://llm-model", "--tier=mem:20Gi"] {
            if !usual.starts_with(name) {
                args.push(usual);
            }
        }
        let outcome = neap(&args);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{flag}: {}", outcome.stderr);
        let all = ["`", name, "`"].concat();
        assert!(outcome.stderr.contains(&all) && outcome.stderr.contains(part), "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("for example `") && !outcome.stderr.contains("hidden"),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn a_patch_may_change_fields_and_never_names() {
    let folder = tempfile::tempdir().unwrap();
    let patch = |text: &str| {
        let path = folder.path().join("patch.yaml");
        std::fs::write(&path, text).unwrap();
        neap(cache(&["--dry-run", &format!("--patch={}", path.display())]))
    };
    let changed = patch("kind: JindoRuntime\nspec: {fuse: {cleanPolicy: OnRuntimeDeleted}}\n");
    assert_eq!(objects(&changed)[1]["spec"]["fuse"]["cleanPolicy"], "OnRuntimeDeleted");
    let renamed =
        patch("kind: JindoRuntime\nmetadata: {labels: {a: b}}\napiVersion: v2\nspec: {replicas: 7}\n");
    assert_eq!(objects(&renamed)[1]["spec"]["replicas"], 7);
    let none = patch("kind: AlluxioRuntime\nspec: {}\n");
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("which is not rendered"), "{}", none.stderr);
}

#[test]
fn access_keys_come_from_variables_and_files_and_are_not_shown() {
    let oss = [
        "cache",
        "volume",
        "llm-model",
        "--oss=models/Qwen",
        "--endpoint=oss-cn-hangzhou-internal.aliyuncs.com",
        "--dry-run",
    ];
    let secret = |outcome: &Outcome| {
        objects(outcome).into_iter().find(|it| it["kind"] == "Secret").unwrap()["data"].clone()
    };
    let from_env = outcome(
        command()
            .args(oss)
            .arg("--access-key-from=env")
            .env("OSS_ACCESS_KEY_ID", "LTAI5t")
            .env("OSS_ACCESS_KEY_SECRET", "hidden"),
    );
    let data = secret(&from_env);
    assert_eq!((&data["akId"], &data["akSecret"]), (&"TFRBSTV0".into(), &"aGlkZGVu".into()));
    assert!(from_env.stderr.contains("base64 hides nothing"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oss.keys");
    std::fs::write(&path, "[Credentials]\naccessKeyID=LTAI5t\naccessKeySecret=hidden\n").unwrap();
    let from_file = neap(
        oss.iter().map(|arg| (*arg).to_owned()).chain([format!("--access-key-from=file:{}", path.display())]),
    );
    assert_eq!(secret(&from_file), data);
    let in_clear = neap(oss.into_iter().chain(["--access-key=LTAI5t:hidden"]));
    assert_eq!(secret(&in_clear), data);
    assert!(
        in_clear.stderr.starts_with("warning: an access key on the command line is seen"),
        "{}",
        in_clear.stderr
    );
    for (more, part) in [
        ("--access-key-from=env", "the variable OSS_ACCESS_KEY_ID is not set"),
        ("--access-key-from=file:/nonexistent", "No such file"),
        ("--access-key=LTAI5thidden", "must be ID:SECRET"),
        ("--access-key=<your-oss-ak>:hidden", "is a placeholder"),
        ("--size=30Gi", "neither `--secret` nor `--access-key-from` is given"),
    ] {
        let refused = neap(oss.into_iter().chain([more]));
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{more}");
        assert!(
            refused.stderr.contains(part) && !refused.stderr.contains("hidden\""),
            "{more}: {}",
            refused.stderr
        );
        assert!(!refused.stderr.contains("LTAI5thidden"), "{}", refused.stderr);
    }
}

#[test]
fn a_volume_lies_in_one_place() {
    let both =
        neap(["cache", "volume", "llm-model", "--oss=models", "--nas=nas.example.com:/models", "--dry-run"]);
    assert_eq!((both.code, both.stdout.as_str()), (2, ""));
    let none = neap(["cache", "volume", "llm-model", "--dry-run"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    let stray =
        neap(["cache", "volume", "llm-model", "--nas=nas.example.com:/models", "--endpoint=x", "--dry-run"]);
    assert!(stray.stderr.contains("`--endpoint`: only a bucket of OSS has it"), "{}", stray.stderr);
    let class = neap([
        "cache",
        "volume",
        "llm-model",
        "--pvc=alicloud-nas-subpath",
        "--size=100Gi",
        "--dry-run",
        "-n=models",
    ]);
    let objects = objects(&class);
    assert_eq!((objects.len(), &objects[0]["spec"]["storageClassName"]), (1, &"alicloud-nas-subpath".into()));
}
