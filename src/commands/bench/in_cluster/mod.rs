//! `--in-cluster`: the load is sent by the pods of an Indexed Job. Worker 0 says in its log how far it is and what was measured;
//! a log needs no way into the pod, outlives a broken connection, and can be read again from its beginning.

mod flags;
mod follow;
pub mod pod;
mod relay;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::sync::mpsc;

use super::settings::time;
use super::signals::ended;
use super::team::{Screen, made_up};
use super::watch::Watch;
use crate::cli::bench::Bench;
use crate::cli::target::Target;
use crate::cluster::Cluster;
use crate::cluster::objects::ApplyOptions;
use crate::commands::connect::connect;
use crate::error::{Error, Kind, Result};
use crate::kubernetes::{Identity, Object};
use crate::load::plan::Plan;
use crate::load::team::lead::{News, Outcome};
use crate::load::team::orders::Orders;
use crate::manifest::{Bundle, bench};
use crate::session::Session;

use follow::{Seen, Standing};
use relay::Word;

/// How often is looked at pods that have not started.
const LOOK: Duration = Duration::from_millis(500);
/// How long the workers may take to hand over what they have when they are asked to end.
const LAST_WORDS: Duration = Duration::from_secs(20);

/// Runs the load in the cluster and takes away what was made for it.
///
/// # Errors
/// The cluster refuses, the workers do not start in time, or the load cannot be sent.
pub async fn run(
    plan: &Plan,
    count: usize,
    orders: &Orders,
    args: &Bench,
    watch: Option<&Watch>,
    session: &mut Session,
) -> Result<(Outcome, Instant)> {
    let target = Target { cluster: args.cluster.clone(), namespace: args.namespace.clone() };
    let (token, tail) = (made_up()?.0, made_up()?.0);
    let letters = tail.chars().filter(char::is_ascii_alphanumeric).take(6).collect::<String>();
    let name = format!("neap-bench-{}", letters.to_ascii_lowercase());
    let mut workers = flags::read(args, count, plan, orders, name, token)?;
    let within = time("--start-timeout", &args.start_timeout, "--in-cluster --start-timeout 5m")?;
    let cluster = connect(&target, session).await?;
    workers.namespace.clone_from(&cluster.namespace);
    let bundle = bench::render(&workers)?;
    check(&cluster, &bundle).await?;
    let mut screen = Screen::new(plan, watch, session)?;
    let mut made = Made { cluster: &cluster, objects: Vec::new() };
    let outcome = match made.make(&bundle).await {
        Ok(()) => {
            session.ui.status(format_args!(
                "job.batch/{} in namespace {}: {count} workers of image {}",
                workers.name, workers.namespace, workers.image
            ));
            Load { cluster: &cluster, job: &workers.name, count, within }
                .follow(&mut made, &mut screen, session)
                .await
        }
        Err(error) => Err(error),
    };
    let left = made.clear().await;
    if !left.is_empty() {
        let names: Vec<String> = left.iter().map(ToString::to_string).collect();
        session.ui.warning(format_args!("still there, delete by hand: {}", names.join(", ")));
    }
    outcome.map(|outcome| (outcome, screen.began()))
}

/// Lets the API server check all objects; nothing is written.
async fn check(cluster: &Cluster, bundle: &Bundle) -> Result<()> {
    let dry = ApplyOptions { dry_run: true, force: false };
    let answers = join_all(bundle.items.iter().map(|item| cluster.apply(&item.object, dry))).await;
    for answer in answers {
        answer.map_err(|failure| failure.error.cause("nothing was written"))?;
    }
    Ok(())
}

/// What was made, and has to go again.
struct Made<'a> {
    cluster: &'a Cluster,
    /// Each with its uid.
    objects: Vec<(Identity, String)>,
}

impl Made<'_> {
    /// The Job first: it owns the others, so that nothing stays if this process dies. Its pods wait for the Secret.
    async fn make(&mut self, bundle: &Bundle) -> Result<()> {
        let mut owner: Option<(Identity, String)> = None;
        for item in &bundle.items {
            let mut object = item.object.clone();
            if let (Some(_), Some((owner, uid))) = (&item.owner, &owner) {
                object.set_owner(owner, uid);
            }
            let made = self
                .cluster
                .apply(&object, ApplyOptions::default())
                .await
                .map_err(|failure| failure.error)?;
            let known = (made.identity(), uid(&made));
            owner.get_or_insert_with(|| known.clone());
            self.objects.push(known);
        }
        Ok(())
    }

    /// Deletes it; what could not be deleted.
    async fn clear(&mut self) -> Vec<Identity> {
        let objects = std::mem::take(&mut self.objects);
        let gone =
            join_all(objects.iter().map(|(identity, uid)| self.cluster.delete(identity, Some(uid)))).await;
        let left = objects.into_iter().zip(gone).filter(|(_, gone)| gone.is_err());
        left.map(|((identity, _), _)| identity).collect()
    }
}

