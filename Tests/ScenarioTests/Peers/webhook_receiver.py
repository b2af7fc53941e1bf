"""Takes signed webhooks, checks each with the library of Standard Webhooks, and prints one line for each.

usage: webhook_receiver.py SECRET [REFUSALS]
The first REFUSALS messages are answered with 503. Prints `port PORT` first.
"""

import http.server
import json
import sys

from standardwebhooks import Webhook, WebhookVerificationError

verifier = Webhook(sys.argv[1])
refusals = int(sys.argv[2]) if len(sys.argv) > 2 else 0


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global refusals
        body = self.rfile.read(int(self.headers["content-length"]))
        if refusals > 0:
            refusals -= 1
            print("refused", self.headers["webhook-id"], flush=True)
            self.send_response(503)
            self.end_headers()
            return
        try:
            verifier.verify(body, self.headers)
        except WebhookVerificationError as error:
            print("unsigned", error, flush=True)
            self.send_response(401)
            self.end_headers()
            return
        message = json.loads(body)
        data = message["data"]
        print(
            "told", self.headers["webhook-id"], message["type"], data["previous"], "->", data["report"]["outcome"],
            flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print("port", server.server_port, flush=True)
server.serve_forever()
