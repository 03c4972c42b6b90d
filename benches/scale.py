#!/usr/bin/env python3
"""A sandbox of 1,000 nodes and 10,000 pods beside the real API server with the same objects.

usage: benches/scale.py [--rounds 5] [--alone | --beside KUBECONFIG]

Starts `neap sandbox up`, applies a Deployment of 10,000 pods and takes the time until all of them run; reads the peak
memory of the whole process. Then starts a real kube-apiserver (see docs/testing.md), copies nodes and pods to it, and asks
both, interleaved, for the Tables that `kubectl get pods -A` asks for. Exit code 1: a limit is missed.

--alone leaves the real API server out, --beside takes one that runs already and is empty. NEAP names another binary than target/dist/neap, which is what is shipped. NODES and PODS change the numbers.
"""
import base64, concurrent.futures, gzip, http.client, json, os, re, ssl, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NODES, PODS = int(os.environ.get("NODES", 1000)), int(os.environ.get("PODS", 10000))
LIMIT_SECONDS, LIMIT_MEGABYTES, LIMIT_RATIO = 10, 300, 1.0
SCENARIO = f"""
pools:
  - {{name: workers, min: {NODES}, max: {NODES}, initial: {NODES}, cpu: 32, memory: 64Gi}}
images:
  - {{image: "*", size: 100Mi, preloaded: true}}
pods: {{sandbox: 100ms, containerStart: 100ms}}
"""
DEPLOYMENT = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "many", "namespace": "default"},
    "spec": {"replicas": PODS, "selector": {"matchLabels": {"app": "many"}}, "template": {
        "metadata": {"labels": {"app": "many"}},
        "spec": {"containers": [{
            "name": "web", "image": "registry.invalid/web:1", "command": ["sleep", "infinity"],
            "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}}}]}}},
}
# What kubectl accepts when it prints a table.
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"


class Server:
    """One connection to an API server, as its kubeconfig says."""

    def __init__(self, kubeconfig):
        text = open(kubeconfig).read()
        found = lambda name: (re.search(name + r'"?: *"?([^\s"]+)', text) or [None, None])[1]
        context = ssl._create_unverified_context()
        if found("client-certificate-data"):
            with tempfile.NamedTemporaryFile() as pair:
                for name in ("client-certificate-data", "client-key-data"):
                    pair.write(base64.b64decode(found(name)))
                pair.flush()
                context.load_cert_chain(pair.name)
        self.token = found("token")
        self.connection = http.client.HTTPSConnection(found("server").split("//")[1], context=context)

    def __call__(self, method, path, body=None, accept="application/json", content="application/json", zipped=False):
        headers = {"Accept": accept, "Content-Type": content, "User-Agent": "kubectl/v1.36.3"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if zipped:
            headers["Accept-Encoding"] = "gzip"
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status not in (200, 201, 409):
            sys.exit(f"{method} {path}: {response.status} {answer[:300]}")
        if response.getheader("Content-Encoding") == "gzip":
            answer = gzip.decompress(answer)
        return answer

    def table(self, limit, zipped, more=""):
        """Milliseconds, pages and bytes of all pods as a Table."""
        start, after, pages, size = time.perf_counter(), "", 0, 0
        while True:
            path = f"/api/v1/pods?limit={limit}{more}" + (f"&continue={after}" if after else "")
            page = self("GET", path, accept=TABLE, zipped=zipped)
            pages, size = pages + 1, size + len(page)
            found = re.search(rb'"continue":"([^"]*)"', page[:1000])
            after = found[1].decode() if found else ""
            if not after:
                return (time.perf_counter() - start) * 1000, pages, size


def pages(server, path):
    """All objects of a list, in pages: whole it would take as much memory again as the objects."""
    objects, after = [], ""
    while True:
        page = json.loads(server("GET", path + (f"&continue={after}" if after else "")))
        objects += page["items"]
        after = page["metadata"].get("continue", "")
        if not after:
            return objects


def copy(source, target):
    """Nodes and pods with their status, from one server to the other."""
    for plural, kind in (("nodes", "Node"), ("pods", "Pod")):
        objects = pages(Server(source), f"/api/v1/{plural}?limit=500")

        def put(some):
            server = Server(target)
            for it in some:
                meta = {name: it["metadata"][name] for name in ("name", "namespace", "labels") if name in it["metadata"]}
                spec = {name: value for name, value in it["spec"].items() if not name.startswith("serviceAccount")}
                base = f"/api/v1/namespaces/{meta['namespace']}/{plural}" if "namespace" in meta else f"/api/v1/{plural}"
                server("POST", base, {"apiVersion": "v1", "kind": kind, "metadata": meta, "spec": spec})
                status = {"status": it.get("status", {})}
                server("PATCH", f"{base}/{meta['name']}/status", status, content="application/merge-patch+json")

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(put, [objects[n::8] for n in range(8)]))


def peak(pid):
    """Peak resident memory in MB."""
    return int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


def spent(pid):
    """CPU seconds of a process so far."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sandbox(neap, scratch):
    path = os.path.join(scratch, "scale.yaml")
    open(path, "w").write(SCENARIO)
    process = subprocess.Popen([neap, "sandbox", "up", "--name", "neap-scale", "-f", path], stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if not line.startswith("export KUBECONFIG="):
        sys.exit("the sandbox did not come up")
    return process, line.strip().split("=", 1)[1]


def real(scratch):
    """A control plane of its own, and its kubeconfig; it ends when its standard input closes."""
    log = open(os.path.join(scratch, "held"), "w+")
    command = ["cargo", "test", "--quiet", "--test", "cluster", "--", "--hold"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=log, stdout=subprocess.DEVNULL)
    while True:
        held = re.search(r"^--hold (.*)$", open(log.name).read(), re.M)
        if held:
            return process, os.path.join(held[1], "kubeconfig")
        if process.poll() is not None:
            sys.exit(open(log.name).read())
        time.sleep(0.2)


def main():
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 5
    neap = os.environ.get("NEAP") or os.path.join(ROOT, "target/dist/neap")
    if not os.environ.get("NEAP"):
        subprocess.run(["cargo", "build", "--profile", "dist", "--quiet"], cwd=ROOT, check=True)
    missed = False

    def verdict(what, value, limit, unit):
        nonlocal missed
        missed |= value > limit
        print(f"{what:<44} {value:8.2f} {unit:<3} (limit {limit} {unit}){'' if value <= limit else '  MISSED'}", flush=True)

    with tempfile.TemporaryDirectory() as scratch:
        ours, kubeconfig = sandbox(neap, scratch)
        plane = None
        try:
            server = Server(kubeconfig)
            nodes = lambda: json.loads(server("GET", "/api/v1/nodes?limit=1"))["metadata"].get("remainingItemCount", 0) + 1
            while nodes() < NODES:
                time.sleep(0.1)
            start, before = time.perf_counter(), spent(ours.pid)
            server("POST", "/apis/apps/v1/namespaces/default/deployments", DEPLOYMENT)
            deployment = "/apis/apps/v1/namespaces/default/deployments/many"
            while json.loads(server("GET", deployment)).get("status", {}).get("readyReplicas", 0) < PODS:
                if time.perf_counter() - start > 120:
                    break
                time.sleep(0.1)
            took, cpu = time.perf_counter() - start, spent(ours.pid) - before
            # What others do on the machine shows in the time, and less so in the time of the processor.
            print(f"{NODES} nodes, {PODS} pods: {cpu:.1f} s of CPU, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
            verdict("all pods Running", took, LIMIT_SECONDS, "s")
            servers = [Server(kubeconfig)]
            if "--alone" not in sys.argv:
                if "--beside" in sys.argv:
                    theirs = sys.argv[sys.argv.index("--beside") + 1]
                else:
                    plane, theirs = real(scratch)
                copy(kubeconfig, theirs)
                servers.append(Server(theirs))
            for title, limit, zipped, more in (
                ("kubectl get pods -A: pages of 500, gzip", 500, True, ""),
                ("the same without gzip", 500, False, ""),
                ("all at once, without objects", 0, False, "&includeObject=None"),
            ):
                times = [[] for _ in servers]
                for n in range(rounds + 1):
                    for which, it in enumerate(servers):
                        took, pages, size = it.table(limit, zipped, more)
                        if n > 0:
                            times[which].append(took)
                medians = [statistics.median(it) for it in times]
                said = ", ".join(f"{name} {it:.0f} ms" for name, it in zip(("sandbox", "kube-apiserver"), medians))
                print(f"  {title}: {said}, {pages} pages, {size / 1e6:.1f} MB", flush=True)
                if len(servers) > 1 and limit:
                    verdict(f"  {title.split(':')[0]}, ratio", medians[0] / medians[1], LIMIT_RATIO, "")
                elif len(servers) > 1:
                    # kubectl never asks for this; the real server keeps objects as structs, the sandbox as bytes.
                    print(f"  {title}, ratio {medians[0] / medians[1]:.2f} (no limit)")
            verdict("peak memory of the whole process", peak(ours.pid), LIMIT_MEGABYTES, "MB")
        finally:
            ours.terminate()
            ours.wait()
            if plane:
                plane.stdin.close()
                plane.wait()
    sys.exit(1 if missed else 0)


main()
