//! The kinds of services, and what each verb is tried with.

/// A kind of service, and what the verbs are tried with.
pub struct Kind {
    /// As the test is called.
    pub name: &'static str,
    /// `neap serve VERB`.
    pub verb: &'static str,
    /// What makes a service, besides its name and its claim.
    pub flags: &'static [&'static str],
    /// The object that is the service, as `kubectl get` takes it.
    pub object: &'static str,
    /// All objects that are rendered, in the order of applying.
    pub objects: &'static [&'static str],
    /// A flag that is refused, and a part of what is said.
    pub bad: (&'static str, &'static str),
    /// A field that somebody else takes: kind, name and patch, a merge patch or a list of operations; and its name in the refusal.
    pub foreign: (&'static str, &'static str, &'static str, &'static str),
    /// Pods of a replica.
    pub pods: usize,
    /// What an update says of the pods.
    pub rolls: &'static str,
    /// Where the maximum is: kind, name and JSON pointer.
    pub maximum: (&'static str, &'static str, &'static str),
    /// What makes the maximum 5, and 3 again.
    pub wider: [&'static str; 2],
    /// A flag that only other kinds have.
    pub alien: &'static str,
}

/// Where the maximum of a service with an autoscaler of its own is.
const OF_ITS_HPA: (&str, &str, &str) = ("HorizontalPodAutoscaler", "qwen-hpa", "/spec/maxReplicas");

/// What says the maximum of most kinds.
const WIDER: [&str; 2] = ["--max-replicas=5", "--max-replicas=3"];

const SCALED: [&str; 4] =
    ["--scale-metric=vllm-waiting", "--scale-target=5", "--min-replicas=1", "--max-replicas=3"];

pub const KINDS: [Kind; 7] = [
    Kind {
        name: "kserve",
        verb: "kserve",
        flags: &SCALED,
        object: "inferenceservice.serving.kserve.io",
        objects: &["inferenceservice.serving.kserve.io/qwen", "horizontalpodautoscaler.autoscaling/qwen-hpa"],
        bad: ("--deployment-mode=lambda", "--deployment-mode"),
        foreign: (
            "inferenceservice",
            "qwen",
            r#"{"spec":{"predictor":{"serviceAccountName":"other"}}}"#,
            "serviceAccountName",
        ),
        pods: 1,
        rolls: "KServe up to 0.13 goes back to 1 replica",
        maximum: OF_ITS_HPA,
        wider: WIDER,
        alien: "--expose=ingress",
    },
    Kind {
        name: "knative",
        verb: "knative",
        flags: &["--scale-metric=concurrency", "--scale-target=2", "--min-replicas=1", "--max-replicas=3"],
        object: "services.serving.knative.dev",
        objects: &["service.serving.knative.dev/qwen"],
        bad: ("--rollout=recreate", "--rollout"),
        foreign: (
            "services.serving.knative.dev",
            "qwen",
            r#"{"spec":{"template":{"spec":{"serviceAccountName":"other"}}}}"#,
            "serviceAccountName",
        ),
        pods: 1,
        rolls: "gets a new revision",
        maximum: (
            "serving.knative.dev/v1/Service",
            "qwen",
            "/spec/template/metadata/annotations/autoscaling.knative.dev~1max-scale",
        ),
        wider: WIDER,
        alien: "--pdb=max-unavailable=1",
    },
    Kind {
        name: "deployment",
        verb: "deployment",
        flags: &SCALED,
        object: "deployment",
        objects: &["deployment.apps/qwen", "horizontalpodautoscaler.autoscaling/qwen-hpa", "service/qwen"],
        bad: ("--gpus=many", "--gpus"),
        foreign: (
            "deployment",
            "qwen",
            r#"{"spec":{"template":{"spec":{"serviceAccountName":"other"}}}}"#,
            "serviceAccountName",
        ),
        pods: 1,
        rolls: "the pods of deployment.apps/qwen restart",
        maximum: OF_ITS_HPA,
        wider: WIDER,
        alien: "--group-size=2",
    },
    Kind {
        name: "fleet",
        verb: "deployment",
        flags: &[
            "--cluster-group=idc=c1,c2",
            "--cluster-group=cloud=c3",
            "--ecs-provision",
            SCALED[0],
            SCALED[1],
            SCALED[2],
            SCALED[3],
        ],
        object: "deployment",
        objects: &[
            "propagationpolicy.policy.one.alibabacloud.com/qwen",
            "deployment.apps/qwen",
            "federatedhpa.autoscaling.one.alibabacloud.com/qwen-fhpa",
            "service/qwen",
        ],
        bad: ("--cluster-group=cloud", "--cluster-group"),
        foreign: (
            "deployment",
            "qwen",
            r#"{"spec":{"template":{"spec":{"serviceAccountName":"other"}}}}"#,
            "serviceAccountName",
        ),
        // The hub of the test is a cluster too, and makes the pods itself.
        pods: 1,
        rolls: "the pods of deployment.apps/qwen restart",
        maximum: ("autoscaling.one.alibabacloud.com/v1alpha1/FederatedHPA", "qwen-fhpa", "/spec/maxReplicas"),
        wider: WIDER,
        alien: "--group-size=2",
    },
    Kind {
        name: "statefulset",
        verb: "statefulset",
        flags: &SCALED,
        object: "statefulset",
        objects: &[
            "service/qwen-pods",
            "statefulset.apps/qwen",
            "horizontalpodautoscaler.autoscaling/qwen-hpa",
            "service/qwen",
        ],
        bad: ("--topology-spread=nowhere=", "--topology-spread"),
        foreign: (
            "statefulset",
            "qwen",
            r#"{"spec":{"template":{"spec":{"serviceAccountName":"other"}}}}"#,
            "serviceAccountName",
        ),
        pods: 1,
        rolls: "one by one, from the last down to qwen-0",
        maximum: OF_ITS_HPA,
        wider: WIDER,
        alien: "--max-surge=1",
    },
    Kind {
        name: "leader-worker-set",
        verb: "distributed",
        flags: &["--group-size=2", SCALED[0], SCALED[1], SCALED[2], SCALED[3]],
        object: "leaderworkerset.leaderworkerset.x-k8s.io",
        objects: &[
            "leaderworkerset.leaderworkerset.x-k8s.io/qwen",
            "horizontalpodautoscaler.autoscaling/qwen-hpa",
            "service/qwen",
        ],
        bad: ("--leader-num=2", "--leader-num"),
        foreign: (
            "leaderworkerset",
            "qwen",
            r#"{"spec":{"leaderWorkerTemplate":{"leaderTemplate":{"spec":{"serviceAccountName":"other"}}}}}"#,
            "serviceAccountName",
        ),
        pods: 2,
        rolls: "whole groups, leader and workers together, from the last down to qwen-0",
        maximum: OF_ITS_HPA,
        wider: WIDER,
        alien: "--stable-window=2m",
    },
    Kind {
        name: "role-based-group",
        verb: "distributed",
        flags: &[
            "--role=prefill",
            "--role=decode,min=1,max=3,metric=vllm-waiting=5",
            "--role=router,port=9000",
            "--role-command=router=python3 -m router --port 9000",
        ],
        object: "rolebasedgroup.workloads.x-k8s.io",
        objects: &[
            "rolebasedgroup.workloads.x-k8s.io/qwen",
            "horizontalpodautoscaler.autoscaling/qwen-decode-hpa",
            "service/qwen",
        ],
        bad: ("--role-command=nobody=serve", "--role-command"),
        foreign: (
            "rolebasedgroup",
            "qwen",
            r#"[{"op":"add","path":"/spec/roles/0/template/spec/serviceAccountName","value":"other"}]"#,
            "serviceAccountName",
        ),
        pods: 3,
        rolls: "role by role, each after those that it depends on",
        maximum: ("HorizontalPodAutoscaler", "qwen-decode-hpa", "/spec/maxReplicas"),
        wider: ["--role=decode,max=5", "--role=decode,max=3"],
        alien: "--stable-window=2m",
    },
];
