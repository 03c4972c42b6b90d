//! Following: a replica that comes is joined, one that goes is left, and a log that breaks off is taken up where it ended.

use std::collections::BTreeMap;

use futures::StreamExt;
use futures::io::AsyncBufReadExt;
use jiff::Timestamp;
use kube::Api;
use kube::api::LogParams;
use kube::runtime::{WatchStreamExt, watcher};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::lines::Printer;
use super::{AGAIN, Wanted};
use crate::error::{Error, Result};
use crate::kubernetes::resources::Pod;
use crate::observe::family::Family;
use crate::observe::front::is_worker;
use crate::session::Session;

/// What a reader of one replica's log has to say.
enum Said {
    Line(String, Vec<u8>),
    Note(String),
    /// The API server does not allow it: nothing will come.
    Refused(Error),
}

/// Prints the logs of `chosen` and, unless `instances` names some, of every replica that comes; until interrupted.
///
/// # Errors
/// The logs may not be read, or nobody reads what is printed.
pub async fn follow(
    wanted: &Wanted<'_>,
    chosen: Vec<Pod>,
    instances: Vec<String>,
    with_times: bool,
    session: &mut Session,
) -> Result<()> {
    let api = Api::<Pod>::namespaced_with(wanted.cluster.client.clone(), &wanted.cluster.namespace, &());
    let of_family = |family: Family| {
        let own = watcher::Config::default().labels(&family.selector(Some(wanted.service)));
        watcher(api.clone(), own).default_backoff().boxed()
    };
    let mut changes = futures::stream::select_all(Family::ALL.map(of_family));
    let (sender, mut said) = mpsc::channel(64);
    let mut printer = Printer::new(chosen.len() > 1);
    let mut readers: BTreeMap<String, JoinHandle<()>> = BTreeMap::new();
    let mut seen = 0;
    if chosen.is_empty() {
        session.ui.status(format!("no replica of {} yet; waiting", wanted.service));
    }
    let mut connected = true;
    loop {
        tokio::select! {
            change = changes.next() => match change {
                Some(Ok(watcher::Event::Apply(pod) | watcher::Event::InitApply(pod))) => {
                    connected = true;
                    let name = pod.metadata.name.clone().unwrap_or_default();
                    let is_asked = match instances.is_empty() {
                        true => !is_worker(&pod),
                        false => instances.contains(&name),
                    };
                    if !is_asked || readers.contains_key(&name) || !wanted.has_started(&pod) {
                        continue;
                    }
                    seen += 1;
                    if seen == 2 {
                        printer.name_replicas();
                    }
                    if !chosen.iter().any(|known| known.metadata.name == pod.metadata.name) {
                        session.ui.status(format!("+ {name}"));
                    }
                    let reader = Reader::new(wanted, &pod, name.clone(), with_times, sender.clone());
                    readers.insert(name, tokio::spawn(reader.run()));
                }
                Some(Ok(watcher::Event::Delete(pod))) => {
                    let name = pod.metadata.name.unwrap_or_default();
                    if readers.remove(&name).is_some() {
                        // Its reader ends by itself when the last lines have come.
                        session.ui.status(format!("- {name}"));
                    }
                }
                Some(Ok(watcher::Event::Init | watcher::Event::InitDone)) => {}
                Some(Err(error)) => {
                    if std::mem::take(&mut connected) {
                        session.ui.warning(format!("replicas that come or go are not seen for now: {}", why(&error)));
                    }
                }
                None => return Ok(()),
            },
            Some(word) = said.recv() => match word {
                Said::Line(pod, line) => printer.print(&pod, &line, session)?,
                Said::Note(note) => session.ui.status(note),
                Said::Refused(error) => return Err(error),
            },
        }
    }
}

