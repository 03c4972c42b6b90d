//! The page that an engine shows: Prometheus' text format, and which series of it a served metric comes from.

use std::collections::BTreeSet;

use super::{Kind, is_called, known};

/// One line of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'a> {
    /// The series' name.
    pub name: &'a str,
    /// Its labels as they stand between the braces.
    pub labels: &'a str,
    /// Its value.
    pub value: f64,
}

/// The samples of a page; what is none is left out.
pub fn samples(text: &str) -> impl Iterator<Item = Sample<'_>> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (name, labels, rest) = match line.split_once('{') {
            Some((name, rest)) => {
                let (labels, rest) = rest.rsplit_once('}')?;
                (name, labels, rest)
            }
            None => {
                let (name, rest) = line.split_once(' ')?;
                (name, "", rest)
            }
        };
        let value = rest.split_whitespace().next()?.parse::<f64>().ok()?;
        Some(Sample { name: name.trim(), labels, value })
    })
}

/// The value of a label, of labels as they stand between the braces.
pub fn label<'a>(labels: &'a str, name: &str) -> Option<&'a str> {
    let at = labels.match_indices(name).map(|(at, _)| at);
    let mut values = at.filter_map(|at| {
        let begins = at == 0 || labels[..at].ends_with([',', ' ']);
        let (value, _) = labels[at + name.len()..].strip_prefix("=\"")?.split_once('"')?;
        begins.then_some(value)
    });
    values.next()
}

/// Where a served metric comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A series as it stands on the page, perhaps under another name.
    Gauge(String),
    /// A rate or a quantile that an adapter makes.
    Derived(String),
    /// The engine shows the same under the name of another version.
    Renamed(String),
}

impl Origin {
    /// The series on the page.
    pub fn series(&self) -> &str {
        match self {
            Self::Gauge(name) | Self::Derived(name) | Self::Renamed(name) => name,
        }
    }
}

/// Finds on a page what is served under a name: by the name itself, by what adapters make of names, by what other versions
/// called it.
pub fn origin(served: &str, names: &BTreeSet<String>) -> Option<Origin> {
    if names.contains(served) {
        return Some(Origin::Gauge(served.to_owned()));
    }
    if let Some(name) = names.iter().find(|name| is_called(name, served)) {
        return Some(Origin::Gauge(name.clone()));
    }
    let derived = |name: &&String| {
        let family = name.strip_suffix("_bucket");
        let quantile = family.is_some_and(|family| {
            let served_as =
                served.rsplit_once("_p").filter(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit()));
            served_as.is_some_and(|(begin, _)| is_called(family, begin))
        });
        quantile || is_called(&Kind::Counter.served(name), served)
    };
    if let Some(name) = names.iter().find(derived) {
        return Some(Origin::Derived(name.clone()));
    }
    let preset = known(served)?;
    let others = [Some(preset.metric), preset.before.map(|(_, before)| before)];
    let shown = others.into_iter().flatten().flat_map(|name| [name.to_owned(), format!("{name}_bucket")]);
    shown.into_iter().find(|name| names.contains(name)).map(Origin::Renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_read_with_and_without_labels() {
        let text = "# TYPE a gauge\na 3\nvllm:num_requests_waiting{model_name=\"q} x\",engine=\"0\"} 11.0\nnonsense\nc{x=\"1\"} 2 1700000000\n";
        let read: Vec<_> = samples(text).map(|sample| (sample.name, sample.labels, sample.value)).collect();
        let labels = "model_name=\"q} x\",engine=\"0\"";
        assert_eq!(
            read,
            [("a", "", 3.0), ("vllm:num_requests_waiting", labels, 11.0), ("c", "x=\"1\"", 2.0)]
        );
    }

    #[test]
    fn a_served_metric_is_found_under_any_of_its_names() {
        let names = |all: &[&str]| all.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let page = names(&["vllm:num_requests_waiting", "vllm:gpu_cache_usage_perc", "h_bucket", "c_total"]);
        for (served, found) in [
            ("vllm:num_requests_waiting", Some(Origin::Gauge("vllm:num_requests_waiting".into()))),
            ("vllm_num_requests_waiting", Some(Origin::Gauge("vllm:num_requests_waiting".into()))),
            ("num_requests_waiting", Some(Origin::Gauge("vllm:num_requests_waiting".into()))),
            ("h_p95", Some(Origin::Derived("h_bucket".into()))),
            ("c_per_second", Some(Origin::Derived("c_total".into()))),
            ("vllm:kv_cache_usage_perc", Some(Origin::Renamed("vllm:gpu_cache_usage_perc".into()))),
            ("nothing", None),
        ] {
            assert_eq!(origin(served, &page), found, "{served}");
        }
    }
}
