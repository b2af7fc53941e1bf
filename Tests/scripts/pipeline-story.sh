# What happens in pipeline.sh, in order; read by it.

"$(dirname "$python")/check-jsonschema" --builtin-schema vendor.github-workflows "$examples"/github/*.yml >/dev/null
"$(dirname "$python")/check-jsonschema" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci \
    "$examples/gitlab/.gitlab-ci.yml" >/dev/null
ok "the pipeline files are what GitHub and GitLab take"

repository github
take_main
github 1 drift drift
holds "$folder/out" "There is no state at"
apply_on_github 7
holds "$folder/out" "These manifests have no reviewed plan" "skipped: actions/checkout@v4"
apply_on_github 0 "$(digest_in reconcile-reports/plan.md)"
holds "$summary" "Written as revision 1."
ok "the first apply waits for somebody who read the plan and gives its digest"

branch disable
sed -i 's/enabled: true/enabled: false/' manifests/connector.yaml
commit "Switch the wiki off"
request disable
plan_on_github 0
line=manifests/connector.yaml:$connector_line
holds reconcile-reports/plan.md "\`$line\`" "| \`spec.enabled\` | \`true\` | \`false\` |" "Digest: \`sha256:"
holds "$summary" "spec.enabled"
cmp --quiet reconcile-reports/plan.md "$folder/comment.md" || fail "the comment is not the plan"
holds "$folder/gh.arguments" 12 --edit-last
holds "$folder/out" "::notice file=manifests/connector.yaml,line=$connector_line,"
reviewed=$(digest_in reconcile-reports/plan.md)
[ "$(findings reconcile-reports/plan.sarif | wc -l)" = 0 ] || fail "a plan without findings has results"
ok "a pull request has a Markdown plan that names the field and the line"

merge disable
apply_on_github 0
reconcile history -o json >"$folder/history.json"
holds "$folder/history.json" "$(git rev-parse HEAD)" "$reviewed" '"https://github.example/acme/identity/actions/runs/7"'
reconcile get connector wiki -o json >"$folder/wiki.json"
holds "$folder/wiki.json" '"enabled": false'
ok "the merge applies exactly the plan that was reviewed, and the history names the commit"
apply_on_github 0
holds "$folder/out" "These manifests have no reviewed plan"
ok "the same run again has nothing to do"

github 0 drift drift
reconcile connector enable wiki >/dev/null
before=$(stored)
github 3 drift drift
[ "$(findings reconcile-reports/drift.sarif)" = "drift error $line" ] || fail "the finding is not at $line"
holds "$summary" "through \`connector enable\`"
[ "$(stored)" = "$before" ] || fail "the drift check wrote"
ok "a change by hand makes the drift check exit 3 with a SARIF finding at the manifest's line"

branch rename
sed -i 's/displayName: CRM/displayName: Customers/' manifests/connection.yaml
commit "Rename the application"
request rename
plan_on_github 0
reconcile connector disable wiki >/dev/null
before=$(stored)
merge rename
apply_on_github 7
holds "$folder/out" "error R4004" "Nothing was written."
[ "$(stored)" = "$before" ] || fail "a stale plan wrote"
ok "a plan that the state has left behind exits 7, and nothing is written"
apply_on_github 4 "$reviewed"
[ "$(stored)" = "$before" ] || fail "another plan's digest wrote"
apply_on_github 7
apply_on_github 0 "$(digest_in reconcile-reports/plan.md)"
github 0 drift drift
ok "the new plan passes with its digest, and with no other"

branch one
sed -i 's/Corporate Okta/Okta/' manifests/connection.yaml
commit "Shorten"
branch two main
sed -i 's/enabled: false/enabled: true/' manifests/connector.yaml
commit "Switch the wiki on"
request one && plan_on_github 0
request two && github 0 plan plan github.token=t github.event.pull_request.number=
holds "$folder/out" "so no comment"
merge one && apply_on_github 0
merge two
before=$(stored)
apply_on_github 7
holds "$folder/out" "no reviewed plan"
[ "$(stored)" = "$before" ] || fail "manifests that nobody planned were applied"
apply_on_github 0 "$(digest_in reconcile-reports/plan.md)"
ok "of two requests planned side by side the second is planned again"

branch careless
git rm --quiet manifests/trigger.yaml
commit "Remove the trigger"
request careless
plan_on_github 4
holds "$folder/comment.md" "R3001" "LoginTrigger/app-backend"
holds "$folder/out" "Plan: exit 4" "Comment: exit 0"
findings reconcile-reports/plan.sarif >"$folder/findings"
holds "$folder/findings" "R3001 error manifests:1"
before=$(stored)
merge careless
apply_on_github 4
[ "$(stored)" = "$before" ] || fail "a protected resource was deleted"
ok "a plan that deletes a protected resource exits 4, before and after the merge"

apply_on_github 0 "$(digest_in reconcile-reports/plan.md)"
holds reconcile-reports/apply.md "delete LoginTrigger/app-backend" "Written as revision"
ok "it passes when somebody gives its digest"

branch restore
git checkout --quiet two -- manifests/trigger.yaml
commit "Bring the trigger back"
merge restore
branch typo
sed -i 's/  enabled:/  enabeld:/' manifests/connector.yaml
commit "Mistype"
request typo
plan_on_github 1
holds "$folder/out" "Validate: exit 1" "Plan: not run" "::error file=manifests/connector.yaml,line=7,col=3,"
holds "$folder/comment.md" "\`manifests/connector.yaml:7:3\`"
ok "a mistake is shown at its line, and nothing is planned"

repository gitlab
take_main
gitlab 7 apply
gitlab 0 apply "DIGEST=$(digest_in reconcile-reports/plan.md)"
branch disable
sed -i 's/enabled: true/enabled: false/' manifests/connector.yaml
commit "Switch the wiki off"
request disable
gitlab 0 plan COMMENT_TOKEN=t
holds reconcile-reports/gl-plan-report.json '{"create": 0, "update": 1, "delete": 0}'
holds "$folder/curl.arguments" https://gitlab.example/api/v4/projects/3/merge_requests/12/notes
cmp --quiet reconcile-reports/plan.md "$folder/comment.md" || fail "the note is not the plan"
gitlab 0 plan
holds "$folder/out" "so no comment"
reviewed=$(digest_in reconcile-reports/plan.md)
merge disable
gitlab 2 drift
holds "$folder/out" "allowed to fail with 2"
gitlab 0 apply
reconcile history -o json >"$folder/history.json"
holds "$folder/history.json" "$(git rev-parse HEAD)" "$reviewed" '"https://gitlab.example/job/9"'
gitlab 0 drift
reconcile connector enable wiki >/dev/null
gitlab 3 drift
holds reconcile-reports/gl-code-quality-report.json '"path": "manifests/connector.yaml"' '"check_name": "drift"'
ok "GitLab's jobs plan, apply the reviewed plan, warn of what waits and find the change by hand"

git clone --quiet "$origin" "$folder/srv"
exits 3 env PLAN_FLAGS=--prune ON_DRIFT="cat >'$folder/mail'" "$folder/srv/ci/cron/drift.sh" "$folder/srv"
holds "$folder/mail" "OutboundConnector/wiki" "through \`connector enable\`"
ok "the drift check of cron hands its report on"
