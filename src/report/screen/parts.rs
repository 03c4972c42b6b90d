//! What scales a service, as typed lines.

use jiff::Timestamp;

use super::gauge::gauge;
use super::row::{Look, Row, Said, plain, said, sentence};
use crate::clock::{age, span};
use crate::elastic::hpa::When;
use crate::observe::outlook::{Limit, Outlook, Plan};
use crate::observe::{Autoscaler, Service};
use crate::report::status::{Screen, is_as_it_should_be, next, scalers as others};
use crate::report::units::known;
use crate::ui::{Mark, columns, shortened};

/// What scales a service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scaler {
    /// Its name.
    pub name: String,
    /// Counts and bounds.
    pub counts: String,
    /// What it looks at.
    pub metrics: Vec<Gauge>,
    /// What it asks for next, when, and why.
    pub next: String,
    /// What limits or delays it, each in a few words.
    pub limits: Vec<Said>,
    /// What is off.
    pub troubles: Vec<Said>,
    /// Lines of what is no HPA, as they are.
    pub lines: Vec<String>,
}

/// A value against its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauge {
    /// The metric.
    pub name: String,
    /// `11 / 5`.
    pub value: String,
    /// Value divided by target; absent without a value.
    pub ratio: Option<f64>,
    /// How old the value is.
    pub age: Option<String>,
}

/// All that scales a service.
pub fn scalers(service: &Service, outlook: &Outlook, now: Timestamp) -> Vec<Scaler> {
    let plan = |it: &Autoscaler| outlook.plan.as_ref().filter(|plan| plan.autoscaler == it.name);
    let own = service.autoscalers.iter().map(|it| scaler(it, plan(it), service, now));
    let mut scalers: Vec<Scaler> = own.collect();
    if scalers.len() > 1 {
        let words = format!("{} autoscalers act on one workload: both stop, or they fight", scalers.len());
        scalers[0].troubles.push(said(words, Mark::Bad));
    }
    let plain = Screen { compact: true, ..Screen::default() };
    let lines = others(service, plain, now);
    if !lines.is_empty() {
        scalers.push(Scaler { lines: lines.lines().map(str::to_owned).collect(), ..Scaler::default() });
    }
    scalers
}

fn scaler(autoscaler: &Autoscaler, plan: Option<&Plan>, service: &Service, now: Timestamp) -> Scaler {
    let rescale = autoscaler
        .last_scale
        .map_or_else(|| "never rescaled".to_owned(), |at| format!("rescaled {} ago", age(at, now)));
    let metrics = autoscaler.metrics.iter().map(|metric| Gauge {
        name: metric.name.clone(),
        value: format!(
            "{} / {}{}",
            metric.current.as_deref().map_or_else(|| "no value".to_owned(), readable),
            metric.target,
            if metric.per_pod { " a pod" } else { "" }
        ),
        ratio: metric.ratio,
        age: plan
            .and_then(|it| it.driver.as_ref())
            .filter(|it| it.name == metric.name)
            .and_then(|it| Some(span(i64::from(it.age?)))),
    });
    let troubles = autoscaler.conditions.iter().filter(|it| !is_as_it_should_be(it)).map(|it| {
        let words = [it.reason.as_deref(), it.message.as_deref()].into_iter().flatten();
        let words: Vec<&str> = words.collect();
        let mark = if it.kind == "ScalingLimited" { Mark::Warn } else { Mark::Bad };
        said(format!("{} {} {}", it.kind, it.status, words.join(": ")), mark)
    });
    Scaler {
        name: autoscaler.name.clone(),
        counts: format!(
            "{} current / {} desired, {} to {} replicas, {rescale}",
            known(autoscaler.current),
            known(autoscaler.desired),
            autoscaler.min,
            autoscaler.max
        ),
        metrics: metrics.collect(),
        next: next(autoscaler, service.replicas.desired, now),
        limits: plan.map(limits).unwrap_or_default(),
        troubles: troubles.collect(),
        lines: Vec::new(),
    }
}