fn why(error: &watcher::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// Reads one replica's log.
struct Reader {
    api: Api<Pod>,
    explain: Box<dyn Fn(&kube::Error) -> Error + Send + Sync>,
    params: LogParams,
    name: String,
    with_times: bool,
    sender: mpsc::Sender<Said>,
    /// The time of the last line that was handed on, and how many lines had that time.
    last: Option<(Timestamp, usize)>,
}

impl Reader {
    fn new(
        wanted: &Wanted<'_>,
        pod: &Pod,
        name: String,
        with_times: bool,
        sender: mpsc::Sender<Said>,
    ) -> Self {
        // Times are always asked for: they say where to take a log up again.
        let container = wanted.container_of(pod);
        let params = LogParams { container, follow: true, timestamps: true, ..wanted.params.clone() };
        let (cluster, action) = (wanted.cluster.clone(), wanted.action(&name));
        let explain = Box::new(move |error: &kube::Error| cluster.explain(&action, error));
        Self { api: wanted.api(), explain, params, name, with_times, sender, last: None }
    }

    /// Until the pod has gone, or nobody listens.
    async fn run(mut self) {
        loop {
            match self.api.log_stream(&self.name, &self.params).await {
                Ok(stream) => {
                    // However it ended, the pod says whether there is more to come.
                    let _ = self.hand_on(stream).await;
                }
                Err(kube::Error::Api(status)) if status.code == 404 => return,
                Err(error @ kube::Error::Api(_)) if is_refusal(&error) => {
                    let _ = self.sender.send(Said::Refused((self.explain)(&error))).await;
                    return;
                }
                Err(_) => {}
            }
            if self.sender.is_closed() || !self.may_go_on().await {
                return;
            }
            tokio::time::sleep(AGAIN).await;
            if let Some((last, _)) = self.last {
                self.params.since_time = Some(last);
                self.params.since_seconds = None;
                self.params.tail_lines = None;
            }
        }
    }

    async fn hand_on(&mut self, stream: impl futures::io::AsyncBufRead + Send) -> Option<()> {
        let mut stream = std::pin::pin!(stream);
        let before = self.last;
        let mut repeated = before.map_or(0, |(_, lines)| lines);
        let mut line = Vec::new();
        loop {
            line.clear();
            if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
                return Some(());
            }
            let (time, text) = split_time(&line);
            if let (Some(time), Some((last, _))) = (time, before) {
                // What was there before the log broke off is not said twice.
                if time < last || (time == last && repeated > 0) {
                    repeated = repeated.saturating_sub(usize::from(time == last));
                    continue;
                }
            }
            if let Some(time) = time {
                self.last = match self.last {
                    Some((last, lines)) if last == time => Some((last, lines + 1)),
                    _ => Some((time, 1)),
                };
            }
            let text = if self.with_times { line.clone() } else { text.to_vec() };
            self.sender.send(Said::Line(self.name.clone(), text)).await.ok()?;
        }
    }

    /// Whether the pod is still there; notes a container that was started again.
    async fn may_go_on(&self) -> bool {
        match self.api.get_opt(&self.name).await {
            Ok(None) => false,
            Ok(Some(pod)) => {
                let phase = pod.status.phase;
                let over = matches!(phase.as_deref(), Some("Succeeded" | "Failed"));
                if over {
                    let _ = self.sender.send(Said::Note(format!("- {} has ended", self.name))).await;
                }
                !over
            }
            // The API server is away: the pod may be there.
            Err(_) => true,
        }
    }
}

fn is_refusal(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if matches!(status.code, 401 | 403))
}

/// The time that the kubelet puts before each line, and the line.
fn split_time(line: &[u8]) -> (Option<Timestamp>, &[u8]) {
    let space = line.iter().position(|byte| *byte == b' ');
    let parsed = space.and_then(|space| {
        let time = std::str::from_utf8(&line[..space]).ok()?.parse().ok()?;
        Some((time, &line[space + 1..]))
    });
    match parsed {
        Some((time, rest)) => (Some(time), rest),
        None => (None, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_split_off() {
        let (time, line) = split_time(b"2026-01-31T08:00:00.123456789Z hello world\n");
        assert_eq!((time.unwrap().subsec_nanosecond(), line), (123_456_789, b"hello world\n".as_slice()));
        assert_eq!(split_time(b"no time here\n"), (None, b"no time here\n".as_slice()));
        assert_eq!(split_time(b""), (None, b"".as_slice()));
    }
}
