# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_neap_global_optspecs
    string join \n color= verbose h/help V/version
end

function __fish_neap_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_neap_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_neap_using_subcommand
    set -l cmd (__fish_neap_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c neap -n "__fish_neap_needs_command" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_needs_command" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_needs_command" -s V -l version -d 'Print version'
complete -c neap -n "__fish_neap_needs_command" -f -a "serve" -d 'Deploy, list, test, compare and delete services'
complete -c neap -n "__fish_neap_needs_command" -f -a "import" -d 'Turn a running service into the neap command line that makes it, and take it over'
complete -c neap -n "__fish_neap_needs_command" -f -a "export" -d 'Write a service as a Helm chart or a base for Kustomize'
complete -c neap -n "__fish_neap_needs_command" -f -a "bench" -d 'Load an HTTP endpoint (hey\'s flags and report)'
complete -c neap -n "__fish_neap_needs_command" -f -a "cache" -d 'Cache a model in the cluster (Fluid), and make the volume that it lies on'
complete -c neap -n "__fish_neap_needs_command" -f -a "status" -d 'Show replicas, autoscaler, scheduling units and node pools'
complete -c neap -n "__fish_neap_needs_command" -f -a "doctor" -d 'Look for what is wrong, in a cluster or in files'
complete -c neap -n "__fish_neap_needs_command" -f -a "metrics" -d 'Metrics to scale on: presets, scrape and rules, and a check of the whole chain'
complete -c neap -n "__fish_neap_needs_command" -f -a "rbac" -d 'Print the Role that a verb needs'
complete -c neap -n "__fish_neap_needs_command" -f -a "sandbox" -d 'A simulated cluster on loopback'
complete -c neap -n "__fish_neap_needs_command" -f -a "demo" -d 'See a tide come and go, in half a minute and without a cluster'
complete -c neap -n "__fish_neap_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c neap -n "__fish_neap_needs_command" -f -a "man" -d 'Print the manual page of a verb'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "kserve" -d 'Deploy a model as a KServe InferenceService'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "knative" -d 'Deploy a model as a Knative Service, which scales on requests and to zero'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "deployment" -d 'Deploy a model server as a Deployment with Service, autoscaler, budget and what else it needs'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "custom" -d 'Deploy a model server as a Deployment with Service, autoscaler, budget and what else it needs'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "statefulset" -d 'Deploy a model server as a StatefulSet'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "triton" -d 'Deploy Triton Inference Server as a Deployment'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "tensorflow" -d 'Deploy TensorFlow Serving as a Deployment'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "tf" -d 'Deploy TensorFlow Serving as a Deployment'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "distributed" -d 'Deploy one model over several pods: groups of a leader and workers, or roles as prefill and decode'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "list" -d 'List the services'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "ls" -d 'List the services'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "get" -d 'Show one service: instances, address, and a line that reaches it'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "test" -d 'Send one request and print the answer, time to first token and tokens'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "logs" -d 'Print the logs of a service\'s replicas'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "log" -d 'Print the logs of a service\'s replicas'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "diff" -d 'Show what an apply would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "update" -d 'Change what is named of a service, and nothing else'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "history" -d 'Show what was applied, when and by whom'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "revisions" -d 'Show what was applied, when and by whom'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "rollback" -d 'Go back to what was applied before'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "promote" -d 'Give all requests to the newest revision'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "abort" -d 'Give all requests back to the revision before the newest'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "traffic-split" -d 'Share the requests between revisions'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "trs" -d 'Share the requests between revisions'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "scale" -d 'Set how many replicas a service has, or has at least'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "restart" -d 'Replace all replicas by new ones of the same kind'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "exec" -d 'Run a command in a replica'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "attach" -d 'Attach to a replica\'s own process'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "delete" -d 'Delete services and all that belongs to them'
complete -c neap -n "__fish_neap_using_subcommand serve; and not __fish_seen_subcommand_from kserve knative deployment custom statefulset triton tensorflow tf distributed list ls get test logs log diff update history revisions rollback promote abort traffic-split trs scale restart exec attach delete del" -f -a "del" -d 'Delete services and all that belongs to them'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l model-format -d 'Format of the model, as huggingface; KServe then chooses a runtime' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l runtime -d 'ServingRuntime or ClusterServingRuntime' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l runtime-version -d 'Version of the runtime' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l storage-uri -d 'Where the model is fetched from, as pvc://llm-model/Qwen or oss://bucket/path' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l protocol-version -d 'Protocol that the model speaks' -r -f -a "v1\t''
v2\t''
grpc-v1\t''
grpc-v2\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l deployment-mode -d 'How KServe deploys: as a Deployment (raw) or a Knative Service; auto is raw unless the metric is Knative\'s [default: auto]' -r -f -a "auto\t''
raw\t''
knative\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l container-concurrency -d 'Requests in flight per replica at the most (Knative)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l timeout -d 'Seconds that a request may take; not how long neap waits, which is --wait' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l canary-traffic-percent -l canary -d 'Per cent of the traffic for the newest revision (Knative)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l enable-prometheus -d 'Have Prometheus scrape the pods: a Service and a ServiceMonitor' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l metrics-port -d 'Port to scrape [default: 8080]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from kserve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l autoscaler -d 'Who counts: Knative by requests (kpa), or Kubernetes by a metric (hpa) [default: by the metric]' -r -f -a "kpa\t''
hpa\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l target-utilization -d 'Per cent of the target that each pod is aimed at [default: Knative\'s, 70]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l stable-window -d 'What is averaged over, 6s to 1h [default: Knative\'s, 60s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l panic-window -d 'Per cent of the window that is looked at for a panic [default: Knative\'s, 10]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l panic-threshold -d 'Per cent of what the pods can take that begins a panic, in which none goes [default: Knative\'s, 200]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l initial-scale -d 'Replicas that a new revision starts with [default: Knative\'s, 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l activation-scale -d 'Replicas at least, whenever there are any' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l scale-down-delay -d 'How long a wish for fewer must last, at most 1h [default: Knative\'s, 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l pod-retention -d 'How long the last replica stays after the last request, at most 1h [default: Knative\'s, 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l target-burst-capacity -d 'Requests more than now that must find room at once, or they wait in Knative\'s activator; -1: all wait there [default: Knative\'s, 211]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l reserve-instance -d 'Keep a small instance when nothing is asked, which answers until a replica is up' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l reserve-instance-type -d 'What it is [default: ACK\'s, eci]' -r -f -a "eci\t''
ecs\t''
acs\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l reserve-instance-spec -d 'Its size, as ecs.gn6i-c4g1.xlarge or 1-2Gi (repeat, at most 5, in order of preference)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l reserve-instance-replicas -d 'How many of them [default: ACK\'s, 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l container-concurrency -d 'Requests in flight per replica at the most; 0 is no limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l timeout -d 'Seconds that a request may take; not how long neap waits, which is --wait [default: Knative\'s, 300]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l revision-name -d 'Name of the revision that this makes, as qwen-v2 [default: Knative counts them]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l canary -d 'Per cent of the requests for the revision that this makes; the rest stays with the last one that was ready' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l traffic -d 'Share of a revision in per cent, as qwen-00001=90 and latest=10 (repeat) [default: as it is; for a new service all to the latest]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l tag -d 'Name under which a revision is reached whatever its share, as latest=canary (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from knative" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l max-surge -d 'Pods above the wish while they are replaced, a number or per cent [default: Kubernetes\', 25%]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l max-unavailable -d 'Pods below the wish while they are replaced, a number or per cent [default: Kubernetes\', 25%]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l cluster-group -d 'Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l ecs-provision -d 'Order machines where no cluster has room; ACK One only' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l fleet-api -d 'Whose objects say it: ACK One\'s or Karmada\'s [default: auto, by what the hub serves]' -r -f -a "auto\t''
ack-one\t''
karmada\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l propagation-policy -d 'Name of the PropagationPolicy, where there is one already [default: NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from deployment" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l max-surge -d 'Pods above the wish while they are replaced, a number or per cent [default: Kubernetes\', 25%]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l max-unavailable -d 'Pods below the wish while they are replaced, a number or per cent [default: Kubernetes\', 25%]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l cluster-group -d 'Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l ecs-provision -d 'Order machines where no cluster has room; ACK One only' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l fleet-api -d 'Whose objects say it: ACK One\'s or Karmada\'s [default: auto, by what the hub serves]' -r -f -a "auto\t''
ack-one\t''
karmada\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l propagation-policy -d 'Name of the PropagationPolicy, where there is one already [default: NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from custom" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l pod-management -d 'Whether new pods start at once, or each after the one before it is ready [default: parallel]' -r -f -a "parallel\t''
ordered\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l cluster-group -d 'Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l ecs-provision -d 'Order machines where no cluster has room; ACK One only' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l fleet-api -d 'Whose objects say it: ACK One\'s or Karmada\'s [default: auto, by what the hub serves]' -r -f -a "auto\t''
ack-one\t''
karmada\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l propagation-policy -d 'Name of the PropagationPolicy, where there is one already [default: NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from statefulset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l backend -d 'Backend, which chooses the image where none is given and needs a GPU' -r -f -a "vllm\t''
trt-llm\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l model-repository -d 'Path of the models in the container' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l http-port -d 'Port of HTTP [default: 8000]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l grpc-port -d 'Port of gRPC [default: 8001]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l allow-metrics -d 'Show metrics, on --metrics-port' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l extend-command -d 'More of the server\'s command line' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l load-model -d 'Model to load at the start (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l cluster-group -d 'Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l ecs-provision -d 'Order machines where no cluster has room; ACK One only' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l fleet-api -d 'Whose objects say it: ACK One\'s or Karmada\'s [default: auto, by what the hub serves]' -r -f -a "auto\t''
ack-one\t''
karmada\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l propagation-policy -d 'Name of the PropagationPolicy, where there is one already [default: NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from triton" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l model-path -d 'Path of the model in the container' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l model-config-file -d 'File in the container that lists the models, instead of --model-name and --model-path' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l monitoring-config-file -d 'File in the container that says what is monitored' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l version-policy -d 'Accepted for Arena\'s sake; does nothing, in Arena neither' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l modelName -d 'See --model-name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l restfulPort -d 'See --restful-port' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l cluster-group -d 'Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l ecs-provision -d 'Order machines where no cluster has room; ACK One only' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l fleet-api -d 'Whose objects say it: ACK One\'s or Karmada\'s [default: auto, by what the hub serves]' -r -f -a "auto\t''
ack-one\t''
karmada\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l propagation-policy -d 'Name of the PropagationPolicy, where there is one already [default: NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tensorflow" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l model-path -d 'Path of the model in the container' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l model-config-file -d 'File in the container that lists the models, instead of --model-name and --model-path' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l monitoring-config-file -d 'File in the container that says what is monitored' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l version-policy -d 'Accepted for Arena\'s sake; does nothing, in Arena neither' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l modelName -d 'See --model-name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l restfulPort -d 'See --restful-port' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l cluster-group -d 'Clusters of the fleet whose hub this is, in the order in which groups are filled (repeat); with shares, of one group, room counts nothing' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l ecs-provision -d 'Order machines where no cluster has room; ACK One only' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l fleet-api -d 'Whose objects say it: ACK One\'s or Karmada\'s [default: auto, by what the hub serves]' -r -f -a "auto\t''
ack-one\t''
karmada\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l propagation-policy -d 'Name of the PropagationPolicy, where there is one already [default: NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from tf" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l name -d 'Name of the service' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l version -d 'Version; the object is then called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s l -l label -d 'Label of the service and its pods, as team=chat (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s a -l annotation -d 'Annotation of the service and its pods (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l model-name -d 'Sets the label modelName' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l model-version -d 'Sets the label modelVersion' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l enable-istio -d 'Ask for Istio\'s sidecar; does nothing for KServe' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l expose-service -d 'Accepted for Arena\'s sake; does nothing' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l image -d 'Image' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l image-pull-policy -d 'When to pull the image [default: IfNotPresent]' -r -f -a "Always\t''
IfNotPresent\t''
Never\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l image-pull-secret -d 'Secret that opens the registry (repeat) [default: imagePullSecrets of Arena\'s configuration]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l command -d 'Line that the shell runs, instead of positional words' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l shell -d 'Shell that runs the command [default: sh]' -r -f -a "sh\t''
bash\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l port -d 'Port that the container listens on; beside a port of HTTP it is gRPC\'s [default: 8080 for KServe, else the command\'s or the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s e -l env -d 'Environment variable (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l env-from-secret -d 'Environment variable from a Secret; the key is NAME unless given (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l security-context -d 'User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l service-account -d 'ServiceAccount of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l startup-probe -d 'How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]' -r -f -a "auto\t''
vllm\t''
sglang\t''
triton\t''
tgi\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l rollout -d 'How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)' -r -f -a "recreate\t''
surge=0\t''
surge=1\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l group-size -d 'Pods of a replica: the leader and its workers [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-num -d 'Leaders of a replica, of which there is one' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-num -d 'Workers of a replica, which is one less than --group-size' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l group-with -d 'What keeps the pods: a LeaderWorkerSet, or a RoleBasedGroup, which knows roles [default: auto]' -r -f -a "auto\t''
lws\t''
rbg\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l init-backend -d 'How the engine finds its other pods: neap adds Ray, or what vLLM (mp) or SGLang take, to the command [default: none]' -r -f -a "ray\t''
mp\t''
sglang\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l max-surge -d 'Replicas above the wish while they are replaced, a number or per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l max-unavailable -d 'Replicas below the wish while they are replaced, a number or per cent [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-image -d 'Image of the leader [default: --image]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-command -d 'Line that the leader\'s shell runs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-cpu -d 'CPU of the leader [default: --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-memory -d 'Memory of the leader [default: --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-gpus -d 'Whole GPUs of the leader [default: --gpus]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-gpumemory -d 'Shared GPU memory of the leader in GiB [default: --gpumemory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l leader-gpucore -d 'Shared GPU compute of the leader in per cent [default: --gpucore]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-image -d 'Image of a worker [default: --image]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-command -d 'Line that a worker\'s shell runs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-cpu -d 'CPU of a worker [default: --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-memory -d 'Memory of a worker [default: --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-gpus -d 'Whole GPUs of a worker [default: --gpus]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-gpumemory -d 'Shared GPU memory of a worker in GiB [default: --gpumemory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l worker-gpucore -d 'Shared GPU compute of a worker in per cent [default: --gpucore]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l role -d 'Role with replicas of its own, as prefill, decode, router (repeat): replicas, min, max, metric=NAME=TARGET, size, backend, image, port, gpus, gpumemory, gpucore, cpu, memory, after=ROLE, entry=true' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l role-command -d 'Line that a role\'s shell runs [default: --command, and what the engine wants for prefill and decode] (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l role-schedule -d 'Replicas of a role from a time on, as \'decode=0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l restful-port -d 'Port of HTTP; --port is gRPC\'s then' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l metrics-port -d 'Port of the metrics, where it is one of its own' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l readiness-probe -d 'Whether requests come: by the engine\'s health check, by the port, or always [default: auto, else tcp]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l liveness-probe -d 'Whether the container starts anew when it does not answer [default: none]' -r -f -a "auto\t''
tcp\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l startup-probe-action -d 'Question that tells loading from hanging, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l startup-probe-action-option -d 'Part of that question, as \'path: /healthz\', \'port: 8000\' or \'command=cat /tmp/up\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l startup-probe-option -d 'How often it is asked, as \'periodSeconds: 3\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l readiness-probe-action -d 'Question that decides whether requests come, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l readiness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l readiness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l liveness-probe-action -d 'Question that decides whether the container starts anew, instead of the engine\'s' -r -f -a "httpGet\t''
exec\t''
grpc\t''
tcpSocket\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l liveness-probe-action-option -d 'Part of that question (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l liveness-probe-option -d 'How often it is asked (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l gpus -d 'Whole GPUs (nvidia.com/gpu)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l gpumemory -d 'Shared GPU memory in GiB (aliyun.com/gpu-mem)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l gpucore -d 'Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l cpu -d 'CPU, as 4 or 500m; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l cpu-limit -d 'The most CPU [default: as --cpu]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l memory -d 'Memory, as 12Gi; also the limit' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l memory-limit -d 'The most memory [default: as --memory]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l share-memory -l shm-size -d 'Memory of /dev/shm, which tensor parallelism needs' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l device -d 'Another device, as amd.com/gpu=1 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s d -l data -d 'PersistentVolumeClaim and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l model-dir -d 'The claim that holds the model, mounted read-only' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l cache -d 'Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l data-subpath-expr -d 'Sub-path of a --data with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l data-dir -d 'Directory of the node and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l temp-dir -d 'Scratch space that goes with the pod (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l temp-dir-subpath-expr -d 'Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l config-file -d 'File of this machine that becomes a ConfigMap, and where it is mounted (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l min-replicas -d 'Never fewer replicas [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l max-replicas -d 'Never more replicas' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l replicas -d 'The minimum, as Arena\'s other kinds call it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l scale-metric -d 'What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l scale-target -d 'Average per replica to aim at, in the metric\'s unit: 5 requests, 50 per cent, 80% of the KV cache' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l scale-up-window -d 'How long a wish for more must last, at most 1h [default: Kubernetes\', 0s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l scale-down-window -d 'How long a wish for fewer must last, at most 1h [default: Kubernetes\', 5m]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l hpa-name -d 'Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l autoscaler -d 'Who scales: Kubernetes\' HPA, KEDA (to zero, and on queries), the clock (ACK\'s CronHPA, else KEDA), nobody [default: auto]' -r -f -a "auto\t''
hpa\t''
keda\t''
cron\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l schedule -d 'Replicas from a time on, as \'0 8 * * *=4\' (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l timezone -d 'Zone of the times, as Asia/Shanghai; KEDA only [default: UTC for KEDA, the controller\'s for CronHPA]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l prometheus -d 'Where KEDA asks for metrics of the pods and for prometheus:QUERY' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l unit -d 'Capacity, in order of preference (repeat): resource=ecs|eci|acs|elastic, nodepool=ID, selector.LABEL=VALUE, max=N, label.KEY=VALUE, annotation.KEY=VALUE' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l spill-with -d 'How the order of units is said to the scheduler: by ACK\'s ResourcePolicy, or by node affinity, which all know [default: auto]' -r -f -a "auto\t''
resource-policy\t''
affinity\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l preempt-policy -d 'When pods may push out others of lower priority' -r -f -a "BeforeNextUnit\t''
AfterAllUnits\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l pool-name -d 'Name of a node pool, which --unit and status understand (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l pool-label -d 'Node label that holds a pool\'s id [default: the platform\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l selector -d 'Label that every node must have (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l toleration -d 'Taint that is borne: all, KEY[=VALUE][:EFFECT], or Arena\'s KEY=VALUE:EFFECT,OPERATOR (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l affinity-policy -d 'Whether replicas avoid or seek each other\'s nodes [default: none]' -r -f -a "none\t''
spread\t''
binpack\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l affinity-constraint -d 'How strictly they do [default: preferred]' -r -f -a "preferred\t''
required\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l priority-class -d 'PriorityClass of the pods' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l priority -d 'One of two classes: inference, or what gives way to it, as training does' -r -f -a "high\t''
low\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l make-priority-classes -d 'Make both classes of --priority, which all namespaces share' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l drain -d 'How long streams have before the engine is told to end, as 60s; the grace grows with it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l termination-grace -d 'How long a pod has to end in all [default: Kubernetes\', 30s, or the drain and 30s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l pdb -d 'How many pods may go at once when nodes are emptied: max-unavailable=N or min-available=N, also per cent' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l topology-spread -d 'Spread the pods over a node label: zone, hostname or a key, with how far apart and whether strictly (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l storage-uri -d 'Claim that holds the model, as pvc://llm-model/Qwen; mounted read-only at /mnt/models' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l service-name -d 'Name of the Service in front of the pods [default: NAME, or NAME-VERSION]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l expose -d 'How the outside reaches the service [default: not at all]' -r -f -a "ingress\t''
loadbalancer\t''
httproute\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l host -d 'Host of the Ingress or the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l ingress-class -d 'Class of the Ingress [default: the cluster\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l tls-secret -d 'Secret with the certificate of the Ingress' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l gateway -d 'Gateway of the HTTPRoute' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l scrape -d 'How Prometheus finds the pods [default: it is not told]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l servingName -d 'See --name' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l servingVersion -d 'See --version' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l imagePullPolicy -d 'See --image-pull-policy' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l enableIstio -d 'See --enable-istio' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l exposeService -d 'See --expose-service' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s f -l filename -d 'Service file to start from (- is standard input); flags add to it and win' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l save -d 'Write flags and file as one service file (- is standard output)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l wait -d 'Wait until enough replicas are available, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l watch -d 'Follow the replicas afterwards, at most so long; without a duration until Ctrl-C' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l print-template -d 'Print neap\'s templates, or one by its name, and do nothing else' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from distributed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -s T -l type -d 'Only services of this type' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -s A -l all-namespaces -d 'All namespaces'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -s T -l type -d 'Only services of this type' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -s A -l all-namespaces -d 'All namespaces'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -l gateway -d 'Address of the gateway that routes by Host, as `10.0.0.1:80`' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s d -l data -d 'Body of the request; by default a short question to the served model' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l path -d 'Where to send it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l stream -d 'Whether to ask for the answer token by token, which is how the time to first token is known' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l timeout -d 'Longest wait for the whole answer' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l gateway -d 'Address of the gateway that routes by Host, as `10.0.0.1:80`' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s o -l output -d 'How to print' -r -f -a "text\t'For people'
json\t'JSON'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s k -l insecure -d 'Do not verify the certificate of an https address'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s i -l instance -d 'Only this replica; may be repeated' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s c -l container -d 'Container (default: the one that serves)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l since -d 'Only what is newer than this, as `5m`' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l since-time -d 'Only what is newer than this time, as `2026-01-31T08:00:00Z`' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s t -l tail -d 'Only the last lines of each replica; -1 is all' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s f -l follow -d 'Go on with what is logged from now on, and with replicas that come'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -l timestamps -d 'Put the time before each line'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s p -l previous -d 'Of the container that ran before the last restart'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s i -l instance -d 'Only this replica; may be repeated' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s c -l container -d 'Container (default: the one that serves)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l since -d 'Only what is newer than this, as `5m`' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l since-time -d 'Only what is newer than this time, as `2026-01-31T08:00:00Z`' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s t -l tail -d 'Only the last lines of each replica; -1 is all' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s f -l follow -d 'Go on with what is logged from now on, and with replicas that come'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -l timestamps -d 'Put the time before each line'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s p -l previous -d 'Of the container that ran before the last restart'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -s f -l filename -d 'Service file, as --save wrote it (- is standard input)' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -l force-conflicts -d 'Show what taking over fields of somebody else would do'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "kserve" -d 'Show what `serve kserve` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "knative" -d 'Show what `serve knative` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "deployment" -d 'Show what `serve deployment` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "custom" -d 'Show what `serve deployment` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "statefulset" -d 'Show what `serve statefulset` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "triton" -d 'Show what `serve triton` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "tensorflow" -d 'Show what `serve tensorflow` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "tf" -d 'Show what `serve tensorflow` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from diff" -f -a "distributed" -d 'Show what `serve distributed` with these flags would change'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "kserve" -d 'Update a KServe InferenceService'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "knative" -d 'Update a Knative Service, which makes a new revision'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "deployment" -d 'Update a Deployment'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "custom" -d 'Update a Deployment'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "statefulset" -d 'Update a StatefulSet'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "triton" -d 'Update a Deployment of Triton'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "tensorflow" -d 'Update a Deployment of TensorFlow Serving'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "tf" -d 'Update a Deployment of TensorFlow Serving'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from update" -f -a "distributed" -d 'Update groups of pods: a LeaderWorkerSet or a RoleBasedGroup'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -l revision -d 'Print the objects of one revision' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -l revision -d 'Print the objects of one revision' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from revisions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l to-revision -d 'The revision to go back to, as `serve history` shows them [default: the one before the last]' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l wait -d 'Wait until enough replicas are available again, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -s y -l yes -d 'Do not ask'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -l dry-run -d 'Show the difference and write nothing'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -l dry-run -d 'Write nothing: show what would change (client), or have the API server check it (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from promote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -l dry-run -d 'Write nothing: show what would change (client), or have the API server check it (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from abort" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l name -d 'The service, as Arena takes it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l revision -d 'Share of a revision in per cent, as qwen-00001=90 and latest=10 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -s v -l version-weight -d 'The same as Arena writes it, as qwen-00001:90 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l dry-run -d 'Write nothing: show what would change (client), or have the API server check it (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from traffic-split" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l name -d 'The service, as Arena takes it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l revision -d 'Share of a revision in per cent, as qwen-00001=90 and latest=10 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -s v -l version-weight -d 'The same as Arena writes it, as qwen-00001:90 (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l dry-run -d 'Write nothing: show what would change (client), or have the API server check it (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from trs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l replicas -d 'How many replicas, as kubectl takes it' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l role -d 'The role of a group of roles, as prefill' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l dry-run -d 'Write nothing: show what would change (client), or have the API server check it (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l wait -d 'Wait until so many are ready, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -l pin -d 'Exactly so many: the maximum too'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from scale" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l dry-run -d 'Write nothing: show what would change (client), or have the API server check it (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l wait -d 'Wait until enough replicas are available again, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from restart" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s i -l instance -d 'The replica (default: the oldest that is ready)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s c -l container -d 'Container (default: the one that serves)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -l stdin -d 'Pass standard input on'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s t -l tty -d 'Give the command a terminal; implies --stdin'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s v -l version -d 'Version, where one was given at the deployment: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s T -l type -d 'Type of the service' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s i -l instance -d 'The replica (default: the oldest that is ready)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s c -l container -d 'Container (default: the one that serves)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -l stdin -d 'Pass standard input on'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s t -l tty -d 'Give the command a terminal; implies --stdin'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from attach" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -s v -l version -d 'The version that was given with `--version`: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -s T -l type -d 'Type of the services' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would go, and delete nothing' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l wait -d 'Wait until the services and their pods are gone, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -s v -l version -d 'The version that was given with `--version`: the service is called NAME-VERSION' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -s T -l type -d 'Type of the services' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l dry-run -d 'Show what would go, and delete nothing' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l wait -d 'Wait until the services and their pods are gone, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -s y -l yes -d 'Do not ask'
complete -c neap -n "__fish_neap_using_subcommand serve; and __fish_seen_subcommand_from del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand import" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand import" -s T -l type -d 'Type of the service, where several have the name' -r -f -a "kserve\t'KServe InferenceServices'
knative\t'Knative Services'
deployment\t'Deployments'
statefulset\t'StatefulSets'
distributed\t'Groups of pods: LeaderWorkerSets and RoleBasedGroups'
triton\t'Deployments of Triton'
tensorflow\t'Deployments of TensorFlow Serving'"
complete -c neap -n "__fish_neap_using_subcommand import" -l save -d 'Write a service file (- is standard output, instead of the command line)' -r -F
complete -c neap -n "__fish_neap_using_subcommand import" -l patch -d 'Where the patch goes, if one is needed [default: NAME-patch.yaml]' -r -F
complete -c neap -n "__fish_neap_using_subcommand import" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand import" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand import" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand import" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand import" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand import" -l adopt -d 'Take the service over: neap owns the fields that it would write, no pod restarts'
complete -c neap -n "__fish_neap_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand export" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand export" -s f -l filename -d 'Service file, or file with objects, instead (- is standard input; repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand export" -l helm -d 'Write a Helm chart to this directory' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand export" -l kustomize -d 'Write a base for Kustomize, and an overlay to start from, to this directory' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand export" -l patch -d 'Merge patch on what a service file renders (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand export" -l template-dir -d 'Directory with templates of your own, for what a service file renders' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand export" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand export" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand export" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand export" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand export" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand export" -l force -d 'Write into a directory that holds files: those of the same name are replaced, and those of an earlier export that are no longer needed removed'
complete -c neap -n "__fish_neap_using_subcommand export" -l with-secrets -d 'Write Secrets too, with their content in the clear'
complete -c neap -n "__fish_neap_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s n -d 'Number of requests; exactly so many are sent (default: 200, or the whole trace)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s c -d 'Number of workers: connections, or streams with -h2 (default: 50); in an open loop the most in flight (10000)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s q -d 'Requests per second of each worker, 0 for no limit' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s z -d 'Send for this long, as 10s or 1m30s; -n is ignored then' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l grace -d 'After -z, how long requests in flight may take' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s t -d 'Longest time for one request, in seconds or as 500ms; 0 for any' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l preconnect -d 'Open all connections before the start; for bench llm with --max-concurrency this is the default' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l cpus -d 'Number of CPU cores to use (default: as many as the load needs)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l rate -d 'Requests per second of all together, whatever the answers do, as 50 or 300/m' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l stages -d 'Rates over time: 30s:50 goes from the rate before to 50 in 30 s, 2m=50 stays at 50 for 2 minutes' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l trace -d 'Send at the recorded times of this file: one a line, or JSON lines with a `timestamp`' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l arrivals -d 'How regular arrivals are: constant, poisson, gamma:SHAPE (default: constant)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l burstiness -d 'The same in vLLM\'s words: the shape of a gamma process, 1 for Poisson' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l seed -d 'What decides random arrivals: the same seed gives the same times' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l warmup -d 'Leave out of the steady window what is due in this time from the start' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l cooldown -d 'Leave out of the steady window what is due in this time before the end' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l fail-if -d 'Exit with 4 if one of these is true: p99>2s|error>1%|rps<50' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l find-max -d 'Find the highest rate that keeps this: p99<200ms,error<1%; in steps of -z (default: 30s), Poisson arrivals' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s m -d 'HTTP method' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s H -d 'Header, as "Name: value"; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s d -d 'Body' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s D -d 'Body from a file' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s T -d 'Content-Type' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s A -d 'Accept' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s U -d 'User-Agent' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s a -d 'Basic authentication' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l host -d 'Host header, and the name that TLS asks for' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s x -d 'HTTP proxy' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l h2-conns -d 'How many HTTP/2 connections carry the streams of -h2' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l connect-to -d 'Connect to host H2, port P2 instead of H1:P1, as curl does; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l unix-socket -d 'Connect to this Unix socket' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l conn-max-requests -d 'Open a new connection after this many requests' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l conn-max-age -d 'Open a new connection after this time' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l cacert -d 'Trust the certificates of this PEM file instead of the system\'s' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s o -d 'csv (one line a request), json, or text (default: hey\'s report for hey\'s load, else text)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l report -d 'Write the report as one HTML page with charts, which needs nothing else' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l workers -d 'Send with so many processes, of which this is one: the others join it' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l listen -d 'Where the other workers reach this one' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l join -d 'Be one of the workers of the load that is led there; it says what to send' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l image -d 'With --in-cluster: what the pods run (default: neap: and the version)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l image-pull-secret -d 'With --in-cluster: a Secret to pull the image with; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l data -d 'With --in-cluster: mount a claim, whose files may be named in other flags' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l node-selector -d 'With --in-cluster: a label that the nodes have; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l toleration -d 'With --in-cluster: a taint that the pods bear, as KEY=VALUE:EFFECT or all; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l request -d 'With --in-cluster: what each pod asks for; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l start-timeout -d 'How long to wait for all workers' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l service -d 'Load a deployed service instead of a URL' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l namespace -d 'Namespace of the service, or of the workers of --in-cluster (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l gateway -d 'Address of the gateway that routes by Host, as 10.0.0.1:80' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l pod-header -d 'The response header that names the pod which answered; without it that is inferred' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l watch -d 'Watch the cluster meanwhile: replicas, pods, nodes and decisions beside the load (default: the service of --service)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l price -d 'What an hour of a pool\'s node costs, as cloud=2.10/h, or of its GPU, as cloud=2.10/gpu/h; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l sweep -d 'One request at a time, -c at a time, and eight rates between, in steps of -z (default: 10s); the knee is marked'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l h2 -d 'Offer HTTP/2 (https only)'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l disable-compression -d 'Do not offer gzip'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l disable-keepalive -d 'Open a new connection for each request'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l disable-redirects -d 'Do not follow redirects'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l insecure -d 'Accept any server certificate, as hey does'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l in-cluster -d 'Send from inside the cluster: the workers are the pods of a Job, which goes when the load is over'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -l host-network -d 'With --in-cluster: use the network of the nodes'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -s h -l help -d 'Print help'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -a "llm" -d 'Load a model with prompts: TTFT, TPOT, tokens a second, goodput'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -a "compare" -d 'Compare runs: what differs between them by more than chance'
complete -c neap -n "__fish_neap_using_subcommand bench; and not __fish_seen_subcommand_from llm compare report" -a "report" -d 'Make the page of a run that was saved with -o json'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s z -d 'Send for this long, as 10s or 1m30s; -n is ignored then' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l grace -d 'After -z, how long requests in flight may take' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l preconnect -d 'Open all connections before the start; for bench llm with --max-concurrency this is the default' -r -f -a "true\t''
false\t''"
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l cpus -d 'Number of CPU cores to use (default: as many as the load needs)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l stages -d 'Rates over time: 30s:50 goes from the rate before to 50 in 30 s, 2m=50 stays at 50 for 2 minutes' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l trace -d 'Send at the recorded times of this file: one a line, or JSON lines with a `timestamp`' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l burstiness -d 'The same in vLLM\'s words: the shape of a gamma process, 1 for Poisson' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l warmup -d 'Leave out of the steady window what is due in this time from the start' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l cooldown -d 'Leave out of the steady window what is due in this time before the end' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l find-max -d 'Find the highest rate that keeps this: p99<200ms,error<1%; in steps of -z (default: 30s), Poisson arrivals' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s H -d 'Header, as "Name: value"; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s U -d 'User-Agent' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s a -d 'Basic authentication' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s x -d 'HTTP proxy' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l h2-conns -d 'How many HTTP/2 connections carry the streams of -h2' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l connect-to -d 'Connect to host H2, port P2 instead of H1:P1, as curl does; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l unix-socket -d 'Connect to this Unix socket' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l conn-max-requests -d 'Open a new connection after this many requests' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l conn-max-age -d 'Open a new connection after this time' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l cacert -d 'Trust the certificates of this PEM file instead of the system\'s' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l report -d 'Write the report as one HTML page with charts, which needs nothing else' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l workers -d 'Send with so many processes, of which this is one: the others join it' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l listen -d 'Where the other workers reach this one' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l join -d 'Be one of the workers of the load that is led there; it says what to send' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l image -d 'With --in-cluster: what the pods run (default: neap: and the version)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l image-pull-secret -d 'With --in-cluster: a Secret to pull the image with; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l data -d 'With --in-cluster: mount a claim, whose files may be named in other flags' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l node-selector -d 'With --in-cluster: a label that the nodes have; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l toleration -d 'With --in-cluster: a taint that the pods bear, as KEY=VALUE:EFFECT or all; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l request -d 'With --in-cluster: what each pod asks for; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l start-timeout -d 'How long to wait for all workers' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l service -d 'Load a deployed service instead of a URL' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l namespace -d 'Namespace of the service, or of the workers of --in-cluster (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gateway -d 'Address of the gateway that routes by Host, as 10.0.0.1:80' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l pod-header -d 'The response header that names the pod which answered; without it that is inferred' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l watch -d 'Watch the cluster meanwhile: replicas, pods, nodes and decisions beside the load (default: the service of --service)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l price -d 'What an hour of a pool\'s node costs, as cloud=2.10/h, or of its GPU, as cloud=2.10/gpu/h; repeat it for more' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l backend -d 'The API: openai (completions; also vllm), openai-chat (vllm-chat), sglang (its /generate), sglang-oai, sglang-oai-chat' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l base-url -d 'URL of the server, if not by --host and --port' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l port -d 'Port of the server (default: 8000; 30000 with --backend sglang)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l endpoint -d 'Path of the API (default: that of --backend)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l model -d 'Model (default: the first that /v1/models lists)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l served-model-name -d 'What the server calls the model, if not as --model' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l header -d 'Header as KEY=VALUE; several may follow' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l ready-check-timeout-sec -d 'Wait so long for the server to list its models' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l metrics-url -d 'Where the engine\'s metrics are (default: /metrics of the server); none to leave them' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l dataset-name -d 'random, prefix_repetition, generated-shared-prefix, or of a file: sharegpt, custom, openai, multi-turn (default: random)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l dataset-path -d 'The file of a dataset that is one: JSON or JSON lines' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l tokenizer -d 'A tokenizer.json, or the folder that has one: tokens are counted with it instead of estimated' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l input-len -d 'Tokens of a prompt, whatever the dataset\'s own flag is called' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l output-len -d 'Tokens of an answer, whatever the dataset\'s own flag is called' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l random-input-len -d 'Tokens of a prompt (default: 1024)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l random-output-len -d 'Tokens of an answer (default: 128; SGLang\'s: 1024)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l random-range-ratio -d 'How far lengths vary: len*(1-r) to len*(1+r) as in vLLM, len*r to len as in SGLang, by --backend (default: 0)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l random-prefix-len -d 'Tokens at the beginning that all prompts share, before those of --random-input-len (default: 0)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l random-batch-size -d 'Prompts in one request, for completions (default: 1)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l prefix-repetition-prefix-len -d 'Tokens that the prompts of a group share (default: 256)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l prefix-repetition-suffix-len -d 'Tokens of a prompt after those (default: 256)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l prefix-repetition-num-prefixes -d 'Number of groups, each asked for as often (default: 10)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l prefix-repetition-output-len -d 'Tokens of an answer (default: 128)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-num-groups -d 'Number of groups (default: 64)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-prompts-per-group -d 'Requests of each group; all together are the requests of the run unless --num-prompts says how many (default: 16)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-system-prompt-len -d 'Tokens that the prompts of a group share (default: 2048)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-question-len -d 'Tokens of a prompt after those (default: 128)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-output-len -d 'Tokens of an answer (default: 256)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-range-ratio -d 'Lengths vary from len*R to len (default: 1)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-group-distribution -d 'uniform: each group as often; zipf: the group of rank k in proportion to 1 / k^alpha (default: uniform)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-zipf-alpha -d 'The alpha of zipf' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-num-turns -d 'Turns of a conversation, each with the real answers before it (default: 1)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l sharegpt-output-len -d 'Tokens of an answer (default: as many as the file\'s answer has)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l sharegpt-context-len -d 'Leave out what is longer together with its answer' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l custom-output-len -d 'Tokens of an answer, -1 for what the file says (default: what the file says, else 256)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l max-turns -d 'Turns of a conversation, at the most' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l think-time -d 'How long a user thinks before his next question: 2s, or 500ms-3s (default: 0)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l affinity-header -d 'Send what should go to the same replica in this header: the conversation, or else the group' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l lora-modules -d 'LoRA adapters that requests ask for: names with spaces or commas between (SGLang\'s --lora-name)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l lora-assignment -d 'Which adapter a request asks for: random, round-robin, or skewed (SGLang\'s uniform, distinct, skewed; default: random)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l lora-zipf-alpha -d 'Of skewed: each adapter so many times as often as the one after it (default: 1.5)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l request-id-prefix -d 'Name requests in the header x-request-id: this, and the number of the request' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l temperature -d 'temperature' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l top-p -d 'top_p' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l top-k -d 'top_k' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l min-p -d 'min_p' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l frequency-penalty -d 'frequency_penalty' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l presence-penalty -d 'presence_penalty' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l repetition-penalty -d 'repetition_penalty' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l chat-template-kwargs -d 'What the chat template is given, as a JSON object (chat only)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l logprobs -d 'logprobs for each token' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l extra-body -d 'More of each request, as a JSON object' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l suggest-target -d 'Say which metric and target have the service grow in time, from a sweep (or --find-max) and the engine\'s gauges; TERMS are to be kept (default: ttft.p95<2s,error<1%)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l cold-start -d 'With --suggest-target: how long from when a replica is asked for until it answers' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l load-doubles -d 'With --suggest-target: in which time the load doubles at the fastest' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l num-warmups -d 'Requests that are sent before, and not counted' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l probe-request-rate -d 'Send requests of one token beside the load, so many a second, one after the other: how long others wait' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l ramp-up-strategy -d 'Let the rate grow from request to request: linear (by the same amount) or exponential (by the same factor)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l ramp-up-start-rps -d 'Requests a second at the first request' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l ramp-up-end-rps -d 'Requests a second at the last one' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l goodput -d 'What a good request keeps, in milliseconds: ttft:500 tpot:50 e2el:5000' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l format -d 'vllm: the table, the JSON and the arithmetic of `vllm bench serve`; each request is kept until the end' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l percentile-metrics -d 'Measures in the table: ttft,tpot,itl,e2el,client_queue_time (default: the first four)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l metric-percentiles -d 'Percentiles in the table (default: 50,90,95,99)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l metadata -d 'What else the result says of the run; several may follow' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l result-dir -d 'Folder for it (default: this one)' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l result-filename -d 'Its name (default: LABEL-RATEqps-MODEL-TIME.json)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l label -d 'The beginning of that name (default: the backend)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l timeline-itl-thresholds -d 'vLLM\'s, without effect: the page colours no tokens' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l tokenizer-mode -d 'vLLM\'s, without effect' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s n -l num-prompts -d 'Number of prompts, or of conversations (default: 1000, or what the dataset has)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s c -l max-concurrency -d 'Most requests in flight (default: no limit: all are sent at once, or when they are due; 50 with -z)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l rate -d 'Requests per second, whatever the answers do (--request-rate); inf for all at once' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l arrivals -d 'How regular arrivals are: constant, poisson, gamma:SHAPE (default: poisson)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s t -d 'Longest time for one request, in seconds or as 500ms; 0 for any' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l seed -d 'What decides arrivals and made-up prompts; without it arrivals are those of 0, and no other run has the prompts' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l host -d 'Address of the server (default: 127.0.0.1)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l fail-if -d 'Exit with 4 if one of these is true: ttft.p99>2s|tpot.p50>50ms|error>1%|rps<50' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s o -d 'text, json, or csv (one line a request)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s q -d 'Requests per second of each worker, 0 for no limit' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s m -d 'HTTP method' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s d -d 'Body' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s D -d 'Body from a file' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s T -d 'Content-Type' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s A -d 'Accept' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l sweep -d 'One request at a time, -c at a time, and eight rates between, in steps of -z (default: 10s); the knee is marked'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l h2 -d 'Offer HTTP/2 (https only)'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-keepalive -d 'Open a new connection for each request'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-redirects -d 'Do not follow redirects'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l insecure -d 'Accept any server certificate, as hey does'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l in-cluster -d 'Send from inside the cluster: the workers are the pods of a Job, which goes when the load is over'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l host-network -d 'With --in-cluster: use the network of the nodes'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -s h -l help -d 'Print help'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-shuffle -d 'Ask a file\'s prompts in their order'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l no-oversample -d 'Ask each of a file\'s prompts only once, even if more requests are asked for'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-ordered -d 'One group after the other'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l gsp-send-routing-key -d 'Send the group in the header X-SMG-Routing-Key, for routers that go by it'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-stream -d 'Do not stream: only whole answers have times'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l ignore-eos -d 'Answers go on to the asked length (as vLLM\'s client, always so for made-up prompts)'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-ignore-eos -d 'Answers end where the model ends them, also for made-up prompts'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l use-beam-search -d 'use_beam_search'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l profile -d 'Have vLLM profile itself meanwhile (its server needs --profiler-config)'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l save-result -d 'Write the document of -o json to a file too'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l save-detailed -d 'With --format vllm: also each request by itself, with the text of its answer'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l append-result -d 'Add the result to the file as a line, instead of writing it anew'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l plot-timeline -d 'Write the page of --report beside the result, as NAME.timeline.html'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-tqdm -d 'vLLM\'s, without effect: the progress line is for terminals only'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l trust-remote-code -d 'vLLM\'s, without effect: no code of a model is run'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l skip-tokenizer-init -d 'vLLM\'s, without effect: there is no tokenizer unless `--tokenizer` names one'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l skip-chat-template -d 'vLLM\'s, without effect: no template is applied on this side'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from llm" -l disable-compression -d 'Do not offer gzip'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -l with -d 'Documents of the other side; from three a side, what counts is how runs of a side differ' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -l limit -d 'How much worse is too much: p99+5%|mean+20ms|error+1%|rps-5% (default: 1% of each, of errors 0.1%)' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -l despite -d 'Compare although this differs, or makes it doubtful; repeat it for more' -r -f -a "url\t'Another URL'
load\t'Another load: rate, concurrency, method, prompts'
saturated\t'The client was the limit'
unsteady\t'The queue grew on both sides: what is measured depends on how long one measures'"
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -s o -d 'text or json' -r
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from compare" -s h -l help -d 'Print help'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from report" -s o -l output -d 'Where to write the page (default: beside the document, as RUN.html)' -r -F
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from report" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from report" -s h -l help -d 'Print help'
complete -c neap -n "__fish_neap_using_subcommand bench; and __fish_seen_subcommand_from report" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "create" -d 'Cache a bucket, a claim or a file system in the cluster'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "load" -d 'Load a cache before anybody asks for what it holds'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "status" -d 'Show how full caches are, and who mounts them'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "list" -d 'List the caches'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "ls" -d 'List the caches'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "volume" -d 'Make the volume that a model lies on: in OSS, on a NAS, or by a storage class'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "diff" -d 'Show what `cache create` or `cache volume` would change'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "delete" -d 'Delete a cache, or a volume that `cache volume` has made; what it is read from stays'
complete -c neap -n "__fish_neap_using_subcommand cache; and not __fish_seen_subcommand_from create load status list ls volume diff delete del" -f -a "del" -d 'Delete a cache, or a volume that `cache volume` has made; what it is read from stays'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l from -d 'What is cached: oss://BUCKET/PATH, s3://BUCKET/PATH, pvc://CLAIM or juicefs://FILESYSTEM' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l endpoint -d 'Where the bucket is served, as oss-cn-hangzhou-internal.aliyuncs.com' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l region -d 'Region of the bucket (S3)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l secret -d 'Secret with the keys, called as the runtime\'s options are: fs.oss.accessKeyId and fs.oss.accessKeySecret' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l tier -d 'Where the workers keep what they cache, and how much each: mem:20Gi, ssd:/mnt/ssd:200Gi (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l replicas -d 'How many workers [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l node-selector -d 'Label of the nodes that the workers may run on; any of several values, divided by | (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l runtime -d 'Who caches [default: jindo; juicefs for juicefs://]' -r -f -a "jindo\t''
alluxio\t''
juicefs\t''"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l access-mode -d 'How pods mount it [default: ReadOnlyMany]' -r -f -a "ReadOnlyMany\t''
ReadWriteMany\t''
ReadWriteOnce\t''"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l option -d 'Option of the mount (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l secret-option -d 'Option of the mount whose value lies in a Secret (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l property -d 'Property of the runtime (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l wait -d 'Wait until pods can mount it, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l path -d 'What is loaded, by its path in the cache (repeat) [default: /]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l copies -d 'How many workers hold each part [default: 1]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l name -d 'Name of the DataLoad [default: CACHE-load]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l wait -d 'Wait until it is loaded, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l again -d 'Load once more what a DataLoad of this name has loaded'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -l wait -d 'Wait until it is bound, and loaded where something loads it, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -s A -l all-namespaces -d 'All namespaces'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -s A -l all-namespaces -d 'All namespaces'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l oss -d 'In a bucket of OSS' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l nas -d 'On a NAS' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l pvc -d 'Made by a storage class; the cluster\'s default one without a name' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l size -d 'Size that is said; OSS and NAS hold more [default: 30Gi]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l access-mode -d 'How pods mount it [default: ReadOnlyMany; ReadWriteMany on a NAS; ReadWriteOnce by a class]' -r -f -a "ReadOnlyMany\t''
ReadWriteMany\t''
ReadWriteOnce\t''"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l endpoint -d 'Where the bucket is served, as oss-cn-hangzhou-internal.aliyuncs.com' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l secret -d 'Secret with akId and akSecret; with --access-key-from the one that is made [default: NAME-oss]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l access-key-from -d 'Make the Secret of two variables or of a file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l access-key -d 'Make the Secret of this key; everybody on the machine can read it in the list of processes' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l oss-options -d 'Options of ossfs [default: -o umask=022 -o max_stat_cache_size=0 -o allow_other]' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l patch -d 'Merge patch on the objects: YAML with a kind and the fields to change (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l template-dir -d 'Directory with templates of your own, in the place of neap\'s' -r -f -a "(__fish_complete_directories)"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l dry-run -d 'Write nothing to the cluster: print the objects (client), or have the API server check them (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l wait -d 'Wait until the claim is bound, at most so long' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from volume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from diff" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from diff" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from diff" -f -a "create" -d 'A cache'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from diff" -f -a "volume" -d 'A volume'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would go, and delete nothing' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l wait -d 'Wait until it is gone, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l dry-run -d 'Show what would go, and delete nothing' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l wait -d 'Wait until it is gone, at most this long' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -s y -l yes -d 'Do not ask'
complete -c neap -n "__fish_neap_using_subcommand cache; and __fish_seen_subcommand_from del" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand status" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand status" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand status" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand status" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l member -d 'Context of a cluster of the fleet whose hub is asked, with its name in the fleet where that differs: its pods and nodes are shown too (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand status" -s o -l output -d 'How to print; with -w, `json` is one document a change' -r -f -a "wide\t'With more columns'
json\t'JSON'"
complete -c neap -n "__fish_neap_using_subcommand status" -l for -d 'Wait for a state: ready, deleted, or ready, desired, pool.NAME, nodes.NAME with =, >= or <= and a number' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l timeout -d 'Longest wait for the state of --for' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l pool-label -d 'Node label that names a pool (default: those of ACK, Karpenter, GKE, EKS, AKS and TKE)' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l since -d 'With --timeline: how far to go back [default: 1h; all of a recording]' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l from -d 'With --timeline: a recording to read instead of a cluster' -r -F
complete -c neap -n "__fish_neap_using_subcommand status" -l prometheus -d 'With --timeline: who knows load, metric and first tokens: Prometheus\' URL, or a Service as NAMESPACE/NAME[:PORT]' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l prometheus-header -d 'Header of each question to Prometheus\' URL (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand status" -l record -d 'Follow, and append all that comes to a file, one JSON object a line: --timeline --from FILE reads it' -r -F
complete -c neap -n "__fish_neap_using_subcommand status" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand status" -s A -l all-namespaces -d 'All namespaces'
complete -c neap -n "__fish_neap_using_subcommand status" -s w -l watch -d 'Follow: a live screen on a terminal (? explains its keys), one line a change in a pipe'
complete -c neap -n "__fish_neap_using_subcommand status" -l plain -d 'With -w: no screen, one line a change and what happens now in words; for screen readers'
complete -c neap -n "__fish_neap_using_subcommand status" -l why -d 'In a few sentences: what it is doing, why, since when, what comes next, what would help'
complete -c neap -n "__fish_neap_using_subcommand status" -l timeline -d 'Show where the time of each scale-up went, step by step, and who went in each scale-down'
complete -c neap -n "__fish_neap_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand doctor" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand doctor" -s f -l filename -d 'Files instead of a cluster, as kubectl reads them; - is standard input (repeat)' -r -F
complete -c neap -n "__fish_neap_using_subcommand doctor" -l explain -d 'What a code means' -r
complete -c neap -n "__fish_neap_using_subcommand doctor" -l only -d 'Codes that alone are looked for' -r
complete -c neap -n "__fish_neap_using_subcommand doctor" -l ignore -d 'Codes that are not looked for' -r
complete -c neap -n "__fish_neap_using_subcommand doctor" -s o -l output -d 'How to print' -r -f -a "text\t'For people'
json\t'JSON'
sarif\t'SARIF 2.1.0, as code hosts show it beside the lines of a change'"
complete -c neap -n "__fish_neap_using_subcommand doctor" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand doctor" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand doctor" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand doctor" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand doctor" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand doctor" -l list -d 'All checks'
complete -c neap -n "__fish_neap_using_subcommand doctor" -l fix -d 'Show what would mend errors and warnings, ask, and write it; notes that --only names, too'
complete -c neap -n "__fish_neap_using_subcommand doctor" -s y -l yes -d 'Do not ask'
complete -c neap -n "__fish_neap_using_subcommand doctor" -l strict -d 'Exit with 4 for warnings too'
complete -c neap -n "__fish_neap_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand metrics; and not __fish_seen_subcommand_from presets render check" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and not __fish_seen_subcommand_from presets render check" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand metrics; and not __fish_seen_subcommand_from presets render check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand metrics; and not __fish_seen_subcommand_from presets render check" -f -a "presets" -d 'List what each engine measures, under which names, and what it is good for'
complete -c neap -n "__fish_neap_using_subcommand metrics; and not __fish_seen_subcommand_from presets render check" -f -a "render" -d 'Make the scrape and the rules by which an autoscaler reads a metric'
complete -c neap -n "__fish_neap_using_subcommand metrics; and not __fish_seen_subcommand_from presets render check" -f -a "check" -d 'Walk the chain from the engine to the autoscaler and name the broken link'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from presets" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from presets" -s o -l output -d 'How to print' -r -f -a "wide\t'A table with more columns'
json\t'JSON'
yaml\t'YAML'
name\t'Only the names'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from presets" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from presets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l name -d 'The service, as NAME' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l engine -d 'The engine and its version, as vllm or vllm:0.9.1; the version decides what metrics are called' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l metric -d 'A preset or a metric\'s name; for KEDA with its target for each replica (repeat; default: the engine\'s gauges)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l aggregation -d 'How series are put together: auto adds counts up and averages shares [default: auto]' -r -f -a "auto\t''
sum\t''
avg\t''
max\t''"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l rename -d 'Serve a metric under another name (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l scrape -d 'Who finds the pods: a PodMonitor, annotations of the pods, or nobody that is made here [default: podmonitor]' -r -f -a "podmonitor\t''
annotations\t''
none\t''"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l selector -d 'Labels of the pods (repeat) [default: servingName=NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l port -d 'The container\'s port, by name or number [default: http]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l path -d 'The path [default: the engine\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l interval -d 'How often [default: 15s]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l adapter -d 'Who serves the metrics to autoscalers: ack is ack-alibaba-cloud-metrics-adapter [default: ack]' -r -f -a "ack\t''
prometheus-adapter\t''
keda\t''"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l prometheus -d 'Where the adapter asks Prometheus' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l prometheus-header -d 'Header of each question to Prometheus (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l labels -d 'Labels of the series that hold namespace and name of the pod [default: by the scrape]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l config-map -d 'Make the ConfigMap that prometheus-adapter reads, instead of values of its chart' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l workload -d 'What KEDA scales [default: deployment/NAME]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l min-replicas -d 'KEDA\'s minimum, which may be 0' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l max-replicas -d 'KEDA\'s maximum' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l part -d 'What is made' -r -f -a "all\t'Scrape and rules'
scrape\t'What is scraped'
rules\t'What is served'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l dry-run -d 'Write nothing to the cluster: print it (client), or have the API server check the objects (server)' -r -f -a "client\t'Nothing is sent to be judged: what is planned'
server\t'The API server: what it would make of it'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -s o -l output -d 'How to print' -r -f -a "name\t'The objects\' names'
json\t'The objects as the API server has them, as JSON'
yaml\t'The objects as the API server has them, as YAML'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l apply -d 'Write the objects among it to the cluster'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -l force-conflicts -d 'Take fields over that somebody else owns'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from render" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l metric -d 'Metric to look for (repeat; default: those of the autoscaler)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l prometheus -d 'Where Prometheus is asked: its URL, or a Service as NAMESPACE/NAME[:PORT] [default: the usual Services]' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l prometheus-header -d 'Header of each question to Prometheus\' URL (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l patience -d 'How long a value may take to come through before it counts as wrong' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -s o -l output -d 'How to print' -r -f -a "json\t'JSON'"
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -s n -l namespace -d 'Namespace (default: the config file\'s, else the context\'s)' -r
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand metrics; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand rbac" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand rbac" -l service-account -d 'A ServiceAccount to bind (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand rbac" -l user -d 'A user to bind (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand rbac" -l group -d 'A group to bind (repeat)' -r
complete -c neap -n "__fish_neap_using_subcommand rbac" -s n -l namespace -d 'Namespace of the services' -r
complete -c neap -n "__fish_neap_using_subcommand rbac" -l name -d 'What Roles and bindings are called (default: neap and the verbs)' -r
complete -c neap -n "__fish_neap_using_subcommand rbac" -s o -l output -d 'How to print' -r -f -a "yaml\t'YAML, with what each right is for'
json\t'JSON'"
complete -c neap -n "__fish_neap_using_subcommand rbac" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand rbac" -s A -l all-namespaces -d 'For services of all namespaces'
complete -c neap -n "__fish_neap_using_subcommand rbac" -l required -d 'Only what the verbs cannot do without'
complete -c neap -n "__fish_neap_using_subcommand rbac" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -f -a "up" -d 'Start a sandbox and print the line that sets KUBECONFIG'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -f -a "status" -d 'Show the sandboxes that run'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -f -a "down" -d 'End a sandbox that runs'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -f -a "exec" -d 'Run a command in a sandbox of its own, and clean up'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -f -a "attach" -d 'Run the machines alone on a real cluster: nodes, pods, model servers, ingress, metrics'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and not __fish_seen_subcommand_from up status down exec attach scenarios" -f -a "scenarios" -d 'List the scenarios that come along, or print one'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l name -d 'What to call it' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -s f -l filename -d 'Scenario file (`neap sandbox scenarios` lists those that come along)' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l scenario -d 'A scenario that comes along' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l speed -d 'How many times faster than the clock on the wall [default: the scenario\'s, else 1]' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l state -d 'Keep the objects in this file, and take up what it holds' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l port -d 'Port of the API server on 127.0.0.1; 0 takes a free one' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l ingress-port -d 'Port of the ingress on 127.0.0.1; 0 takes a free one' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l detach -d 'Return once it is up, and let it run'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l detached -d 'The process that `--detach` starts'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s o -l output -d 'How to print' -r -f -a "json\t'JSON'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from status" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from down" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from down" -l all -d 'All of them'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from down" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from down" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -s f -l filename -d 'Scenario file (`neap sandbox scenarios` lists those that come along)' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -l scenario -d 'A scenario that comes along' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -l speed -d 'How many times faster than the clock on the wall [default: the scenario\'s, else 1]' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -l state -d 'Keep the objects in this file, and take up what it holds' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l kubeconfig -d 'Path of the kubeconfig file' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l context -d 'Context of the kubeconfig file' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l request-timeout -d 'Longest wait for one answer of the API server' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -s f -l filename -d 'Scenario file (`neap sandbox scenarios` lists those that come along)' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l scenario -d 'A scenario that comes along' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l ingress-port -d 'Port of the ingress on 127.0.0.1; 0 takes a free one' -r
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l egress -d 'Unix socket that the API server\'s egress selector names (HTTPConnect); without it there are no logs, and pods cannot be reached through the API server' -r -F
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from attach" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from scenarios" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from scenarios" -l schema -d 'Print the JSON schema of scenario files'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from scenarios" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand sandbox; and __fish_seen_subcommand_from scenarios" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand demo" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand demo" -l max-replicas -d 'Largest number of replicas [default: the demo\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand demo" -l model-size -d 'How large the model\'s weights are, as 30Gi [default: the demo\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand demo" -l clients -d 'How many clients send requests, one after the other; 0 sends nothing [default: the demo\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand demo" -l speed -d 'How many times faster than the clock on the wall [default: the demo\'s]' -r
complete -c neap -n "__fish_neap_using_subcommand demo" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand demo" -l list -d 'List the demos'
complete -c neap -n "__fish_neap_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand completions" -l static -d 'A script that knows the flags only and never calls neap, as packages install it'
complete -c neap -n "__fish_neap_using_subcommand completions" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c neap -n "__fish_neap_using_subcommand man" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Also in a pipe'
never\t'Nowhere'"
complete -c neap -n "__fish_neap_using_subcommand man" -l verbose -d 'Show each request to the API server on standard error (twice: what the libraries say, too)'
complete -c neap -n "__fish_neap_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
