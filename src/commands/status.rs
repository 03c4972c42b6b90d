//! `neap status`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Duration;

use super::connect::connect;
use super::follow::{Show, Until, follow};
use crate::cli::status::{Status, StatusOutput};
use crate::clock::parse_duration;
use crate::cluster::Cluster;
use crate::error::{Error, Kind, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::observe::goal::{self, Goal};
use crate::observe::lookup;
use crate::observe::members::{Clusters, look_at};
use crate::observe::{Denial, Reconnecting, Record, Scope, Snapshot, Want};
use crate::platform::PoolLabels;
use crate::report::status::{Screen, changes, detail, list};
use crate::session::Session;
use crate::ui::{Live, sanitised};

/// Runs `neap status`.
///
/// # Errors
/// The service is not there, the cluster cannot be read; with `--for`: timed out, or it cannot come about.
pub async fn run(args: Status, session: &mut Session) -> Result<()> {
    let until = until(&args)?;
    let clusters =
        Clusters { own: connect(&args.target, session).await?, members: members(&args, session).await? };
    let cluster = clusters.own.clone();
    let scope = Scope {
        namespace: (!args.all_namespaces).then(|| cluster.namespace.clone()),
        service: args.name.clone(),
        pool_labels: PoolLabels { own: args.pool_label.clone() },
        of_fleet: false,
    };
    let mut shower = Shower::new(&args)?;
    if !args.watch && until.goal.is_none() {
        let snapshot = look_at(&clusters, &scope, &*session.clock).await?;
        found(&cluster, &scope, &snapshot).await?;
        return shower.once(&snapshot, session);
    }
    if until.goal != Some(Goal::Deleted) {
        // A mistyped name must not be waited for.
        let snapshot = look_at(&clusters, &scope, &*session.clock).await?;
        found(&cluster, &scope, &snapshot).await?;
    }
    let result = follow(clusters, scope, &until, &mut shower, session).await;
    match (result, &shower.last) {
        // Without -w the picture at the end is the answer; a failure explains itself with it.
        (result, Some(last)) if !args.watch => {
            let last = last.clone();
            if !matches!(&result, Err(error) if error.kind == Kind::Interrupted) {
                shower.once(&last, session)?;
            }
            result
        }
        // To end a watch by Ctrl-C is no error: the exit code says it, and nothing else does.
        (Err(error), _) if error.kind == Kind::Interrupted && until.goal.is_none() => {
            Err(Error { message: String::new(), ..error })
        }
        (result, _) => result,
    }
}

/// Follows one service as `neap status NAME -w` does, at most so long: this is `--watch` of `serve kserve`.
///
/// # Errors
/// Interrupted, or the cluster cannot be read.
pub async fn watch(
    cluster: Cluster,
    name: &str,
    limit: Option<Duration>,
    session: &mut Session,
) -> Result<()> {
    let scope = Scope {
        namespace: Some(cluster.namespace.clone()),
        service: Some(name.to_owned()),
        ..Scope::default()
    };
    let mut shower = Shower {
        output: StatusOutput::Table,
        watch: true,
        one: true,
        all_namespaces: false,
        record: None,
        live: Live::default(),
        last: None,
    };
    match follow(cluster.into(), scope, &Until { goal: None, timeout: limit }, &mut shower, session).await {
        Err(error) if error.kind == Kind::Timeout && shower.last.is_some() => Ok(()),
        result => result,
    }
}

/// The clusters of the fleet that are looked at too: `CONTEXT`, or `CLUSTER=CONTEXT` where the fleet knows it by another name.
async fn members(args: &Status, session: &Session) -> Result<Vec<(String, Cluster)>> {
    let mut members: Vec<(String, Cluster)> = Vec::new();
    for text in &args.member {
        let (name, context) = text.split_once('=').unwrap_or((text, text));
        let refuse = |reason: &str| {
            let example = "neap status qwen3 --member c1 --member c2=context-of-c2";
            Error::flag("--member", text, reason, example)
        };
        if name.is_empty() || context.is_empty() {
            return Err(refuse("it must be CONTEXT, or CLUSTER=CONTEXT"));
        }
        if members.iter().any(|(other, _)| other == name) {
            return Err(refuse("this cluster comes twice"));
        }
        let mut target = args.target.clone();
        target.cluster.context = Some(context.to_owned());
        members.push((name.to_owned(), connect(&target, session).await?));
    }
    Ok(members)
}

fn until(args: &Status) -> Result<Until> {
    let Some(text) = &args.goal else { return Ok(Until::default()) };
    let name = args.name.as_deref().unwrap_or("NAME");
    let goal = Goal::parse(text).ok_or_else(|| {
        Error::flag(
            "--for",
            text,
            format_args!("it must be {}", goal::ALLOWED),
            format_args!("neap status {name} --for ready=3"),
        )
    })?;
    let timeout = parse_duration(&args.timeout)
        .map_err(|allowed| Error::flag("--timeout", &args.timeout, allowed, "--timeout 10m"))?;
    // As kubectl reads it: 0 looks once, and so does this.
    Ok(Until { goal: Some(goal), timeout: Some(timeout.max(Duration::from_millis(1))) })
}

/// Refuses a name that nothing bears, with names that are like it.
async fn found(cluster: &Cluster, scope: &Scope, snapshot: &Snapshot) -> Result<()> {
    let refused = snapshot.unread.iter().find(|it| it.what == Want::Services.noun());
    if let Some(refused) = refused
        && snapshot.services.is_empty()
    {
        return Err(unreadable(cluster, &refused.denial));
    }
    let (Some(name), true) = (&scope.service, snapshot.services.is_empty()) else { return Ok(()) };
    let namespace = scope.namespace.as_deref().unwrap_or(&cluster.namespace);
    let error = Error::failed(format!("there is no service {} in namespace {namespace}", quoted(name)));
    // The name is wrong, whatever else is.
    let roster = lookup::roster(cluster, lookup::Scope::Namespace(namespace), false).await;
    let services = roster.map(|roster| roster.services).unwrap_or_default();
    let names: Vec<String> = services.iter().map(|service| service.name().to_owned()).collect();
    Err(match did_you_mean(name, names.iter().map(String::as_str)) {
        Some(hint) => error.hint(hint),
        None => error.hint("`neap status -A` lists the services of all namespaces"),
    })
}

fn unreadable(cluster: &Cluster, denial: &Denial) -> Error {
    match denial {
        Denial::Forbidden { action } => Error::failed(format!("not allowed to {action}"))
            .hint("ask for the verbs `list` and `watch` on `inferenceservices.serving.kserve.io`"),
        Denial::NotServed => Error::failed(format!("KServe is not installed in {}", cluster.server))
            .cause("the cluster serves no `inferenceservices.serving.kserve.io`")
            .hint("`kubectl config get-contexts` lists other clusters; `--context NAME` chooses one"),
    }
}

/// Shows pictures as the flags ask for it.
struct Shower {
    output: StatusOutput,
    watch: bool,
    one: bool,
    all_namespaces: bool,
    record: Option<BufWriter<File>>,
    live: Live,
    last: Option<Snapshot>,
}

impl Shower {
    fn new(args: &Status) -> Result<Self> {
        let create = |path: &std::path::PathBuf| {
            let file = File::create(path);
            file.map(BufWriter::new)
                .map_err(|error| Error::failed(format!("cannot write `{}`: {error}", path.display())))
        };
        Ok(Self {
            output: args.output,
            watch: args.watch,
            one: args.name.is_some(),
            all_namespaces: args.all_namespaces,
            record: args.record.as_ref().map(create).transpose()?,
            live: Live::default(),
            last: None,
        })
    }

    fn view(&self, snapshot: &Snapshot, session: &Session, size: Option<(usize, usize)>) -> String {
        /// With fewer rows than this, empty lines are a luxury.
        const ROOMY: usize = 32;
        let screen = Screen {
            width: size.map(|(columns, _)| columns),
            colour: session.ui.colour(),
            wide: self.output == StatusOutput::Wide,
            compact: self.watch && size.is_some_and(|(_, rows)| rows < ROOMY),
        };
        match self.one {
            true => detail(snapshot, screen),
            false => list(snapshot, self.all_namespaces, screen),
        }
    }

    fn once(&self, snapshot: &Snapshot, session: &mut Session) -> Result<()> {
        if self.output == StatusOutput::Json {
            return session.ui.line(json(snapshot, true)?);
        }
        if snapshot.services.is_empty() && !self.one {
            session.ui.status("no services found");
            return Ok(());
        }
        let width = session.ui.width();
        let view = self.view(snapshot, session, width.map(|width| (width, usize::MAX)));
        session.ui.data(view)
    }
}

impl Show for Shower {
    fn record(&mut self, record: &Record) -> Result<()> {
        let Some(file) = &mut self.record else { return Ok(()) };
        let line = serde_json::to_string(record).map_err(|error| Error::failed(error.to_string()))?;
        writeln!(file, "{line}")?;
        Ok(file.flush()?)
    }

    fn picture(&mut self, snapshot: &Snapshot, tick: bool, session: &mut Session) -> Result<()> {
        let before = self.last.replace(snapshot.clone());
        if !self.watch {
            return Ok(());
        }
        match self.output {
            StatusOutput::Json => {
                // Time alone is no change.
                let same = before.is_some_and(|before| Snapshot { at: snapshot.at, ..before } == *snapshot);
                if same { Ok(()) } else { session.ui.line(json(snapshot, false)?) }
            }
            _ if session.ui.stdout_is_terminal() => {
                let mut view = self.view(snapshot, session, session.ui.size());
                if let Some(Reconnecting { since, why }) = &snapshot.reconnecting {
                    let age = crate::clock::age(*since, snapshot.at);
                    view = format!("reconnecting for {age}: {}\n{view}", sanitised(why));
                }
                self.live.draw(&mut session.ui, &view)
            }
            _ if tick => Ok(()),
            _ => {
                let at = snapshot.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                for line in changes(before.as_ref(), snapshot) {
                    session.ui.line(format_args!("{at}  {}", sanitised(&line).replace('\n', " ")))?;
                }
                Ok(())
            }
        }
    }
}

fn json(snapshot: &Snapshot, pretty: bool) -> Result<String> {
    let text = if pretty { serde_json::to_string_pretty(snapshot) } else { serde_json::to_string(snapshot) };
    text.map_err(|error| Error::failed(format!("cannot write JSON: {error}")))
}
