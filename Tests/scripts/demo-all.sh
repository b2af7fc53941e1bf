#!/bin/bash
# Plays examples/all-connectors: one signed login makes an account in a SCIM server, Google Workspace and Salesforce. The
# first is a program from PyPI, the others are simulators. Uses free ports and a temporary folder; leaves nothing behind.
# usage: demo-all.sh PROGRAM PEERS TARGET_SERVER
set -euo pipefail

reconcile=$(realpath "$1")
peers=$(realpath "$2")
targets=$(realpath "$3")
example=$(realpath "$(dirname "$0")/../../examples/all-connectors")
source "$(dirname "$0")/demo-steps.sh"

cd "$folder"
PATH="$(dirname "$reconcile"):$PATH"
export RECONCILE_STATE="$folder/state.db" NO_COLOR=1 no_proxy=127.0.0.1 RECONCILE_PEERS="$peers"
wiki=$(free_port) google=$(free_port) crm=$(free_port)

step "1. Three account systems on this machine."
export WIKI_SCIM_TOKEN=demo-token CRM_CLIENT_SECRET='s3cr3t-Canary/+='
openssl genrsa -out key.pem 2048 2>/dev/null
python3 - "http://127.0.0.1:$google/token" >key.json <<'PY'
import json, sys
print(json.dumps({
    "type": "service_account", "project_id": "demo", "private_key_id": "demo-key", "token_uri": sys.argv[1],
    "private_key": open("key.pem").read(), "client_email": "reconcile@demo.iam.gserviceaccount.com"}))
PY
GOOGLE_SERVICE_ACCOUNT_KEY=$(cat key.json)
export GOOGLE_SERVICE_ACCOUNT_KEY
"$peers/bin/scim2-server" --port "$wiki" --bearer-token "$WIKI_SCIM_TOKEN" >wiki.log 2>&1 &
started+=($!)
"$targets" google "$google" keyFile="$folder/key.json" >google.log 2>&1 &
started+=($!)
"$targets" salesforce "$crm" instanceUrl="http://127.0.0.1:$crm" >crm.log 2>&1 &
started+=($!)
wiki_users() {
    curl --silent --fail "http://127.0.0.1:$wiki/v2/Users" --header "Authorization: Bearer $WIKI_SCIM_TOKEN"
}
report() { curl --silent --fail "http://127.0.0.1:$1/simulator"; }
await "answer of the SCIM server" wiki_users
await "answer of the Google simulator" report "$google"
await "answer of the Salesforce simulator" report "$crm"
echo "    wiki on port $wiki, workspace on port $google, crm on port $crm"

step "2. Apply the example with their addresses, and test each connector: reads alone."
webhook_secret PORTAL_WEBHOOK_SECRET
expect 0 reconcile apply -f "$example/manifests" --quiet --var "WIKI_URL=http://127.0.0.1:$wiki/v2" \
    --var "GOOGLE_API_URL=http://127.0.0.1:$google" --var "CRM_URL=http://127.0.0.1:$crm"
for name in wiki workspace crm; do expect 0 reconcile connector test "$name"; done

step "3. What would be sent for Ada? A dry run shows each step, and changes nothing."
cat >ada.json <<'JSON'
{"sub": "00u1", "email": "Ada@example.com", "given_name": "Ada", "family_name": "Lovelace", "name": "Ada Lovelace"}
JSON
expect 0 reconcile provision --connection corp-okta --application portal --claims ada.json --dry-run

step "4. Ada signs in to the portal. Its backend reports the login, signed."
reconcile listen --port 0 >listener.log 2>&1 &
started+=($!)
await "listener" grep -q 'listening on http://' listener.log
address=$(sed -n 's/.*listening on \(http:\/\/[0-9.:]*\).*/\1/p' listener.log | head -n 1)
login() {
    post_signed "$address/triggers/portal-backend?wait=10s" "$1" \
        "{\"id\": \"$1\", \"application\": \"portal\", \"connection\": \"corp-okta\", \"user\": {\"subject\": \"00u1\", \"claims\": $(cat ada.json)}}"
}
show login evt-1 | tee answer.txt
grep -q 'HTTP 200' answer.txt || { echo "expected every connector to be done"; exit 1; }
[ "$(grep -o '"outcome":"created"\|"reason":"created"' answer.txt | wc -l)" -eq 3 ] ||
    { echo "expected three accounts to be created"; exit 1; }
took=$(sed -n 's/.*HTTP 200, \([0-9.]*\) s.*/\1/p' answer.txt)
awk "BEGIN { exit !($took < 1) }" || { echo "expected less than a second, it took $took s"; exit 1; }
expect 0 reconcile accounts

step "5. The same attributes once more: nothing is sent to anybody."
before=$(report "$google")$(report "$crm")
show login evt-2
[ "$before" = "$(report "$google")$(report "$crm")" ] || { echo "expected no request"; exit 1; }

step "6. What the targets say about our requests."
for name in google crm; do
    port=${!name}
    report "$port" | python3 -c '
import json, sys
found = json.load(sys.stdin)
print("    %s: %d account, %d requests, violations: %s" % (
    sys.argv[1], len(found["accounts"]), len(found["requests"]), found["violations"] or "none"))
sys.exit(0 if len(found["accounts"]) == 1 and not found["violations"] else 1)' "$name"
done
wiki_users | python3 -c '
import json, sys
found = json.load(sys.stdin)
print("    wiki: %d account" % found["totalResults"])
sys.exit(0 if found["totalResults"] == 1 else 1)'

step "That is all: one login, three accounts, in $took s. Nothing is left running."
