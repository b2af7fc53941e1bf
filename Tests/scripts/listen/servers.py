"""Starts the servers that the listener is measured with, each on a free port of loopback, and ends all of them."""

import atexit
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).parent
folder = pathlib.Path(tempfile.mkdtemp(prefix="reconcile-bench-"))
# A server that refuses to run as root needs to reach its folder.
folder.chmod(0o755)
running = []


def end_all():
    for process in reversed(running):
        if process.poll() is None:
            process.terminate()
    for process in reversed(running):
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    running.clear()
    shutil.rmtree(folder, ignore_errors=True)


atexit.register(end_all)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, lambda *_: sys.exit(1))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(arguments, name, environment=None, **options):
    log = open(folder / f"{name}.log", "ab")
    process = subprocess.Popen(
        [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        env={**os.environ, **(environment or {})}, **options)
    running.append(process)
    return process


def end(process, signal_number=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(signal_number)
    process.wait(30)
    running.remove(process)


def await_port(port, process, name):
    for _ in range(600):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"{name} does not answer:\n" + (folder / f"{name}.log").read_text(errors="replace")[-2000:])


def run(arguments, environment=None, cwd=None):
    ended = subprocess.run(
        [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, **(environment or {})}, cwd=cwd, timeout=300)
    if ended.returncode != 0:
        sys.exit(f"{arguments} ended with {ended.returncode}:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}")
    return ended.stdout


class Sink:
    """A SCIM service in nginx that stores nothing: nobody is found, every create gets a new id."""

    def __init__(self):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/v2"
        temporary = "\n".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(f"""
            worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
            events {{ worker_connections 1024; }}
            http {{
                access_log off; keepalive_requests 100000000; default_type application/scim+json;
                {temporary}
                server {{
                    listen 127.0.0.1:{self.port} backlog=4096;
                    location = /v2/Users {{
                        if ($request_method = POST) {{
                            return 201 '{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"$request_id"}}';
                        }}
                        return 200 '{{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}}';
                    }}
                    location ~ ^/v2/Users/(?<account>[^/]+)$ {{
                        if ($request_method = PATCH) {{ return 204; }}
                        return 200 '{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"$account","active":true}}';
                    }}
                    location / {{ return 404; }}
                }}
            }}""")
        self.process = start(["nginx", "-p", folder, "-e", f"{folder}/nginx-error.log", "-c", folder / "nginx.conf"], "nginx")
        await_port(self.port, self.process, "nginx")


def connector(name, address, concurrency=64, per_second=10000, connection="corp-okta", match="externalId, userName"):
    return f"""
apiVersion: reconcile/v1
kind: OutboundConnector
metadata: {{name: {name}}}
spec:
  connection: {connection}
  type: scim2
  enabled: true
  settings:
    baseUrl: {address}
    authentication: {{bearer: {{token: {{env: SCIM_TOKEN}}}}}}
  mapping:
    userName: "{{{{lowercased(email)}}}}"
  conflict: {{matchOn: [{match}]}}
  delivery: {{concurrency: {concurrency}, requestsPerSecond: {per_second}}}
"""


def connection(name):
    return f"""
apiVersion: reconcile/v1
kind: Connection
metadata: {{name: {name}}}
spec:
  oidc: {{issuer: "https://{name}.okta.example", clientId: 0oa1b2c3}}
"""


trigger = """
apiVersion: reconcile/v1
kind: LoginTrigger
metadata: {name: app-backend}
spec:
  type: webhook
  bearer: {env: APP_BACKEND_TOKEN}
"""


def flow(*connections):
    options = ", ".join(f"{{connection: {name}}}" for name in connections)
    return f"""
apiVersion: reconcile/v1
kind: LoginFlow
metadata: {{name: crm}}
spec:
  application: {{displayName: CRM}}
  steps: [{{options: [{options}]}}]
"""


class Listener:
    """`reconcile listen` on a state of its own."""

    def __init__(self, program, documents, name="reconcile", state=None):
        self.program = program
        self.name = name
        self.home = folder / name
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        self.environment = {
            "RECONCILE_STATE": str(self.home / "state.db"), "SCIM_TOKEN": "token", "APP_BACKEND_TOKEN": "bench-token"}
        if state is not None:
            shutil.copy(state, self.home / "state.db")
            (self.home / "state.db").chmod(0o600)
            # Otherwise the listener's commits wait for the copy to reach the disk.
            with open(self.home / "state.db", "rb") as copied:
                os.fsync(copied.fileno())
        (self.home / "manifests.yaml").write_text("---".join(documents))
        run([program, "apply", "-f", self.home / "manifests.yaml", "-q"], self.environment)
        self.process = self.reader = None

    def start(self):
        self.port = free_port()
        self.process = start(
            [self.program, "listen", "--port", self.port, "--log-level", "critical"], self.name, self.environment)
        await_port(self.port, self.process, self.name)
        self.url = f"http://127.0.0.1:{self.port}/triggers/app-backend"
        return self

    def stop(self):
        if self.reader is not None:
            self.reader.close()
        end(self.process)

    def query(self, statement, *values):
        """Rows of the stored state, read beside the listener."""
        if self.reader is None:
            self.reader = sqlite3.connect(
                f"file:{self.home}/state.db?mode=ro", uri=True, timeout=20, isolation_level=None, check_same_thread=False)
        return self.reader.execute(statement, values).fetchall()

    def open_deliveries(self, connector="wiki"):
        """How many deliveries are not ended; one that was given up ends the run."""
        counts = dict(self.query(
            "SELECT status, COUNT(*) FROM delivery WHERE connector = ? AND status IN "
            "('queued', 'sent', 'ambiguous', 'held', 'dead') GROUP BY status", connector))
        if counts.pop("dead", 0):
            sys.exit(f"{self.name} gave deliveries up")
        return sum(counts.values())

    def drain(self, limit, connector="wiki"):
        """Waits until no delivery is open; tells the moment."""
        end_at = time.monotonic() + limit
        while True:
            left = self.open_deliveries(connector)
            if left == 0:
                return time.monotonic()
            if time.monotonic() > end_at:
                sys.exit(f"not drained after {limit} s: {left} are open")
            time.sleep(0.05)

    def ended(self, connector="wiki"):
        """How many deliveries ended how."""
        return dict(self.query("SELECT status, COUNT(*) FROM delivery WHERE connector = ? GROUP BY status", connector))

    def memory(self):
        """Resident bytes now."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def sql(self, script):
        run(["sqlite3", "-bail", self.home / "state.db", script])
