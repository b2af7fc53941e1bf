"""Security event tokens made with PyJWT: `security_events.py NOW` prints keys and one token for each case, as JSON."""

import base64
import hashlib
import hmac
import json
import sys

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

now = int(sys.argv[1])
SESSION = "https://schemas.openid.net/secevent/caep/event-type/session-established"
REVOKED = "https://schemas.openid.net/secevent/caep/event-type/session-revoked"
VERIFY = "https://schemas.openid.net/secevent/ssf/event-type/verification"
LOGIN = "https://schemas.identity.wso2.org/events/login/event-type/loginSuccess"

keys = {
    "RS256": rsa.generate_private_key(65537, 2048),
    "PS256": rsa.generate_private_key(65537, 2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
stranger = ec.generate_private_key(ec.SECP256R1())
weak = rsa.generate_private_key(65537, 1024)


def jwk(key, kid, **more):
    for algorithm in (jwt.algorithms.RSAAlgorithm, jwt.algorithms.ECAlgorithm, jwt.algorithms.OKPAlgorithm):
        try:
            return algorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid} | more
        except Exception:
            continue
    raise ValueError(kid)


def pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def claims(**changes):
    base = {
        "iss": "https://idp.example", "aud": "https://provisioning.example", "iat": now, "jti": "jti-1",
        "sub_id": {"format": "iss_sub", "iss": "https://corp-okta.example", "sub": "00u1"},
        "events": {SESSION: {"event_timestamp": now - 5, "amr": ["pwd"], "mail": "ada@example.com"}},
    } | changes
    return {name: value for name, value in base.items() if value is not None}


def sign(payload, algorithm="ES256", key=None, kid="", headers=None):
    head = {"typ": "secevent+jwt"}
    if kid is not None:
        head["kid"] = kid or f"key-{algorithm}"
    head |= headers or {}
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    head = {name: value for name, value in head.items() if value is not None}
    removed = headers is not None and headers.get("typ", "") is None
    if removed:
        head["typ"] = None
    return jwt.api_jws.PyJWS().encode(body, keys[algorithm] if key is None else key, algorithm, head)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(head, payload, signer):
    signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(payload).encode())}"
    return f"{signed}.{b64(signer(signed.encode()))}"


def subject(value, **more):
    return sign(claims(sub_id=value, **more))


def hmac_with(key_bytes):
    return by_hand({"alg": "HS256", "typ": "secevent+jwt", "kid": "key-RS256"}, claims(),
                   lambda data: hmac.new(key_bytes, data, hashlib.sha256).digest())


