#!/bin/bash
# Times a no-op plan of 10,000 and of 100,000 resources, in a hundred files and in one, beside a bare libyaml scan of
# the same files and beside octoDNS with as many records, in one go on this machine. Takes some three minutes.
# usage: bench-plan.sh PROGRAM VENV [DOCUMENTS...]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
venv=$2
shift 2
"$here/listen/venv.sh" "$venv"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -O2 -o "$folder/scan" "$here/libyaml-scan.c" $(pkg-config --cflags --libs yaml-0.1)
"$venv/bin/python" "$here/plan/bench.py" "$program" "$folder" ${@:-10000 100000}
