"""Relays HTTP requests to a server on loopback and prints one line for each: `request METHOD PATH`."""

import http.client
import http.server
import sys


class Relay(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def relay(self):
        # One write a line: the threads' lines must not run into each other.
        sys.stdout.write(f"request {self.command} {self.path}\n")
        sys.stdout.flush()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        upstream = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection",)}
        upstream.request(self.command, self.path, body or None, headers)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "server", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = relay

    def log_message(self, format, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()