fn uid(object: &Object) -> String {
    object.get("/metadata/uid").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// A load under way.
struct Load<'a> {
    cluster: &'a Cluster,
    job: &'a str,
    count: usize,
    within: Duration,
}

impl Load<'_> {
    async fn follow(
        &self,
        made: &mut Made<'_>,
        screen: &mut Screen<'_>,
        session: &mut Session,
    ) -> Result<Outcome> {
        let (words, mut heard) = mpsc::channel(64);
        let mut listener = tokio::task::JoinSet::new();
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let start = Instant::now();
        let (mut begun, mut last_words) = (false, None);
        let mut told: BTreeSet<String> = BTreeSet::new();
        let mut signal = Box::pin(ended());
        loop {
            let over = async {
                match last_words {
                    Some((at, ending)) => {
                        tokio::time::sleep_until(at).await;
                        ending
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                ending = &mut signal => {
                    if last_words.is_some() || !begun {
                        return Err(ending.given_up(""));
                    }
                    signal = Box::pin(ended());
                    last_words = Some((tokio::time::Instant::now() + LAST_WORDS, ending));
                    // Kubernetes asks the pods to end; worker 0 then says what was measured until now.
                    let _ = made.clear().await;
                }
                ending = over => return Err(ending.given_up("")),
                Some(word) = heard.recv() => match word? {
                    Word::News(event) => {
                        begun |= matches!(event, News::Progress(_));
                        screen.show(event, self.count, session)?;
                    }
                    Word::Outcome(mut outcome) => {
                        // The pods only know that they were asked to end.
                        if let Some((_, ending)) = last_words {
                            outcome.summary.ending = ending;
                        }
                        return Ok(*outcome);
                    }
                    Word::Failed { message, causes, hints } => {
                        return Err(Error { kind: Kind::Failed, message: format!("worker 0: {message}"), causes, hints });
                    }
                },
                _ = look.tick(), if !begun => {
                    let pods = follow::pods(self.cluster, self.job).await?;
                    if let Some(first) = pods.get(&0).filter(|first| first.standing == Standing::Started && listener.is_empty()) {
                        listener.spawn(follow::listen(self.cluster.clone(), first.name.clone(), words.clone()));
                    }
                    self.look(&pods, start.elapsed(), &mut told, session)?;
                }
            }
        }
    }

    /// Says why workers do not start; an error once one has failed, or the time is over.
    fn look(
        &self,
        pods: &BTreeMap<usize, Seen>,
        waited: Duration,
        told: &mut BTreeSet<String>,
        session: &mut Session,
    ) -> Result<()> {
        let mut late = Vec::new();
        for index in 0..self.count {
            let why = match pods.get(&index).map(|seen| &seen.standing) {
                Some(Standing::Started) => continue,
                // Worker 0 says itself in its log why it failed.
                Some(Standing::Failed(_)) if index == 0 && waited < LOOK * 4 => continue,
                Some(Standing::Failed(why)) => {
                    let log = format!("logs -n {} job/{} --all-pods", self.cluster.namespace, self.job);
                    return Err(Error::failed(format!("worker {index} failed before the start: {why}"))
                        .hint(format_args!(
                            "its log says more, where it can be read in time: `{}`",
                            self.cluster.kubectl(&log)
                        )));
                }
                Some(Standing::Waits(why)) => why.clone(),
                None => "the Job has made no pod for it".to_owned(),
            };
            late.push(format!("worker {index} has not started: {why}"));
        }
        if !self.within.is_zero() && waited >= self.within {
            let started = self.count - late.len();
            let error = Error::timeout(format!(
                "{started} of {} workers had started within {} s",
                self.count,
                self.within.as_secs_f64()
            ));
            return Err(late.into_iter().fold(error, Error::cause));
        }
        for why in late {
            let serious =
                why.contains("BackOff") || why.contains("ErrImage") || why.contains("no node takes it");
            if serious && told.insert(why.clone()) {
                session.ui.warning(why);
            }
        }
        Ok(())
    }
}
