//! `--workers` and `--join`: a load that several processes send.

use std::ffi::OsStr;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::llm::{self, Prompts};
use super::settings::{self, Destination, integer, time};
use super::signals::ended;
use super::watch::{Course, Shower, Watch};
use crate::cli::bench::{Bench, Verb};
use crate::cli::{Cli, Command, hey};
use crate::environment::Environment;
use crate::error::{Error, Result, quoted};
use crate::load::fault::reason;
use crate::load::measure::recorder::Recorder;
use crate::load::plan::Plan;
use crate::load::schedule::Amount;
use crate::load::target::Target;
use crate::load::team::lead::{Facts, Lost, Muster, News, Outcome, muster};
use crate::load::team::message::Token;
use crate::load::team::orders::{Orders, Place, VERSION};
use crate::load::team::{Joining, join, reach};
use crate::report::{hey_csv, live};
use crate::session::Session;
use crate::ui::Progress;

/// Workers that one process can lead.
const MOST_WORKERS: u64 = 1000;
/// The variable with the word that all workers know.
pub const TOKEN: &str = "NEAP_BENCH_TOKEN";

/// How many workers there are to be; `None`: this process alone.
///
/// # Errors
/// A usage error.
pub fn workers(args: &Bench, plan: &Plan) -> Result<Option<usize>> {
    let text = match (&args.workers, args.in_cluster) {
        (Some(text), _) => text,
        (None, true) => "1",
        (None, false) => return Ok(None),
    };
    let workers = integer("--workers", text, 1, MOST_WORKERS, "--workers 4")?;
    let workers = usize::try_from(workers).unwrap_or(usize::MAX);
    let fewest = match plan.load.amount() {
        Amount::Requests(requests) => plan.concurrency.min(usize::try_from(requests).unwrap_or(usize::MAX)),
        Amount::Time(_) => plan.concurrency,
    };
    match workers > fewest {
        true => Err(Error::usage(format!(
            "{workers} workers have too little to do: {fewest} connections are to be shared among them"
        ))
        .hint("raise `-c` (and `-n`), or ask for fewer `--workers`")),
        false => Ok(Some(workers)),
    }
}

/// What the other workers have to know of this command line.
///
/// # Errors
/// A file cannot be read, or a word cannot be sent.
pub fn orders(args: &Bench, plan: &Plan, prompts: Option<&Prompts>, session: &Session) -> Result<Orders> {
    let word = |word: &OsStr| match word.to_str() {
        Some(word) => Ok(word.to_owned()),
        None => Err(Error::usage(format!(
            "{} cannot be sent to other workers: it is not UTF-8",
            quoted(&word.to_string_lossy())
        ))
        .hint("a body can be any bytes in a file: `-D FILE`")),
    };
    let named = [("-D", &args.data_file), ("--trace", &args.trace), ("--cacert", &args.cacert)];
    let named = named.into_iter().filter_map(|(flag, path)| Some((flag, path.as_deref()?)));
    // What lies on the volume of the workers is there already.
    let named = named.filter(|(_, path)| !args.is_elsewhere(path));
    let files = named.map(|(flag, path)| Ok((word(path)?, settings::file(args, flag, path)?)));
    let of_prompts = prompts.into_iter().flat_map(|prompts| &prompts.files);
    let of_prompts = of_prompts
        .map(|(flag, typed, file)| Ok((word(typed)?, settings::file(args, flag, file.as_os_str())?)));
    let place = || Place { url: plan.request.target.to_string(), host: Some(plan.request.host.clone()) };
    Ok(Orders {
        neap: VERSION.to_owned(),
        words: session.words.iter().map(|it| word(it)).collect::<Result<_>>()?,
        files: files.chain(of_prompts).collect::<Result<_>>()?,
        destination: args.service.is_some().then(place),
        prompts: prompts.map(Prompts::orders),
    })
}

/// The plan that orders make for `of` workers.
///
/// # Errors
/// As reading the command line where it was typed; a file that only another machine has is missed here.
pub fn understand(orders: &Orders, of: usize) -> Result<settings::Settings> {
    let words = std::iter::once("neap".into()).chain(orders.words.iter().map(Into::into)).collect();
    let cli = Cli::parse_as_named(hey::rewrite(words), |_| "")
        .map_err(|error| Error::usage(format!("the command line is not understood: {error}")))?;
    let Command::Bench(line) = cli.command else { return Err(Error::usage("the orders are not for bench")) };
    let destination = orders.destination.as_ref().map(|place| {
        let target = Target::parse(&place.url).map_err(|why| Error::usage(format!("{}: {why}", place.url)));
        Ok::<_, Error>(Destination { target: target?, host: place.host.clone() })
    });
    let destination = destination.transpose()?;
    let line = line.into_inner();
    // The part of one of so many is at most what this machine has cores for.
    if let Some(Verb::Llm(args)) = line.verb {
        return llm::of_orders(args.into_inner(), orders, destination, cores() * of);
    }
    let mut args = line.bench;
    args.files = orders.files.clone();
    args.worker = true;
    let destination = destination.map_or_else(|| settings::destination(&args), Ok)?;
    settings::read(&args, destination, cores() * of)
}

