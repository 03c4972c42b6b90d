#!/usr/bin/env python3
"""neap bench llm on a model server of known behaviour: CPU an event beside a Python client, TTFT against the server's own stamps, memory.

    benches/bench-llm.py [ROUNDS]      (default 5; medians are printed; runs take turns)

Needs Go, Linux, and python3 with aiohttp for the peer. The server has cores 0 and 2, the client core 1. NEAP names another binary than
target/dist/neap. Exit code 4: a limit is missed. vLLM's own client in Rust was not to be had here: its figures (1.01 s of CPU for
100,000 events, where a Python client took 4.46 s on the same machine) stand beside as a share of the Python client's.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEAP = os.environ.get("NEAP", f"{ROOT}/target/dist/neap")
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
# Events of a stream: its tokens, the finish reason, the usage and the end.
EVENTS = 131
# vLLM's client in Rust, as a share of the Python client's CPU time for the same events.
RUST_OF_PYTHON = 1.01 / 4.46


def pinned(cores, argv):
    return ["taskset", "-c", cores, *argv]


def peak(pid):
    try:
        with open(f"/proc/{pid}/status") as status:
            return max((int(re.findall(r"\d+", line)[0]) for line in status if line.startswith("VmHWM:")), default=0)
    except FileNotFoundError:
        return 0


def measured(argv):
    """CPU seconds, peak memory in MB, and what was printed."""
    before = os.times()
    process = subprocess.Popen(pinned("1", argv), stdout=subprocess.PIPE)
    most, out = 0, None
    while out is None:
        try:
            out, _ = process.communicate(timeout=0.02)
        except subprocess.TimeoutExpired:
            most = max(most, peak(process.pid))
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, most / 1024, out.decode()


def neap(base, streams, *more):
    argv = [NEAP, "bench", "llm", "--backend", "openai-chat", "--base-url", base, "--model", "model", "--dataset-name", "random"]
    argv += ["--random-input-len", "8", "--random-output-len", "128", "--num-prompts", str(streams), "-o", "json", *more]
    return measured(argv)


def ttft_p99(document):
    percentiles = document["llm"]["ttft"]["percentiles"]
    return 1000 * next(entry["value"] for entry in percentiles if entry["percent"] == 99.0)


def truth(base):
    with urllib.request.urlopen(f"{base}/truth") as answer:
        return json.load(answer)


def main():
    missed = False

    def judge(what, value, limit, unit=""):
        nonlocal missed
        missed |= value > limit
        print(f"  {what}: {value:.2f}{unit}, limit {limit}{unit}{'' if value <= limit else '  MISSED'}")

    tools = f"{ROOT}/target/benches"
    os.makedirs(tools, exist_ok=True)
    subprocess.run(["go", "build", "-o", f"{tools}/bench-llm", f"{ROOT}/benches/bench-llm/main.go"], check=True)
    server = subprocess.Popen(pinned("0,2", [f"{tools}/bench-llm"]), stdout=subprocess.PIPE, text=True)
    base = f"http://{server.stdout.readline().strip()}"
    try:
        ours, theirs = [], []
        streams = 800
        for _ in range(ROUNDS):
            ours.append(neap(base, streams, "--max-concurrency", "200"))
            client = ["python3", f"{ROOT}/benches/bench-llm/client.py", f"{base}/v1/chat/completions", str(streams), "200"]
            theirs.append(measured(client))
        cpu = statistics.median(run[0] for run in ours)
        python = statistics.median(run[0] for run in theirs)
        print(f"200 streams at a time, {streams * EVENTS} events, median of {ROUNDS}:")
        print(f"  neap {cpu / streams / EVENTS * 1e5:.2f} s of CPU for 100,000 events, Python {python / streams / EVENTS * 1e5:.2f} s")
        judge("share of the Python client's", cpu / python, round(0.75 * RUST_OF_PYTHON, 3))
        for name, more, limit in [
            ("1,000 streams that start within 1 s", ["--request-rate", "1000"], 20),
            ("1,000 streams in one burst", ["--max-concurrency", "1000"], 30),
        ]:
            errors, memories = [], []
            for _ in range(ROUNDS):
                truth(base)
                _, memory, out = neap(base, 1000, *more)
                errors.append(ttft_p99(json.loads(out)) - truth(base)["ttft_p99"])
                memories.append(memory)
            print(f"{name}, client on one core:")
            judge("TTFT p99 against the server's stamps", statistics.median(errors), limit, " ms")
            judge("peak memory", statistics.median(memories), 56, " MB")
    finally:
        server.terminate()
        server.wait()
    sys.exit(4 if missed else 0)


main()
