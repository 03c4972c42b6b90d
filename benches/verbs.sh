#!/usr/bin/env bash
# The verbs against kubectl on a real control plane with KServe's webhooks, on loopback: time and memory in one run.
#
#   benches/verbs.sh            starts a control plane of its own (see docs/testing.md), ends it afterwards
#   KUBECONFIG=… benches/verbs.sh --here    uses the cluster of this kubeconfig; writes into namespace neap-bench
#
# NEAP names another binary than target/dist/neap, which is what is shipped, ROUNDS another number than 15. Exit code 4: a limit is missed.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-15}
neap=${NEAP:-target/dist/neap}
[ -n "${NEAP:-}" ] || cargo build --profile dist --quiet
scratch=$(mktemp -d)
holder=
cleanup() {
  kubectl delete namespace neap-bench --wait=false >/dev/null 2>&1 || true
  if [ -n "$holder" ]; then exec 3>&-; wait "$holder" 2>/dev/null || true; fi
  rm -rf "$scratch"
}
trap cleanup EXIT

if [ "${1:-}" != --here ]; then
  mkfifo "$scratch/stdin"
  cargo test --quiet --test cluster -- --hold full <"$scratch/stdin" 2>"$scratch/held" >/dev/null &
  holder=$!
  exec 3>"$scratch/stdin"
  until grep -q -- '^--hold ' "$scratch/held"; do
    kill -0 "$holder" 2>/dev/null || { cat "$scratch/held" >&2; exit 1; }
    sleep 0.2
  done
  folder=$(sed -n 's/^--hold //p' "$scratch/held")
  export KUBECONFIG=$folder/kubeconfig
fi
kubectl version | sed 's/^/  /'
kubectl create namespace neap-bench >/dev/null 2>&1 || true
kubectl get crd resourcepolicies.scheduling.alibabacloud.com >/dev/null 2>&1 ||
  kubectl apply --server-side -f tests/cluster/crds/scheduling.alibabacloud.com_resourcepolicies.yaml >/dev/null
kubectl wait --for=condition=Established crd/resourcepolicies.scheduling.alibabacloud.com >/dev/null

command='python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen'
flags="--image=registry.invalid/vllm:0.4.1 --scale-metric=DCGM_CUSTOM_PROCESS_SM_UTIL --scale-target=50 --min-replicas=1 --max-replicas=3 --cpu=4 --memory=12Gi --gpus=1 --unit=resource=ecs,nodepool=np-edge --unit=resource=ecs,nodepool=np-cloud --spill-with=resource-policy -n neap-bench"
for n in $(seq 0 $((rounds + 1))); do
  "$neap" serve kserve --name="kubectl-$n" $flags --dry-run=client "$command" >"$scratch/kubectl-$n.yaml" 2>/dev/null
done
side_by_side=benches/side_by_side.py
missed=0

# Each round makes three new objects: ResourcePolicy, InferenceService and HPA.
python3 $side_by_side "$rounds" 'serve kserve: three new objects, preflight included' \
  "neap=$neap serve kserve --name=neap-{n} $flags '$command'" \
  "kubectl-apply=kubectl apply --server-side -n neap-bench -f $scratch/kubectl-{n}.yaml" \
  "kubectl-get=kubectl get isvc -n neap-bench" \
  --limit neap:45:14 || missed=4
python3 $side_by_side "$rounds" 'serve kserve: again, nothing changes' \
  "neap=$neap serve kserve --name=neap-1 $flags '$command'" \
  "kubectl-apply=kubectl apply --server-side -n neap-bench -f $scratch/kubectl-1.yaml" \
  --limit neap:45:14 || missed=4
python3 $side_by_side "$rounds" "serve list: $((2 * rounds + 4)) services" \
  "neap=$neap serve list -n neap-bench" \
  "kubectl-get=kubectl get isvc -n neap-bench" \
  --limit neap:17:14 || missed=4
python3 $side_by_side "$rounds" '--help' \
  "neap=$neap --help" \
  "kubectl=kubectl --help" \
  --limit neap:3:14 || missed=4
exit $missed