/// How many cores this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Leads a load: waits for the other workers, and does its own part.
///
/// # Errors
/// The others do not come, or the load cannot be sent.
pub async fn lead(
    plan: Plan,
    of: usize,
    orders: Orders,
    args: &Bench,
    watch: Option<&Watch>,
    session: &mut Session,
) -> Result<(Outcome, Instant)> {
    let within = time("--start-timeout", &args.start_timeout, "--workers 4 --start-timeout 5m")?;
    let listener = listen(&args.listen).await?;
    let address = listener.local_addr()?;
    let token = match session.env.get(TOKEN) {
        Some(token) => Token(token.to_owned()),
        None => made_up()?,
    };
    if of > 1 {
        let known = match session.env.get(TOKEN) {
            Some(_) => String::new(),
            None => format!("{TOKEN}={} ", token.0),
        };
        let others = if of == 2 { "1 worker joins".to_owned() } else { format!("{} workers join", of - 1) };
        session.ui.status(format_args!(
            "begins when {others} at {address}: `{known}neap bench --join HOST:{}`",
            address.port()
        ));
    }
    let mut screen = Screen::new(&plan, watch, session)?;
    let within = (!within.is_zero()).then_some(within);
    let (news, mut heard) = mpsc::channel(64);
    let (stop, stops) = mpsc::channel(4);
    let load = async {
        let team = muster(listener, Muster { of, token, orders, within }, &news).await?;
        team.run(plan, stops, &news).await
    };
    let mut load = std::pin::pin!(load);
    let mut signal = Box::pin(ended());
    let (mut begun, mut interrupted) = (false, false);
    loop {
        tokio::select! {
            biased;
            ending = &mut signal => {
                if interrupted || !begun {
                    return Err(ending.given_up(""));
                }
                interrupted = true;
                signal = Box::pin(ended());
                let _ = stop.send(ending).await;
            }
            Some(event) = heard.recv() => {
                begun |= matches!(event, News::Progress(_));
                screen.show(event, of, session)?;
            }
            outcome = &mut load => {
                let outcome = outcome?;
                // What was said last.
                while let Ok(event) = heard.try_recv() {
                    screen.show(event, of, session)?;
                }
                return Ok((outcome, screen.began()));
            }
        }
    }
}

/// Opens the port at which workers join. Where a machine has no IPv6, `[::]` is all of IPv4.
///
/// # Errors
/// The address is none, or is taken.
pub async fn listen(address: &str) -> Result<TcpListener> {
    let listener = match TcpListener::bind(address).await {
        Err(_) if address.starts_with("[::]:") => {
            TcpListener::bind(address.replacen("[::]", "0.0.0.0", 1)).await
        }
        listener => listener,
    };
    listener.map_err(|error| {
        Error::flag(
            "--listen",
            address,
            format!("HOST:PORT of this machine is expected: {}", reason(&error)),
            "neap bench --workers 4 --listen 0.0.0.0:7979 URL",
        )
    })
}

