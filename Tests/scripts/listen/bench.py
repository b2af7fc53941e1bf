"""Measures the listener beside what people build instead: bench.py PROGRAM BARE_LISTENER.

Everything runs on this machine in one go, rounds alternate, and medians are compared. Acknowledgements are measured with
a connector that has its usual limits, deliveries with one whose limits bound nothing.
"""

import json
import os
import re
import statistics
import sys
import time

import open_loop
import peers
import servers

program, bare_program = sys.argv[1:3]
rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
seconds = int(os.environ.get("BENCH_SECONDS", "5"))
# Deliveries at once and requests a second of a connector that sets neither.
usual = (4, 20)
few, many = 1_000, int(os.environ.get("BENCH_LINKS", "1000000"))
everything = [servers.connection("corp-okta"), servers.flow("corp-okta"), servers.trigger]
table = []
events = 0


def note(*words):
    print(*words, flush=True)


def wrk(url, duration, people=0, script="logins.lua"):
    global events
    events += 1
    text = servers.run(
        ["wrk", "-t1", "-c64", f"-d{duration}s", "-s", servers.here / script, url, "--", f"run{events}", people])
    result = json.loads(re.search(r"RESULT (.*)", text).group(1))
    if result["errors"]:
        sys.exit(f"{url} answered {result['errors']} requests wrongly:\n{text}")
    result["rate"] = result["requests"] / result["seconds"]
    return result


def row(figure, ours, peer, ratio, goal, is_met):
    table.append((figure, ours, peer, ratio, goal, "" if is_met is None else "ok" if is_met else "MISSED"))


class Ours:
    name = "reconcile"

    def __init__(self, sink):
        self.sink = sink

    def start(self):
        self.listener = listener(self.sink, usual).start()
        self.url = self.listener.url

    def stop(self):
        self.memory = self.listener.memory()
        self.listener.stop()


def listener(sink, limits=(64, 10_000), **options):
    return servers.Listener(program, everything + [servers.connector("wiki", sink.address, *limits)], **options)


def acknowledgements(sink):
    """Acknowledged logins a second, each system alone, with its deliveries running beside."""
    systems = [Ours(sink), peers.Redis(sink), peers.Procrastinate(sink), peers.Bare(bare_program, sink)]
    rates = {system.name: [] for system in systems}
    for number in range(rounds):
        for system in systems[number % len(systems):] + systems[:number % len(systems)]:
            system.start()
            wrk(system.url, 1)
            result = wrk(system.url, seconds)
            system.stop()
            rates[system.name].append(result["rate"])
            note(f"  {system.name:42} {result['rate']:8.0f}/s   p50 {result['p50']:6.1f} ms   p99 {result['p99']:6.1f} ms")
    ours, redis, tasks, bare = (statistics.median(rates[system.name]) for system in systems)
    shown = f"{ours:.0f}/s"
    row("durable acks, 64 connections", shown, f"uvicorn + Redis {redis:.0f}/s", f"{ours / redis:.2f}x", ">= 3x", ours >= 3 * redis)
    row("", shown, f"procrastinate + PostgreSQL {tasks:.0f}/s", f"{ours / tasks:.1f}x", ">= 20x", ours >= 20 * tasks)
    row("", shown, f"bare Hummingbird {bare:.0f}/s", f"{ours / bare:.0%}", ">= 50%", ours >= bare / 2)
    row("memory after the acks", f"{systems[0].memory / 1e6:.0f} MB", "", "", "", None)


def pace(sink, rate=2000):
    """Percentiles of the acknowledgement at a fixed rate."""
    found = []
    for number in range(rounds):
        server = listener(sink, usual).start()
        bodies = [open_loop.login(f"pace-{number}-{index}", f"{index * 2654435761 % 2**32:08x}") for index in range(rate * seconds)]
        # The first logins of a process prepare its statements and templates.
        first = open_loop.post(server.url, [open_loop.login(f"warm-{index}", f"w{index}") for index in range(rate)], rate)
        result = open_loop.post(server.url, bodies, rate)
        server.stop()
        if result["errors"] or result["answered"] < result["sent"]:
            sys.exit(f"the listener failed logins: {result}")
        note(f"  {result['sent'] / result['seconds']:6.0f}/s   p50 {result['p50']:6.1f} ms   p99 {result['p99']:6.1f} ms   max {result['max']:6.1f} ms   (first second: max {first['max']:.1f} ms)")
        found.append(result["p99"])
    p99 = statistics.median(found)
    row(f"p99 of the ack at {rate} logins/s", f"{p99:.1f} ms", "", "", "<= 20 ms", p99 <= 20)


