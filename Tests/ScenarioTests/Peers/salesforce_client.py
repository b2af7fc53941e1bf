"""Drives a simulated Salesforce organisation with simple-salesforce, a client that this project did not write.

usage: salesforce_client.py PORT KEY_FILE SECRET SUBJECT
Prints one JSON object: what each call gave, or the error that the client made of it.
"""

import json
import sys

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce, SalesforceAuthenticationFailed, format_soql
from simple_salesforce.exceptions import SalesforceError

port, key, secret, subject = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


class Loopback(HTTPAdapter):
    """The client insists on https and the organisation's name; the simulator is on loopback."""

    def send(self, request, **options):
        request.url = f"http://127.0.0.1:{port}/" + request.url.split("/", 3)[3]
        return super().send(request, **options)


session = requests.Session()
session.mount("https://", Loopback())
client = "3MVG9.reconcile"
results = {}


def tried(name, call):
    try:
        results[name] = call()
    except SalesforceError as error:
        content = error.content
        code = content[0]["errorCode"] if isinstance(content, list) else str(content)
        results[name] = {"error": type(error).__name__, "status": error.status, "code": code}


def refused_login():
    try:
        Salesforce(consumer_key=client, consumer_secret="wrong", domain="example.my", session=session)
    except SalesforceAuthenticationFailed as error:
        return error.code
    return "let in"


results["refused login"] = refused_login()
by_jwt = Salesforce(
    username="provisioning@example.com", consumer_key=client, privatekey_file=key, domain="login", session=session)
by_jwt.sf_instance = "example.my.salesforce.com"
results["jwt login"] = bool(by_jwt.session_id)
org = Salesforce(
    consumer_key=client, consumer_secret=secret, domain="example.my", session=session, version="62.0")
org.base_url = "https://example.my.salesforce.com/services/data/v62.0/"
org.sf_instance = "example.my.salesforce.com"

fields = "SELECT Id, Username, LastName, Street FROM User WHERE FederationIdentifier = "
found = org.query(format_soql(fields + "{}", subject))
results["found"] = {
    "total": found["totalSize"], "done": found["done"], "type": found["records"][0]["attributes"]["type"],
    "record": {name: found["records"][0][name] for name in ["Id", "Username", "LastName", "Street"]},
}
user = {
    "Username": "grace@example.com", "LastName": "Hopper \u00e9\U0001F600", "Email": "grace@example.com",
    "Alias": "ghopper", "ProfileId": org.query("SELECT Id FROM Profile WHERE Name = 'Standard User'")["records"][0]["Id"],
    "TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US", "EmailEncodingKey": "UTF-8", "LanguageLocaleKey": "en_US",
}
tried("created", lambda: org.User.create(user))
grace = results["created"]["id"]
tried("updated", lambda: org.User.update(grace, {"Title": "Rear Admiral", "IsActive": False}))
tried("read", lambda: {name: value for name, value in org.User.get(grace).items() if name in ["Id", "LastName", "Title", "IsActive"]})
tried("short id", lambda: org.User.get(grace[:15])["Id"])
tried("twice", lambda: org.User.create(user))
tried("elsewhere", lambda: org.User.create(user | {"Username": "taken@example.com"}))
tried("incomplete", lambda: org.User.create({"Username": "x@example.com"}))
tried("too long", lambda: org.User.update(grace, {"Alias": "a" * 9}))
tried("no such field", lambda: org.User.update(grace, {"Nonsense": "a"}))
tried("no such user", lambda: org.User.get("005Ax0000000999AAA"))
tried("no such profile", lambda: org.User.update(grace, {"ProfileId": "00e000000000000AAA"}))
tried("deleted", lambda: org.User.delete(grace))
tried("bad query", lambda: org.query("SELECT Id FROM User WHERE Name = 'x"))
tried("usage", lambda: list(org.api_usage["api-usage"])[1])
tried("limits", lambda: org.limits()["DailyApiRequests"]["Max"])
tried("may create", lambda: org.User.describe()["createable"])
stale = Salesforce(session_id="stale", instance="example.my.salesforce.com", session=session, version="62.0")
tried("stale session", lambda: stale.query("SELECT Id FROM User"))
print(json.dumps(results))
