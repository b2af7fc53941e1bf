"""How long does a sender of WSO2 events wait while every connector hangs?

event_acks.py PROGRAM [--rate N] [--seconds N] [--figures]: signed events at a fixed rate, each for another person, with
three connectors whose targets accept connections and never answer. Each wait counts from the moment the event was due.
Beside it the same pace of bare appends that wait for the disk, the limit of anything that acknowledges what it stored.
Ends 1 when an event is lost; with --figures also when the goal is missed.
"""

import argparse
import asyncio
import gc
import hashlib
import hmac
import json
import os
import sys
import time
import uuid

import open_loop
import servers
from target import Target

arguments = argparse.ArgumentParser()
arguments.add_argument("program")
arguments.add_argument("--rate", type=int, default=500)
arguments.add_argument("--seconds", type=int, default=20)
arguments.add_argument("--figures", action="store_true")
options = arguments.parse_args()
secret = b"the secret of the identity server"
goal = 50

trigger = """
apiVersion: reconcile/v1
kind: LoginTrigger
metadata: {name: identity-server}
spec:
  type: wso2
  secret: {env: WSO2_SECRET}
"""


class Events(open_loop.Sender):
    def framed(self, body):
        signature = hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
            f"x-wso2-event-signature: sha256={signature}\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}").encode()


def event(person):
    return json.dumps({
        "iss": "https://localhost:9443/t/o", "jti": str(uuid.uuid4()), "iat": int(time.time() * 1000),
        "rci": str(uuid.uuid4()), "events": {
            "https://schemas.identity.wso2.org/events/login/event-type/loginSuccess": {
                "user": {"id": person, "claims": [
                    {"uri": "http://wso2.org/claims/username", "value": f"{person}@example.com"},
                    {"uri": "http://wso2.org/claims/emailaddress", "value": f"{person}@example.com"},
                    {"uri": "http://wso2.org/claims/lastname", "value": "Lovelace"},
                    {"uri": "http://wso2.org/claims/givenname", "value": "Ada"}]},
                "tenant": {"id": "1", "name": "o"}, "application": {"id": "a-1", "name": "crm"},
                "authenticationMethods": ["OpenIDConnectAuthenticator"]}}})


def bare_appends(count, rate):
    """The 99th percentile of an append that waits for the disk, in milliseconds, at the same pace."""
    waits = []
    with open(servers.folder / "appends", "ab", buffering=0) as file:
        start = time.perf_counter()
        for number in range(count):
            due = start + number / rate
            while time.perf_counter() < due:
                time.sleep(0.0002)
            file.write(b"x" * 1024)
            os.fdatasync(file.fileno())
            waits.append(time.perf_counter() - due)
    return sorted(waits)[int(len(waits) * 0.99)] * 1e3


async def main():
    targets = [await Target().start() for _ in range(3)]
    for target in targets:
        target.hangs = True
    os.environ["WSO2_SECRET"] = secret.decode()
    listener = servers.Listener(options.program, [
        servers.connection("corp-okta"), servers.flow("corp-okta"), trigger] + [
            servers.connector(f"hanging-{number}", target.address) for number, target in enumerate(targets)]).start()
    warm = Events(listener.port, "/triggers/identity-server", [event(f"w{n}") for n in range(options.rate)], options.rate)
    await warm.run(64)
    count = options.rate * options.seconds
    # The times of the events must be true, and making them takes time: they are made just before.
    sender = Events(
        listener.port, "/triggers/identity-server", [event(f"{n * 2654435761 % 2**32:08x}") for n in range(count)],
        options.rate)
    result = await sender.run(64)
    stored = listener.query("SELECT COUNT(*) FROM login")[0][0]
    appended = await asyncio.to_thread(bare_appends, options.rate * 4, options.rate)
    held = sum(target.held for target in targets)
    print(
        f"{count} events at {options.rate}/s, {held} requests hanging at three targets: p50 {result['p50']:.1f} ms, "
        f"p99 {result['p99']:.1f} ms, longest {result['max']:.1f} ms; {result['errors']} errors, {stored} logins stored")
    print(f"bare append that waits for the disk, same pace: p99 {appended:.1f} ms; ratio {result['p99'] / appended:.1f}")
    is_met = result["p99"] <= goal
    print(f"{'p99 of an acknowledgement':44} {result['p99']:>9.1f} ms   goal: <= {goal} ms   {'ok' if is_met else 'MISSED'}")
    if result["errors"] or result["answered"] < count or stored != count + options.rate or held == 0:
        sys.exit(f"events were lost or refused: {result}")
    if options.figures and not is_met:
        sys.exit("missed: p99 of an acknowledgement")


gc.disable()
asyncio.run(main())
