"""Besieges a listener with slow clients and giant bodies, and times proper logins meanwhile.

slow_clients.py URL SECRET CLIENTS LOGINS: CLIENTS connections send one byte a second, half of them of a header, half of
a body behind a proper header; two more send a body of 1 GiB, one with its length said and one in chunks. As soon as all
of them are under way, LOGINS signed logins are sent one after the other, each on a new connection, for some seconds. Each of the three
parts is a process, so that they do not wait for each other. Prints one JSON object: the logins' times in milliseconds,
when the first and the last slow client was cut off, and what became of the giant bodies.
"""

import base64
import hashlib
import hmac
import http.client
import json
import multiprocessing
import resource
import selectors
import socket
import ssl
import sys
import time
import urllib.parse

address = urllib.parse.urlparse(sys.argv[1])
secret = sys.argv[2].encode()
clients, logins = int(sys.argv[3]), int(sys.argv[4])
path = "/triggers/app-backend"
tls = ssl.create_default_context()
tls.check_hostname = False
tls.verify_mode = ssl.CERT_NONE


def connect(timeout=20):
    plain = socket.create_connection((address.hostname, address.port), timeout=timeout)
    return tls.wrap_socket(plain) if address.scheme == "https" else plain


def header(fields):
    return f"POST {path} HTTP/1.1\r\nHost: slow\r\nContent-Type: application/json\r\n{fields}\r\n".encode()


def besiege(ready, done, answers):
    """Keeps the slow clients going until each was cut off."""
    waiting = selectors.DefaultSelector()
    opened, cut, statuses = {}, {"header": [], "body": []}, {}
    for number in range(clients):
        kind = "header" if number % 2 == 0 else "body"
        client = connect()
        client.setblocking(True)
        client.sendall(header("Content-Length: 5000\r\n") + b"{" if kind == "body" else b"GET / HTTP/1.1\r\nX-Slow: ")
        client.setblocking(False)
        opened[client] = (kind, time.monotonic(), number)
        waiting.register(client, selectors.EVENT_READ)
    ready.set()
    tick = time.monotonic()

    def close(client):
        kind, start, _ = opened.pop(client)
        cut[kind].append(time.monotonic() - start)
        waiting.unregister(client)
        client.close()

    slices, turn = 20, 0
    while opened and time.monotonic() - tick < 120:
        turn = (turn + 1) % slices
        round_end = time.monotonic() + 1 / slices
        for client in [client for client, (_, _, number) in opened.items() if number % slices == turn]:
            try:
                client.send(b"X")
            except (BlockingIOError, ssl.SSLWantWriteError):
                pass
            except OSError:
                close(client)
        while (left := round_end - time.monotonic()) > 0:
            for key, _ in waiting.select(left):
                try:
                    answer = key.fileobj.recv(4096)
                except (ssl.SSLWantReadError, BlockingIOError):
                    continue
                except OSError:
                    answer = b""
                if answer.startswith(b"HTTP/1.1 "):
                    status = answer[9:12].decode()
                    statuses[status] = statuses.get(status, 0) + 1
                if not answer:
                    close(key.fileobj)
    done.set()
    answers.put(("slow", {
        "left": len(opened), "answered": statuses,
        **{f"{kind}Cut": [round(min(times), 1), round(max(times), 1)] for kind, times in cut.items() if times}}))


def giant(said, ready, answers):
    """Sends a body of 1 GiB as long as it is taken, and reads what is answered."""
    total, sent = 1 << 30, 0
    start = time.monotonic()
    client = connect()
    client.settimeout(20)
    piece = b" " * 65536
    chunk = b"10000\r\n" + piece + b"\r\n"
    try:
        client.sendall(header(f"Content-Length: {total}\r\n" if said else "Transfer-Encoding: chunked\r\n"))
        ready.set()
        while sent < total:
            client.sendall(piece if said else chunk)
            sent += len(piece)
    except OSError:
        pass
    ready.set()
    try:
        answer = client.recv(4096)
    except OSError:
        answer = b""
    answers.put(("saidLength" if said else "chunked", {
        "status": answer[9:12].decode(), "sentMiB": sent >> 20, "seconds": round(time.monotonic() - start, 1)}))


def log_in(number):
    body = json.dumps({
        "id": f"evt-{number}", "application": "crm", "connection": "corp-okta",
        "user": {"subject": f"s{number}", "claims": {"email": f"p{number}@example.com", "name": "P"}}}).encode()
    now = str(int(time.time()))
    code = hmac.new(secret, f"evt-{number}.{now}.".encode() + body, hashlib.sha256).digest()
    start = time.monotonic()
    if address.scheme == "https":
        connection = http.client.HTTPSConnection(address.hostname, address.port, timeout=20, context=tls)
    else:
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    connection.request("POST", path, body, {
        "Content-Type": "application/json", "webhook-id": f"evt-{number}", "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(code).decode()})
    answer = connection.getresponse()
    answer.read()
    took = (time.monotonic() - start) * 1000
    connection.close()
    return answer.status, took


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    quiet = sorted(log_in(1_000_000 + number)[1] for number in range(20))
    answers, done = multiprocessing.Queue(), multiprocessing.Event()
    ready = [multiprocessing.Event() for _ in range(3)]
    parts = [
        multiprocessing.Process(target=besiege, args=(ready[0], done, answers)),
        multiprocessing.Process(target=giant, args=(True, ready[1], answers)),
        multiprocessing.Process(target=giant, args=(False, ready[2], answers))]
    parts[0].start()
    ready[0].wait(60)
    parts[1].start()
    parts[2].start()
    ready[1].wait(20)
    ready[2].wait(20)
    started = time.monotonic()
    results = []
    for number in range(logins):
        results.append(log_in(number))
        time.sleep(0.02)
    besieged = not done.is_set()
    times = sorted(took for _, took in results)
    summary = {
        "quietMedian": round(quiet[10], 1), "acknowledged": sum(status == 202 for status, _ in results),
        "median": round(times[len(times) // 2], 1), "p99": round(times[int(len(times) * 0.99)], 1),
        "max": round(times[-1], 1), "seconds": round(time.monotonic() - started, 1), "besieged": besieged}
    summary.update(answers.get(timeout=130) for _ in parts)
    for part in parts:
        part.join()
    print(json.dumps(summary))


main()
