#!/bin/bash
# Measures how long a sender of signed events waits for its acknowledgement while every connector hangs.
# usage: event-acks.sh PROGRAM VENV [--rate N] [--seconds N] [--figures]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
venv=$2
shift 2
"$here/listen/venv.sh" "$venv"
exec "$venv/bin/python" "$here/listen/event_acks.py" "$program" "$@"
