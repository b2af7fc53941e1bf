/// Servers made of Python's standard library.
enum ServerPrograms {
    /// HTTP/1.1 on `http.server`; the path's last part names what happens. `/log` tells what came, a connection each.
    static let answers = """
        import json, os, socket, ssl, struct, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        lock = threading.Lock()
        log = []
        connections = 0

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def setup(self):
                global connections
                super().setup()
                with lock:
                    connections += 1
                    self.number = connections
                self.requests = 0

            def log_message(self, *_):
                pass

            def plain(self, status, body, fields=()):
                self.send_response(status)
                for name, value in fields:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def drop(self, reset):
                self.wfile.flush()
                if reset:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                if reset:
                    self.connection.close()

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.requests += 1
                path = self.path.split("?")[0]
                if path == "/log":
                    with lock:
                        return self.plain(200, json.dumps(log).encode())
                with lock:
                    log.append({"line": f"{self.command} {self.path}", "connection": self.number})
                if path == "/echo":
                    fields = [[name, value] for name, value in self.headers.items()]
                    text = {"line": f"{self.command} {self.path}", "headers": fields, "body": body.decode("latin-1"),
                            "connection": self.number}
                    self.plain(200, json.dumps(text).encode(), [("X-Twice", "a"), ("X-Twice", " b ")])
                elif path == "/slow":
                    time.sleep(0.1)
                    self.plain(200, b"slow")
                elif path == "/silent":
                    try:
                        self.connection.recv(1)
                    except OSError:
                        pass
                    self.close_connection = True
                elif path == "/empty":
                    self.drop(False)
                elif path == "/reset":
                    self.drop(True)
                elif path == "/stale":
                    # Answers a connection's first request and drops the second after reading it.
                    if self.requests == 1:
                        self.plain(200, b"first")
                    else:
                        self.drop(True)
                elif path in ("/truncated", "/reset-body"):
                    self.send_response(200)
                    self.send_header("Content-Length", "100")
                    self.end_headers()
                    self.wfile.write(b"ten bytes.")
                    if path == "/reset-body":
                        self.wfile.flush()
                        time.sleep(0.05)
                    self.drop(path == "/reset-body")
                elif path == "/large":
                    self.plain(200, b"x" * 100000)
                elif path == "/endless":
                    self.send_response(200)
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    try:
                        while True:
                            self.wfile.write(b"1000\\r\\n" + b"x" * 4096 + b"\\r\\n")
                    except OSError:
                        self.close_connection = True
                elif path == "/headers":
                    self.plain(200, b"", [("X-Large", "x" * 1000)] * 80)
                elif path == "/interim":
                    self.wfile.write(b"HTTP/1.1 103 Early Hints\\r\\nX-Early: 1\\r\\n\\r\\n")
                    self.plain(200, b"final")
                elif path == "/redirect":
                    self.plain(302, b"", [("Location", "/echo")])
                else:
                    self.plain(404, b"")

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request, address):
                pass

        server = Server(("127.0.0.1", 0), Answers)
        if len(sys.argv) > 1:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            if len(sys.argv) > 3:
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
                context.set_ciphers("ALL:@SECLEVEL=0")
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        print(server.server_address[1])
        server.serve_forever()
        """

    /// A port whose queue is full, so that a connection is never completed.
    static let full = """
        import socket, sys
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(server.getsockname())
            waiting.append(client)
        print(server.getsockname()[1])
        sys.stdin.read()
        """

    /// Accepts connections and says nothing, so that a TLS handshake never ends.
    static let mute = """
        import socket, sys, threading
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        kept = []
        def accept():
            while True:
                kept.append(server.accept())
        threading.Thread(target=accept, daemon=True).start()
        print(server.getsockname()[1])
        sys.stdin.read()
        """

    /// A proxy that refuses every tunnel and answers plain requests: with their URL and the tunnels' header names.
    static let proxy = """
        import os, sys, threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()

        class Proxy(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *_):
                pass
            tunnels = []
            def do_CONNECT(self):
                self.tunnels.extend(name.lower() for name in self.headers)
                self.send_response(407)
                self.send_header("Content-Length", "0")
                self.end_headers()
            def do_GET(self):
                body = " ".join([self.path] + self.tunnels).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        print(server.server_address[1])
        server.serve_forever()
        """
}
