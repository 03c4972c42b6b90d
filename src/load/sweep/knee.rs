//! The rates of a sweep, and where its knee is.

/// Rates between a server that has one request at a time and one that has as many as it can take, at equal distances, in ascending
/// order; without the two ends.
pub fn between(serial: f64, saturated: f64, count: u32) -> Vec<f64> {
    let width = (saturated - serial) / f64::from(count + 1);
    (1..=count).map(|place| serial + width * f64::from(place)).filter(|rate| *rate > 0.0).collect()
}

/// The place of the step with the most power, throughput by latency (Kleinrock, *On Flow Control in Computer Networks*, 1978): before
/// it more load costs little latency, after it little throughput is gained. Each step is (throughput, latency).
pub fn knee(steps: &[(f64, f64)]) -> Option<usize> {
    let power = |(throughput, latency): (f64, f64)| if latency > 0.0 { throughput / latency } else { 0.0 };
    let places = steps.iter().enumerate().filter(|(_, step)| power(**step) > 0.0);
    places.max_by(|(_, a), (_, b)| power(**a).total_cmp(&power(**b))).map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_lie_between_the_ends() {
        assert_eq!(between(10.0, 50.0, 3), [20.0, 30.0, 40.0]);
        // A server that does not get faster with more to do.
        assert_eq!(between(10.0, 10.0, 2), [10.0, 10.0]);
    }

    #[test]
    fn the_knee_of_a_single_server_is_at_half_its_capacity() {
        // M/M/1 with capacity 1: latency 1/(1 - rate), so power is rate × (1 - rate).
        let steps: Vec<(f64, f64)> = (1..10)
            .map(|tenth| {
                let rate = f64::from(tenth) / 10.0;
                (rate, 1.0 / (1.0 - rate))
            })
            .collect();
        assert_eq!(knee(&steps), Some(4));
        assert_eq!(knee(&[]), None);
    }
}