good = sign(claims())
first, second, third = good.split(".")
tokens = {f"signed {name}": sign(claims(), name) for name in keys}
tokens |= {
    "good": good,
    "without kid": sign(claims(), kid=None),
    "typ with application/": sign(claims(), headers={"typ": "application/secevent+jwt"}),
    "typ in capitals": sign(claims(), headers={"typ": "SecEvent+JWT"}),
    "typ JWT": sign(claims(), headers={"typ": "JWT"}),
    "typ missing": sign(claims(), headers={"typ": None}),
    "typ at+jwt": sign(claims(), headers={"typ": "at+jwt"}),
    "alg none": by_hand({"alg": "none", "typ": "secevent+jwt"}, claims(), lambda data: b""),
    "alg none with a signature": by_hand({"alg": "none", "typ": "secevent+jwt"}, claims(), lambda data: b"x" * 64),
    "alg None": by_hand({"alg": "None", "typ": "secevent+jwt"}, claims(), lambda data: b""),
    "HS256 with the public key": hmac_with(pem(keys["RS256"]).encode()),
    "HS256 with the modulus": hmac_with(keys["RS256"].public_key().public_numbers().n.to_bytes(256, "big")),
    "ES512": jwt.encode(
        claims(), ec.generate_private_key(ec.SECP521R1()), "ES512", {"typ": "secevent+jwt", "kid": "key-ES256"}),
    **{
        name: jwt.encode(claims(), keys["RS256"], name, {"typ": "secevent+jwt", "kid": "key-RS256"})
        for name in ["RS384", "RS512", "PS384", "PS512"]
    },
    "Ed25519": by_hand(
        {"alg": "Ed25519", "typ": "secevent+jwt", "kid": "key-EdDSA"}, claims(), keys["EdDSA"].sign),
    "ES256 said, PS256 signed": by_hand(
        {"alg": "ES256", "typ": "secevent+jwt", "kid": "key-PS256"}, claims(), lambda data: b"x" * 64),
    "unknown kid": sign(claims(), kid="key-new", key=stranger),
    "kid of another key": sign(claims(), kid="key-ES256", key=stranger),
    "kid empty": by_hand({"alg": "ES256", "typ": "secevent+jwt", "kid": ""}, claims(), lambda data: b"x" * 64),
    "kid a number": by_hand({"alg": "ES256", "typ": "secevent+jwt", "kid": 7}, claims(), lambda data: b"x" * 64),
    "crit": by_hand({"alg": "ES256", "typ": "secevent+jwt", "crit": ["b64"], "b64": False}, claims(),
                    lambda data: b"x" * 64),
    "jwk in the header": sign(claims(), key=stranger, kid=None, headers={"jwk": jwk(stranger, "mine")}),
    "jku in the header": sign(claims(), key=stranger, kid=None, headers={"jku": "https://evil.example/jwks"}),
    "another issuer": sign(claims(iss="https://other.example")),
    "issuer with a slash": sign(claims(iss="https://idp.example/")),
    "issuer missing": sign(claims(iss=None)),
    "another audience": sign(claims(aud="https://other.example")),
    "audience missing": sign(claims(aud=None)),
    "audience empty": sign(claims(aud=[])),
    "audience a number": sign(claims(aud=7)),
    "audience a list": sign(claims(aud=["https://x.example", "https://provisioning.example"])),
    "iat missing": sign(claims(iat=None)),
    "iat in ms": sign(claims(iat=now * 1000)),
    "iat a text": sign(claims(iat=str(now))),
    "iat negative": sign(claims(iat=-1)),
    "iat decimal": sign(claims(iat=now + 0.5)),
    "iat an hour ago": sign(claims(iat=now - 3600)),
    "iat too old": sign(claims(iat=now - 3601)),
    "iat ahead": sign(claims(iat=now + 300)),
    "iat too far ahead": sign(claims(iat=now + 301)),
    "exp gone": sign(claims(exp=now - 301)),
    "exp ahead": sign(claims(exp=now + 60)),
    "nbf ahead": sign(claims(nbf=now + 301)),
    "jti missing": sign(claims(jti=None)),
    "jti empty": sign(claims(jti="")),
    "jti a number": sign(claims(jti=7)),
    "jti long": sign(claims(jti="j" * 257)),
    "jti with a line break": sign(claims(jti="a\nb")),
    "events missing": sign(claims(events=None)),
    "events empty": sign(claims(events={})),
    "events a list": sign(claims(events=[SESSION])),
    "event no object": sign(claims(events={SESSION: "yes"})),
    "verification": sign(claims(sub_id={"format": "opaque", "id": "stream-1"}, events={VERIFY: {"state": "abc"}})),
    "another event": sign(claims(events={REVOKED: {}})),
    "two events": sign(claims(events={REVOKED: {}, SESSION: {"mail": "ada@example.com"}})),
    "two logins": sign(claims(events={
        SESSION: {"mail": "ada@example.com"}, LOGIN: {"application": {"id": "40d982e5"}}})),
    "payload no object": sign(b"[1]"),
    "payload no JSON": sign(b"hello"),
    "payload with a name twice": sign(json.dumps(claims()).replace("{", '{"iss": "https://idp.example", ', 1).encode()),
    "payload not UTF-8": sign(b'{"iss": "\xff\xfe"}'),
    "header no JSON": f"{b64(b'hello')}.{second}.{third}",
    "header a list": f"{b64(b'[]')}.{second}.{third}",
    "two parts": f"{first}.{second}",
    "four parts": f"{good}.{third}",
    "five parts": f"{first}.{second}.{third}.{third}.{third}",
    "signature empty": f"{first}.{second}.",
    "signature padded": f"{good}=",
    "signature in DER": by_hand(
        {"alg": "ES256", "typ": "secevent+jwt", "kid": "key-ES256"}, claims(),
        lambda data: keys["ES256"].sign(data, ec.ECDSA(__import__("cryptography.hazmat.primitives.hashes",
                                                                 fromlist=["SHA256"]).SHA256()))),
    "a space behind": f"{good} ",
    "a line break behind": f"{good}\n",
    "empty": "",
    "two dots": "..",
    "JSON": '{"iss": "https://idp.example"}',
    # Subjects.
    "subject iss_sub": subject({"format": "iss_sub", "iss": "https://corp-okta.example", "sub": "00u1"}),
    "subject opaque": subject({"format": "opaque", "id": "o-1"}),
    "subject email": subject({"format": "email", "email": "ada@example.com"}),
    "subject phone_number": subject({"format": "phone_number", "phone_number": "+12065550100"}),
    "subject account": subject({"format": "account", "uri": "acct:ada@example.com"}),
    "subject did": subject({"format": "did", "url": "did:example:123456"}),
    "subject uri": subject({"format": "uri", "uri": "urn:example:ada"}),
    "subject aliases": subject({"format": "aliases", "identifiers": [
        {"format": "email", "email": "ada@example.com"},
        {"format": "iss_sub", "iss": "https://corp-okta.example", "sub": "00u1"}]}),
    "subject aliases empty": subject({"format": "aliases", "identifiers": []}),
    "subject complex": subject({
        "format": "complex", "user": {"format": "opaque", "id": "o-1"}, "tenant": {"format": "opaque", "id": "t"}}),
    "subject complex without a format": subject({"user": {"format": "opaque", "id": "o-1"}}),
    "subject complex without user": subject({"format": "complex", "tenant": {"format": "opaque", "id": "t"}}),
    "subject of no known format": subject({"format": "ip-addresses", "ip-addresses": ["10.0.0.1"]}),
    "subject of an old draft": subject({"subject_type": "iss-sub", "iss": "x", "sub": "00u1"}),
    "subject lacks its member": subject({"format": "opaque"}),
    "subject blank": subject({"format": "opaque", "id": " "}),
    "subject a text": subject("00u1"),
    "subject missing": subject(None),
    "subject in sub": subject(None, sub="00u1"),
    "subject in the event": subject(None, events={SESSION: {"subject": {"format": "opaque", "id": "o-1"}}}),
    "loginSuccess": sign(claims(sub_id=None, events={LOGIN: {
        "user": {"id": "u-1", "groups": ["eng"], "claims": [
            {"uri": "http://wso2.org/claims/emailaddress", "value": "ada@example.com"},
            {"uri": "http://wso2.org/claims/givenname", "value": "Ada"},
            {"uri": "http://wso2.org/claims/department", "value": ["a", "b"]}]},
        "application": {"id": "40d982e5", "name": "CRM"}, "authenticationMethods": ["OpenIDConnectAuthenticator"]}})),
}