def creates(sink):
    """Accounts a second, from the first login posted to the last account stored; then the same people unchanged."""
    direct = wrk(sink.address + "/Users", seconds)["rate"]
    made, drained, unchanged = [], [], []
    for _ in range(rounds):
        server = listener(sink).start()
        start = time.monotonic()
        people = wrk(server.url, 2)["requests"]
        posted = time.monotonic()
        before = server.ended().get("succeeded", 0)
        end = server.drain(300)
        count = server.ended()["succeeded"]
        made.append(count / (end - start))
        drained.append((count - before) / (end - posted))
        start = time.monotonic()
        wrk(server.url, 2, people - 64)
        end = server.drain(300)
        ended = server.ended()
        unchanged.append(ended.get("unchanged", 0) / (end - start))
        if set(ended) - {"succeeded", "unchanged", "superseded"}:
            sys.exit(f"deliveries ended otherwise: {ended}")
        server.stop()
        note(f"  created {made[-1]:6.0f}/s   (queue alone {drained[-1]:6.0f}/s)   unchanged {unchanged[-1]:6.0f}/s")
    rate = statistics.median(made)
    row("creates, login to account", f"{rate:.0f}/s", f"wrk to the sink {direct:.0f}/s", f"{rate / direct:.1%}", ">= 50%", rate >= direct / 2)
    row("creates, queue alone", f"{statistics.median(drained):.0f}/s", "", "", "", None)
    row("unchanged logins, login to end", f"{statistics.median(unchanged):.0f}/s", "", "", "", None)


def links(sink, logins=few):
    """What a login of a known person costs, from the post to the end of its delivery, with few and with many links."""
    states, costs = {}, {few: [], many: []}
    for count in (few, many):
        server = listener(sink, name=f"links-{count}")
        server.sql(f"""
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})
            INSERT INTO account_link
                (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at)
            SELECT 'wiki', printf('%08x', (i * 2654435761) % 4294967296), 'active',
                printf('r%08x', (i * 40503 * 7919) % 4294967296), printf('%08x', i), 'none', 0, 0 FROM n;
            PRAGMA wal_checkpoint(TRUNCATE);""")
        states[count] = server.home / "state.db"
    for number in range(rounds):
        for count in (few, many) if number % 2 == 0 else (many, few):
            server = listener(sink, state=states[count]).start()
            bodies = [
                open_loop.login(f"link-{index}", f"{index * 7919 % count * 2654435761 % 2**32:08x}", name=f"Ada {index}")
                for index in range(logins)]
            start = time.monotonic()
            result = open_loop.post(server.url, bodies, 1_000_000)
            cost = (server.drain(300) - start) / logins * 1e6
            ended = server.ended()
            if result["errors"] or ended != {"succeeded": logins}:
                sys.exit(f"logins failed: {result} {ended}")
            server.stop()
            costs[count].append(cost)
            note(f"  {count:8} links   {cost:6.0f} µs a login")
    low, high = statistics.median(costs[few]), statistics.median(costs[many])
    row(f"one login, {many:,} links", f"{high:.0f} µs", f"{few:,} links {low:.0f} µs", f"{high / low:.2f}x", "<= 1.3x", high <= 1.3 * low)


sink = servers.Sink()
for title, measure in (
    ("durable acknowledgements", acknowledgements), ("acknowledgement at 2,000 logins/s", pace),
    ("creates and unchanged logins", creates), ("few and many account links", links),
):
    if os.environ.get("BENCH_ONLY", title) in title:
        note(title)
        measure(sink)
widths = [max(len(line[column]) for line in table) for column in range(6)]
note("")
for line in table:
    note("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())
