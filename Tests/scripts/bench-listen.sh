#!/bin/bash
# Measures `reconcile listen` beside what people build instead, in one go on this machine: uvicorn with Redis,
# procrastinate with PostgreSQL, Hummingbird alone, and wrk straight at the sink. Takes some six minutes.
# usage: bench-listen.sh PROGRAM BARE_LISTENER VENV
# BENCH_ROUNDS (3), BENCH_SECONDS (5) and BENCH_LINKS (1000000) change the amount, BENCH_ONLY=creates takes one part.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
"$here/listen/venv.sh" "$3"
exec "$3/bin/python" "$here/listen/bench.py" "$(realpath "$1")" "$(realpath "$2")"
