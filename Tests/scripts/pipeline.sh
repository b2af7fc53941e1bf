#!/bin/bash
# Plays the pipelines of examples/ci for real in scratch repositories: their shell steps, taken from the files, run with
# the built program. Needs no network; actions are listed and skipped. Prints `ok` and what held, a line each.
# usage: pipeline.sh PROGRAM PEERS
set -euo pipefail

program=$(realpath "$1")
python=$(realpath -s "$2/bin/python")
scripts=$(cd "$(dirname "$0")" && pwd)
examples=$scripts/../../examples/ci
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
ln -s "$program" "$folder/bin/reconcile"
PATH=$folder/bin:$PATH
export NO_COLOR=1 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=ada GIT_COMMITTER_EMAIL=ada@example.com
unset GITHUB_ACTIONS GITLAB_CI GITHUB_SHA CI_COMMIT_SHA DIGEST PULL_REQUEST COMMENT_TOKEN

fail() {
    printf 'failed: %s\n' "$1" >&2
    [ ! -f "$folder/out" ] || cat "$folder/out" >&2
    exit 1
}
ok() { printf 'ok: %s\n' "$1"; }
# exits CODE COMMAND...: the command, whose output goes to the file `out`.
exits() {
    local wanted=$1 code=0
    shift
    "$@" >"$folder/out" 2>&1 || code=$?
    [ "$code" = "$wanted" ] || fail "exit $code, not $wanted: $*"
}
# holds FILE TEXT...
holds() {
    local file=$1 text
    shift
    for text; do grep --quiet --fixed-strings -- "$text" "$file" || fail "$file holds no «$text»: $(cat "$file")"; done
}
# commit MESSAGE: everything in the work tree, with its branch pushed.
commit() { git add --all && git commit --quiet --message "$1" && git push --quiet origin HEAD; }
# stored: the resources and the revisions, to compare.
stored() { reconcile get -o json && reconcile history -o json; }

for tool in gh curl; do
    # Records what it was asked to send, where `body` is the text.
    cat >"$folder/bin/$tool" <<TOOL
#!/bin/bash
printf '%s\n' "\$@" >"$folder/$tool.arguments"
for argument; do
    case \$argument in
    body@*) cat "\${argument#body@}" >"$folder/comment.md" ;;
    *.md) cat "\$argument" >"$folder/comment.md" ;;
    esac
done
TOOL
    chmod +x "$folder/bin/$tool"
done

# The line on which the connector begins; the manifests have two resources a file at most.
connector_line=1

# repository NAME: an origin, the clone `$work` of somebody who edits, and the clone `$runner` of the pipelines.
repository() {
    origin=$folder/$1/origin.git work=$folder/$1/work runner=$folder/$1/runner
    export RECONCILE_STATE=$folder/$1/var/state.db
    mkdir -p "$folder/$1/var"
    chmod 700 "$folder/$1/var"
    git init --quiet --bare --initial-branch=main "$origin"
    git init --quiet --initial-branch=main "$work"
    cd "$work"
    git remote add origin "$origin"
    mkdir -p manifests ci .github/workflows
    cp -r "$examples/steps" "$examples/cron" ci/
    # The one thing that everybody sets: where the state is.
    for file in github/plan.yml github/apply.yml github/drift.yml gitlab/.gitlab-ci.yml; do
        case $file in github/*) place=.github/workflows/${file#*/} ;; *) place=.gitlab-ci.yml ;; esac
        sed "s#/var/lib/reconcile#$folder/$1/var#" "$examples/$file" >"$place"
    done
    echo "reconcile-reports/" >.gitignore
    cat >manifests/connection.yaml <<'YAML'
