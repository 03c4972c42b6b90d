//! The loop that runs controllers: takes in what is told, reconciles what it concerns, carries out the plans.

use std::future::Future;

use futures::future::join_all;
use kube::Client;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::carry::Carrier;
use super::feed::{self, Message};
use super::queue::{Queue, Task};
use super::world::{Change, Kept, Shared, Visitor, World};
use super::writer::Writer;
use super::{Answer, Controller, Key, Plan, Refusal, Write};
use crate::clock::{Clock, ClusterClock};

/// So many plans' writes are on their way at once.
const AT_ONCE: usize = 256;
/// So many messages are taken in before the next keys are looked at.
const BATCH: usize = 256;
/// So many turns without a message, and nothing is on its way within this process.
const QUIET: u32 = 16;

/// How a plan ended.
pub(super) enum Outcome {
    /// All is written; when to look again.
    Written(Option<jiff::Timestamp>),
    /// A write was refused.
    Refused(Box<(Write, Refusal)>),
}

/// Runs controllers over one world.
pub struct Runtime {
    client: Client,
    clock: ClusterClock,
    world: Shared,
    controllers: Vec<Box<dyn Controller>>,
    woken: (mpsc::UnboundedSender<Task>, mpsc::UnboundedReceiver<Task>),
}

/// Wakes a controller for a reason that no object shows, as an engine that has stopped.
#[derive(Clone)]
pub struct Waker {
    controller: usize,
    tasks: mpsc::UnboundedSender<Task>,
}

impl Waker {
    /// Has a key looked at soon.
    pub fn wake(&self, key: Key) {
        let _ = self.tasks.send(Task { controller: self.controller, key });
    }
}

impl Runtime {
    /// A runtime without controllers. The client may be that of the embedded server or of a real one.
    pub fn new(client: Client, clock: ClusterClock) -> Self {
        Self {
            client,
            clock,
            world: Shared::default(),
            controllers: Vec::new(),
            woken: mpsc::unbounded_channel(),
        }
    }

    /// What is known; others may look at it while the runtime runs.
    pub fn world(&self) -> Shared {
        self.world.clone()
    }

    /// Adds a controller; what is returned wakes it. Earlier ones are told of a change first.
    pub fn add(&mut self, controller: impl Controller + 'static) -> Waker {
        self.controllers.push(Box::new(controller));
        Waker { controller: self.controllers.len() - 1, tasks: self.woken.0.clone() }
    }

    /// The waker of the controller that is added next, for a controller that keeps it.
    pub fn next_waker(&self) -> Waker {
        Waker { controller: self.controllers.len(), tasks: self.woken.0.clone() }
    }

    /// Runs until the future is done; what is on its way then is given up.
    pub async fn run(self, until: impl Future<Output = ()>) {
        let (messages, inbox) = mpsc::unbounded_channel();
        let (served, _) = watch::channel(());
        let mut tasks = JoinSet::new();
        let mut follow =
            Follow { client: &self.client, messages: &messages, served: &served, tasks: &mut tasks };
        World::visit(&mut follow);
        let writer = Writer::new(self.client, self.clock, messages.clone());
        let carrier = Carrier::new(writer, &mut tasks);
        let turning = Loop {
            clock: self.clock,
            world: self.world,
            controllers: self.controllers,
            woken: self.woken.1,
            queue: Queue::default(),
            unlisted: World::RESOURCES.len(),
            early: Vec::new(),
            quiet: 0,
            messages,
            inbox,
            served,
            carrier,
            tasks,
        };
        tokio::select! {
            () = turning.turn() => {}
            () = until => {}
        }
    }
}

/// Starts a feed for each kind.
struct Follow<'a> {
    client: &'a Client,
    messages: &'a mpsc::UnboundedSender<Message>,
    served: &'a watch::Sender<()>,
    tasks: &'a mut JoinSet<()>,
}

impl Visitor for Follow<'_> {
    fn visit<K: Kept>(&mut self) {
        let (client, messages) = (self.client.clone(), self.messages.clone());
        self.tasks.spawn(feed::follow::<K>(client, messages, self.served.subscribe()));
    }
}

struct Loop {
    clock: ClusterClock,
    world: Shared,
    controllers: Vec<Box<dyn Controller>>,
    woken: mpsc::UnboundedReceiver<Task>,
    queue: Queue,
    /// Kinds whose first list has not come yet.
    unlisted: usize,
    /// Changes before all lists had come: until then half of what a controller looks at is missing.
    early: Vec<Change>,
    /// Turns since the last message.
    quiet: u32,
    messages: mpsc::UnboundedSender<Message>,
    inbox: mpsc::UnboundedReceiver<Message>,
    served: watch::Sender<()>,
    carrier: Carrier,
    tasks: JoinSet<()>,
}

