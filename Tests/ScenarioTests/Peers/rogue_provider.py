"""An OpenID provider that can be told to lie: rogue_provider.py PORT.

Its page for signing in has one link a lie; each answers the code flow rightly but for that.
"""

import base64
import hashlib
import http.server
import json
import secrets
import sys
import time
import urllib.parse

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

port = int(sys.argv[1])
issuer = f"http://127.0.0.1:{port}"
key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
lies = ["truth", "nonce", "audience", "expired", "none", "issuer", "signature", "party", "hash", "state"]
codes = {}


def token(lie, asked):
    now = int(time.time())
    access = secrets.token_urlsafe(16)
    digest = hashlib.sha256(access.encode()).digest()[:16]
    claims = {
        "iss": issuer, "aud": asked["client_id"], "sub": "00u1", "nonce": asked["nonce"], "iat": now, "exp": now + 300,
        "email": "mallory@example.com", "preferred_username": "mallory", "name": "Mallory", "groups": ["engineering"],
        "at_hash": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}
    claims.update({
        "nonce": {"nonce": "another"}, "audience": {"aud": "another-client"},
        "expired": {"iat": now - 4000, "exp": now - 3000}, "issuer": {"iss": "https://evil.example"},
        "party": {"aud": [asked["client_id"], "another"], "azp": "another"},
        "hash": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}.get(lie, {}))
    if lie == "none":
        signed = jwt.encode(claims, None, algorithm="none")
    else:
        signed = jwt.encode(
            claims, other_key if lie == "signature" else key, algorithm="RS256", headers={"kid": "one"})
    return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class Provider(http.server.BaseHTTPRequestHandler):
    def answer(self, body, media="application/json", status=200, **headers):
        data = (json.dumps(body) if media == "application/json" else body).encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        address = urllib.parse.urlparse(self.path)
        asked = dict(urllib.parse.parse_qsl(address.query))
        if address.path == "/.well-known/openid-configuration":
            self.answer({
                "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"]})
        elif address.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            self.answer({"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]})
        elif address.path == "/authorize":
            links = "".join(
                f'<li><a href="/lie?{urllib.parse.urlencode({**asked, "lie": lie})}">lie about {lie}</a></li>' for lie in lies)
            self.answer(f"<!DOCTYPE html><html lang=en><title>Rogue</title><main><h1>Rogue</h1><ul>{links}</ul></main></html>", "text/html")
        elif address.path == "/lie":
            code = secrets.token_urlsafe(16)
            codes[code] = (asked["lie"], asked)
            state = "another" if asked["lie"] == "state" else asked["state"]
            back = asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": state})
            self.answer("", "text/plain", 302, Location=back)
        else:
            self.answer({}, status=404)

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        lie, asked = codes.pop(form.get("code", ""), (None, None))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return self.answer({"error": "invalid_grant"}, status=400)
        self.answer(token(lie, asked))

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Provider).serve_forever()
