# What the steps share; each of them reads this file first.
#
# MANIFESTS        folder of the manifests, from the top of the repository
# MANIFEST_FLAGS   how they are read: --var-file prod.vars.yaml
# PLAN_FLAGS       what a plan may do: --prune, -l team=identity
# REPORTS          where reports go
# RECONCILE_STATE  the stored state; every RECONCILE_… variable is a flag of the program
# PLANS            reviewed plans that wait for their merge; only for the user that runs the steps
set -euo pipefail

: "${MANIFESTS:=manifests}" "${MANIFEST_FLAGS:=}" "${PLAN_FLAGS:=}" "${REPORTS:=reconcile-reports}"
: "${RECONCILE_STATE:=.reconcile/state.db}"
: "${PLANS:=$(dirname "$RECONCILE_STATE")/plans}"
export RECONCILE_STATE

read -ra manifest_flags <<<"$MANIFEST_FLAGS"
read -ra plan_flags <<<"$PLAN_FLAGS"
manifests=(-f "$MANIFESTS" "${manifest_flags[@]}")
mkdir -p "$REPORTS"

# reports NAME: sets `reports` to the flags that write all reports of a run, and what the pipeline at hand reads.
reports() {
    reports=(
        --report "markdown=$REPORTS/$1.md" --report "json=$REPORTS/$1.report.json"
        --report "sarif=$REPORTS/$1.sarif" --report "junit=$REPORTS/$1.xml"
    )
    if [ -n "${GITHUB_ACTIONS:-}" ]; then reports+=(--report github); fi
    if [ -n "${GITLAB_CI:-}" ]; then reports+=(--report "gitlab=$REPORTS"); fi
}

# The reviewed plan of these manifests. A merge has a commit of its own, but the folder as it was reviewed.
reviewed_plan() { echo "$PLANS/$(git rev-parse "HEAD:./$MANIFESTS").json"; }
