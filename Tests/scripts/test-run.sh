#!/bin/bash
# test-run.sh COMMAND...: runs the tests; of a run that fails, the failures stand once more at the very end, where the
# log of a pipeline is read first.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" 2>&1 | tee "$log"
code=${PIPESTATUS[0]}
if [ "$code" -ne 0 ]; then
    echo
    echo "---- what failed (exit code $code) ----"
    # An issue, and the lines of comments and values under it.
    awk '/recorded an issue|: error: |[Ff]atal error|unexpected signal/ { print; under = 6; next }
         under > 0 && /^↳|^[[:space:]]/ { print substr($0, 1, 2000); under--; next }
         { under = 0 }' "$log" | tail -n 60 | cut -c1-2000
fi
exit "$code"
