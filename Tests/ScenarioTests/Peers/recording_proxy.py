"""Relays HTTP requests to a server on loopback and keeps what went over the wire: recording_proxy.py PORT FILE.

Prints `port N`. Appends one JSON line a request to FILE: method, URL as it was asked for, headers, body in base64.
"""

import base64
import http.client
import http.server
import json
import sys


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def relay(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        record = {
            "method": self.command, "url": f"http://{self.headers['Host']}{self.path}",
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": base64.b64encode(body).decode()}
        with open(sys.argv[2], "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        upstream = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        upstream.request(self.command, self.path, body or None, headers)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "server", "date"):
                self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = relay

    def log_message(self, format, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()
