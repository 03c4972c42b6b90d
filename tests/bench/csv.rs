//! `-o csv`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::bench;
use crate::support::command;
use crate::support::wire::{Then, Wire, ok};

const HEADER: &str =
    "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset";

fn server() -> Wire {
    Wire::http(|heard, out| {
        if heard.number == 2 {
            return Ok(Then::Close);
        }
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    })
}

#[test]
fn each_answer_is_a_row_and_nothing_else_is_printed() {
    let server = server();
    let outcome = bench(["-n", "2000", "-c", "3", "-m", "POST", "-o", "csv", &server.url()]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let mut lines = outcome.stdout.lines();
    assert_eq!(lines.next(), Some(HEADER));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    // One request failed: hey leaves it out too.
    assert_eq!(rows.len(), 1999);
    let mut whole = 0;
    for row in &rows {
        assert_eq!((row.len(), row[6]), (8, "200"), "{row:?}");
        let times: Vec<f64> = row.iter().map(|cell| cell.parse().unwrap()).collect();
        let parts: f64 = [times[1], times[3], times[4], times[5]].iter().sum();
        // Five times are rounded. Between two steps the machine may run something else, so the sum may fall short.
        assert!(parts < times[0] + 0.0003, "{row:?}");
        whole += usize::from(times[0] - parts < 0.002);
        assert!(
            row.iter().enumerate().all(|(at, cell)| at == 6 || cell.split('.').nth(1).unwrap().len() == 4)
        );
    }
    assert!(whole * 2 > rows.len(), "of {} rows {whole} are the sum of their parts", rows.len());
}

#[test]
fn nothing_answered_leaves_the_header_alone() {
    let server = Wire::http(|_, _| Ok(Then::Close));
    let outcome = bench(["-n", "3", "-c", "1", "-o", "csv", &server.url()]);
    assert_eq!((outcome.code, outcome.stdout), (1, format!("{HEADER}\n\n")));
    assert_eq!(outcome.stderr, "error: no request succeeded: all 3 failed\n");
}

#[test]
fn rows_come_while_the_run_goes_on_and_a_reader_that_leaves_ends_it() {
    let server = Wire::http(|_, out| {
        out.write_all(ok("x").as_bytes())?;
        Ok(Then::Keep)
    });
    let mut child = command()
        .args(["bench", "-z", "1m", "-c", "2", "-o", "csv", &server.url()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), HEADER);
    assert!(lines.nth(600).unwrap().unwrap().contains(",200,"));
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
