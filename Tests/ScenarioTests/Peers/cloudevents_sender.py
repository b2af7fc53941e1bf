"""Sends logins as CloudEvents that the `cloudevents` package makes.

cloudevents_sender.py URL TOKEN MODE ID EMAIL...: one event (`binary` or `structured`), or a batch of one for each address
(`batch`, whose ids are ID-0, ID-1 and so on). Prints the status and the body of the answer.
"""

import http.client
import json
import sys
import urllib.parse

from cloudevents.conversion import to_binary, to_json, to_structured
from cloudevents.http import CloudEvent

url, token, mode, event_id = sys.argv[1:5]


def event(number, email):
    suffix = f"-{number}" if mode == "batch" else ""
    return CloudEvent(
        {"type": "com.example.login", "source": "https://crm.example.com/login", "id": event_id + suffix},
        {"application": "crm", "connection": "corp-okta", "user": {
            "subject": email, "claims": {"email": email, "given_name": "Zoë", "family_name": "L", "name": "Zoë L"}}})


events = [event(number, email) for number, email in enumerate(sys.argv[5:])]
if mode == "batch":
    headers = {"content-type": "application/cloudevents-batch+json"}
    body = json.dumps([json.loads(to_json(one)) for one in events]).encode()
else:
    headers, body = (to_binary if mode == "binary" else to_structured)(events[0])
headers = {**headers, "Authorization": f"Bearer {token}"}
if mode == "binary":
    # The package leaves the data's media type to the sender.
    headers.setdefault("content-type", "application/json")
address = urllib.parse.urlparse(url)
connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
connection.request("POST", address.path + (f"?{address.query}" if address.query else ""), body, headers)
answer = connection.getresponse()
print(answer.status, answer.read().decode())
