//! A service after its first day, in a sandbox: scale, exec, attach, restart.

use crate::support::{Outcome, command, outcome};

/// Runs a script in a sandbox that is thirty times faster; `$NEAP` is the binary.
fn in_sandbox(script: &str) -> Outcome {
    in_sandbox_with(&[], script)
}

/// The same, with objects that are there from the start.
pub fn in_sandbox_with(objects: &[serde_json::Value], script: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut command = command();
    command
        .env("XDG_RUNTIME_DIR", folder.path())
        .env("TMPDIR", folder.path())
        .env("NEAP", env!("CARGO_BIN_EXE_neap"));
    command.args(["sandbox", "exec", "--speed", "30"]);
    if !objects.is_empty() {
        let file = folder.path().join("scenario.yaml");
        std::fs::write(&file, serde_json::json!({ "objects": objects }).to_string()).unwrap();
        command.arg("-f").arg(file);
    }
    outcome(command.args(["--", "sh", "-c", script]))
}

const DEPLOY: &str = "$NEAP serve kserve --name=qwen --image=vllm/vllm-openai:v0.11.0 --gpus=1 --scale-metric=vllm-waiting \
    --scale-target=5 --max-replicas=3 --wait -o name 'vllm serve /m --port 8080' >/dev/null 2>&1 || exit 9; ";

#[test]
fn under_an_autoscaler_a_scale_sets_the_minimum_and_raises_the_maximum() {
    let said = in_sandbox(&format!(
        "{DEPLOY} $NEAP serve scale qwen 2 --wait 2>/dev/null; $NEAP serve scale qwen 5 --dry-run; $NEAP serve scale qwen 2; \
         $NEAP serve scale qwen 0; echo code $?; $NEAP serve scale qwen 1 --pin; kubectl=$($NEAP serve list -o json); echo \"$kubectl\" | grep desiredInstances"
    ));
    let rows: Vec<String> =
        said.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let hpa = "horizontalpodautoscaler.autoscaling/qwen-hpa";
    assert_eq!(
        rows,
        [
            "OBJECT FIELD NOW THEN".to_owned(),
            format!("{hpa} spec.minReplicas 1 2"),
            "OBJECT FIELD NOW THEN".to_owned(),
            format!("{hpa} spec.minReplicas 2 5"),
            format!("{hpa} spec.maxReplicas 3 5"),
            "OBJECT FIELD NOW THEN".to_owned(),
            format!("{hpa} spec.minReplicas 2 2"),
            "code 2".to_owned(),
            "OBJECT FIELD NOW THEN".to_owned(),
            format!("{hpa} spec.minReplicas 2 1"),
            format!("{hpa} spec.maxReplicas 3 1"),
            "\"desiredInstances\": 2,".to_owned(),
        ],
        "{}",
        said.stderr
    );
    for part in
        ["dry run: nothing was written", "nothing to change", "cannot scale to zero; Knative and KEDA can"]
    {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
}

#[test]
fn what_was_scaled_by_hand_stays_with_the_next_apply() {
    let again = DEPLOY.replace("-o name", "").replace(">/dev/null 2>&1 || exit 9", "");
    let said = in_sandbox(&format!("{DEPLOY} $NEAP serve scale qwen 2 >/dev/null 2>&1; {again}"));
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stderr.contains("spec.minReplicas stays 2: neap-by-hand owns it"), "{}", said.stderr);
}

