"""Sends events as WSO2 Identity Server and Asgardeo publish them, made from their documentation.

wso2_sender.py one URL SECRET KIND NAME METHODS [asgardeo|latin]: one event of that kind (`loginSuccess`, `loginFailed`,
`sessionEstablished`) for a person of that name who signed in to MyApp with these methods (separated by commas). Prints
the status and the body of the answer.
wso2_sender.py many URL SECRET COUNT: as many sign-ins of as many people, two connections at a time as the publisher has
them by default, each answer within the publisher's 300 ms. Prints `p50 MS p99 MS slowest MS late COUNT refused COUNT`.
"""

import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
import urllib.parse
import uuid

events = "https://schemas.identity.wso2.org/events"


def body(kind, name, methods, person):
    channel = "session" if kind.startswith("session") else "login"
    organization = {"id": "6f8d17ae-1ad5-441b-b9e0-c7731e739e94", "name": "myorg", "orgHandle": "myorg", "depth": 0}
    event = {
        "user": {
            "id": person,
            "claims": [
                {"uri": "http://wso2.org/claims/username", "value": f"{person}@example.com"},
                {"uri": "http://wso2.org/claims/emailaddress", "value": f"{person}@example.com"},
                {"uri": "http://wso2.org/claims/lastname", "value": "Lovelace"},
                {"uri": "http://wso2.org/claims/givenname", "value": name}],
            "organization": organization,
            "ref": f"https://localhost:9443/t/myorg.com/scim2/Users/{person}"},
        "tenant": {"id": "12402", "name": "myorg.com"}, "organization": organization,
        "userStore": {"id": "UFJJTUFSWQ==", "name": "PRIMARY"},
        "application": {"id": "40d982e5-23be-4ee1-8540-9cb696d8c321", "name": "MyApp"},
        "authenticationMethods": methods}
    if kind == "loginFailed":
        event["reason"] = {"description": "invalid credentials", "context": {
            "failedStep": {"step": 1, "idp": "LOCAL", "authenticator": "BasicAuthenticator"}}}
    return json.dumps({
        "iss": "https://localhost:9443/t/myorg.com", "jti": str(uuid.uuid4()), "iat": int(time.time() * 1000),
        "rci": str(uuid.uuid4()), "events": {f"{events}/{channel}/event-type/{kind}": event}},
        ensure_ascii=False)


def send(connection, path, secret, text, style=""):
    header = "X-Hub-Signature" if style == "asgardeo" else "x-wso2-event-signature"
    code = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    # Some publishers sign the text as UTF-8 and then write it as Latin-1.
    content = text.encode("latin-1" if style == "latin" else "utf-8")
    connection.request("POST", path, content, {"Content-Type": "application/json", header: f"sha256={code}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def one(url, secret, kind, name, methods, style=""):
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
    path = url.path + (f"?{url.query}" if url.query else "")
    status, answer = send(connection, path, secret, body(kind, name, methods.split(","), "ada"), style)
    print(status, answer)


def many(url, secret, count):
    times, refused = [], []

    def sender(number):
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
        for index in range(number, count, 2):
            text = body("loginSuccess", "Ada", ["OpenIDConnectAuthenticator"], f"p{index}")
            start = time.monotonic()
            status, answer = send(connection, url.path, secret, text)
            times.append((time.monotonic() - start) * 1000)
            if status != 202:
                refused.append(answer)

    threads = [threading.Thread(target=sender, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    late = sum(1 for one in times if one > 300)
    print(f"p50 {times[len(times) // 2]:.1f} p99 {times[len(times) * 99 // 100]:.1f} slowest {times[-1]:.1f} "
          f"late {late} refused {len(refused)}")


address = urllib.parse.urlparse(sys.argv[2])
if sys.argv[1] == "one":
    one(address, *sys.argv[3:])
else:
    many(address, sys.argv[3], int(sys.argv[4]))
