#!/bin/bash
# Plays the whole story in one terminal, against a real SCIM server: apply, listen, a signed login, the account, the
# toggle off, drift, heal. Uses free ports and a temporary folder; leaves nothing behind.
# usage: demo.sh PROGRAM PEERS
set -euo pipefail

reconcile=$(realpath "$1")
peers=$(realpath "$2")
source "$(dirname "$0")/demo-steps.sh"

cd "$folder"
mkdir manifests
PATH="$(dirname "$reconcile"):$PATH"
export RECONCILE_STATE="$folder/state.db" NO_COLOR=1 no_proxy=127.0.0.1
export WIKI_SCIM_TOKEN=demo-token
webhook_secret APP_BACKEND_WEBHOOK_SECRET
port=$(free_port)

step "1. A SCIM 2.0 server that this project did not write, from PyPI."
echo "  \$ scim2-server --port $port --bearer-token …"
"$peers/bin/scim2-server" --port "$port" --bearer-token "$WIKI_SCIM_TOKEN" >server.log 2>&1 &
started+=($!)
users() {
    curl --silent --fail --get "http://127.0.0.1:$port/v2/Users" --header "Authorization: Bearer $WIKI_SCIM_TOKEN" \
        --data-urlencode "filter=userName eq \"$1\""
}
await "answer of the server" users nobody
# accounts NAME: the accounts of that user name as the server shows them, one a line.
accounts() {
    users "$1" | python3 -c '
import json, sys
found = json.load(sys.stdin).get("Resources", [])
for user in found:
    print("account %s  userName=%s  displayName=%s  active=%s" % (
        user["id"], user.get("userName"), user.get("displayName"), user.get("active")))
if not found:
    print("no account")'
}

step "2. The configuration: who signs in, where, which system needs accounts, who reports logins."
cat >manifests/all.yaml <<YAML
apiVersion: reconcile/v1
kind: Connection
metadata: {name: corp-okta}
spec:
  oidc: {issuer: https://corp.okta.example, clientId: 0oa1b2c3}
---
apiVersion: reconcile/v1
kind: LoginFlow
metadata: {name: crm}
spec:
  application: {displayName: CRM}
  steps: [{options: [{connection: corp-okta}]}]
---
apiVersion: reconcile/v1
kind: OutboundConnector
metadata: {name: wiki}
spec:
  connection: corp-okta
  type: scim2
  enabled: true
  settings:
    baseUrl: http://127.0.0.1:$port/v2
    authentication: {bearer: {token: {env: WIKI_SCIM_TOKEN}}}
  mapping:
    userName: "{{lowercased(email)}}"
    displayName: "{{givenName}} {{familyName}}"
---
apiVersion: reconcile/v1
kind: LoginTrigger
metadata: {name: app-backend}
spec:
  type: webhook
  secret: {env: APP_BACKEND_WEBHOOK_SECRET}
  applications: [crm]
YAML
expect 0 reconcile apply -f manifests/
echo "  Once more: there is nothing to do."
expect 0 reconcile apply -f manifests/

step "3. Listen for logins."
echo "  \$ reconcile listen --port 0 &"
reconcile listen --port 0 >listener.log 2>&1 &
started+=($!)
await "listener" grep -q 'listening on http://' listener.log
address=$(sed -n 's/.*listening on \(http:\/\/[0-9.:]*\).*/\1/p' listener.log | head -n 1)
echo "    listening on $address"

# login ID SUBJECT EMAIL GIVEN FAMILY: posts one login, signed as Standard Webhooks says.
login() {
    local body
    body=$(printf '{"id": "%s", "application": "crm", "connection": "corp-okta", "user": {"subject": "%s", "claims": {"email": "%s", "given_name": "%s", "family_name": "%s", "preferred_username": "%s"}}}' \
        "$1" "$2" "$3" "$4" "$5" "$3")
    post_signed "$address/triggers/app-backend?wait=10s" "$1" "$body"
}

step "4. Ada signs in to the CRM. Its backend reports the login, signed."
show login evt-1 00u1 Ada@example.com Ada Lovelace
echo "  The account, as the server shows it:"
show accounts ada@example.com
accounts ada@example.com | grep -q 'displayName=Ada Lovelace' || { echo "expected an account of Ada Lovelace"; exit 1; }
echo "  The same login again is a duplicate; nothing is done twice."
show login evt-1 00u1 Ada@example.com Ada Lovelace
echo "  Ada married. One update of the same account:"
show login evt-2 00u1 Ada@example.com Ada King
show accounts ada@example.com
accounts ada@example.com | grep -q 'displayName=Ada King' || { echo "expected the name Ada King"; exit 1; }

step "5. Somebody switches the connector off by hand. It counts for the next login, without a restart."
expect 0 reconcile connector disable wiki
show login evt-3 00u2 grace@example.com Grace Hopper
show accounts grace@example.com
accounts grace@example.com | grep -q 'no account' || { echo "expected no account of Grace"; exit 1; }

step "6. That is drift: the stored state is not what was last applied."
expect 3 reconcile drift -f manifests/

step "7. Apply heals it."
expect 0 reconcile apply -f manifests/
expect 0 reconcile drift -f manifests/
show login evt-4 00u2 grace@example.com Grace Hopper
show accounts grace@example.com
accounts grace@example.com | grep -q 'displayName=Grace Hopper' || { echo "expected an account of Grace Hopper"; exit 1; }

step "That is all. Nothing is left running."
