//! hey's summary, to the byte. The layout is described in `docs/bench.md`, with the places where hey's own is wrong.

use std::fmt::Write;
use std::time::Duration;

use crate::load::measure::extent::Extent;
use crate::load::summary::{Bar, Summary};

/// The percentiles that hey shows.
const PERCENTILES: [u64; 7] = [10, 25, 50, 75, 90, 95, 99];
/// The longest bar of the histogram.
const LONGEST_BAR: u64 = 40;

/// The report of a run; ends with the empty lines that hey ends with.
pub fn summary(summary: &Summary) -> String {
    let recorder = summary.whole();
    let total = recorder.latency.extent;
    let mut out = String::from("\nSummary:\n");
    line(&mut out, format_args!("  Total:\t{} secs", seconds(summary.elapsed)));
    line(&mut out, format_args!("  Slowest:\t{} secs", of_some(total, |total| total.max)));
    line(&mut out, format_args!("  Fastest:\t{} secs", of_some(total, |total| total.min)));
    line(&mut out, format_args!("  Average:\t{} secs", mean(total)));
    line(&mut out, format_args!("  Requests/sec:\t{:.4}", summary.rate()));
    line(&mut out, format_args!("  "));
    if let (true, Some(size)) = (recorder.bytes > 0, recorder.bytes.checked_div(total.count)) {
        line(&mut out, format_args!("  Total data:\t{} bytes", recorder.bytes));
        line(&mut out, format_args!("  Size/request:\t{size} bytes"));
    }
    out.push_str("\nResponse time histogram:\n");
    histogram(&mut out, &summary.histogram());
    out.push_str("\n\nLatency distribution:\n");
    if total.count > 0 {
        for percent in PERCENTILES {
            line(&mut out, format_args!("  {percent}% in {} secs", seconds(summary.percentile(percent))));
        }
    }
    out.push_str("\nDetails (average, fastest, slowest):\n");
    let phases = &recorder.phases;
    for (name, extent) in [
        ("DNS+dialup", phases.connect),
        ("DNS-lookup", phases.dns),
        ("req write", phases.write),
        ("resp wait", phases.wait),
        ("resp read", phases.read),
    ] {
        let (fastest, slowest) = (of_some(extent, |extent| extent.min), of_some(extent, |extent| extent.max));
        line(&mut out, format_args!("  {name}:\t{} secs, {fastest} secs, {slowest} secs", mean(extent)));
    }
    out.push_str("\nStatus code distribution:\n");
    for (status, count) in &recorder.statuses {
        line(&mut out, format_args!("  [{status}]\t{count} responses"));
    }
    if !recorder.faults.is_empty() {
        out.push_str("\nError distribution:\n");
        let named = recorder.faults.iter();
        let mut messages: Vec<_> = named
            .map(|((class, message), count)| (format!("{}: {message}", class.as_str()), count))
            .collect();
        messages.sort_unstable();
        for (message, count) in messages {
            line(&mut out, format_args!("  [{count}]\t{message}"));
        }
    }
    if recorder.unfinished > 0 {
        out.push_str("\nUnfinished at the end:\n");
        line(&mut out, format_args!("  [{}]\tno complete answer yet", recorder.unfinished));
    }
    out.push_str(if recorder.faults.is_empty() && recorder.unfinished == 0 { "\n\n\n" } else { "\n" });
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn histogram(out: &mut String, bars: &[Bar]) {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    for bar in bars {
        let length = (bar.count * LONGEST_BAR + most / 2).checked_div(most).unwrap_or(0);
        let blocks = "■".repeat(usize::try_from(length).unwrap_or(0));
        line(out, format_args!("  {:.3} [{}]\t|{blocks}", bar.mark.as_secs_f64(), bar.count));
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.4}", time.as_secs_f64())
}

/// A time that nothing was measured for is a dash, not a zero.
fn of_some(extent: Extent, pick: fn(&Extent) -> Duration) -> String {
    if extent.count > 0 { seconds(pick(&extent)) } else { "-".to_owned() }
}

fn mean(extent: Extent) -> String {
    extent.mean().map_or_else(|| "-".to_owned(), |mean| format!("{mean:.4}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::fault::{Class, Fault};
    use crate::load::measure::Measurements;
    use crate::load::measure::span::Span;
    use crate::load::sample::{Phases, Sample};
    use crate::load::saturation::strain::Strains;
    use crate::load::summary::Ending;

    fn run(millis: &[u64], faults: &[(Class, &'static str)], abandoned: u64) -> Summary {
        let mut measured = Measurements::new(Span::run(None), None, false).unwrap();
        let recorder = &mut measured.whole;
        for (at, millis) in millis.iter().enumerate() {
            let total = Duration::from_millis(*millis);
            let phases = Phases {
                connect: if at == 0 { total / 2 } else { Duration::ZERO },
                wait: total / 4,
                ..Phases::default()
            };
            let status = if at % 5 == 4 { 503 } else { 200 };
            recorder.record(&Sample { offset: Duration::ZERO, total, phases, status, body: 13 });
        }
        for (class, message) in faults {
            recorder.fail(&Fault::new(*class, *message));
        }
        recorder.unfinished = abandoned;
        recorder.within = recorder.answered() + recorder.failed();
        Summary::new(measured, Strains::default(), Duration::from_millis(1500), Ending::Complete, false)
    }

    #[test]
    fn the_layout_is_heys() {
        let millis: Vec<u64> = (0..20).map(|step| 100 + step * step).collect();
        let expected = [
            "",
            "Summary:",
            "  Total:\t1.5000 secs",
            "  Slowest:\t0.4610 secs",
            "  Fastest:\t0.1000 secs",
            "  Average:\t0.2235 secs",
            "  Requests/sec:\t13.3333",
            "  ",
            "  Total data:\t260 bytes",
            "  Size/request:\t13 bytes",
            "",
            "Response time histogram:",
            "  0.100 [1]\t|■■■■■■■",
            "  0.136 [6]\t|■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■■",
            "  0.172 [2]\t|■■■■■■■■■■■■■",
            "  0.208 [2]\t|■■■■■■■■■■■■■",
            "  0.244 [2]\t|■■■■■■■■■■■■■",
            "  0.281 [1]\t|■■■■■■■",
            "  0.317 [1]\t|■■■■■■■",
            "  0.353 [1]\t|■■■■■■■",
            "  0.389 [1]\t|■■■■■■■",
            "  0.425 [2]\t|■■■■■■■■■■■■■",
            "  0.461 [1]\t|■■■■■■■",
            "",
            "",
            "Latency distribution:",
            "  10% in 0.1040 secs",
            "  25% in 0.1250 secs",
            "  50% in 0.2000 secs",
            "  75% in 0.3251 secs",
            "  90% in 0.4241 secs",
            "  95% in 0.4610 secs",
            "  99% in 0.4610 secs",
            "",
            "Details (average, fastest, slowest):",
            "  DNS+dialup:\t0.0025 secs, 0.0000 secs, 0.0500 secs",
            "  DNS-lookup:\t0.0000 secs, 0.0000 secs, 0.0000 secs",
            "  req write:\t0.0000 secs, 0.0000 secs, 0.0000 secs",
            "  resp wait:\t0.0559 secs, 0.0250 secs, 0.1153 secs",
            "  resp read:\t0.0000 secs, 0.0000 secs, 0.0000 secs",
            "",
            "Status code distribution:",
            "  [200]\t16 responses",
            "  [503]\t4 responses",
            "",
            "",
            "",
            "",
        ];
        assert_eq!(summary(&run(&millis, &[], 0)), expected.join("\n"));
    }

    #[test]
    fn errors_stand_at_the_end_in_order() {
        let faults = [(Class::Timeout, "b"), (Class::Reset, "50%20x"), (Class::Timeout, "b")];
        let text = summary(&run(&[100], &faults, 3));
        let (_, end) = text.split_once("Status code").unwrap();
        assert_eq!(
            end,
            " distribution:\n  [200]\t1 responses\n\nError distribution:\n  [1]\treset: 50%20x\n  [2]\ttimeout: b\n\n\
             Unfinished at the end:\n  [3]\tno complete answer yet\n\n"
        );
    }

    #[test]
    fn without_an_answer_nothing_is_claimed() {
        let text = summary(&run(&[], &[(Class::Connect, "refused")], 0));
        assert!(text.contains("\n  Slowest:\t- secs\n  Fastest:\t- secs\n  Average:\t- secs\n"), "{text}");
        let details = "\n\nResponse time histogram:\n\n\nLatency distribution:\n\nDetails (average, fastest, slowest):\n  \
                       DNS+dialup:\t- secs, - secs, - secs\n";
        assert!(text.contains(details), "{text}");
        assert!(
            text.ends_with("\nStatus code distribution:\n\nError distribution:\n  [1]\tconnect: refused\n\n"),
            "{text}"
        );
    }
}
