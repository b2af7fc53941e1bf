"""The least an ASGI app needs to take a login with a bearer token."""

import hmac
import os

token = b"Bearer " + os.environ["TOKEN"].encode()


async def body_of(receive):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def reply(send, status, text):
    await send({
        "type": "http.response.start", "status": status,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]})
    await send({"type": "http.response.body", "body": text})


def is_proven(scope):
    return hmac.compare_digest(dict(scope["headers"]).get(b"authorization", b""), token)
