#!/bin/bash
# Plans, reports, and keeps the plan for the merge. Exits 0 with or without changes, 4 when a brake refuses the plan.
source "$(dirname "$0")/settings.sh"
reports plan
code=0
reconcile plan "${manifests[@]}" "${plan_flags[@]}" --detailed-exitcode --out "$REPORTS/plan.json" "${reports[@]}" ||
    code=$?
case $code in
0 | 2) install -D --mode=600 "$REPORTS/plan.json" "$(reviewed_plan)" ;;
*) exit "$code" ;;
esac
