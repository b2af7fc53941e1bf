#!/bin/bash
# Applies what was reviewed, and nothing else:
# - with DIGEST, the plan that has it: somebody read it in an earlier run and lets exactly that plan pass, brakes too;
# - otherwise the plan that the pull request kept for these manifests.
# Exits 7, with nothing written and a new plan to read, when there is no reviewed plan or the state moved since; 4 when a
# brake refuses that plan as well.
source "$(dirname "$0")/settings.sh"

# Shows the plan as it is now; a state that is what the manifests say needs none.
plan_again() {
    reports plan
    local code=0
    reconcile plan "${manifests[@]}" "${plan_flags[@]}" --detailed-exitcode --out "$REPORTS/plan.json" \
        "${reports[@]}" || code=$?
    case $code in
    0) exit 0 ;;
    2 | 4)
        echo "Nothing was written. When the plan above is meant, run this pipeline by hand with its digest:" >&2
        grep --only-matching --max-count=1 'sha256:[0-9a-f]*' "$REPORTS/plan.md" >&2
        exit $((code == 4 ? 4 : 7))
        ;;
    *) exit "$code" ;;
    esac
}

reports apply
if [ -n "${DIGEST:-}" ]; then
    exec reconcile apply "${manifests[@]}" "${plan_flags[@]}" --confirm "$DIGEST" "${reports[@]}"
fi

plan=$(reviewed_plan)
if [ ! -f "$plan" ]; then
    echo "These manifests have no reviewed plan: the pull request was not up to date, or was not planned here." >&2
    plan_again
fi
code=0
# The manifests are given too: a plan of others is refused.
reconcile apply "$plan" "${manifests[@]}" "${reports[@]}" || code=$?
case $code in
0) rm -f "$plan" ;;
7) plan_again ;;
esac
# Plans of requests that were never merged.
find "$PLANS" -name '*.json' -mtime +30 -delete
exit "$code"
