"""Drives the simulated Workspace account with Google's own client.

usage: google_client.py make KEY_FILE TOKEN_URL     writes a service account's key file
       google_client.py use KEY_FILE BASE_URL       creates, finds, changes, suspends and deletes a user; prints JSON
       google_client.py claims KEY_FILE ASSERTION   checks the signature of an assertion; prints its claims
"""

import base64
import json
import sys

import google.auth.crypt
import google.auth.jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.oauth2 import service_account
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

SCOPES = [
    "https://www.googleapis.com/auth/admin.directory.user",
    "https://www.googleapis.com/auth/admin.directory.group.member",
]


def make(path, token_url):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    with open(path, "w") as file:
        json.dump({
            "type": "service_account", "project_id": "tests", "private_key_id": "key-1", "private_key": pem,
            "client_email": "peer@tests.iam.gserviceaccount.com", "client_id": "1", "token_uri": token_url,
        }, file)


def refused(call):
    try:
        call.execute()
    except HttpError as error:
        return [error.resp.status, error.error_details[0]["reason"]]
    return None


def use(path, base):
    credentials = service_account.Credentials.from_service_account_file(
        path, scopes=SCOPES, subject="admin@example.com")
    directory = build(
        "admin", "directory_v1", credentials=credentials, static_discovery=True,
        client_options={"api_endpoint": base})
    users, members = directory.users(), directory.members()
    body = {
        "primaryEmail": "peer@example.com", "name": {"givenName": "Peer", "familyName": "Client"},
        "password": "a password of its own",
        "externalIds": [{"type": "custom", "customType": "reconcile", "value": "it's 7"}],
    }
    made = users.insert(body=body).execute()
    key = made["id"]
    found = users.list(customer="my_customer", query=r"externalId='it\'s 7'", projection="full").execute()
    report = {
        "kind": made["kind"],
        "found": [user["id"] for user in found["users"]] == [key],
        "nobody": users.list(customer="my_customer", query="externalId='none'").execute().get("users", []),
        "duplicate": refused(users.insert(body=body)),
        "patched": users.patch(userKey=key, body={"suspended": True}).execute()["suspended"],
        "read": users.get(userKey="peer@example.com", projection="full").execute()["suspended"],
        "joined": members.insert(groupKey="eng@example.com", body={"email": "peer@example.com"}).execute()["id"] == key,
        "member": members.get(groupKey="eng@example.com", memberKey=key).execute()["email"],
        "left": members.delete(groupKey="eng@example.com", memberKey=key).execute(),
        "noMember": refused(members.get(groupKey="eng@example.com", memberKey=key)),
        "noGroup": refused(members.list(groupKey="none@example.com")),
        "deleted": users.delete(userKey=key).execute(),
        "gone": refused(users.get(userKey=key)),
    }
    print(json.dumps(report, sort_keys=True))


def claims(path, assertion):
    """Prints the claims of an assertion that the key of the file signed, whatever its time; fails when it did not."""
    with open(path) as file:
        info = json.load(file)
    key = serialization.load_pem_private_key(info["private_key"].encode(), None)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    found = google.auth.jwt.decode(assertion, verify=False)
    if not google.auth.crypt.verify_signature(assertion.rpartition(".")[0], decoded(assertion), public):
        sys.exit("the signature is wrong")
    if found["aud"] != "https://oauth2.googleapis.com/token" or found["iss"] != info["client_email"]:
        sys.exit("the audience or the issuer is wrong")
    print(json.dumps(found, sort_keys=True))


def decoded(assertion):
    part = assertion.rpartition(".")[2]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


{"make": make, "use": use, "claims": claims}[sys.argv[1]](*sys.argv[2:])
