"""Posts logins at a fixed rate whatever the answers do, and measures each from the moment it was due.

A login that waits because the listener is slow has waited: nothing is left out of the percentiles.
"""

import asyncio
import collections
import gc
import time

try:
    from uvloop import run
except ImportError:
    from asyncio import run


class Exchange(asyncio.Protocol):
    """A kept connection with one request at a time."""

    def __init__(self, sender):
        self.sender = sender
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport
        self.sender.free.append(self)

    def send(self, due, request):
        self.due = due
        self.transport.write(request)

    def data_received(self, data):
        self.buffer += data
        head, split, body = self.buffer.partition(b"\r\n\r\n")
        if not split:
            return
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if len(body) < length:
            return
        self.buffer = b""
        self.sender.answered(self, int(head[9:12]))

    def connection_lost(self, error):
        if not self.sender.is_done:
            self.sender.lost += 1


class Sender:
    def __init__(self, port, path, requests, rate):
        self.port, self.path, self.rate = port, path, rate
        self.requests = [self.framed(body) for body in requests]
        self.free = []
        self.waiting = collections.deque()
        self.latencies = []
        self.errors = 0
        self.lost = 0
        self.is_done = False

    def framed(self, body):
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer bench-token\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()

    def answered(self, exchange, status):
        self.latencies.append(time.perf_counter() - exchange.due)
        if not 200 <= status < 300:
            self.errors += 1
        if self.waiting:
            exchange.send(*self.waiting.popleft())
        else:
            self.free.append(exchange)

    async def run(self, connections):
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            await loop.create_connection(lambda: Exchange(self), "127.0.0.1", self.port)
        collects = gc.isenabled()
        gc.disable()
        self.start = start = time.perf_counter() + 0.01
        sent = 0
        while sent < len(self.requests):
            now = time.perf_counter()
            while sent < len(self.requests) and start + sent / self.rate <= now:
                due = start + sent / self.rate
                if self.free:
                    self.free.pop().send(due, self.requests[sent])
                else:
                    self.waiting.append((due, self.requests[sent]))
                sent += 1
            # Shorter than the distance of two logins, so that the sender itself adds little.
            await asyncio.sleep(0.0004)
        end = time.perf_counter() + 60
        while len(self.latencies) < sent and self.lost == 0 and time.perf_counter() < end:
            await asyncio.sleep(0.005)
        seconds = time.perf_counter() - start
        if collects:
            gc.enable()
        self.is_done = True
        for exchange in self.free:
            exchange.transport.close()
        ordered = sorted(self.latencies)
        part = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1e3
        return {
            "sent": sent, "answered": len(ordered), "errors": self.errors + self.lost, "seconds": seconds,
            "p50": part(0.50), "p99": part(0.99), "max": ordered[-1] * 1e3}


def login(event, subject, connection="corp-okta", name="Ada Lovelace"):
    return (
        f'{{"id":"{event}","application":"crm","connection":"{connection}","user":{{"subject":"{subject}",'
        f'"claims":{{"email":"{subject}@example.com","given_name":"Ada","family_name":"Lovelace","name":"{name}"}}}}}}')


def post(url, bodies, rate, connections=64):
    """Posts every body, `rate` a second; milliseconds."""
    host, _, path = url.removeprefix("http://").partition("/")
    return run(Sender(int(host.rsplit(":", 1)[1]), "/" + path, bodies, rate).run(connections))
