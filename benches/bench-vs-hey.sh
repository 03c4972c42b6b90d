#!/bin/sh
# neap bench beside hey, and beside oha and wrk where OHA and WRK name them (or they are in the PATH): client CPU a request and
# peak memory on the same loopback server, runs interleaved, neap's share of each peer's.
#
#   benches/bench-vs-hey.sh [ROUNDS]        (default 5; medians are printed)
#
# oha: `cargo install oha --root DIR`; wrk: the Debian package of that name.
#
# NEAP names another binary than target/dist/neap, which is what is shipped. Exit code 4: a limit is missed.
# Needs Go (for hey, from its module) and Linux. With taskset the server has core 0 and the client core 1.
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-5}
hey_version=v0.1.5
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target/benches"
tools=$(cd "$target/benches" && pwd)
neap=${NEAP:-$target/dist/neap}

[ -n "${NEAP:-}" ] || cargo build --profile dist --quiet
[ -x "$tools/hey" ] || GOBIN=$tools go install "github.com/rakyll/hey@$hey_version"
go build -o "$tools/bench-vs-hey" benches/bench-vs-hey/main.go

oha=${OHA:-$(command -v oha || true)}
wrk=${WRK:-$(command -v wrk || true)}
echo "hey $hey_version, $("$neap" --version), ${oha:+$("$oha" --version), }${wrk:+$("$wrk" -v 2>&1 | head -1 | cut -d' ' -f1-2), }median of $rounds"
exec "$tools/bench-vs-hey" -rounds "$rounds" -hey "$tools/hey" -neap "$neap" -oha "$oha" -wrk "$wrk"
