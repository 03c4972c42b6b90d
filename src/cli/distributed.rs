//! `neap serve distributed`: one model over several pods, which are groups of a leader and its workers, or roles.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::flags::{
    AutoscalerFlags, ContainerFlags, DataFlags, ElasticityFlags, ExposeFlags, LifeFlags, PlacementFlags,
    PortFlags, ProbeFlags, ResourceFlags, ScrapeFlags, ServiceFlags, Words,
};

/// What `serve distributed --help` ends with.
pub const EXAMPLE: &str = "Examples:\n  neap serve distributed --name=qwen --image=vllm/vllm-openai:v0.11.0 --group-size=2 --gpus=8 \\\n    --init-backend=ray --scale-metric=vllm-waiting=5 --max-replicas=3 \\\n    --model-dir=llm-model:/models     \"vllm serve /models/Qwen3-235B --port 8000 --pipeline-parallel-size 2\"\n\n  neap serve distributed --name=qwen --image=nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.1 \\\n    --role frontend,port=8000,cpu=2 --role prefill,gpus=1,after=frontend \\\n    --role decode,min=1,max=3,gpus=1,metric=vllm-running=40,after=frontend \\\n    --role-command \"frontend=python3 -m dynamo.frontend --http-port 8000\" \\\n    --model-dir=llm-model:/models \"python3 -m dynamo.vllm --model /models/Qwen3-32B\"";

/// What is deployed: what a service file holds, one section a group.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DistributedFlags {
    /// The file format's version.
    #[arg(skip)]
    pub api_version: String,
    /// The kind of service.
    #[arg(skip)]
    pub kind: String,
    /// The namespace; `--namespace` on the command line.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Which service.
    #[command(flatten)]
    pub service: ServiceFlags,
    /// What runs.
    #[command(flatten)]
    pub container: ContainerFlags,
    /// What a replica is.
    #[command(flatten)]
    pub group: GroupFlags,
    /// The first pod of a group.
    #[command(flatten)]
    pub leader: LeaderFlags,
    /// The others.
    #[command(flatten)]
    pub worker: WorkerFlags,
    /// Pods of several sorts.
    #[command(flatten)]
    pub roles: RoleFlags,
    /// What it listens on.
    #[command(flatten)]
    pub ports: PortFlags,
    /// How it is asked for its health.
    #[command(flatten)]
    pub probes: ProbeFlags,
    /// How much a pod gets.
    #[command(flatten)]
    pub resources: ResourceFlags,
    /// What is mounted.
    #[command(flatten)]
    pub data: DataFlags,
    /// How many replicas.
    #[command(flatten)]
    pub elasticity: ElasticityFlags,
    /// Who scales it.
    #[command(flatten)]
    pub autoscaler: AutoscalerFlags,
    /// Where they run.
    #[command(flatten)]
    pub placement: PlacementFlags,
    /// How pods end.
    #[command(flatten)]
    pub life: LifeFlags,
    /// Who reaches it.
    #[command(flatten)]
    pub expose: ExposeFlags,
    /// How Prometheus finds it.
    #[command(flatten)]
    pub metrics: ScrapeFlags,
}

/// What a replica is.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Group")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GroupFlags {
    /// Pods of a replica: the leader and its workers [default: 1]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_size: Option<String>,
    /// Leaders of a replica, of which there is one
    #[arg(long, alias = "masters", value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_num: Option<String>,
    /// Workers of a replica, which is one less than --group-size
    #[arg(long, alias = "workers", value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_num: Option<String>,
    /// What keeps the pods: a LeaderWorkerSet, or a RoleBasedGroup, which knows roles [default: auto]
    #[arg(long, value_name = "WHAT", value_parser = Words(&["auto", "lws", "rbg"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_with: Option<String>,
    /// How the engine finds its other pods: neap adds Ray, or what vLLM (mp) or SGLang take, to the command [default: none]
    #[arg(long, value_name = "BACKEND", value_parser = Words(&["ray", "mp", "sglang", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_backend: Option<String>,
    /// Replicas above the wish while they are replaced, a number or per cent
    #[arg(long, value_name = "COUNT|PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_surge: Option<String>,
    /// Replicas below the wish while they are replaced, a number or per cent [default: 1]
    #[arg(long, value_name = "COUNT|PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_unavailable: Option<String>,
}

/// The first pod of a group, as far as it differs.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Leader")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LeaderFlags {
    /// Image of the leader [default: --image]
    #[arg(long, value_name = "IMAGE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_image: Option<String>,
    /// Line that the leader's shell runs
    #[arg(long, alias = "master-command", value_name = "LINE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_command: Option<String>,
    /// CPU of the leader [default: --cpu]
    #[arg(long, alias = "master-cpu", value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_cpu: Option<String>,
    /// Memory of the leader [default: --memory]
    #[arg(long, alias = "master-memory", value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_memory: Option<String>,
    /// Whole GPUs of the leader [default: --gpus]
    #[arg(long, alias = "master-gpus", value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_gpus: Option<String>,
    /// Shared GPU memory of the leader in GiB [default: --gpumemory]
    #[arg(long, alias = "master-gpumemory", value_name = "GIB")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_gpumemory: Option<String>,
    /// Shared GPU compute of the leader in per cent [default: --gpucore]
    #[arg(long, alias = "master-gpucore", value_name = "PERCENT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_gpucore: Option<String>,
}

/// The other pods of a group, as far as they differ.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Workers")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct WorkerFlags {
    /// Image of a worker [default: --image]
    #[arg(long, value_name = "IMAGE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_image: Option<String>,
    /// Line that a worker's shell runs
    #[arg(long, value_name = "LINE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_command: Option<String>,
    /// CPU of a worker [default: --cpu]
    #[arg(long, value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_cpu: Option<String>,
    /// Memory of a worker [default: --memory]
    #[arg(long, value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_memory: Option<String>,
    /// Whole GPUs of a worker [default: --gpus]
    #[arg(long, value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_gpus: Option<String>,
    /// Shared GPU memory of a worker in GiB [default: --gpumemory]
    #[arg(long, value_name = "GIB")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_gpumemory: Option<String>,
    /// Shared GPU compute of a worker in per cent [default: --gpucore]
    #[arg(long, value_name = "PERCENT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_gpucore: Option<String>,
}

/// Pods of several sorts.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Roles")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RoleFlags {
    /// Role with replicas of its own, as prefill, decode, router (repeat): replicas, min, max, metric=NAME=TARGET, size, backend, image, port, gpus, gpumemory, gpucore, cpu, memory, after=ROLE, entry=true
    #[arg(long, value_name = "NAME,KEY=VALUE,...")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role: Vec<String>,
    /// Line that a role's shell runs [default: --command, and what the engine wants for prefill and decode] (repeat)
    #[arg(long, value_name = "NAME=LINE")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::flags::list::pairs")]
    pub role_command: Vec<String>,
    /// Replicas of a role from a time on, as 'decode=0 8 * * *=4' (repeat)
    #[arg(long, value_name = "NAME=CRON=REPLICAS")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::flags::list::pairs")]
    pub role_schedule: Vec<String>,
}