/// A value without thousandths as a unit: `2333m` is `2.33`.
fn readable(value: &str) -> String {
    match value.strip_suffix('m').and_then(|it| it.parse::<f64>().ok()) {
        Some(thousandths) => format!("{:.2}", thousandths / 1000.0),
        None => value.to_owned(),
    }
}

fn limits(plan: &Plan) -> Vec<Said> {
    let mut limits = Vec::new();
    match plan.limit {
        Some(Limit::Maximum { wanted }) => {
            limits.push(said(format!("maximum {} reached, {wanted} asked for", plan.max), Mark::Warn));
        }
        Some(Limit::Minimum { .. }) => limits.push(said(format!("minimum {} reached", plan.min), Mark::Dim)),
        Some(Limit::Policy { wanted, allowed }) => {
            limits.push(said(format!("one look may ask for {allowed}, not {wanted}"), Mark::Warn));
        }
        Some(Limit::Disabled) => limits.push(said("this direction is switched off", Mark::Warn)),
        None => {}
    }
    if let Some(left) = plan.window_left {
        let at_most = if matches!(plan.next.when, When::WithinSeconds(_)) { "at most " } else { "" };
        limits.push(plain(format!("stabilization: {at_most}{} left", span(i64::from(left)))));
    }
    match plan.held_out {
        0 => {}
        1 => limits.push(said("1 unready pod held out", Mark::Warn)),
        count => limits.push(said(format!("{count} unready pods held out"), Mark::Warn)),
    }
    limits
}

impl Scaler {
    /// Its rows.
    pub fn rows(&self, width: usize, look: Look) -> Vec<Row> {
        if !self.lines.is_empty() {
            return self.lines.iter().map(|line| Row::of([plain(line.clone())])).collect();
        }
        let mut rows = vec![Row::of([
            said("AUTOSCALER", Mark::Strong),
            plain(format!("  {}  ", self.name)),
            said(self.counts.clone(), Mark::Dim),
        ])];
        rows.extend(self.metrics.iter().map(|metric| metric.row(width, look)));
        rows.extend(sentence(&said("  next ", Mark::Dim), &self.next, Mark::Plain, width, 3));
        if !self.limits.is_empty() {
            let mut row = Row::of([plain("  ")]);
            for (at, limit) in self.limits.iter().enumerate() {
                row.push(if at == 0 { "" } else { " · " }, Mark::Dim);
                row.words.push(limit.clone());
            }
            rows.push(row);
        }
        let trouble = |it: &Said| sentence(&plain("  "), &it.text, it.mark, width, 2);
        rows.extend(self.troubles.iter().flat_map(trouble));
        rows
    }
}

impl Gauge {
    /// `vllm:num_requests_waiting  11 / 5  ██████████│█████     `.
    fn row(&self, width: usize, look: Look) -> Row {
        /// A bar of fewer columns tells nothing.
        const LEAST: usize = 9;
        /// A longer one is no clearer.
        const MOST: usize = 41;
        let mark = match self.ratio {
            None => Mark::Bad,
            Some(ratio) if ratio > 1.1 => Mark::Warn,
            Some(_) => Mark::Good,
        };
        let old = self.age.as_ref().map(|age| format!("  {age} old")).unwrap_or_default();
        let rest = columns(&self.value) + columns(&old) + 6;
        // The value is worth more than the end of a long name.
        let room = width.saturating_sub(rest).max(4);
        let name = shortened(&self.name, room, "…");
        let mut row = Row::of([plain(format!("  {name}  ")), said(self.value.clone(), mark)]);
        let left = width.saturating_sub(row.width() + columns(&old) + 2).min(MOST);
        if left >= LEAST {
            row.push("  ", Mark::Plain);
            row.words.extend(gauge(self.ratio, left, look.unicode));
        }
        row.push(old, Mark::Dim);
        row
    }
}