def identity(algorithm="RS256", key=None, headers=None, **changes):
    base = {
        "iss": "https://corp-okta.example", "aud": "crm-client", "iat": now, "exp": now + 300, "sub": "00u1",
        "nonce": "n-1", "at_hash": "h", "sid": "s-1", "auth_time": now - 60,
        "email": "ada@example.com", "groups": ["eng"],
    } | changes
    payload = {name: value for name, value in base.items() if value is not None}
    return sign(payload, algorithm, key, headers={"typ": "JWT"} | (headers or {}))


tokens |= {
    "id good": identity(),
    "id EdDSA": identity("EdDSA"),
    "id without typ": identity(headers={"typ": None}),
    "id again with another signature": identity("ES256"),
    "id for shop": identity(aud="shop-client"),
    "id for two with azp": identity(aud=["other", "crm-client"], azp="crm-client"),
    "id for two without azp": identity(aud=["shop-client", "crm-client"]),
    "id for crm, azp of another": identity(azp="other"),
    "id azp a number": identity(azp=7),
    "id for another": identity(aud="other"),
    "id aud empty": identity(aud=[]),
    "id of another issuer": identity(iss="https://evil.example"),
    "id forged": identity(key=keys["PS256"]),
    "id without exp": identity(exp=None),
    "id without iat": identity(iat=None),
    "id expired": identity(exp=now - 301),
    "id old": identity(iat=now - 601, exp=now + 3600),
    "id of tomorrow": identity(iat=now + 301),
    "id without sub": identity(sub=None),
    "id sub a number": identity(sub=7),
    "id with events": identity(events={SESSION: {}}),
    "id none": by_hand({"alg": "none", "typ": "JWT"}, {"iss": "https://corp-okta.example"}, lambda data: b""),
    "access token": identity(headers={"typ": "at+jwt"}),
    "logout token": identity(headers={"typ": "logout+jwt"}),
}

print(json.dumps({
    "jwks": json.dumps({"keys": [jwk(key, f"key-{name}") for name, key in keys.items()]}),
    "rotated": json.dumps({"keys": [jwk(keys["RS256"], "key-RS256"), jwk(stranger, "key-new")]}),
    "odd": json.dumps({"keys": [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "key-RS256", "alg": "HS256"}, {"kty": "quantum"}, 7,
        jwk(weak, "weak"), jwk(keys["RS256"], "for-encryption", use="enc"), {"kty": "RSA", "n": "", "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": b64(b"1" * 32), "y": b64(b"2" * 32), "kid": "off-curve"},
        jwk(keys["ES256"], "key-ES256")]}),
    "unusable": json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}),
    "private": json.dumps({"keys": [jwt.algorithms.ECAlgorithm.to_jwk(stranger, as_dict=True)]}),
    "pem": "".join(pem(key) for key in keys.values()),
    "privatePem": stranger.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode(),
    "tokens": tokens,
}))
