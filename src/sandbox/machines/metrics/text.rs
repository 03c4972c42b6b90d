//! The text that a scrape brings: Prometheus' exposition format, as far as gauges and counters go.

/// A sample: name and value. Labels of an engine's own are left out, since they are the same for all its series.
pub fn samples(text: &str) -> impl Iterator<Item = (&str, f64)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (series, rest) = match line.split_once('{') {
            Some((name, rest)) => (name, rest.rsplit_once('}')?.1),
            None => line.split_once(' ')?,
        };
        let value = rest.split_whitespace().next()?.parse::<f64>().ok()?;
        // Histograms are of no use to an autoscaler that reads gauges.
        (!series.ends_with("_bucket")).then_some((series.trim(), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauges_are_read_with_and_without_labels() {
        let text = "# TYPE a gauge\na 3\nvllm:num_requests_waiting{model_name=\"q} x\",engine=\"0\"} 11.0\nb_bucket{le=\"1\"} 5\nnonsense\nc{x=\"1\"} 2 1700000000\n";
        let read: Vec<_> = samples(text).collect();
        assert_eq!(read, [("a", 3.0), ("vllm:num_requests_waiting", 11.0), ("c", 2.0)]);
    }
}
