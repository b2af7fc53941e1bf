"""What people build instead of the listener, and Hummingbird alone. Each answers a POST with a login by 202."""

import os
import pathlib
import pwd
import shutil
import sys

import servers

python = sys.executable


class Bare:
    name = "bare Hummingbird, nothing stored"

    def __init__(self, program, sink):
        self.program = program

    def start(self):
        port = servers.free_port()
        self.process = servers.start([self.program, port], "bare")
        servers.await_port(port, self.process, "bare")
        self.url = f"http://127.0.0.1:{port}/triggers/app-backend"

    def stop(self):
        servers.end(self.process)


class Redis:
    """uvicorn pushes each login to a list that Redis appends to disk, fsync at each write; a worker delivers."""

    name = "uvicorn + Redis (appendfsync always)"

    def __init__(self, sink):
        self.sink = sink

    def start(self):
        home = servers.folder / "redis"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        redis_port, port = servers.free_port(), servers.free_port()
        store = servers.start(
            ["redis-server", "--port", redis_port, "--bind", "127.0.0.1", "--dir", home, "--appendonly", "yes",
             "--appendfsync", "always", "--save", ""], "redis")
        servers.await_port(redis_port, store, "redis")
        environment = {"QUEUE": f"redis://127.0.0.1:{redis_port}", "SINK": self.sink.address, "TOKEN": "bench-token"}
        app = servers.start(
            [python, "-m", "uvicorn", "redis_app:app", "--port", port, "--no-access-log", "--log-level", "warning",
             "--loop", "uvloop", "--http", "httptools"], "uvicorn", environment, cwd=servers.here)
        servers.await_port(port, app, "uvicorn")
        worker = servers.start([python, servers.here / "redis_app.py"], "redis-worker", environment)
        self.processes = [worker, app, store]
        self.url = f"http://127.0.0.1:{port}/triggers/app-backend"

    def stop(self):
        for process in self.processes:
            servers.end(process)


class Procrastinate:
    """uvicorn defers a task for each login, a row in PostgreSQL; a worker delivers."""

    name = "procrastinate + PostgreSQL"

    def __init__(self, sink):
        self.sink = sink
        found = shutil.which("initdb") or max(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
        if found is None:
            sys.exit("initdb is missing: .ci/packages.sh bench")
        self.programs = pathlib.Path(found).resolve().parent
        self.home = servers.folder / "postgres"
        # PostgreSQL refuses to run as root.
        self.user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        self.home.mkdir()
        if self.user:
            account = pwd.getpwnam("postgres")
            os.chown(self.home, account.pw_uid, account.pw_gid)
        made = servers.start(
            [self.programs / "initdb", "-D", self.home / "data", "-U", "bench", "--auth", "trust", "--no-locale", "-E",
             "UTF8"], "initdb", cwd=self.home, **self.user)
        if made.wait(120) != 0:
            sys.exit((servers.folder / "initdb.log").read_text()[-2000:])
        servers.running.remove(made)

    def start(self):
        postgres_port, port = servers.free_port(), servers.free_port()
        store = servers.start(
            [self.programs / "postgres", "-D", self.home / "data", "-p", postgres_port, "-h", "127.0.0.1", "-k",
             self.home], "postgres", cwd=self.home, **self.user)
        servers.await_port(postgres_port, store, "postgres")
        environment = {
            "QUEUE": f"postgresql://bench@127.0.0.1:{postgres_port}/postgres", "SINK": self.sink.address,
            "TOKEN": "bench-token"}
        servers.run([python, servers.here / "procrastinate_app.py", "prepare"], environment)
        app = servers.start(
            [python, "-m", "uvicorn", "procrastinate_app:web", "--port", port, "--no-access-log", "--log-level",
             "warning", "--loop", "uvloop", "--http", "httptools"], "uvicorn", environment, cwd=servers.here)
        servers.await_port(port, app, "uvicorn")
        worker = servers.start([python, servers.here / "procrastinate_app.py", "work"], "procrastinate", environment)
        self.processes = [worker, app, store]
        self.url = f"http://127.0.0.1:{port}/triggers/app-backend"

    def stop(self):
        for process in self.processes:
            servers.end(process, servers.signal.SIGINT)
