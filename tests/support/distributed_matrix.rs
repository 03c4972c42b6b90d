//! Command lines of `neap serve distributed` that between them use every part of what it renders.

use super::matrix::Case;

/// The guide's vLLM service and its autoscaler, for a model that needs two machines.
pub const SEED: &[&str] = &[
    "--name=vllm-inference",
    "--image=kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:v0.10.0",
    "--group-size=2",
    "--init-backend=ray",
    "--gpus=2",
    "--memory=40Gi",
    "--data=llm-model:/models/Qwen3-32B",
    "--scale-metric=vllm-waiting=5",
    "--max-replicas=3",
    "--scrape=podmonitor",
    "vllm serve /models/Qwen3-32B --port 8000 --tensor-parallel-size 2 --pipeline-parallel-size 2",
];

/// The guide's SGLang service, with prefill and decode in roles.
pub const SEED_ROLES: &[&str] = &[
    "--name=sgl-inference",
    "--image=lmsysorg/sglang:v0.4.10",
    "--data=llm-model:/models/Qwen3-32B",
    "--scrape=podmonitor",
    "--role=prefill,replicas=2,gpus=1,memory=40Gi",
    "--role=decode,min=1,max=3,gpus=1,memory=40Gi,metric=sglang-queue=5",
    "--role=router,port=8000,cpu=2,after=prefill,after=decode",
    "--role-command=router=python3 -m sglang_router.launch_router --pd-disaggregation --service-discovery --port 8000",
    "python3 -m sglang.launch_server --model-path /models/Qwen3-32B --port 30000 --enable-metrics",
];

/// As Arena's own pages have it.
pub const ARENA: &[&str] = &[
    "--name=vllm",
    "--version=alpha",
    "--image=vllm/vllm-openai:v0.5.0",
    "--replicas=1",
    "--leader-num=1",
    "--worker-num=1",
    "--leader-gpus=1",
    "--worker-gpus=1",
    "--leader-cpu=4",
    "--worker-cpu=2",
    "--leader-memory=16Gi",
    "--worker-memory=8Gi",
    "--init-backend=ray",
    "--leader-command=python3 -m vllm.entrypoints.openai.api_server --port 5000 --model /mnt/models/Qwen2-1.5B --pipeline-parallel-size 2",
    "--worker-command=echo joined",
    "--data=llm-model:/mnt/models",
    "--restful-port=5000",
    "--share-memory=30Gi",
];

/// The matrix.
pub const CASES: &[Case] = &[
    ("seed-004", SEED),
    ("seed-004-roles", SEED_ROLES),
    ("arena", ARENA),
    ("least", &["--name=a", "--image=nginx", "--port=80"]),
    (
        "mp",
        &[
            "--name=a",
            "--image=vllm/vllm-openai:v0.11.0",
            "--group-size=4",
            "--init-backend=mp",
            "--gpus=8",
            "--memory=20Gi",
            "--leader-image=vllm/vllm-openai:v0.11.1",
            "--max-surge=1",
            "--max-unavailable=25%",
            "--annotation=owner=chat",
            "--label=team=chat",
            "--env=POD_INDEX=mine",
            "vllm serve m --port 8000",
        ],
    ),
    (
        "hostfile",
        &[
            "--name=a",
            "--image=mine",
            "--restful-port=80",
            "--worker-num=2",
            "--rollout=surge=1",
            "mpirun --hostfile $HOSTFILE serve",
        ],
    ),
    (
        "only-role",
        &[
            "--name=a",
            "--image=nginx",
            "--port=80",
            "--group-with=rbg",
            "--replicas=2",
            "--scrape=annotations",
        ],
    ),
    (
        "roles-of-groups",
        &[
            "--name=a",
            "--image=vllm/vllm-openai:v0.11.0",
            "--scale-down-window=10m",
            "--role=prefill,size=2,gpus=8,backend=mp,min=2,max=4,metric=vllm-waiting=5,metric=cpu=60,cpu=16",
            "--role=decode,size=2,gpus=8,backend=ray,image=vllm/vllm-openai:v0.11.1,entry=true",
            "--unit=nodepool=edge",
            "--unit=nodepool=cloud",
            "--config-file=templates/secret.yaml:/etc/engine/c.yaml",
            "--rollout=recreate",
            "--enable-istio",
            "vllm serve m --port 8000",
        ],
    ),
    (
        "dynamo",
        &[
            "--name=a",
            "--image=nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.1",
            "--role=frontend,port=8000,cpu=2",
            "--role=prefill,gpus=1,after=frontend",
            "--role=decode,replicas=2,gpus=1,after=frontend",
            "--role-command=frontend=python3 -m dynamo.frontend --http-port 8000",
            "python3 -m dynamo.vllm --model m",
        ],
    ),
];
