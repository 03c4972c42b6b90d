#!/usr/bin/env python3
"""`neap status` beside kubectl on the real API server with 8,000 pods and 1,000 nodes.

usage: benches/status.py [--rounds 7] [--here KUBECONFIG]

Starts a real kube-apiserver (see docs/testing.md), fills it, and runs, interleaved: `neap status NAME`, `neap status -A`,
`kubectl get pods -o wide` and `kubectl get nodes`. Then looks at a watch: what it costs while nothing happens, and whether it
keeps up with 1,000 changes of pods a second. Exit code 1: a limit is missed.

--here takes an API server that runs already; what this script has made there is made once. NEAP names another binary than
target/dist/neap, which is what is shipped, KUBECTL another kubectl. NODES, PODS and RATE change the numbers; POOLS is the number of
node pools, of which each service may use two, and one of them twenty: with 100 pools these are 20 and 200 nodes.
"""
import concurrent.futures, http.client, json, os, re, shutil, ssl, statistics, subprocess, sys, tempfile, threading, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NODES, PODS, RATE, POOLS = (int(os.environ.get(name, value)) for name, value in (("NODES", 1000), ("PODS", 8000), ("RATE", 1000), ("POOLS", 100)))
REPLICAS, SPACES = 40, 10
ONE = ("space-0", "svc-0")
# Another may use ten times as many pools.
WIDE = ("space-1", "svc-1")
PARALLEL = 8
# Processes that change pods.
WRITERS = 24


class Server:
    """One connection to an API server, as its kubeconfig says."""

    def __init__(self, kubeconfig):
        text = open(kubeconfig).read()
        found = lambda name: (re.search(name + r'"?: *"?([^\s"]+)', text) or [None, None])[1]
        self.token = found("token")
        self.connection = http.client.HTTPSConnection(found("server").split("//")[1], context=ssl._create_unverified_context())

    def __call__(self, method, path, body=None, content="application/json", form="application/json"):
        headers = {"Accept": form, "Content-Type": content, "Authorization": f"Bearer {self.token}"}
        self.connection.request(method, path, json.dumps(body) if isinstance(body, dict) else body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status not in (200, 201, 409):
            sys.exit(f"{method} {path}: {response.status} {answer[:300]}")
        return json.loads(answer) if form == "application/json" else answer


def node(n):
    gpus = {"cpu": "64", "memory": "512Gi", "pods": "110", "nvidia.com/gpu": "8"}
    pool = f"pool-{n * POOLS // NODES}"
    return {
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": f"node-{n}", "labels": {"alibabacloud.com/nodepool-id": pool, "kubernetes.io/hostname": f"node-{n}"}},
        "status": {
            "capacity": gpus, "allocatable": gpus, "addresses": [{"type": "InternalIP", "address": f"10.{n // 250}.{n % 250}.1"}],
            "conditions": [{"type": kind, "status": "True" if kind == "Ready" else "False", "reason": f"Kubelet{kind}", "message": "kubelet says so",
                            "lastHeartbeatTime": "2026-11-22T00:00:00Z", "lastTransitionTime": "2026-11-22T00:00:00Z"}
                           for kind in ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")],
            "nodeInfo": {name: "v1.36.3" for name in ("machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion",
                                                      "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture")},
            "images": [{"names": [f"registry.example.com/models/image-{k}@sha256:{k:064x}", f"registry.example.com/models/image-{k}:v1"],
                        "sizeBytes": 123456789} for k in range(20)],
        },
    }


def names(n):
    service = n // REPLICAS
    return f"space-{service % SPACES}", f"svc-{service}"


def template(name):
    pools = min(POOLS, 20 if name == WIDE[1] else 2)
    prefers = lambda weight, pool: {"weight": weight, "preference": {"matchExpressions": [
        {"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [pool]}]}}
    return {"metadata": {"labels": {"servingName": name, "servingType": "custom-serving", "app": name}}, "spec": {
        "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
            prefers(100 - n, f"pool-{n}") for n in range(pools)]}},
        "containers": [{
            "name": "vllm", "image": "registry.example.com/models/vllm-openai:v0.11.0", "ports": [{"name": "http", "containerPort": 8080}],
            "command": ["sh", "-c", f"vllm serve /mnt/models/{name} --port 8080 --served-model-name {name} --max-model-len 8192"],
            "env": [{"name": f"SETTING_{k}", "value": "some value of it"} for k in range(6)],
            "resources": {"requests": {"cpu": "4", "memory": "32Gi"}, "limits": {"cpu": "4", "memory": "32Gi", "nvidia.com/gpu": "1"}},
            "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 5},
            "volumeMounts": [{"name": "model", "mountPath": "/mnt/models"}]}],
        "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model"}}, {"name": "dshm", "emptyDir": {"medium": "Memory"}}]}}


