#!/bin/bash
# Shows that a connector whose target hangs slows no other one, and that its queue drains at its rate afterwards.
# usage: hang.sh PROGRAM VENV [--deliveries N] [--rate N] [--rounds N] [--seconds N] [--figures]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
venv=$2
shift 2
"$here/listen/venv.sh" "$venv"
exec "$venv/bin/python" "$here/listen/hang.py" "$program" "$@"
