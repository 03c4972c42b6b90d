//! Rules of prometheus-adapter's form, which ACK's adapter has too: which series, whose they are, what is served of them.

use serde_json::{Value, json};

use crate::engines::metrics::Kind;
use crate::engines::promql;
use crate::error::{Error, Result};
use crate::workload::metrics::{LabelPair, Series};

/// The rule of a metric.
///
/// # Errors
/// It is no PromQL, which would be a fault of neap's own.
pub fn rule(series: &Series, labels: &LabelPair, interval: u32) -> Result<Value> {
    let exposed = series.exposed();
    let only = series.only.map_or_else(String::new, |only| format!("{only},"));
    let mut rule = json!({
        "seriesQuery": format!("{exposed}{{{only}{}!=\"\",{}!=\"\"}}", labels.namespace, labels.pod),
        "resources": {"overrides": {
            &labels.namespace: {"resource": "namespace"},
            &labels.pod: {"resource": "pod"},
        }},
    });
    if series.served != exposed {
        // Without `^` and `$` it would also meet longer names, which a rule of their own may serve.
        rule["name"] = json!({"matches": format!("^{exposed}$"), "as": series.served});
    }
    rule["metricsQuery"] =
        query(series, "<<.Series>>", "<<.LabelMatchers>>", Some("<<.GroupBy>>"), interval).into();
    verified(&rule, &exposed).map_err(|why| {
        Error::failed(format!("the rule for {} is wrong: {why}", series.name)).cause(rule.to_string())
    })?;
    Ok(rule)
}

/// What is asked of Prometheus for a metric: over series, matchers and groups as they are given.
pub fn query(series: &Series, name: &str, matchers: &str, group: Option<&str>, interval: u32) -> String {
    let only = series.only.map_or_else(String::new, |only| format!("{only},"));
    let selector = format!("{name}{{{only}{matchers}}}");
    let range = range(interval);
    let by = |more: &str| match (group, more) {
        (Some(group), more) => format!(" by ({more}{group})"),
        (None, "") => String::new(),
        (None, more) => format!(" by ({})", more.trim_end_matches(", ")),
    };
    let operator = series.aggregation.name();
    match series.kind {
        Kind::Gauge => format!("{operator}({selector}){}", by("")),
        Kind::Counter => format!("{operator}(rate({selector}[{range}])){}", by("")),
        Kind::Histogram => format!("histogram_quantile(0.95, sum(rate({selector}[{range}])){})", by("le, ")),
    }
}

/// Over which time a rate is taken: four scrapes, so that one that fails does not make a hole, and a minute at the least.
fn range(interval: u32) -> String {
    match (4 * interval).max(60) {
        seconds if seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

/// Checks a rule as the adapter will use it: its queries are PromQL once its templates are filled in, and it serves pods.
///
/// # Errors
/// What is wrong.
pub fn verified(rule: &Value, exposed: &str) -> Result<(), String> {
    let text = |pointer: &str| rule.pointer(pointer).and_then(Value::as_str);
    let find = text("/seriesQuery").ok_or("there is no seriesQuery")?;
    promql::parse(find).map_err(|why| format!("seriesQuery: {why}"))?;
    let asked = text("/metricsQuery").ok_or("there is no metricsQuery")?;
    for template in ["<<.Series>>", "<<.LabelMatchers>>", "<<.GroupBy>>"] {
        if !asked.contains(template) {
            return Err(format!("metricsQuery has no {template}"));
        }
    }
    let overrides = rule.pointer("/resources/overrides").and_then(Value::as_object);
    let overrides = overrides.ok_or("there are no resources.overrides")?;
    let label_of = |resource: &str| {
        let found =
            overrides.iter().find(|(_, to)| to.get("resource").and_then(Value::as_str) == Some(resource));
        found.map(|(label, _)| label.as_str()).ok_or(format!("no label is a {resource}"))
    };
    let (namespace, pod) = (label_of("namespace")?, label_of("pod")?);
    let filled = asked
        .replace("<<.Series>>", exposed)
        .replace("<<.LabelMatchers>>", &format!("{namespace}=\"a\",{pod}=~\"b|c\""))
        .replace("<<.GroupBy>>", pod);
    promql::parse(&filled).map_err(|why| format!("metricsQuery: {why}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> Value {
        let series = Series::parse("--metric", text, None, None).unwrap();
        rule(&series, &LabelPair::of_pod_monitors(), 15).unwrap()
    }

    #[test]
    fn each_kind_has_its_query() {
        for (metric, query) in [
            ("vllm-waiting", "sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)"),
            ("vllm-kv-cache", "avg(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)"),
            ("vllm-tokens", "sum(rate(<<.Series>>{<<.LabelMatchers>>}[1m])) by (<<.GroupBy>>)"),
            (
                "vllm-ttft",
                "histogram_quantile(0.95, sum(rate(<<.Series>>{<<.LabelMatchers>>}[1m])) by (le, <<.GroupBy>>))",
            ),
            (
                "triton-llm-waiting",
                "sum(<<.Series>>{request_type=\"waiting\",<<.LabelMatchers>>}) by (<<.GroupBy>>)",
            ),
        ] {
            assert_eq!(made(metric)["metricsQuery"], query);
        }
        assert_eq!(made("vllm-ttft")["name"]["matches"], "^vllm:time_to_first_token_seconds_bucket$");
        assert_eq!(
            made("vllm-waiting")["seriesQuery"],
            "vllm:num_requests_waiting{namespace!=\"\",pod!=\"\"}"
        );
        assert_eq!(made("vllm-waiting").get("name"), None);
    }

    #[test]
    fn a_rule_with_a_slip_is_found_out() {
        let sound = made("vllm-waiting");
        let said = |change: &dyn Fn(&mut Value)| {
            let mut rule = sound.clone();
            change(&mut rule);
            verified(&rule, "vllm:num_requests_waiting").unwrap_err()
        };
        for (query, why) in [
            ("sum(<<.Series>>{<<.LabelMatchers>>} by (<<.GroupBy>>)", "missing"),
            ("sum(<<.Series>>{<<.LabelMatchers>>})", "no <<.GroupBy>>"),
            ("sum({{.Series}}{<<.LabelMatchers>>}) by (<<.GroupBy>>) <<.Series>>", "metricsQuery"),
        ] {
            assert!(said(&|rule| rule["metricsQuery"] = query.into()).contains(why), "{query}");
        }
        assert!(said(&|rule| rule["seriesQuery"] = "a{b!=c}".into()).contains("seriesQuery"));
        assert!(said(&|rule| rule["resources"] = json!({})).contains("overrides"));
        assert!(
            said(&|rule| rule["resources"]["overrides"] = json!({"namespace": {"resource": "namespace"}}))
                .contains("pod")
        );
    }

    #[test]
    fn a_rate_spans_four_scrapes() {
        assert_eq!([15, 30, 20, 7].map(range), ["1m", "2m", "80s", "1m"]);
    }
}