def pod(n):
    space, name = names(n)
    made = template(name)
    made |= {"apiVersion": "v1", "kind": "Pod"}
    made["metadata"] |= {
        "name": f"{name}-5d4f8c7b9-{n:05d}", "namespace": space, "annotations": {"prometheus.io/scrape": "true", "prometheus.io/port": "8080"},
        "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{name}-5d4f8c7b9", "uid": f"{n // REPLICAS:032d}", "controller": True}]}
    # Eight a node, in the order of the pools.
    made["spec"]["nodeName"] = f"node-{n // 8 % NODES}"
    return made


def running(ready=True, address="10.9.8.7"):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    condition = lambda kind, value=True: {"type": kind, "status": "True" if value else "False", "lastTransitionTime": now}
    return {"status": {
        "phase": "Running", "podIP": address, "podIPs": [{"ip": address}], "hostIP": "10.0.0.1", "startTime": now, "qosClass": "Guaranteed",
        "conditions": [condition("Initialized"), condition("Ready", ready), condition("ContainersReady", ready), condition("PodScheduled")],
        "containerStatuses": [{"name": "vllm", "ready": ready, "started": True, "restartCount": 0, "image": "registry.example.com/models/vllm-openai:v0.11.0",
                               "imageID": "sha256:" + "0" * 64, "containerID": "containerd://" + "1" * 64, "state": {"running": {"startedAt": now}}}]}}


def all_at_once(kubeconfig, jobs):
    """Runs jobs, each a function of a connection, over several connections."""
    def some(part):
        server = Server(kubeconfig)
        for job in part:
            job(server)
    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(some, [jobs[n::PARALLEL] for n in range(PARALLEL)]))


def fill(kubeconfig):
    """Nodes, services with an autoscaler each, and their pods."""
    server = Server(kubeconfig)
    for n in range(SPACES):
        server("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"space-{n}"}})
    all_at_once(kubeconfig, [lambda server, n=n: server("POST", "/api/v1/nodes", node(n)) for n in range(NODES)])

    def service(server, n):
        space, name = names(n)
        meta = {"name": name, "labels": {"servingName": name, "servingType": "custom-serving"}}
        replicas = min(REPLICAS, PODS - n)
        server("POST", f"/apis/apps/v1/namespaces/{space}/deployments", {
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta,
            "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": template(name)}})
        server("PATCH", f"/apis/apps/v1/namespaces/{space}/deployments/{name}/status", {"status": {
            "observedGeneration": 1, "replicas": replicas, "readyReplicas": replicas, "availableReplicas": replicas, "updatedReplicas": replicas}},
            "application/merge-patch+json")
        server("POST", f"/apis/autoscaling/v2/namespaces/{space}/horizontalpodautoscalers", {
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {**meta, "name": f"{name}-hpa"}, "spec": {
                "minReplicas": 1, "maxReplicas": 60, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
                "metrics": [{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}, "target": {"type": "AverageValue", "averageValue": "5"}}}]}})

    def replica(server, n):
        made = pod(n)
        path = f"/api/v1/namespaces/{made['metadata']['namespace']}/pods"
        server("POST", path, made)
        server("PATCH", f"{path}/{made['metadata']['name']}/status", running(), "application/merge-patch+json")

    all_at_once(kubeconfig, [lambda server, n=n: service(server, n) for n in range(0, PODS, REPLICAS)])
    all_at_once(kubeconfig, [lambda server, n=n: replica(server, n) for n in range(PODS)])


def held(scratch):
    """A control plane of its own, and its kubeconfig; it ends when its standard input closes."""
    log = open(os.path.join(scratch, "held"), "w+")
    holder = os.environ.get("HOLDER", "cargo test --quiet --test cluster --").split()
    process = subprocess.Popen([*holder, "--hold"], cwd=ROOT, stdin=subprocess.PIPE, stderr=log, stdout=subprocess.DEVNULL)
    while True:
        found = re.search(r"^--hold (.*)$", open(log.name).read(), re.M)
        if found:
            return process, os.path.join(found[1], "kubeconfig")
        if process.poll() is not None:
            sys.exit(open(log.name).read())
        time.sleep(0.2)


