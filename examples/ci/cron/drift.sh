#!/bin/bash
# A drift check without a pipeline: takes the newest manifests and compares.
# usage: drift.sh CHECKOUT; ON_DRIFT is a command that gets the report, such as `mail -s drift identity@example.com`
set -euo pipefail
cd "$1"
git fetch --quiet
git reset --quiet --hard '@{upstream}'
code=0
ci/steps/drift.sh || code=$?
if [ "$code" = 3 ] && [ -n "${ON_DRIFT:-}" ]; then
    bash -c "$ON_DRIFT" <"${REPORTS:-reconcile-reports}/drift.md"
fi
exit "$code"
