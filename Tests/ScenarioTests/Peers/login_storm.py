"""Sends signed logins to a listener that may die at any moment, each again and again until it is acknowledged.

login_storm.py URL SECRET PEOPLE VERSIONS PER_SECOND: every one of PEOPLE signs in VERSIONS times, one after the other,
each time with another e-mail address, name and title. Ends 0 when every login was acknowledged, with one line:
`acknowledged LOGINS attempts ATTEMPTS seconds SECONDS`.
"""

import base64
import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
import urllib.parse

address = urllib.parse.urlparse(sys.argv[1])
secret = sys.argv[2].encode()
people, versions = int(sys.argv[3]), int(sys.argv[4])
per_second = float(sys.argv[5])
senders = 8
attempts = [0] * senders
refusals = []


def signed(body, event):
    now = str(int(time.time()))
    code = hmac.new(secret, f"{event}.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json", "webhook-id": event, "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(code).decode()}


class Sender:
    """One connection at a time: a person's logins go through one sender, so the last acknowledged one is the latest."""

    def __init__(self, number):
        self.number = number
        self.connection = None

    def attempt(self, body, event):
        attempts[self.number] += 1
        if self.connection is None:
            self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
        try:
            self.connection.request("POST", address.path, body, signed(body, event))
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            return None, b""

    def run(self, start):
        sent = 0
        for version in range(versions):
            for person in range(self.number, people, senders):
                due = start + sent * senders / per_second
                sent += 1
                time.sleep(max(0.0, due - time.monotonic()))
                event = f"evt-{person}-{version}"
                body = json.dumps({
                    "id": event, "application": "crm", "connection": "corp-okta",
                    "user": {"subject": f"s{person}", "claims": {
                        "email": f"p{person}.v{version}@example.com", "name": f"Person {person} v{version}",
                        "given_name": "Person", "family_name": f"v{version}", "title": f"v{version}"}}}).encode()
                while not refusals:
                    status, text = self.attempt(body, event)
                    if status is not None and 200 <= status < 300:
                        break
                    if status is not None and status != 503:
                        refusals.append(f"{event} was refused: {status} {text.decode()}")
                    time.sleep(0.02)


start = time.monotonic()
threads = [threading.Thread(target=Sender(number).run, args=(start,)) for number in range(senders)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if refusals:
    sys.exit(refusals[0])
print(f"acknowledged {people * versions} attempts {sum(attempts)} seconds {time.monotonic() - start:.1f}")
