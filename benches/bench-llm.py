#!/usr/bin/env python3
"""neap bench llm on a model server of known behaviour: CPU an event beside other clients, TTFT against the server's own stamps, memory.

    benches/bench-llm.py [ROUNDS]      (default 5; medians are printed; runs take turns)

Needs Go and Linux. The server has cores 0 and 2, the client core 1. NEAP names another binary than target/dist/neap. The peers:

    VLLM_RS    vLLM's client in Rust: the program `vllm-rs` of vLLM's wheel
               (`pip download --no-deps vllm==0.33.0 && unzip -j vllm-*.whl vllm/vllm-rs`)
    PYTHON     a python3 that has aiohttp, for a loop as in the clients in Python (default: python3)

A peer that is not there is left out, and said so. Exit code 4: a limit is missed. Without VLLM_RS the limit is a share of the Python
client's CPU time: a measurement of both on another machine gave 1.01 s for 100,000 events, and 4.46 s in Python.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NEAP = os.environ.get("NEAP", f"{ROOT}/target/dist/neap")
PYTHON = os.environ.get("PYTHON", "python3")
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


def tokenizer(folder):
    """vLLM's client wants a tokenizer for its random prompts: one of a thousand words does."""
    words = {"[UNK]": 0, **{f"w{number}": number for number in range(1, 1000)}}
    model = {"type": "WordLevel", "vocab": words, "unk_token": "[UNK]"}
    parts = dict.fromkeys(["truncation", "padding", "normalizer", "post_processor", "decoder"])
    with open(f"{folder}/tokenizer.json", "w") as out:
        json.dump({"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "Whitespace"}, "model": model, **parts}, out)
    with open(f"{folder}/tokenizer_config.json", "w") as out:
        json.dump({"tokenizer_class": "PreTrainedTokenizerFast"}, out)
    return folder


def vllm(base, streams, concurrency, folder):
    argv = [os.environ["VLLM_RS"], "bench", "serve", "--backend", "openai-chat", "--endpoint", "/v1/chat/completions", "--base-url", base]
    argv += ["--model", "model", "--tokenizer", folder, "--dataset-name", "random", "--random-input-len", "8"]
    argv += ["--random-output-len", "128", "--num-prompts", str(streams), "--max-concurrency", str(concurrency), "--disable-tqdm"]
    return measured(argv)


def python(base, streams, concurrency):
    client = f"{ROOT}/benches/bench-llm/client.py"
    return measured([PYTHON, client, f"{base}/v1/chat/completions", str(streams), str(concurrency)])


def ttft_p99(document):
    percentiles = document["llm"]["whole"]["ttft"]["percentiles"]
    return 1000 * next(entry["value"] for entry in percentiles if entry["percent"] == 99.0)


def truth(base):
    with urllib.request.urlopen(f"{base}/truth") as answer:
        return json.load(answer)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        compare(scratch)


def compare(scratch):
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
        streams, runs = 800, {"neap": lambda: neap(base, 800, "--max-concurrency", "200")}
        if os.environ.get("VLLM_RS"):
            version = subprocess.run([os.environ["VLLM_RS"], "--version"], capture_output=True, text=True, check=True).stdout.strip()
            runs[version] = lambda: vllm(base, streams, 200, tokenizer(scratch))
        else:
            print("VLLM_RS is not set: vLLM's client is left out")
        if subprocess.run([PYTHON, "-c", "import aiohttp"], stderr=subprocess.DEVNULL).returncode == 0:
            runs["Python"] = lambda: python(base, streams, 200)
        else:
            print(f"{PYTHON} has no aiohttp: the client in Python is left out")
        took = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                took[name].append(run())
        print(f"200 streams at a time, {streams * EVENTS} events, median of {ROUNDS}:")
        cpu = {name: statistics.median(run[0] for run in all_runs) for name, all_runs in took.items()}
        for name, all_runs in took.items():
            memory = statistics.median(run[1] for run in all_runs)
            print(f"  {name:<16} {cpu[name] / streams / EVENTS * 1e5:.2f} s of CPU for 100,000 events, {memory:.1f} MB")
        for name in list(runs)[1:]:
            if name != "Python":
                judge(f"share of {name}", cpu["neap"] / cpu[name], 0.75)
            elif len(runs) == 2:
                judge("share of the Python client's", cpu["neap"] / cpu[name], round(0.75 * RUST_OF_PYTHON, 3))
        for name, more, limit in [
            ("1,000 streams that start within 1 s", ["--request-rate", "1000", "--max-concurrency", "1000", "--cpus", "1"], 20),
            ("1,000 streams in one burst", ["--max-concurrency", "1000", "--cpus", "1"], 30),
        ]:
            errors, memories = [], []
            for _ in range(ROUNDS):
                truth(base)
                _, memory, out = neap(base, 1000, *more)
                document = json.loads(out)
                assert document["connections"]["beforeStart"] == 1000, document["connections"]
                errors.append(ttft_p99(document) - truth(base)["ttft_p99"])
                memories.append(memory)
            print(f"{name}, client on one core, connected before:")
            judge("TTFT p99 against the server's stamps", statistics.median(errors), limit, " ms")
            judge("peak memory", statistics.median(memories), 56, " MB")
    finally:
        server.terminate()
        server.wait()
    sys.exit(4 if missed else 0)


main()
