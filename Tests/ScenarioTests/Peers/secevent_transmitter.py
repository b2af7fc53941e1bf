"""A transmitter of security event tokens, made with PyJWT: serves its JWK Set, and pushes.

`secevent_transmitter.py JWKS_PORT ENDPOINT` prints one line of JSON for each push: step, status, headers, body.
"""

import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.request

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

port, endpoint = int(sys.argv[1]), sys.argv[2]
issuer = f"http://127.0.0.1:{port}"
SESSION = "https://schemas.openid.net/secevent/caep/event-type/session-established"
VERIFY = "https://schemas.openid.net/secevent/ssf/event-type/verification"
first, second, stranger = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
old = rsa.generate_private_key(65537, 2048)
published, asked, is_away = [("first", first), ("old", old)], 0, True


def jwk(kid, key):
    algorithm = jwt.algorithms.RSAAlgorithm if key is old else jwt.algorithms.ECAlgorithm
    return algorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "use": "sig"}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global asked
        asked += 1
        body = json.dumps({"keys": [jwk(kid, key) for kid, key in published]}).encode()
        self.send_response(503 if is_away else 200)
        self.send_header("Content-Type", "application/jwk-set+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()


def token(jti, kid="first", key=first, algorithm="ES256", person="ada", event=SESSION, typ="secevent+jwt", **changes):
    payload = {
        "iss": issuer, "aud": "https://provisioning.example", "iat": int(time.time()), "jti": jti, "txn": "t-1",
        "sub_id": {"format": "iss_sub", "iss": "https://corp.okta.example", "sub": f"sub-{person}"},
        "events": {event: {"event_timestamp": int(time.time()), "initiating_entity": "user",
                           "mail": f"{person}@example.com", "name": {"first": person.title(), "last": "Lovelace"}}},
    } | changes
    return jwt.encode(payload, key, algorithm, {"typ": typ, "kid": kid})


def push(step, body, media_type="application/secevent+jwt"):
    request = urllib.request.Request(
        endpoint, data=body.encode(), method="POST", headers={"Content-Type": media_type, "Accept": "application/json"})
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        answer = error
    print(json.dumps({
        "step": step, "status": answer.status, "type": answer.headers.get("Content-Type"),
        "language": answer.headers.get("Content-Language"), "body": answer.read().decode(), "asked": asked}), flush=True)


push("issuer away", token("jti-0"))
is_away = False
time.sleep(1.1)
push("first", token("jti-1"))
push("repeated", token("jti-1"))
push("RS256", token("jti-2", "old", old, "RS256", person="grace"))
push("unknown key", token("jti-3", "second", second))
published = [("second", second)]
push("still remembered", token("jti-3", "second", second))
push("another key", token("jti-4", "third", stranger))
push("rotated", token("jti-5", "second", second, person="joan"))
push("old key", token("jti-6", "old", old, "RS256"))
push("forged", token("jti-7", "second", stranger))
push("verification", token("jti-8", "second", second, event=VERIFY))
push("ID token", token("jti-9", "second", second, typ="JWT"))
push("none", jwt.encode({"iss": issuer}, None, "none", {"typ": "secevent+jwt"}))
push("audience", token("jti-10", "second", second, aud="https://other.example"))
push("issuer", token("jti-11", "second", second, iss="https://other.example"))
push("subject", token("jti-12", "second", second, sub_id={"format": "email", "email": "ada@example.com"}))
push("JSON", json.dumps({"id": "1"}), "application/json")
