use serde_json::{Value, json};

use super::super::paper::Paper;
use super::JobController;

fn paper(change: Value) -> Paper {
    let mut paper = Paper::new(vec![Box::new(JobController::default())]);
    let mut job = json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "load", "namespace": "ns"}, "spec": {
        "parallelism": 2, "completions": 3, "backoffLimit": 1, "selector": {"matchLabels": {"job": "load"}},
        "template": {"metadata": {"labels": {"job": "load"}}, "spec": {"restartPolicy": "Never", "containers": [{"name": "c"}]}}}});
    for (name, value) in change.as_object().unwrap() {
        job["spec"][name] = value.clone();
    }
    paper.put(job);
    paper.settle();
    paper
}

fn running(paper: &Paper) -> Vec<String> {
    let ended = |pod: &&Value| matches!(pod["status"]["phase"].as_str(), Some("Succeeded" | "Failed"));
    let mut names: Vec<String> = Vec::new();
    for pod in paper.of("Pod").iter().filter(|pod| !ended(pod)) {
        names.push(pod["metadata"]["name"].as_str().unwrap().to_owned());
    }
    names
}

fn end(paper: &mut Paper, pod: &str, phase: &str) {
    paper.patch("Pod", pod, json!({"status": {"phase": phase}}));
    paper.settle();
}

fn status(paper: &Paper) -> &Value {
    &paper.get("Job", "load")["status"]
}

fn has(paper: &Paper, kind: &str) -> bool {
    let conditions = status(paper)["conditions"].as_array().cloned().unwrap_or_default();
    conditions.iter().any(|it| it["type"] == kind && it["status"] == "True")
}

#[test]
fn so_many_at_once_until_so_many_have_succeeded() {
    let mut paper = paper(json!({}));
    assert_eq!(running(&paper).len(), 2);
    for left in [2, 1, 0] {
        let pod = running(&paper)[0].clone();
        end(&mut paper, &pod, "Succeeded");
        assert_eq!(running(&paper).len(), left);
        assert_eq!(paper.get("Pod", &pod)["metadata"]["finalizers"], json!([]), "it is counted");
    }
    assert_eq!(status(&paper)["succeeded"], 3);
    assert!(has(&paper, "SuccessCriteriaMet") && has(&paper, "Complete"));
    assert_eq!(paper.events.last().unwrap().0, "Completed");
}

#[test]
fn failures_pause_and_end_it() {
    let mut paper = paper(json!({"parallelism": 1}));
    let pod = running(&paper)[0].clone();
    end(&mut paper, &pod, "Failed");
    assert_eq!((running(&paper).len(), &status(&paper)["failed"]), (0, &json!(1)));
    paper.pass(11);
    let pod = running(&paper)[0].clone();
    end(&mut paper, &pod, "Failed");
    assert!(has(&paper, "FailureTarget") && has(&paper, "Failed"));
    assert!(
        paper
            .events
            .contains(&("BackoffLimitExceeded".into(), "Job has reached the specified backoff limit".into()))
    );
}

#[test]
fn a_deadline_ends_it() {
    let mut paper = paper(json!({"activeDeadlineSeconds": 60}));
    paper.pass(61);
    assert!(has(&paper, "FailureTarget"));
    for pod in running(&paper) {
        paper.delete("Pod", &pod);
    }
    paper.settle();
    assert!(has(&paper, "Failed"));
}

#[test]
fn an_indexed_job_runs_each_index_once() {
    let mut paper = paper(json!({"completionMode": "Indexed", "parallelism": 3}));
    let pods = running(&paper);
    assert!(pods[0].starts_with("load-0-") && pods[2].starts_with("load-2-"), "{pods:?}");
    end(&mut paper, &pods[2], "Succeeded");
    end(&mut paper, &pods[0], "Succeeded");
    assert_eq!(status(&paper)["completedIndexes"], "0,2");
    let env = &paper.get("Pod", &pods[1])["spec"]["containers"][0]["env"][0];
    assert_eq!(env["name"], "JOB_COMPLETION_INDEX");
    end(&mut paper, &pods[1], "Succeeded");
    assert_eq!((&status(&paper)["completedIndexes"], has(&paper, "Complete")), (&json!("0-2"), true));
}

#[test]
fn a_suspended_job_has_no_pods_and_a_finished_one_goes_in_time() {
    let mut paper = paper(json!({"suspend": true, "ttlSecondsAfterFinished": 30, "completions": 1}));
    assert!(running(&paper).is_empty() && has(&paper, "Suspended"));
    paper.patch("Job", "load", json!({"spec": {"suspend": false}}));
    paper.settle();
    let pod = running(&paper)[0].clone();
    end(&mut paper, &pod, "Succeeded");
    assert!(has(&paper, "Complete"));
    paper.pass(31);
    assert!(paper.names("Job").is_empty());
}