def once(argv, env):
    """Seconds and peak megabytes of one run. time(1) starts it: a child of Python would inherit Python's own peak."""
    start = time.perf_counter()
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *argv], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{argv} ended with {done.returncode}:\n{done.stderr}")
    return took, int(done.stderr.split()[-1]) / 1024


def spent(pid):
    """CPU seconds of a process so far."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """`neap status … -w` and the lines that it has written."""

    def __init__(self, neap, env, *args):
        self.process = subprocess.Popen([neap, "status", *args, "-w"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.lines, self.at = [], threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            with self.at:
                self.lines.append((time.perf_counter(), line))
                self.at.notify_all()

    def wait(self, text, seconds, since=0):
        """When a line that matches came after a moment, in seconds of the performance counter."""
        until = time.perf_counter() + seconds
        seen = 0
        with self.at:
            while True:
                for when, line in self.lines[seen:]:
                    if re.search(text, line) and when >= since:
                        return when
                seen = len(self.lines)
                if not self.at.wait(until - time.perf_counter() if until > time.perf_counter() else 0):
                    return None

    def end(self):
        self.process.terminate()
        self.process.wait()


def change():
    """One writer: changes pods of the namespace that is watched, as many a second as is its part, and says how many these were.

    One pod of a service becomes unready and ready again, the others get another address. That costs the API server a fraction of what a
    patch does: in protobuf, an answer with other bytes in place is the next request; and of an object without managed fields none are
    computed. It is the limit of a machine on which both run.
    """
    kubeconfig, worker, begun, seconds = sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
    server, count = Server(kubeconfig), 0
    mine = [n for n in range(PODS) if names(n)[0] == ONE[0]][worker::WRITERS]
    paths = [f"/api/v1/namespaces/{ONE[0]}/pods/{pod(n)['metadata']['name']}" for n in mine]
    packed = "application/vnd.kubernetes.protobuf"
    for path in paths:
        server("PATCH", path, {"metadata": {"managedFields": [{}]}}, "application/merge-patch+json")
        server("PATCH", f"{path}/status", running(address="10.1.0.100"), "application/merge-patch+json")
        server("PATCH", path, {"metadata": {"managedFields": [{}]}}, "application/merge-patch+json")
    bodies = [server("GET", path, form=packed) for path in paths]
    while (now := time.perf_counter()) < begun + seconds:
        due = begun + count * WRITERS / RATE
        if due > now:
            time.sleep(due - now)
        at, turn = count % len(mine), count // len(mine)
        if mine[at] % REPLICAS == 3:
            server("PATCH", f"{paths[at]}/status", running(turn % 2 == 1), "application/merge-patch+json")
        else:
            body = re.sub(rb"10\.1\.0\.\d{3}", b"10.1.0.%d" % (100 + (turn + 1) % 100), bodies[at])
            bodies[at] = server("PUT", f"{paths[at]}/status", body, packed, packed)
        count += 1
    print(count)


def lag(watch, kubeconfig, at, mark):
    """Seconds from a mark's change to its sight: at a moment the service is told to have so many replicas ready."""
    space, name = ONE
    while time.perf_counter() < at:
        time.sleep(0.005)
    server = Server(kubeconfig)
    start = time.perf_counter()
    server("PATCH", f"/apis/apps/v1/namespaces/{space}/deployments/{name}/status", {"status": {"readyReplicas": mark, "availableReplicas": mark}}, "application/merge-patch+json")
    seen = watch.wait(rf"\b{mark}/{REPLICAS}\b", 30, start)
    return (seen or start + 30) - start


