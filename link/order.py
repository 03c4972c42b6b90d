#!/usr/bin/env python3
"""Writes link/ask.ld: the functions that a question to an API server runs, so that they lie together in the program that is shipped.

usage: link/order.py PROGRAM 'status NAME -n NAMESPACE' 'status -n NAMESPACE' ... > link/ask.ld

PROGRAM has its symbols: CARGO_PROFILE_DIST_STRIP=none cargo build --profile dist. Each command line is run under valgrind, against
the cluster of KUBECONFIG. A path of names stands for all functions below it where most of these are run; an instance of a generic
function has no name of its own but its hash, which changes with the compiler. benches/status.py says when this list is too old.
"""
import collections, re, subprocess, sys, tempfile

# So much may lie among it that is not run, as a ratio of bytes.
SLACK = 1.5


def lines(*argv):
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()


def run_by(program, words):
    """The symbols of all functions that a command line runs."""
    with tempfile.NamedTemporaryFile("r", errors="replace") as out:
        subprocess.run(["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out.name}", program, *words.split()],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return {found[1].strip() for found in (re.match(r"c?fn=\(\d+\) (.*)", line) for line in out) if found}


def paths(symbol):
    """The names that lead to a function, from its crate on; the last one is its own, without its hash."""
    if not symbol.startswith("_ZN"):
        return [symbol]
    found, path, at = [], "_ZN", 3
    while length := re.match(r"\d+", symbol[at:]):
        begin = at + len(length[0])
        name = symbol[begin:begin + int(length[0])]
        if re.fullmatch("h[0-9a-f]{16}", name):
            found.append(path + "17h")
            break
        # An implementation is one name: `<a::b as c>` is written with two dots for each `::`.
        found += [path + length[0] + name[:cut.end()] for cut in re.finditer(r"\.\.", name)]
        path += length[0] + name
        found.append(path)
        at = begin + len(name)
    return list(dict.fromkeys(found))


def main():
    program, *commands = sys.argv[1:]
    run = set().union(*(run_by(program, words) for words in commands))
    sections = (line.split("]")[-1].split() for line in lines("readelf", "-SW", program))
    begin, size = next((int(it[2], 16), int(it[4], 16)) for it in sections if it and it[0] == ".text.start")
    symbols = (line.split() for line in lines("nm", "-S", program))
    # What every start runs lies together already.
    sizes = [(it[3], int(it[1], 16)) for it in symbols
             if len(it) == 4 and it[2] in "tTwW" and not begin <= int(it[0], 16) < begin + size]
    there, hot = collections.Counter(), collections.Counter()
    for symbol, size in sizes:
        for path in paths(symbol):
            there[path] += size
            hot[path] += size if symbol in run else 0
    chosen, instances = set(), set()
    for symbol, _ in sizes:
        if symbol in run:
            path = next((it for it in paths(symbol) if there[it] <= SLACK * hot[it] + 256), None)
            chosen.add(path) if path else instances.add(re.sub(r"\.llvm\.\d+$", "", symbol))
    print("/* What a question to an API server runs; written by link/order.py. As in start.ld, a name that matches nothing does no harm. */")
    print("SECTIONS\n{\n  .text.ask :\n  {")
    for name in [*sorted(chosen), *sorted(instances)]:
        print(f"    *(.text.{name}*)")
    print("  }\n}\nINSERT BEFORE .text;")


main()
