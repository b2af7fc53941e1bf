"""A SCIM server that answers creates as told: `moody_scim.py 503 401 ok` refuses twice, then creates.

Prints `port N`, and one line for each request: `request METHOD STATUS`.
"""

import http.server
import json
import sys
import urllib.parse

moods = sys.argv[1:]
users = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, headers=()):
        sys.stdout.write(f"request {self.command} {status}\n")
        sys.stdout.flush()
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", "application/scim+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        attribute, _, value = query.get("filter", [""])[0].split(" ", 2)
        found = [user for user in users if user.get(attribute) == json.loads(value)]
        self.answer(200, {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": len(found), "startIndex": 1, "itemsPerPage": len(found), "Resources": found})

    def do_POST(self):
        user = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mood = moods.pop(0) if moods else "ok"
        if mood == "ok":
            users.append(user | {"id": f"id-{len(users) + 1}"})
            self.answer(201, users[-1])
        elif mood == "lost":
            # Created, but the answer never comes.
            users.append(user | {"id": f"id-{len(users) + 1}"})
            print("request POST lost", flush=True)
            self.close_connection = True
        else:
            error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": mood,
                     "detail": "told to refuse"}
            self.answer(int(mood), error, [("Retry-After", "1")] if mood == "503" else [])

    def log_message(self, format, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()
