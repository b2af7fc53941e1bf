"""A SCIM service within this process: it hangs, or answers; and it refuses what comes faster than its limit.

It counts the requests of any one second. On a busy machine it may be held up itself, and find at once what came one after
the other: it takes each request for as old as it can be, and refuses only what certainly came too fast.
"""

import asyncio
import collections
import json
import time


class Target:
    def __init__(self, limit=None):
        self.limit = limit
        self.hangs = False
        self.recent = collections.deque()
        self.requests = []
        self.refused = 0
        self.held = 0
        # When each account was made, by user name.
        self.made = {}
        self.awake = time.perf_counter()

    async def stay_awake(self):
        while True:
            self.awake = time.perf_counter()
            await asyncio.sleep(0.001)

    async def start(self):
        self.waking = asyncio.create_task(self.stay_awake())
        self.server = await asyncio.get_running_loop().create_server(
            lambda: Answering(self), "127.0.0.1", 0, backlog=1024)
        self.address = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v2"
        return self

    def answer(self, method, body):
        """Status, header lines and body; nothing while it hangs."""
        now = time.perf_counter()
        if self.hangs:
            self.held += 1
            return None
        self.requests.append(now)
        if self.limit is not None:
            while self.recent and self.recent[0] <= now - 1:
                self.recent.popleft()
            if len(self.recent) >= self.limit:
                self.refused += 1
                return b"429 Too Many Requests", b"Retry-After: 1\r\n", b"{}"
            # It came after this process was last awake.
            self.recent.append(self.awake)
        if method == b"POST":
            name = json.loads(body)["userName"]
            if name in self.made:
                return b"409 Conflict", b"", b'{"scimType":"uniqueness","status":"409"}'
            self.made[name] = now
            return b"201 Created", b"", (
                '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"id-%d"}' % len(self.made)).encode()
        return b"200 OK", b"", (
            b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,'
            b'"itemsPerPage":0,"Resources":[]}')


class Answering(asyncio.Protocol):
    def __init__(self, target):
        self.target = target
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        while True:
            head, split, rest = self.buffer.partition(b"\r\n\r\n")
            if not split:
                return
            length = 0
            for line in head.split(b"\r\n")[1:]:
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            answer = self.target.answer(head.split(b" ", 1)[0], rest[:length])
            if answer is None:
                continue
            status, lines, body = answer
            self.transport.write(
                b"HTTP/1.1 " + status + b"\r\nContent-Type: application/scim+json\r\n" + lines
                + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