apiVersion: reconcile/v1
kind: Connection
metadata: {name: corp-okta}
spec:
  displayName: Corporate Okta
  oidc: {issuer: https://corp.okta.example, clientId: 0oa1b2c3}
---
apiVersion: reconcile/v1
kind: LoginFlow
metadata: {name: crm}
spec:
  application: {displayName: CRM}
  steps: [{options: [{connection: corp-okta}]}]
YAML
    cat >manifests/connector.yaml <<'YAML'
apiVersion: reconcile/v1
kind: OutboundConnector
metadata: {name: wiki}
spec:
  connection: corp-okta
  type: scim2
  enabled: true
  settings:
    baseUrl: https://wiki.example.com/scim/v2
    authentication: {bearer: {token: {env: WIKI_SCIM_TOKEN}}}
  mapping: {userName: "{{lowercased(email)}}"}
YAML
    cat >manifests/trigger.yaml <<'YAML'
apiVersion: reconcile/v1
kind: LoginTrigger
metadata: {name: app-backend, protect: true}
spec: {type: webhook, secret: {env: APP_BACKEND_SECRET}, applications: [crm]}
YAML
    commit "First manifests"
    git clone --quiet "$origin" "$runner"
}

# request BRANCH: the runner checks out what a pull request would be once merged. merge BRANCH: it is merged.
request() { cd "$runner" && git fetch --quiet && git checkout --quiet --detach origin/main &&
    git merge --quiet --no-ff --message "Merge $1" "origin/$1" && rm -rf reconcile-reports; }
merge() { cd "$work" && git checkout --quiet main && git merge --quiet --no-ff --message "Merge $1" "$1" &&
    git push --quiet origin main && take_main; }
take_main() { cd "$runner" && git fetch --quiet && git checkout --quiet --detach origin/main &&
    rm -rf reconcile-reports; }
# branch NAME: somebody begins a change.
branch() { cd "$work" && git checkout --quiet -b "$1" "${2:-main}"; }

# github CODE FILE JOB [NAME=VALUE...]
github() {
    local code=$1 file=$2 job=$3
    shift 3
    summary=$folder/summary.md
    : >"$summary" && : >"$folder/github.env" && : >"$folder/github.output"
    exits "$code" env GITHUB_STEP_SUMMARY="$summary" GITHUB_ENV="$folder/github.env" \
        GITHUB_OUTPUT="$folder/github.output" GITHUB_SHA="$(git rev-parse HEAD)" GITHUB_REF=refs/heads/main \
        GITHUB_ACTOR=ada GITHUB_SERVER_URL=https://github.example GITHUB_REPOSITORY=acme/identity GITHUB_RUN_ID=7 \
        "$python" "$scripts/play_pipeline.py" github ".github/workflows/$file.yml" "$job" "$@"
}
plan_on_github() { github "$1" plan plan github.token=t github.event.pull_request.number=12; }
apply_on_github() { github "$1" apply apply "inputs.digest=${2:-}"; }
# gitlab CODE JOB [NAME=VALUE...]
gitlab() {
    local code=$1 job=$2
    shift 2
    exits "$code" env CI_COMMIT_SHA="$(git rev-parse HEAD)" CI_COMMIT_REF_NAME=main GITLAB_USER_LOGIN=ada \
        CI_JOB_URL=https://gitlab.example/job/9 CI_API_V4_URL=https://gitlab.example/api/v4 CI_PROJECT_ID=3 \
        CI_MERGE_REQUEST_IID=12 "$python" "$scripts/play_pipeline.py" gitlab .gitlab-ci.yml "$job" "$@"
}
digest_in() { grep --only-matching --max-count=1 'sha256:[0-9a-f]\{64\}' "$1"; }
# findings FILE: a line for each result of a SARIF report.
findings() {
    "$python" - "$1" <<'PYTHON'
import json, sys
for result in json.load(open(sys.argv[1]))["runs"][0]["results"]:
    place = result["locations"][0]["physicalLocation"]
    print(result["ruleId"], result["level"], f"{place['artifactLocation']['uri']}:{place['region']['startLine']}")
PYTHON
}

source "$scripts/pipeline-story.sh"
