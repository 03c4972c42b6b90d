//! `neap metrics presets`: the table of metrics.

use serde_json::{Value, json};

use crate::cli::metrics::{FAMILIES, Presets};
use crate::cli::serve::Output;
use crate::engines::Engine;
use crate::engines::metrics::{Kind, Measure, PRESETS, Preset, exposition, source};
use crate::error::{Error, Result};
use crate::manifest::yaml::to_yaml;
use crate::session::Session;
use crate::ui::Table;
use crate::workload::value::one_of;

/// Runs `neap metrics presets`.
///
/// # Errors
/// A usage error: there is no such engine.
pub fn run(args: &Presets, session: &mut Session) -> Result<()> {
    let family = args.engine.as_deref().map(family).transpose()?;
    let chosen: Vec<&Preset> =
        PRESETS.iter().filter(|preset| family.is_none_or(|family| of(preset) == family)).collect();
    match args.output {
        Output::Json => {
            let list: Vec<Value> = chosen.iter().map(|preset| as_json(preset)).collect();
            session.ui.line(format_args!("{:#}", Value::from(list)))
        }
        Output::Yaml => {
            let list: Vec<Value> = chosen.iter().map(|preset| as_json(preset)).collect();
            session.ui.data(to_yaml(&[list]).map_err(Error::failed)?)
        }
        Output::Name => chosen.iter().try_for_each(|preset| session.ui.line(preset.name)),
        Output::Table | Output::Wide => {
            let wide = args.output == Output::Wide;
            session.ui.table(&table(&chosen, wide))?;
            if let Some(engine) = family.and_then(Engine::by_name)
                && let Some(needs) = exposition(engine).needs
            {
                session.ui.note(format_args!("{engine} shows no metrics without `{needs}`"));
            }
            Ok(())
        }
    }
}

fn family(text: &str) -> Result<&'static str> {
    let choices: Vec<(&str, &'static str)> = FAMILIES.iter().map(|name| (*name, *name)).collect();
    one_of("ENGINE", text, &choices)
}

fn of(preset: &Preset) -> &'static str {
    preset.engine.map_or("gpu", Engine::name)
}

fn table(chosen: &[&Preset], wide: bool) -> Table {
    let mut header = vec!["PRESET", "METRIC", "KIND", "TARGET", "WHAT IT IS"];
    if wide {
        header = vec!["PRESET", "METRIC", "BEFORE", "KIND", "TOGETHER", "TARGET", "WHAT IT IS", "GOOD FOR"];
    }
    let mut table = Table::new(header);
    for preset in chosen {
        let metric = preset.metric.to_owned();
        let row = [preset.name.to_owned(), metric];
        let rest = [preset.kind.name().to_owned(), preset.example.to_owned(), preset.about.to_owned()];
        match wide {
            false => table.row(row.into_iter().chain(rest)),
            true => {
                let [kind, target, about] = rest;
                let before =
                    preset.before.map_or_else(String::new, |(version, name)| format!("{name} (< {version})"));
                let more =
                    [before, kind, together(preset).to_owned(), target, about, preset.good_for.to_owned()];
                table.row(row.into_iter().chain(more))
            }
        };
    }
    table
}

/// How series of one pod are put together.
fn together(preset: &Preset) -> &'static str {
    match (preset.kind, preset.measure) {
        (Kind::Histogram, _) => "p95",
        (Kind::Counter, _) => "sum of rates",
        (Kind::Gauge, Measure::Ratio | Measure::Percent) => "avg",
        (Kind::Gauge, _) => "sum",
    }
}

fn as_json(preset: &Preset) -> Value {
    let before = preset.before.map(|(version, name)| json!({"metric": name, "before": version.to_string()}));
    json!({
        "preset": preset.name, "engine": of(preset), "metric": preset.metric, "older": before,
        "kind": preset.kind.name(), "only": preset.only.map(|(matcher, _)| matcher),
        "served": preset.metric_in(None), "measure": preset.measure.name(), "together": together(preset),
        "target": preset.example, "about": preset.about, "goodFor": preset.good_for, "source": source(preset.engine),
    })
}
