#!/usr/bin/env python3
"""Writes a file of link/: the functions that some commands run, so that they lie together in the program that is shipped.

usage: link/order.py load PROGRAM 'bench -n 2000 -c 50 URL' 'bench --rate 500 -n 1500 -c 50 URL' ... > link/load.ld
       link/order.py ask PROGRAM 'status NAME -n NAMESPACE' 'status -n NAMESPACE' ... > link/ask.ld

PROGRAM has its symbols: CARGO_PROFILE_DIST_STRIP=none cargo build --profile dist. Each command line is run under qemu-x86_64, which
notes each function that it translates; `status` asks the cluster of KUBECONFIG. A name is written as the shortest beginning that
matches little else, without what depends on the compiler's settings and not on the code: the hashes of crates, and references to
places in a name, which such a hash moves. benches/status.py and benches/bench-vs-hey.sh measure what a list that is too old costs.

The files of link/ hold the lines of several runs: of a sandbox and a real API server, and of builds before the last one.
"""
import re, subprocess, sys, tempfile

# So much may lie among it that is not run, as a ratio of bytes.
SLACK = 1.25
# A beginning shorter than this says nothing.
SHORTEST = 12
# What no trace can name: pieces of which the compiler keeps one for many types, under the name of any of them, the start of a C
# program, and assembly, of which another machine runs other functions.
ALWAYS = {
    "load": ["*crt1.o(.text)", "*libc_nonshared.a:*(.text .text.*)", "*(.text*._R*7raw_vec*RawVec*8grow_one*)",
             "*(.text*._R*4syncINtB*_3Arc*9drop_slow*)"],
    "ask": ["*libring-*.rlib:*(.text .text.*)"],
}


def run_by(program, words):
    """The symbols of all functions that a command line runs."""
    with tempfile.NamedTemporaryFile("r", errors="replace") as out:
        # Not valgrind: a load reads its clock from the kernel's own page, which is not there under it.
        subprocess.run(["qemu-x86_64", "-d", "in_asm", "-D", out.name, program, *words.split()],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return {line[3:].strip() for line in out if line.startswith("IN:")}


def pattern(symbol):
    """A symbol as a pattern of the linker; https://doc.rust-lang.org/rustc/symbol-mangling/v0.html has the grammar."""
    symbol = re.sub(r"\.llvm\.\d+$", "", symbol)
    return re.sub(r"B[0-9A-Za-z]*_", "B*_", re.sub(r"Cs[0-9A-Za-z]*_(?=\d)", "Cs*_", symbol))


def main():
    section, program, *commands = sys.argv[1:]
    run = set().union(*(run_by(program, words) for words in commands))
    listed = subprocess.run(["nm", "-S", program], capture_output=True, text=True, check=True).stdout
    symbols = [it for it in (line.split() for line in listed.splitlines()) if len(it) == 4 and it[2] in "tTwW"]
    sizes = {it[3]: int(it[1], 16) for it in symbols}
    # Functions that are alike lie in one place, and the trace has any of their names.
    places = {it[0] for it in symbols if it[3] in run}
    run = {it[3] for it in symbols if it[0] in places}
    all_names = "\n".join(sizes)

    def is_dense(beginning):
        # As the linker matches it: a star stands for anything.
        matching = re.findall(f"^{re.escape(beginning).replace(chr(92) + '*', '.*')}.*$", all_names, re.MULTILINE)
        there = sum(sizes[name] for name in matching)
        return there <= SLACK * sum(sizes[name] for name in matching if name in run)

    chosen = []
    for symbol in sorted((it for it in sizes if it in run), key=pattern):
        name = pattern(symbol)
        if chosen and name.startswith(chosen[-1]):
            continue
        # The shortest one that is dense lies between one that is not and one that is.
        short, long = min(SHORTEST, len(name)), len(name)
        while short < long:
            middle = (short + long) // 2
            short, long = (short, middle) if is_dense(name[:middle]) else (middle + 1, long)
        chosen.append(name[:long])
    print("/* Written by link/order.py from what was run. As in start.ld, a name that matches nothing does no harm. */")
    print("SECTIONS\n{")
    # What runs before and after main lies at the end otherwise, megabytes away. The first file has it.
    for around in ["init", "plt", "fini"] if section == "load" else []:
        print(f"  .{around} : {{ KEEP(*(.{around})) }}")
    print(f"  .text.{section} :\n  {{")
    for name in chosen:
        # What is marked as cold has a section of another name, and is run by a start all the same: the first growth of a table is.
        print(f"    *(.text.{name}* .text.unlikely.{name}*)")
    for piece in ALWAYS[section]:
        print(f"    {piece}")
    print("  }\n}\nINSERT BEFORE .text;")


main()
