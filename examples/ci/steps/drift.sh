#!/bin/bash
# Compares the stored state with what was last applied and with the manifests; writes nothing.
# Exits 3 when somebody changed the state by hand. Manifests that wait for their apply are a warning: on GitHub, which
# knows no exit code that only warns, an annotation, elsewhere exit 2.
source "$(dirname "$0")/settings.sh"
reports drift
if [ ! -e "${RECONCILE_STATE#sqlite:}" ]; then
    echo "There is no state at $RECONCILE_STATE, so nothing was checked." >&2
    exit 1
fi
code=0
reconcile drift "${manifests[@]}" "${plan_flags[@]}" "${reports[@]}" || code=$?
if [ "$code" = 2 ] && [ -n "${GITHUB_ACTIONS:-}" ]; then
    echo "::warning title=pending::the manifests hold changes that are not applied yet"
    exit 0
fi
exit "$code"
