//! The sandbox's machines on a real control plane of their own.

use std::path::Path;

use neap::sandbox::machines::attach::{Attach, Attached};
use neap::sandbox::scenario::Scenario;

use crate::plane::{Cluster, Objects, Options};

/// What a control plane with machines is started with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ground {
    /// With the real KServe.
    pub kserve: bool,
    /// Whether the API server reaches pods and kubelets.
    pub egress: bool,
    /// More flags of the controller manager.
    pub flags: &'static [&'static str],
}

/// Machines on a control plane, in a runtime of their own.
pub struct Machines {
    /// The control plane.
    pub cluster: Cluster,
    /// Its objects in the namespace `default`.
    pub objects: Objects,
    /// The machines.
    pub attached: Attached,
    // What runs in it is used until the end.
    _runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

impl Machines {
    /// The machines of a scenario.
    pub fn start(scenario: &str, ground: Ground) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = ground.egress.then(|| folder.path().join("egress.sock"));
        let egress = socket.as_deref().map(|socket| egress_flag(folder.path(), socket));
        let cluster = Cluster::private(&Options {
            controllers: true,
            without_machines: true,
            kserve: ground.kserve,
            api_server_flags: egress.into_iter().collect(),
            controller_manager_flags: ground.flags.iter().map(|flag| (*flag).to_owned()).collect(),
            ..Options::default()
        });
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let attach = Attach {
            client: cluster.client.clone(),
            scenario: Scenario::parse(scenario).unwrap(),
            now: jiff::Timestamp::now(),
            egress: socket,
        };
        let attached = runtime.block_on(attach.start()).unwrap();
        let mut objects = cluster.objects();
        objects.namespace = Some("default".into());
        Self { cluster, objects, attached, _runtime: runtime, _folder: folder }
    }
}

fn egress_flag(folder: &Path, socket: &Path) -> String {
    let path = folder.join("egress.yaml");
    let text = format!(
        "apiVersion: apiserver.k8s.io/v1beta1\nkind: EgressSelectorConfiguration\negressSelections:\n- name: cluster\n  connection:\n    \
         proxyProtocol: HTTPConnect\n    transport: {{uds: {{udsName: {}}}}}\n",
        socket.display()
    );
    std::fs::write(&path, text).unwrap();
    format!("--egress-selector-config-file={}", path.display())
}

/// The guide's engine.
pub const ENGINE: &str = "python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen --quantization gptq --max-model-len=6144 --max-num-seqs 4";

/// The guide's command with its metric exchanged; the spill is by affinity, which every scheduler knows.
pub fn serve(name: &str) -> Vec<String> {
    let name = format!("--name={name}");
    let args = [
        "serve",
        "kserve",
        &name,
        "--image=kube-ai/vllm:0.4.1",
        "--scale-metric=vllm-waiting",
        "--scale-target=5",
        "--min-replicas=1",
        "--max-replicas=3",
        "--gpus=1",
        "--cpu=4",
        "--memory=12Gi",
        "--data=llm-model:/mnt/models/Qwen",
        "--unit=nodepool=GPU-V100-Edge",
        "--unit=nodepool=GPU-V100-Elastic",
        "--spill-with=affinity",
        ENGINE,
    ];
    args.map(str::to_owned).into()
}
