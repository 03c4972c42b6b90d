//! `neap demo`: a tide in half a minute, in a sandbox of its own.

mod catalogue;
mod cold;
mod play;
mod scene;
mod story;

use clap::Parser;

use catalogue::{STORIES, Shape, Story};

use super::sandbox::{speed, write_private};
use crate::cli::sandbox::Demo;
use crate::cli::{Cli, Command};
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
    let deploy = deploy(story, &args);
    if story.shape == Shape::ColdStart {
        return cold::play(story, scenario, deploy, session).await;
    }
    // A wrong flag is said before anything is started.
    let cli = Cli::try_parse_from(std::iter::once("neap").chain(deploy.iter().map(String::as_str)));
    let cli = cli.map_err(|error| Error::usage(error.to_string()))?;
    let Command::Serve(serve) = cli.command else { return Err(Error::usage("a demo deploys a service")) };
    let folder = tempfile::Builder::new().prefix("neap-demo-").tempdir()?;
    let options = Options { scenario, start: session.clock.now(), port: 0, state: None };
    let sandbox = Sandbox::start(options).await?;
    let kubeconfig = folder.path().join("kubeconfig");
    write_private(&kubeconfig, &sandbox.kubeconfig())?;
    let told = play::Told {
        story,
        deploy: &deploy,
        serve: *serve,
        clients: args.clients.unwrap_or(story.clients),
        kubeconfig: &kubeconfig,
    };
    let result = play::play(told, &sandbox, session).await;
    sandbox.stop().await?;
    result
}

fn list(session: &mut Session) -> Result<()> {
    let mut table = Table::new(["DEMO", "WHAT IT SHOWS"]);
    for story in &STORIES {
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
        let size = Size::try_from(text.clone())
            .map_err(|allowed| Error::flag("--model-size", text, allowed, "neap demo --model-size 30Gi"))?;
        scenario.models.iter_mut().for_each(|model| model.size = size);
    }
    Ok(scenario)
}

/// The story's command line with what the flags change.
fn deploy(story: &Story, args: &Demo) -> Vec<String> {
    let words = story.deploy.iter().map(|word| match args.max_replicas {
        Some(most) if word.starts_with("--max-replicas=") => format!("--max-replicas={most}"),
        _ => (*word).to_owned(),
    });
    words.collect()
}

/// The scope of the story's service.
fn scope(story: &Story) -> crate::observe::Scope {
    crate::observe::Scope {
        namespace: Some(story.namespace.into()),
        service: Some(story.service.into()),
        ..crate::observe::Scope::default()
    }
}