impl Loop {
    async fn turn(mut self) {
        loop {
            self.take_in();
            self.queue.tick(self.clock.now());
            self.start_plans();
            while self.tasks.try_join_next().is_some() {}
            if !self.inbox.is_empty() || !self.woken.is_empty() {
                // The feeds and the writes have a turn too where there is one thread only.
                tokio::task::yield_now().await;
                continue;
            }
            if self.queue.gathers() {
                self.quiet += 1;
                match self.quiet < QUIET {
                    true => tokio::task::yield_now().await,
                    false => self.queue.settle(),
                }
                continue;
            }
            let timer = self.queue.next_timer();
            let clock = self.clock;
            tokio::select! {
                message = self.inbox.recv() => {
                    let Some(message) = message else { return };
                    self.take(vec![message]);
                }
                task = self.woken.recv() => self.queue.add(match task { Some(task) => task, None => return }),
                () = async move { clock.sleep_until(timer.unwrap_or(jiff::Timestamp::MAX)).await }, if timer.is_some() => {}
            }
        }
    }

    /// Takes in what has been told by now.
    fn take_in(&mut self) {
        while let Ok(task) = self.woken.try_recv() {
            self.queue.add(task);
        }
        let mut messages = Vec::new();
        while messages.len() < BATCH {
            match self.inbox.try_recv() {
                Ok(message) => messages.push(message),
                Err(_) => break,
            }
        }
        self.take(messages);
    }

    fn take(&mut self, messages: Vec<Message>) {
        if messages.is_empty() {
            return;
        }
        self.quiet = 0;
        let mut changes = Vec::new();
        let mut ended = Vec::new();
        let mut answered = Vec::new();
        {
            let mut world = self.world.write();
            for message in messages {
                match message {
                    Message::News(news) => news(&mut world, &mut changes),
                    Message::Listed => self.unlisted -= 1,
                    Message::Answered(task, answers) => answered.push((task, answers)),
                    Message::Done(task, outcome) => ended.push((task, outcome)),
                }
            }
        }
        if changes.iter().any(|change| matches!(change, Change::CustomResourceDefinition(_))) {
            let _ = self.served.send(());
        }
        self.early.append(&mut changes);
        if self.unlisted == 0 {
            let changes = std::mem::take(&mut self.early);
            self.wake_for(&changes);
        }
        for (task, outcome) in ended {
            self.end(task, outcome);
        }
        for (task, answers) in answered {
            self.answered(task, answers);
        }
    }

    /// Wakes whom the changes concern.
    fn wake_for(&mut self, changes: &[Change]) {
        let world = self.world.read();
        for change in changes {
            for (place, controller) in self.controllers.iter().enumerate() {
                for key in controller.concerns(change, &world) {
                    let weight = controller.weight(&key, &world);
                    self.queue.changed(Task { controller: place, key }, weight);
                }
            }
        }
    }

    fn start_plans(&mut self) {
        let now = self.clock.now();
        while self.unlisted == 0 && self.queue.running() < AT_ONCE {
            let Some(task) = self.queue.next() else { break };
            let Some(controller) = self.controllers.get_mut(task.controller) else { continue };
            let plan = controller.reconcile(&task.key, &self.world.read(), now);
            self.carry_out(task, plan);
        }
    }

    /// Starts what a plan wants first: its questions, or else its writes.
    fn carry_out(&mut self, task: Task, plan: Plan) {
        let Some(controller) = self.controllers.get(task.controller) else { return };
        let (manager, carrier, messages) = (controller.name(), self.carrier.clone(), self.messages.clone());
        if !plan.questions.is_empty() {
            self.tasks.spawn(async move {
                let answers = join_all(plan.questions.iter().map(|path| carrier.writer().read(path))).await;
                let _ = messages.send(Message::Answered(task, answers));
            });
        } else if plan.writes.is_empty() {
            self.queue.done(task, plan.again);
        } else {
            self.tasks.spawn(async move {
                let outcome = match carrier.carry_out(manager, plan.writes).await {
                    Ok(()) => Outcome::Written(plan.again),
                    Err(refused) => Outcome::Refused(refused),
                };
                let _ = messages.send(Message::Done(task, outcome));
            });
        }
    }

    fn answered(&mut self, task: Task, answers: Vec<Answer>) {
        let now = self.clock.now();
        let Some(controller) = self.controllers.get_mut(task.controller) else { return };
        let plan = controller.answered(&task.key, answers, &self.world.read(), now);
        self.carry_out(task, plan);
    }

    fn end(&mut self, task: Task, outcome: Outcome) {
        let refused = match outcome {
            Outcome::Written(again) => return self.queue.done(task, again),
            Outcome::Refused(refused) => refused,
        };
        let now = self.clock.now();
        let (write, refusal) = *refused;
        let Some(controller) = self.controllers.get_mut(task.controller) else { return };
        let manager = controller.name();
        tracing::debug!("{manager}: {}/{}: {}", task.key.namespace, task.key.name, refusal.message);
        // Somebody else was quicker: the world will show it.
        let late = matches!(refusal.code, 404) || refusal.reason == "Conflict";
        let consequences = match late {
            true => Vec::new(),
            false => controller.refused(&task.key, &write, &refusal, &self.world.read(), now),
        };
        self.queue.failed(task, now);
        if !consequences.is_empty() {
            let carrier = self.carrier.clone();
            self.tasks.spawn(async move {
                for write in consequences {
                    let _ = carrier.writer().write(manager, &write).await;
                }
            });
        }
    }
}
