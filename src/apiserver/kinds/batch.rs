//! Job and CronJob.

use serde_json::{Value, json};

use super::field::{Causes, immutable, invalid, not_negative, one_of, required};
use super::fill::Table;
use super::pods;
use super::strategy::{Behaviour, PLAIN, at};

static JOB_DEFAULTS: Table = Table::new(
    r#"
    parallelism 1
    completionMode "NonIndexed"
    suspend false
    manualSelector false
    "#,
);

/// Job.
pub const JOB: Behaviour = Behaviour {
    defaults: &[(&["spec", "template", "spec"], &pods::SPEC)],
    also: |job| {
        if let Some(spec) = job.get_mut("spec").filter(|spec| spec.is_object()) {
            job_spec(spec);
        }
        let labels = job["spec"]["template"]["metadata"].get("labels").cloned();
        if let (Some(labels), None) = (labels, job["metadata"].get("labels")) {
            job["metadata"]["labels"] = labels;
        }
    },
    generation: true,
    create: |job, _| {
        select(job);
        // What is read from the store is completed again, and then there are labels to take.
        if job["metadata"].get("labels").is_none() {
            job["metadata"]["labels"] = job["spec"]["template"]["metadata"]["labels"].clone();
        }
        Ok(())
    },
    validate: |job, old, causes| validate(job, old, causes),
    ..PLAIN
};

fn job_spec(spec: &mut Value) {
    if spec.get("completions").is_none() && spec.get("parallelism").is_none() {
        spec["completions"] = json!(1);
    }
    JOB_DEFAULTS.fill(spec);
    if spec.get("backoffLimit").is_none() {
        let per_index = spec.get("backoffLimitPerIndex").is_some();
        spec["backoffLimit"] = if per_index { json!(i32::MAX) } else { json!(6) };
    }
    if spec.get("podReplacementPolicy").is_none() {
        let policy = if spec.get("podFailurePolicy").is_some() { "Failed" } else { "TerminatingOrFailed" };
        spec["podReplacementPolicy"] = policy.into();
    }
    if let Some(pod) = at(spec, &["template", "spec"]) {
        pods::template(pod);
    }
}

/// A job finds its pods by its own uid.
fn select(job: &mut Value) {
    if job["spec"]["manualSelector"] == true {
        return;
    }
    let (name, uid) = (job["metadata"]["name"].clone(), job["metadata"]["uid"].clone());
    let template = &mut job["spec"]["template"]["metadata"];
    if template.get("labels").is_none() {
        template["labels"] = json!({});
    }
    let labels = [
        ("job-name", &name),
        ("batch.kubernetes.io/job-name", &name),
        ("controller-uid", &uid),
        ("batch.kubernetes.io/controller-uid", &uid),
    ];
    for (key, value) in labels {
        if template["labels"].get(key).is_none() {
            template["labels"][key] = value.clone();
        }
    }
    let spec = &mut job["spec"];
    if spec.get("selector").is_none() {
        spec["selector"] = json!({});
    }
    if spec["selector"].get("matchLabels").is_none() {
        spec["selector"]["matchLabels"] = json!({});
    }
    if spec["selector"]["matchLabels"].get("batch.kubernetes.io/controller-uid").is_none() {
        spec["selector"]["matchLabels"]["batch.kubernetes.io/controller-uid"] = uid;
    }
}

fn validate(job: &Value, old: Option<&Value>, causes: &mut Causes) {
    let spec = &job["spec"];
    for name in
        ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"]
    {
        not_negative(&format!("spec.{name}"), &spec[name], causes);
    }
    if spec["selector"].is_null() {
        causes.push(required("spec.selector", ""));
    }
    pods::validate_template(&spec["template"], "spec.template", causes);
    restarts(&spec["template"], "spec.template", causes);
    one_of("spec.completionMode", &spec["completionMode"], &["Indexed", "NonIndexed"], causes);
    if let Some(old) = old {
        for name in [
            "completions",
            "selector",
            "template",
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
        ] {
            immutable(&format!("spec.{name}"), &spec[name], &old["spec"][name], causes);
        }
    }
}

/// What runs to its end is not started again for ever.
fn restarts(template: &Value, field: &str, causes: &mut Causes) {
    let policy = &template["spec"]["restartPolicy"];
    if policy == "Always" {
        causes
            .push(required(format!("{field}.spec.restartPolicy"), "valid values: \"OnFailure\", \"Never\""));
    }
}

static CRON_JOB_DEFAULTS: Table = Table::new(
    r#"
    concurrencyPolicy "Allow"
    suspend false
    successfulJobsHistoryLimit 3
    failedJobsHistoryLimit 1
    "#,
);

/// CronJob.
pub const CRON_JOB: Behaviour = Behaviour {
    defaults: &[
        (&["spec"], &CRON_JOB_DEFAULTS),
        (&["spec", "jobTemplate", "spec", "template", "spec"], &pods::SPEC),
    ],
    also: |job| {
        if let Some(pod) = at(job, &["spec", "jobTemplate", "spec", "template", "spec"]) {
            pods::template(pod);
        }
    },
    generation: true,
    validate: |job, _, causes| {
        let spec = &job["spec"];
        match spec["schedule"].as_str().unwrap_or_default() {
            "" => causes.push(required("spec.schedule", "")),
            schedule if !schedule.starts_with('@') && schedule.split_whitespace().count() != 5 => {
                let fields: Vec<&str> = schedule.split_whitespace().collect();
                let why =
                    format!("expected exactly 5 fields, found {}: [{}]", fields.len(), fields.join(" "));
                causes.push(invalid("spec.schedule", &spec["schedule"], why));
            }
            _ => {}
        }
        let policies = ["Allow", "Forbid", "Replace"];
        one_of("spec.concurrencyPolicy", &spec["concurrencyPolicy"], &policies, causes);
        let template = &spec["jobTemplate"]["spec"]["template"];
        pods::validate_template(template, "spec.jobTemplate.spec.template", causes);
        restarts(template, "spec.jobTemplate.spec.template", causes);
    },
    ..PLAIN
};
