"""Runs canaille (https://canaille.readthedocs.io) as an OpenID provider, in one process.

usage: canaille_provider.py PORT REDIRECT_URI CLIENT_JWKS

Settings are in canaille.toml beside it; the database is made in the working directory. Ada Lovelace may sign in as
`ada` with `analytical engine`. The clients `app` (secret `app-secret`) and `signed` (a private key, whose public half is
CLIENT_JWKS; none when it is empty) are the audience of their tokens, of which canaille chooses the algorithm for
`signed`; `bare` (secret `app-secret`) has no audience, as canaille makes clients.
"""

import asyncio
import os
import pathlib
import sys

os.environ["CANAILLE_CONFIG"] = str(pathlib.Path(__file__).with_name("canaille.toml"))
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
if sys.argv[3]:
    # Without it canaille does not know its own token endpoint, and takes no signed assertions; with it, its issuer
    # lacks the slash at the end.
    os.environ["SERVER_NAME"] = f"127.0.0.1:{sys.argv[1]}"
    os.environ["PREFERRED_URL_SCHEME"] = "http"

from asgiref.wsgi import WsgiToAsgi
from canaille import create_app
from canaille.app import models
from canaille.app.installation import install
from canaille.backends import Backend
from hypercorn.asyncio import serve
from hypercorn.config import Config


def add_client(client_id, redirect_uri, has_audience, **more):
    client = models.Client(
        client_id=client_id,
        client_name=client_id,
        redirect_uris=[redirect_uri],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email", "groups"],
        **more,
    )
    Backend.instance.save(client)
    if has_audience:
        client.audience = [client]
        Backend.instance.save(client)


def add_person():
    person = models.User(
        user_name="ada",
        password="analytical engine",
        given_name="Ada",
        family_name="Lovelace",
        formatted_name="Ada Lovelace",
        emails=["ada@example.com"],
    )
    Backend.instance.save(person)


def main():
    port, redirect_uri, client_jwks = sys.argv[1:]
    app = create_app()
    with app.app_context():
        install(app)
        with Backend.instance.session():
            add_person()
            secret = {
                "client_secret": "app-secret",
                "token_endpoint_auth_method": "client_secret_basic",
                "id_token_signed_response_alg": "RS256",
            }
            add_client("app", redirect_uri, True, **secret)
            add_client("bare", redirect_uri, False, **secret)
            if client_jwks:
                signed = {"jwks": client_jwks, "token_endpoint_auth_method": "private_key_jwt"}
                add_client("signed", redirect_uri, True, **signed)
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    # Not `canaille run`: that starts a worker, which would outlive a killed parent.
    asyncio.run(serve(WsgiToAsgi(app), config))


if __name__ == "__main__":
    main()
