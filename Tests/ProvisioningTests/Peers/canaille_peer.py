"""Runs canaille (https://canaille.readthedocs.io), an identity provider with a SCIM 2.0 server, in one process.

usage: canaille_peer.py PORT CLIENT_ID CLIENT_SECRET

Settings are in canaille.toml beside it; the database is made in the working directory. The client may fetch tokens at
/oauth/token by client credentials, and provision at /scim/v2.
"""

import asyncio
import os
import pathlib
import sys

os.environ["CANAILLE_CONFIG"] = str(pathlib.Path(__file__).with_name("canaille.toml"))
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from asgiref.wsgi import WsgiToAsgi
from canaille import create_app
from canaille.app import models
from canaille.app.installation import install
from canaille.backends import Backend
from hypercorn.asyncio import serve
from hypercorn.config import Config


def add_client(client_id, client_secret):
    client = models.Client(
        client_id=client_id,
        client_secret=client_secret,
        client_name="provisioner",
        grant_types=["client_credentials"],
        token_endpoint_auth_method="client_secret_basic",
        scope=["openid"],
    )
    Backend.instance.save(client)


def main():
    port, client_id, client_secret = sys.argv[1:]
    app = create_app()
    with app.app_context():
        install(app)
        with Backend.instance.session():
            add_client(client_id, client_secret)
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    # Not `canaille run`: that starts a worker, which would outlive a killed parent.
    asyncio.run(serve(WsgiToAsgi(app), config))


if __name__ == "__main__":
    main()
