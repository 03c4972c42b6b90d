//! Jobs.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::cell::{
    age, at, containers, duration, integer, is_deleting, is_true, list, name, seconds, selector_or_none,
    since, text, text_or,
};
use super::{AGE, NAME, Shown, flag, number, text as column, wide};

/// Job.
pub const JOB: Shown = Shown {
    columns: &[
        NAME,
        column("Status"),
        column("Completions"),
        column("Duration"),
        AGE,
        wide("Containers"),
        wide("Images"),
        wide("Selector"),
    ],
    cells: |job, now| {
        let mut cells = vec![
            name(job),
            status(job).into(),
            completions(job).into(),
            took(job, now).into(),
            age(job, now),
        ];
        cells.extend(containers(job, &["spec", "template", "spec", "containers"]));
        cells.push(selector_or_none(at(job, &["spec", "selector"])));
        cells
    },
};

fn status(job: &Value) -> &'static str {
    match job {
        job if is_true(job, "Complete") => "Complete",
        job if is_true(job, "Failed") => "Failed",
        job if is_deleting(job) => "Terminating",
        job if is_true(job, "Suspended") => "Suspended",
        job if is_true(job, "FailureTarget") => "FailureTarget",
        job if is_true(job, "SuccessCriteriaMet") => "SuccessCriteriaMet",
        _ => "Running",
    }
}

fn completions(job: &Value) -> String {
    let succeeded = integer(job, &["status", "succeeded"]);
    match (at(job, &["spec", "completions"]).as_i64(), integer(job, &["spec", "parallelism"])) {
        (Some(wanted), _) => format!("{succeeded}/{wanted}"),
        (None, parallel @ 2..) => format!("{succeeded}/1 of {parallel}"),
        (None, _) => format!("{succeeded}/1"),
    }
}

fn took(job: &Value, now: Timestamp) -> String {
    let time = |field| text(job, &["status", field]).parse::<Timestamp>().ok();
    match (time("startTime"), time("completionTime")) {
        (None, _) => String::new(),
        (Some(start), end) => duration(seconds(start, end.unwrap_or(now))),
    }
}

/// CronJob.
pub const CRON_JOB: Shown = Shown {
    columns: &[
        NAME,
        column("Schedule"),
        column("Timezone"),
        flag("Suspend"),
        number("Active"),
        column("Last Schedule"),
        AGE,
        wide("Containers"),
        wide("Images"),
        wide("Selector"),
    ],
    cells: |job, now| {
        let last = text(job, &["status", "lastScheduleTime"]);
        let suspended = match &job["spec"]["suspend"] {
            Value::Bool(true) => "True",
            Value::Bool(false) => "False",
            _ => "<unset>",
        };
        let mut cells = vec![
            name(job),
            text(job, &["spec", "schedule"]).into(),
            text_or(job, &["spec", "timeZone"], "<none>").into(),
            suspended.into(),
            json!(list(job, &["status", "active"]).len()),
            if last.is_empty() { "<none>".into() } else { since(last, now).into() },
            age(job, now),
        ];
        cells.extend(containers(job, &["spec", "jobTemplate", "spec", "template", "spec", "containers"]));
        cells.push(selector_or_none(at(job, &["spec", "jobTemplate", "spec", "selector"])));
        cells
    },
};