/// A word that nobody guesses.
///
/// # Errors
/// The machine gives no random bytes.
pub fn made_up() -> Result<Token> {
    let mut bytes = [0; 24];
    let random = rustls::crypto::ring::default_provider().secure_random;
    random.fill(&mut bytes).map_err(|_| Error::failed("the machine gives no random bytes"))?;
    Ok(Token(URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is seen while a load of several processes runs.
pub struct Screen<'a> {
    amount: Amount,
    rows: bool,
    line: Option<Progress>,
    watch: Option<(&'a Watch, Shower)>,
    /// When the load began, by this clock: what is heard of it comes later than it was said, and never earlier.
    began: Option<Instant>,
}

impl<'a> Screen<'a> {
    /// Of a load.
    ///
    /// # Errors
    /// The output is closed.
    pub fn new(plan: &Plan, watch: Option<&'a Watch>, session: &mut Session) -> Result<Self> {
        // CSV on a terminal and a line that redraws itself would write over each other.
        let quiet = plan.rows && session.ui.stdout_is_terminal();
        if plan.rows {
            session.ui.data(hey_csv::HEADER)?;
        }
        let line = (!quiet && watch.is_none()).then(|| session.ui.progress());
        let watch = watch.map(|watch| (watch, Shower::new(session, quiet)));
        Ok(Self { amount: plan.load.amount(), rows: plan.rows, line, watch, began: None })
    }

    /// When the load began; now, if nothing was heard of it.
    pub fn began(&self) -> Instant {
        self.began.unwrap_or_else(Instant::now)
    }

    /// Shows what happened.
    ///
    /// # Errors
    /// The output is closed.
    pub fn show(&mut self, event: News, of: usize, session: &mut Session) -> Result<()> {
        match event {
            News::Joined { index, here } => {
                session.ui.status(format_args!("worker {index} has joined: {here} of {of} are here"));
            }
            News::Left { index, why } => session.ui.warning(format_args!("worker {index} has left: {why}")),
            News::Refused { why } => session.ui.warning(format_args!("a worker was refused: {why}")),
            News::Lost(lost) => session.ui.warning(missed(&lost)),
            News::Progress(progress) => {
                let began = Instant::now().checked_sub(progress.elapsed);
                self.began = self.began.into_iter().chain(began).min();
                if let (Some((watch, shower)), Some(began)) = (&mut self.watch, self.began) {
                    shower.show(watch, &Course { began, progress, recent: None }, self.amount, session)?;
                }
                if let Some(line) = &self.line {
                    let (done, text) = live::view(self.amount, progress, None);
                    line.show(done, text);
                }
            }
            News::Rows(samples) if self.rows => session.ui.data(hey_csv::rows(&samples))?,
            News::Rows(_) => {}
        }
        Ok(())
    }
}

/// Joins a load that is led elsewhere.
///
/// # Errors
/// It is refused, cannot do what is asked, or worker 0 is gone.
pub async fn joined(
    address: &str,
    index: Option<usize>,
    orders: Option<Orders>,
    session: &mut Session,
    within: Duration,
) -> Result<()> {
    let token = token(&session.env)?;
    let stream = reach(address, within).await?;
    let joining = Joining { token, index, orders };
    let plan = |orders: &Orders, of: usize| Ok(understand(orders, of)?.plan);
    let ui = &mut session.ui;
    join(stream, joining, plan, ended(), |what| ui.status(what)).await
}

/// The word that all workers know.
///
/// # Errors
/// It is not set.
pub fn token(env: &Environment) -> Result<Token> {
    let token = env.get(TOKEN).map(|token| Token(token.to_owned()));
    token.ok_or_else(|| {
        Error::usage(format!(
            "{TOKEN} is not set: worker 0 shows it at its start, and knows nobody without it"
        ))
        .hint(format_args!("for example `{TOKEN}=… neap bench --join 10.0.0.5:7979`"))
    })
}

/// Says how the workers worked together, where the report has no words for it.
pub fn tell(facts: &Facts, session: &mut Session) {
    session.ui.status(together(facts));
}

/// `4 workers, started within 0.2 ms (their clocks are known to 0.1 ms)`.
fn together(facts: &Facts) -> String {
    let millis = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    format!(
        "{} workers, start skew {} (their clocks are known to {})",
        facts.workers,
        millis(facts.start_skew),
        millis(facts.clock_error)
    )
}

/// An error if a worker was lost: what it measured is missing.
///
/// # Errors
/// Exit code 1.
pub fn verdict(facts: &Facts, recorder: &Recorder) -> Result<()> {
    if facts.lost.is_empty() {
        return Ok(());
    }
    let lost: Vec<String> = facts.lost.iter().map(|lost| lost.worker.to_string()).collect();
    let which = if lost.len() == 1 { "worker" } else { "workers" };
    let error = Error::failed(format!(
        "the report is partial: {which} {} of {} {} lost, and what was sent there is not in it",
        lost.join(", "),
        facts.workers,
        if lost.len() == 1 { "was" } else { "were" }
    ));
    let error = error.cause(format!("it has the {} requests of the others", recorder.sent()));
    Err(facts.lost.iter().fold(error, |error, lost| error.cause(missed(lost))))
}

fn missed(lost: &Lost) -> String {
    let progress = lost.progress;
    format!(
        "worker {} was lost: {}; {:.1} s after the start it had {} answers and {} failures",
        lost.worker,
        lost.why,
        progress.elapsed.as_secs_f64(),
        progress.answered,
        progress.failed
    )
}
