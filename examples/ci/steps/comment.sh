#!/bin/bash
# Shows the plan, or what is wrong with the manifests, in the pull request or merge request.
source "$(dirname "$0")/settings.sh"
body=$REPORTS/plan.md
[ -f "$body" ] || body=$REPORTS/validate.md
if [ -n "${PULL_REQUEST:-}" ]; then
    # The one comment of this pipeline is rewritten, so that the request shows one plan.
    gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file "$body"
elif [ -n "${COMMENT_TOKEN:-}" ]; then
    curl --silent --show-error --fail --output /dev/null --header "PRIVATE-TOKEN: $COMMENT_TOKEN" \
        --data-urlencode "body@$body" \
        "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
else
    echo "No request or no COMMENT_TOKEN, so no comment; the plan is $body among the artifacts."
fi
