//! `neap doctor`: objects of a cluster or of files → findings → what mends them.

pub(in crate::commands) mod collect;
mod files;
mod fix;

use crate::cli::doctor::{Doctor, DoctorOutput};
use crate::doctor::{CHECKS, Case, Finding, Severity, catalogue, concern, examine};
use crate::error::{Error, Kind, Result};
use crate::report::doctor;
use crate::session::Session;

use super::connect::connect;

/// Runs `neap doctor`.
///
/// # Errors
/// A file or the cluster cannot be read; or something is wrong, which has been shown (exit 4).
pub async fn run(mut args: Doctor, session: &mut Session) -> Result<()> {
    if args.list {
        return session.ui.table(&doctor::table(CHECKS));
    }
    if let Some(code) = &args.explain {
        let check = known("--explain", code)?;
        let width = session.ui.width();
        return session.ui.data(doctor::explanation(check, width));
    }
    let (ignored, only) = (codes("--ignore", &args.ignore)?, codes("--only", &args.only)?);
    let (case, cluster) = match args.filename.is_empty() {
        true => {
            let cluster = connect(&args.target, session).await?;
            let collected = collect::all(&cluster).await?;
            if let Some(name) = &mut args.name {
                *name = collected.service(name, &cluster).await?;
            } else if args.output == DoctorOutput::Text {
                session.ui.table(&doctor::prerequisites(&collected.case, &collected.served))?;
            }
            for unread in &collected.unread {
                session.ui.warning(unread);
            }
            (collected.case, Some(cluster))
        }
        false => (files::read(&args.filename)?, None),
    };
    let mut findings = examine(&case);
    findings.retain(|it| !ignored.contains(&it.code) && (only.is_empty() || only.contains(&it.code)));
    if let Some(name) = &args.name {
        let own = concern::of_service(&case, name);
        findings.retain(|finding| own.has(finding));
    }
    match args.output {
        DoctorOutput::Text => {
            let (width, colour) = (session.ui.width(), session.ui.colour());
            fix::show(&doctor::text(&findings, &case, width, colour), &args, session)?;
        }
        DoctorOutput::Json => session.ui.data(doctor::json(&findings, &case)?)?,
        DoctorOutput::Sarif => session.ui.data(doctor::sarif(&findings, &case)?)?,
    }
    if args.fix {
        return fix::run(&case, &findings, cluster.as_ref(), &args, session).await;
    }
    verdict(&findings, args.strict)
}

fn verdict(findings: &[Finding], strict: bool) -> Result<()> {
    let limit = if strict { Severity::Warning } else { Severity::Error };
    match findings.iter().any(|finding| finding.severity >= limit) {
        true => Err(Error::new(Kind::Differs, "something is wrong")),
        false => Ok(()),
    }
}

fn codes(flag: &str, given: &[String]) -> Result<Vec<&'static str>> {
    given.iter().map(|code| known(flag, code).map(|check| check.code)).collect()
}

fn known(flag: &str, code: &str) -> Result<&'static catalogue::Check> {
    catalogue::by_code(code).ok_or_else(|| {
        Error::flag(flag, code, "no check has this code", format!("neap doctor {flag} {}", CHECKS[0].code))
            .hint("`neap doctor --list` shows all")
    })
}

/// A case of files that hold nothing.
fn nothing(case: &Case, what: &str) -> Result<()> {
    match case.entries().is_empty() && case.texts().is_empty() {
        true => Err(Error::usage(format!("{what} holds no object"))),
        false => Ok(()),
    }
}