#[test]
fn a_command_runs_in_a_replica_and_its_exit_code_is_neaps() {
    let said = in_sandbox(&format!(
        "{DEPLOY} $NEAP serve exec qwen -- printenv HOSTNAME; echo code $?; \
         $NEAP serve exec qwen -- nothing-like-it; echo code $?; $NEAP serve exec qwen -i nope -- env; echo code $?; \
         $NEAP serve exec nope -- env; echo code $?; $NEAP serve exec qwen -t -- env; echo code $?; \
         $NEAP serve attach qwen -- printenv HOSTNAME; $NEAP serve attach nope; echo code $?"
    ));
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert!(lines[0].starts_with("qwen-predictor-"), "{lines:?}: {}", said.stderr);
    let codes: Vec<&&str> = lines.iter().filter(|line| line.starts_with("code")).collect();
    assert_eq!(
        codes,
        [&"code 0", &"code 127", &"code 1", &"code 1", &"code 2", &"code 1"],
        "{}",
        said.stderr
    );
    let names = lines.iter().filter(|line| line.starts_with("qwen-predictor-")).count();
    assert_eq!(names, 2, "`attach` with a command runs it as `exec` does: {lines:?}");
    for part in [
        "not simulated: nothing-like-it",
        "has no replica \"nope\"",
        "there is no service \"nope\"",
        "`--tty` needs a terminal",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
}

#[test]
fn a_restart_replaces_the_pods_and_says_what_kserve_does_meanwhile() {
    let said = in_sandbox(&format!(
        "{DEPLOY} $NEAP serve get qwen | grep -o 'qwen-predictor-[a-z0-9-]*'; $NEAP serve scale qwen 2 --wait >/dev/null 2>&1; \
         $NEAP serve restart qwen --wait; $NEAP serve get qwen | grep -o 'qwen-predictor-[a-z0-9-]*'"
    ));
    assert_eq!(said.code, 0, "{}", said.stderr);
    let pods: Vec<&str> = said.stdout.lines().filter(|line| line.starts_with("qwen-predictor")).collect();
    assert!(pods.len() >= 2 && !pods[1..].contains(&pods[0]), "{pods:?}");
    assert!(said.stdout.contains("spec.predictor.annotations.kubectl.kubernetes.io/restartedAt"));
    assert!(said.stderr.contains("goes from 2 back to 1 replica then"), "{}", said.stderr);
}

#[test]
fn an_update_changes_what_is_named_and_a_rollback_goes_back() {
    let said = in_sandbox(&format!(
        "{DEPLOY} $NEAP serve scale qwen 2 --wait >/dev/null 2>&1; \
         $NEAP serve update qwen --image=vllm/vllm-openai:v0.11.1 --env=A=2; echo code $?; \
         $NEAP serve update qwen --image=vllm/vllm-openai:v0.11.1 --env=A=2 --yes >/dev/null 2>&1; echo code $?; \
         $NEAP serve update kserve --name=qwen --image=vllm/vllm-openai:v0.11.1; echo code $?; \
         $NEAP serve update kserve qwen --max-replicas=5 --yes | grep '^[+-] '; \
         $NEAP serve history qwen; $NEAP serve rollback qwen --to-revision=1 --yes 2>/dev/null | grep '^[+-] '; echo code $?; \
         $NEAP serve history qwen | tail -1; $NEAP serve history qwen --revision=2 | grep image:"
    ));
    assert_eq!(said.code, 0, "{}", said.stderr);
    let lines: Vec<String> =
        said.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let at = |text: &str| {
        lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}: {lines:#?}"))
    };
    // Nobody was asked, so nothing was written; then it was, and a third time there is nothing left.
    assert!(at("- image: vllm/vllm-openai:v0.11.0") < at("code 4"), "{lines:#?}");
    assert!(lines.iter().any(|line| line == "+ - name: A"), "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| *line == "code 0").count(), 3, "{lines:#?}");
    assert!(said.stderr.contains("nothing to change"), "{}", said.stderr);
    assert!(
        said.stderr.contains("nothing was written: here nobody can be asked\nhint: add `--yes`"),
        "{}",
        said.stderr
    );
    assert!(
        said.stderr.contains(
            "deployment.apps/qwen-predictor: 2 → 1 by KServe; the HPA qwen-hpa restores it in about 15 s"
        ),
        "{}",
        said.stderr
    );
    // What was set by hand is not named, and stays.
    assert_eq!(lines[at("- maxReplicas: 3")..][..2], ["- maxReplicas: 3", "+ maxReplicas: 5"]);
    assert!(lines[at("REVISION WHEN BY CHANGED") + 1].starts_with("1 "), "{lines:#?}");
    assert!(
        lines[at("REVISION WHEN BY CHANGED") + 2]
            .contains("image vllm/vllm-openai:v0.11.0 → vllm/vllm-openai:v0.11.1")
    );
    assert!(lines[at("REVISION WHEN BY CHANGED") + 3].ends_with("update: spec.maxReplicas 3 → 5"));
    assert!(lines.iter().any(|line| line == "+ image: vllm/vllm-openai:v0.11.0"), "{lines:#?}");
    assert!(lines[at("rollback to 1")].starts_with("4 "), "{lines:#?}");
    assert_eq!(lines.last().unwrap(), "image: vllm/vllm-openai:v0.11.1");
}

#[test]
fn what_cannot_be_updated_or_gone_back_to_is_said() {
    let said = in_sandbox(&format!(
        "{DEPLOY} $NEAP serve update qwen --imag=x; echo code $?; $NEAP serve update nope --image=x; echo code $?; \
         $NEAP serve rollback qwen; echo code $?; $NEAP serve rollback qwen --to-revision=99; echo code $?; \
         $NEAP serve update qwen --cpu=nope; echo code $?; $NEAP serve update kserve --image=x; echo code $?; \
         $NEAP serve update qwen --max-replicas=0 --min-replicas=-1; echo code $?; $NEAP serve history nope; echo code $?"
    ));
    let codes: Vec<&str> = said.stdout.lines().collect();
    let expected = ["code 2", "code 1", "code 1", "code 2", "code 2", "code 2", "code 2", "code 1"];
    assert_eq!(codes, expected, "{}", said.stderr);
    for part in [
        "unexpected argument '--imag' found",
        "there is no service \"nope\"",
        "there is only one revision",
        "invalid value \"99\" for `--to-revision`: kept are 1",
        "invalid value \"nope\" for `--cpu`",
        "--min-replicas",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
}

#[test]
fn requests_are_shared_between_revisions_where_there_are_some() {
    const KNATIVE: &str = "$NEAP serve knative --name=echo --image=vllm/vllm-openai:v0.11.0 --gpus=1 --max-replicas=2 --wait -o name \
        'vllm serve /m --port 8080' >/dev/null 2>&1 || exit 9; ";
    let said = in_sandbox(&format!(
        "{KNATIVE} {DEPLOY} $NEAP serve traffic-split echo --revision=echo-00001=90 --revision=latest=10; echo code $?; \
         $NEAP serve promote echo; echo code $?; $NEAP serve traffic-split --name echo -v echo-00001:60 -v latest:40 >/dev/null; \
         $NEAP serve abort echo; echo code $?; $NEAP serve promote qwen; echo code $?; \
         $NEAP serve traffic-split echo --revision=latest=90; echo code $?; $NEAP serve traffic-split echo; echo code $?; \
         $NEAP serve promote nope; echo code $?"
    ));
    let codes: Vec<&str> = said.stdout.lines().filter(|line| line.starts_with("code")).collect();
    assert_eq!(
        codes,
        ["code 0", "code 0", "code 0", "code 2", "code 2", "code 2", "code 1"],
        "{}{}",
        said.stdout,
        said.stderr
    );
    for part in [
        "an InferenceService of raw mode",
        "invalid value \"latest=90\" for `--revision`",
        "a revision that comes now gets no requests until `neap serve promote`",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
    assert!(said.stdout.contains("spec.traffic"), "{}", said.stdout);
}

/// A canary begins with the revision that comes; the rest stays with the one that was ready, whatever is said again.
#[test]
fn a_canary_begins_goes_on_and_ends() {
    const DEPLOY: &str =
        "$NEAP serve knative --name=echo --image=vllm/vllm-openai:v0.11.0 --gpus=1 --max-replicas=2";
    const WORDS: &str = "'vllm serve /m --port 8080'";
    const SHARES: &str = "$NEAP serve get echo -o json | tr -d ' \\n\"'; echo";
    let second = format!("{DEPLOY} --canary=10 --env=A=2 --tag=latest=canary");
    let said = in_sandbox(&format!(
        "exec 2>&1; {DEPLOY} --canary=10 --wait {WORDS}; {DEPLOY} --canary=10 --dry-run {WORDS}; echo code $?; \
         {second} --wait {WORDS}; {SHARES}; {second} {WORDS} 2>/dev/null; \
         $NEAP serve update echo --canary=25 --yes; \
         $NEAP serve promote echo; {DEPLOY} --canary=10 --env=A=2 {WORDS}; \
         $NEAP serve update echo --env=A=3 --canary=5 --yes --wait; $NEAP serve abort echo; \
         $NEAP serve traffic-split echo --revision=echo-00001=50 --revision=echo-00002=50; \
         {DEPLOY} --env=A=3 --canary=5 {WORDS}; echo code $?; \
         {DEPLOY} --canary=5 --traffic=latest=100 {WORDS}; echo code $?; \
         {DEPLOY} --canary=101 {WORDS}; echo code $?"
    ));
    let codes: Vec<&str> = said.stdout.lines().filter(|line| line.starts_with("code")).collect();
    assert_eq!(codes, ["code 2"; 4], "{}", said.stdout);
    for part in [
        "`--canary=10` has no effect yet: no revision of echo was ever ready",
        "`--canary=10`: which revision keeps the rest is the cluster's to say",
        "echo-00001 has 90 % of the requests and the newest revision 10 %: `neap serve promote echo` gives it all",
        "the shares become: echo-00001 90 %",
        "{revision:echo-00001,percent:90,tag:null},{revision:echo-00002,percent:10,tag:canary}",
        "service.serving.knative.dev/echo   unchanged",
        "-    percent: 90\n+    percent: 75",
        r#"   [{"latestRevision":true,"percent":100,"tag":"canary"}]"#,
        r#"   [{"latestRevision":false,"percent":100,"revisionName":"echo-00002"},{"latestRevision":true,"percent":0,"tag":"canary"}]"#,
        "no revision is made: echo-00002 has all requests under both names",
        "echo-00001 and echo-00002 share the requests, and one must keep the rest",
        "cannot be used with '--traffic",
        "invalid value \"101\" for `--canary`",
    ] {
        assert!(said.stdout.contains(part), "{part}: {}", said.stdout);
    }
}
