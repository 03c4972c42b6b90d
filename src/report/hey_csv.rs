//! hey's CSV: one line for each answered request, times in seconds.

use std::fmt::Write;

use crate::load::sample::Sample;

/// The first line.
pub const HEADER: &str =
    "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n";

/// A line for each sample, in the order in which they ended.
pub fn rows(samples: &[Sample]) -> String {
    let mut out = String::with_capacity(samples.len() * 64);
    for sample in samples {
        let phases = sample.phases;
        for time in [sample.total, phases.connect, phases.dns, phases.write, phases.wait, phases.read] {
            // Writing to a string cannot fail.
            let _ = write!(out, "{:.4},", time.as_secs_f64());
        }
        let _ = writeln!(out, "{},{:.4}", sample.status, sample.offset.as_secs_f64());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::sample::Phases;
    use std::time::Duration;

    #[test]
    fn a_row_is_heys() {
        let millis = Duration::from_millis;
        let phases = Phases {
            connect: millis(2),
            dns: millis(1),
            queue: None,
            write: millis(0),
            wait: millis(7),
            read: millis(3),
        };
        let sample = Sample { offset: millis(1234), total: millis(12), phases, status: 200, body: 5 };
        assert_eq!(rows(&[sample]), "0.0120,0.0020,0.0010,0.0000,0.0070,0.0030,200,1.2340\n");
    }
}
