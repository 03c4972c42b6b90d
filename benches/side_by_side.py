#!/usr/bin/env python3
"""Runs commands side by side and interleaved, and prints median wall time, peak memory, and ratios to the first.

usage: side_by_side.py ROUNDS TITLE  NAME=COMMAND [NAME=COMMAND …]  [--limit NAME:MILLISECONDS:MEGABYTES]

A COMMAND is split as a shell would; `{n}` in it is the number of the round, so that each can make an object of its own.
Round 0 warms up and is not counted. With a limit that is missed the exit code is 4.
"""
import os, shlex, shutil, statistics, subprocess, sys, time

TIME = shutil.which("time", path="/usr/bin:/bin")


def run(argv):
    """Wall time in milliseconds; the command must succeed."""
    start = time.perf_counter()
    done = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall = (time.perf_counter() - start) * 1000
    if done.returncode != 0:
        sys.exit(f"{shlex.join(argv)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return wall


def memory(argv):
    """Peak resident memory in MB. time(1) starts it: a child of Python would inherit Python's own peak."""
    if TIME is None:
        return None
    done = subprocess.run([TIME, "-f", "%M", *argv], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(done.stderr.decode().split()[-1]) / 1024


def main():
    arguments = sys.argv[1:]
    limits = {}
    while "--limit" in arguments:
        at = arguments.index("--limit")
        name, wall, peak = arguments[at + 1].split(":")
        limits[name] = (float(wall), float(peak))
        del arguments[at : at + 2]
    rounds, title, commands = int(arguments[0]), arguments[1], dict(a.split("=", 1) for a in arguments[2:])
    argv = lambda command, n: [word.replace("{n}", str(n)) for word in shlex.split(command)]
    walls = {name: [] for name in commands}
    for n in range(rounds + 1):
        for name, command in commands.items():
            wall = run(argv(command, n))
            if n > 0:
                walls[name].append(wall)
    peaks = {name: memory(argv(command, rounds + 1)) for name, command in commands.items()}
    medians = {name: statistics.median(values) for name, values in walls.items()}
    first = next(iter(commands))
    print(f"{title} ({rounds} rounds, interleaved, load {os.getloadavg()[0]:.1f})")
    width = max(map(len, commands))
    missed = False
    for name in commands:
        wall, peak = medians[name], peaks[name]
        values = sorted(walls[name])
        ratio = "" if name == first else f"   {first} takes {medians[first] / wall:.2f} of it"
        verdict = ""
        if name in limits:
            ok = wall <= limits[name][0] and (peak is None or peak <= limits[name][1])
            missed = missed or not ok
            verdict = f"   limit {limits[name][0]:g} ms, {limits[name][1]:g} MB: {'met' if ok else 'MISSED'}"
        shown = "?" if peak is None else f"{peak:.1f}"
        print(f"  {name:<{width}}  median {wall:7.1f} ms  ({values[0]:.1f} to {values[-1]:.1f})  peak {shown:>6} MB{ratio}{verdict}")
    return 4 if missed else 0


sys.exit(main())
