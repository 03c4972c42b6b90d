//! The product's page: LLMs as elastic services on ACK Edge. Two objects' worth of command line, and a policy.

use serde_json::{Value, json};

use super::{Mended, holds};
use crate::support::matrix::SEED;
use crate::support::rendering::{objects, refused};

/// What both guides for ACK Edge show: the policy, and what their command line asks for.
pub fn shown() -> Vec<Value> {
    let pools = "alibabacloud.com/nodepool-id";
    let amount = json!({"cpu": 4, "memory": "12Gi", "nvidia.com/gpu": 1});
    let line = "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144";
    vec![
        json!({"apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy",
        "metadata": {"name": "qwen-chat", "namespace": "default"},
        "spec": {
            "selector": {"app": "isvc.qwen-predictor"}, "strategy": "prefer",
            "units": [
                {"resource": "ecs", "nodeSelector": {pools: "npxxxxxx"}},
                {"resource": "elastic", "nodeSelector": {pools: "npxxxxxy"}},
            ],
        }}),
        // The tables of parameters say what the command line means; Arena's own chart says where it stands.
        json!({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": {"name": "qwen-chat"},
        "spec": {"predictor": {
            "containers": [{
                "image": "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1",
                "command": ["sh", "-c", line], "resources": {"requests": amount, "limits": amount},
                "volumeMounts": [{"mountPath": "/mnt/models/Qwen"}],
            }],
            "volumes": [{"persistentVolumeClaim": {"claimName": "llm-model"}}],
        }}}),
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-chat-hpa"},
        "spec": {
            "scaleTargetRef": {"kind": "Deployment", "name": "qwen-chat-predictor"}, "minReplicas": 1, "maxReplicas": 3,
            "metrics": [{"type": "Pods", "pods": {"metric": {"name": "DCGM_CUSTOM_PROCESS_SM_UTIL"}, "target": {"averageValue": 50}}}],
        }}),
    ]
}

/// What is rendered of it.
pub fn rendered() -> Vec<Value> {
    let more = [
        "--namespace=default",
        "--unit=resource=ecs,nodepool=npxxxxxx",
        "--unit=resource=elastic,nodepool=npxxxxxy",
        "--spill-with=resource-policy",
    ];
    objects("kserve", &[&more, SEED].concat())
}

/// What the policy of both guides has wrong.
pub fn selector() -> Mended {
    Mended {
        object: "ResourcePolicy/qwen-chat",
        field: "/spec/selector/app",
        ours: json!("isvc.qwen-chat-predictor"),
        why: "KServe labels the pods of the service qwen-chat so; with the guide's value the policy matches no pod",
    }
}

#[test]
fn every_object_of_the_page() {
    holds(&shown(), &rendered(), &[selector()]);
    // The page has the label added by hand, which KServe would overwrite.
    let said = refused("kserve", &[&["--label=app=isvc.qwen-predictor"], SEED].concat());
    assert!(said.contains("KServe sets the label `app`"), "{said}");
}