def main():
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 7
    neap = os.environ.get("NEAP") or os.path.join(ROOT, "target/dist/neap")
    if not os.environ.get("NEAP"):
        subprocess.run(["cargo", "build", "--profile", "dist", "--quiet"], cwd=ROOT, check=True)
    kubectl = os.environ.get("KUBECTL") or shutil.which("kubectl")
    missed = False

    def verdict(what, value, limit, unit):
        nonlocal missed
        missed |= value > limit
        print(f"{what:<58} {value:9.3f} {unit:<3} (limit {limit} {unit}){'' if value <= limit else '  MISSED'}", flush=True)

    with tempfile.TemporaryDirectory() as scratch:
        plane = None
        try:
            if "--here" in sys.argv:
                kubeconfig = sys.argv[sys.argv.index("--here") + 1]
            else:
                plane, kubeconfig = held(scratch)
            start = time.perf_counter()
            fill(kubeconfig)
            env = {**os.environ, "KUBECONFIG": kubeconfig}
            print(f"{NODES} nodes, {PODS} pods, {PODS // REPLICAS} services, made in {time.perf_counter() - start:.0f} s; "
                  f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
            space, name = ONE
            runs = {
                "neap status NAME": [neap, "status", name, "-n", space],
                "neap status NAME (20 pools)": [neap, "status", WIDE[1], "-n", WIDE[0]],
                "neap status -A": [neap, "status", "-A"],
                "kubectl get pods -A -o wide": [kubectl, "get", "pods", "-A", "-o", "wide"],
                "kubectl get nodes": [kubectl, "get", "nodes"],
                "kubectl get pods -n (one service)": [kubectl, "get", "pods", "-n", space, "-l", f"servingName={name}", "-o", "wide"],
            }
            walls, peaks = {it: [] for it in runs}, {it: [] for it in runs}
            for n in range(rounds + 1):
                for it, argv in runs.items():
                    took, peak = once(argv, env)
                    if n > 0:
                        walls[it].append(took)
                        peaks[it].append(peak)
            median = {it: statistics.median(took) for it, took in walls.items()}
            for it in runs:
                print(f"  {it:<36} {median[it]:6.3f} s  ({min(walls[it]):.3f} to {max(walls[it]):.3f})  {max(peaks[it]):6.1f} MB", flush=True)
            verdict("one service: time", median["neap status NAME"], 0.1, "s")
            verdict("one service: peak memory", max(peaks["neap status NAME"]), 16, "MB")
            wide = "neap status NAME (20 pools)"
            verdict("one service of 200 nodes: time", median[wide], 0.1, "s")
            verdict("one service of 200 nodes: peak memory", max(peaks[wide]), 16, "MB")
            verdict("all services: time", median["neap status -A"], 0.8, "s")
            verdict("all services: peak memory", max(peaks["neap status -A"]), 32, "MB")
            verdict("all services: time of kubectl get pods -A -o wide, ratio", median["neap status -A"] / median["kubectl get pods -A -o wide"], 1, "")

            watch = Watch(neap, env, name, "-n", space)
            if watch.wait("ready", 30) is None:
                sys.exit("the watch shows nothing")
            time.sleep(2)
            before, start = spent(watch.process.pid), time.perf_counter()
            time.sleep(20)
            verdict("idle watch: share of a core", (spent(watch.process.pid) - before) / (time.perf_counter() - start) * 100, 1, "%")
            watch.end()

            # One namespace with some 800 pods is watched; each change is one of readiness or of an address.
            watch = Watch(neap, env, "-n", space)
            if watch.wait(name, 30) is None:
                sys.exit("the watch shows nothing")
            time.sleep(1)
            seconds, begun = 10, time.perf_counter() + 8
            # Processes, since one Python makes 600 requests a second at most; each keeps its connection, and prepares first.
            writers = [subprocess.Popen([sys.executable, __file__, "--change", kubeconfig, str(n), str(begun), str(seconds)],
                                        stdout=subprocess.PIPE, text=True) for n in range(WRITERS)]
            while time.perf_counter() < begun:
                time.sleep(0.01)
            before = spent(watch.process.pid)
            lags = [lag(watch, kubeconfig, begun + it + 0.5, 11 + it) for it in range(seconds)]
            cpu = (spent(watch.process.pid) - before) / (time.perf_counter() - begun) * 100
            rate = sum(int(it.communicate()[0]) for it in writers) / seconds
            behind = lag(watch, kubeconfig, 0, 11 + seconds)
            print(f"  {rate:.0f} changes of pods a second for {seconds} s, {len(watch.lines)} lines, {cpu:.0f} % of a core; "
                  f"a mark is shown after {' '.join(f'{it:.2f}' for it in lags)} s, and after the last change {behind:.2f} s", flush=True)
            verdict(f"under change, longest from a change to its sight", max(lags + [behind]), 1, "s")
            shortfall = max(0, RATE - rate)
            verdict(f"under change, changes a second short of {RATE}", shortfall, RATE / 50, "")
            watch.end()
        finally:
            if plane:
                plane.stdin.close()
                plane.wait()
    sys.exit(1 if missed else 0)


if "--change" in sys.argv:
    change()
else:
    main()
