//! `neap demo`: a tide in half a minute, in a sandbox of its own.

mod catalogue;
mod cold;
mod play;
mod scene;
mod step;
mod story;
mod words;

use catalogue::{STORIES, Shape, Story};
use step::Step;

use super::sandbox::{speed, write_private};
use crate::cli::sandbox::Demo;
use crate::error::{Error, Result};
use crate::kubernetes::near::did_you_mean;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::scenario::builtin::builtin;
use crate::sandbox::scenario::text::Size;
use crate::sandbox::{Options, Sandbox};
use crate::session::Session;
use crate::ui::Table;

/// Plays a demo, or lists them.
pub async fn run(args: Demo, session: &mut Session) -> Result<()> {
    if args.list {
        return list(session);
    }
    let story = catalogue::story(&args.name).ok_or_else(|| unknown(&args.name))?;
    let scenario = scenario(story, &args)?;
    let words = words(story, &args);
    if story.shape == Shape::ColdStart {
        return cold::play(story, scenario, words, session).await;
    }
    let steps = words.into_iter().map(Step::parse).collect::<Result<_>>()?;
    let members = scenario.members.iter().map(|member| member.name.clone()).collect();
    let folder = tempfile::Builder::new().prefix("neap-demo-").tempdir()?;
    let options = Options { scenario, start: session.clock.now(), port: 0, state: None };
    let sandbox = Sandbox::start(options).await?;
    let kubeconfig = folder.path().join("kubeconfig");
    write_private(&kubeconfig, &sandbox.kubeconfig())?;
    let clients = args.clients.unwrap_or(story.clients);
    let told = play::Told { story, steps, clients, kubeconfig: &kubeconfig, members };
    let result = play::play(told, &sandbox, session).await;
    sandbox.stop().await?;
    result
}

fn list(session: &mut Session) -> Result<()> {
    let mut table = Table::new(["DEMO", "WHAT IT SHOWS"]);
    for story in STORIES {
        table.row([story.name, story.title]);
    }
    session.ui.table(&table)
}

fn unknown(name: &str) -> Error {
    let error = Error::usage(format!("there is no demo `{name}`"));
    let hint = did_you_mean(name, STORIES.iter().map(|story| story.name));
    error.hint(hint.unwrap_or_else(|| "`neap demo --list` tells them".to_owned()))
}

/// The story's scenario with what the flags change.
fn scenario(story: &Story, args: &Demo) -> Result<Scenario> {
    let mut scenario = builtin(story.scenario)?;
    if let Some(text) = &args.speed {
        scenario.speed = speed(text)?;
    }
    if let Some(text) = &args.model_size {
        let refused =
            |allowed: String| Error::flag("--model-size", text, allowed, "neap demo --model-size 30Gi");
        let size = Size::try_from(text.clone()).map_err(refused)?;
        if size.0 == 0 {
            return Err(refused("a model is larger than nothing".into()));
        }
        scenario.models.iter_mut().for_each(|model| model.size = size);
    }
    Ok(scenario)
}

/// The story's command lines with what the flags change.
fn words(story: &Story, args: &Demo) -> Vec<Vec<String>> {
    let with_flags = |word: &&str| match args.max_replicas {
        Some(most) if word.starts_with("--max-replicas=") => format!("--max-replicas={most}"),
        _ => (*word).to_owned(),
    };
    story.steps.iter().map(|step| step.iter().map(with_flags).collect()).collect()
}

/// The scope of the story's service.
fn scope(story: &Story) -> crate::observe::Scope {
    crate::observe::Scope {
        namespace: Some(story.namespace.into()),
        service: Some(story.service.into()),
        // At the end it is told where the time went.
        chronicle: true,
        ..crate::observe::Scope::default()
    }
}
