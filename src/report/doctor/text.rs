//! Findings for people.

use crate::doctor::{BY_HAND, Case, Check, Finding, Severity, Source, catalogue};
use crate::report::status::Screen;
use crate::ui::{Mark, Table, sanitised};

use super::document::place;

/// Where the values of a finding stand, in columns.
const INDENT: usize = 12;

fn mark(severity: Severity) -> Mark {
    match severity {
        Severity::Error => Mark::Bad,
        Severity::Warning => Mark::Warn,
        Severity::Note => Mark::Dim,
    }
}

fn painted(text: &str, mark: Mark, colour: bool) -> String {
    match colour {
        true => format!("{0}{text}{0:#}", mark.style()),
        false => text.to_owned(),
    }
}

/// All findings, worst first, and a line that counts them.
pub fn text(findings: &[Finding], case: &Case, width: Option<usize>, colour: bool) -> String {
    let mut text = String::new();
    for finding in findings {
        text += &one(finding, case, width, colour);
        text.push('\n');
    }
    text + &summary(findings, case)
}

fn one(finding: &Finding, case: &Case, width: Option<usize>, colour: bool) -> String {
    let screen = Screen { width, colour, ..Screen::default() };
    let head = format!("{} {}", finding.severity.name(), finding.code);
    let mut text = format!(
        "{}  {}\n",
        painted(&head, mark(finding.severity), colour),
        painted(finding.title, Mark::Strong, colour)
    );
    let at = match (finding.path().as_str(), &finding.source) {
        ("", _) if finding.object.name.is_empty() => String::new(),
        ("", _) => finding.object.to_string(),
        (path, _) => format!("{}  {path}", finding.object),
    };
    let place = match &finding.source {
        Source::File { .. } => place(finding, case),
        Source::Cluster => {
            finding.object.namespace.as_ref().map(|it| format!("namespace {it}")).unwrap_or_default()
        }
    };
    let at = [at, place].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("  ");
    text += &format!("  {}\n", painted(&sanitised(&at), Mark::Dim, colour));
    let rows = [
        ("found", &finding.found),
        ("expected", &finding.expected),
        ("why", &finding.why),
        ("mend", &finding.remedy),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let wrapped = screen.wrapped(value, INDENT, Mark::Plain);
        text += &format!("  {name:<9} {}", wrapped.trim_start());
    }
    if let Some(command) = &finding.command {
        text += &format!("{}$ {}\n", " ".repeat(INDENT), sanitised(command));
    }
    text
}

fn summary(findings: &[Finding], case: &Case) -> String {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let word = |count: usize, name: &str| match count {
        1 => format!("1 {name}"),
        _ => format!("{count} {name}s"),
    };
    let objects = word(case.entries().len(), "object");
    if findings.is_empty() {
        return format!("nothing is wrong in {objects}\n");
    }
    let mends = findings.iter().filter(|it| it.severity > Severity::Note && it.is_mendable()).count();
    let fix = if mends > 0 { format!("; --fix mends {mends}") } else { String::new() };
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts: Vec<String> =
        parts.iter().filter(|(it, _)| count(*it) > 0).map(|(it, name)| word(count(*it), name)).collect();
    format!("{} in {objects}; --explain {} tells more{fix}\n", counts.join(", "), findings[0].code)
}

/// What a code means.
pub fn explanation(check: &Check, width: Option<usize>) -> String {
    let screen = Screen { width, ..Screen::default() };
    let by_hand = BY_HAND.iter().find(|(code, _)| *code == check.code);
    let by_hand = by_hand.map(|(_, why)| format!("\n--fix leaves to you: {why}."));
    format!(
        "{} ({})\n{}\n\n{}{}",
        check.code,
        check.severity.name(),
        check.title,
        screen.wrapped(check.about, 0, Mark::Plain),
        by_hand.map(|text| screen.wrapped(&text, 0, Mark::Plain)).unwrap_or_default()
    )
}

/// All checks.
pub fn table(checks: &[catalogue::Check]) -> Table {
    let mut table = Table::new(["CODE", "SEVERITY", "FINDS"]);
    for check in checks {
        table.marked([
            (check.code, Mark::Plain),
            (check.severity.name(), mark(check.severity)),
            (check.title, Mark::Plain),
        ]);
    }
    table
}
