"""One connector's target accepts connections and never answers: what does the other connector notice?

hang.py PROGRAM [--deliveries N] [--rate N] [--rounds N] [--seconds N] [--figures]: two listeners run side by side, one
with N deliveries queued behind a target that hangs, one without. The same paced logins go to each in turn, for another
connector; then the target recovers and the queue drains. Ends 1 when something is lost, refused or too large; with
--figures also when a goal of speed is missed.
"""

import argparse
import asyncio
import gc
import statistics
import sys
import time

import open_loop
import servers
from target import Target

arguments = argparse.ArgumentParser()
arguments.add_argument("program")
arguments.add_argument("--deliveries", type=int, default=100_000)
arguments.add_argument("--rate", type=int, default=1000, help="requestsPerSecond of the connector that hangs")
arguments.add_argument("--rounds", type=int, default=6)
arguments.add_argument("--seconds", type=int, default=10)
arguments.add_argument("--figures", action="store_true")
options = arguments.parse_args()
logins_per_second = 100
largest_memory = 250e6
missed = []


def note(text):
    print(text, flush=True)


def check(figure, value, goal, is_met, is_speed=False):
    note(f"{figure:44} {value:>12}   goal: {goal:12} {'ok' if is_met else 'MISSED'}")
    if not is_met and (options.figures or not is_speed):
        missed.append(figure)


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1e3


def listener(name, hanging, quick):
    return servers.Listener(options.program, [
        servers.connection("slow-okta"), servers.connection("corp-okta"), servers.flow("slow-okta", "corp-okta"),
        servers.trigger,
        servers.connector("hanging", hanging.address, 16, options.rate, "slow-okta", "userName"),
        servers.connector("quick", quick.address, 16, 2000, "corp-okta", "userName")], name=name)


async def post(server, bodies, rate):
    sender = open_loop.Sender(server.port, "/triggers/app-backend", bodies, rate)
    result = await sender.run(64)
    if result["errors"] or result["answered"] < result["sent"]:
        sys.exit(f"logins were not taken: {result}")
    return sender


async def login_to_account(server, quick, tag):
    """Seconds from the moment a login was due to the moment its account was made."""
    count = logins_per_second * options.seconds
    names = [f"{tag}-{number * 2654435761 % 2**32:08x}" for number in range(count)]
    bodies = [open_loop.login(f"evt-{name}", name) for name in names]
    sender = await post(server, bodies, logins_per_second)
    end = time.monotonic() + 60
    while time.monotonic() < end and not all(f"{name}@example.com" in quick.made for name in names):
        await asyncio.sleep(0.05)
    lost = [name for name in names if f"{name}@example.com" not in quick.made]
    if lost:
        sys.exit(f"{len(lost)} of {count} logins of the other connector made no account while the first hung")
    return [
        quick.made[f"{name}@example.com"] - (sender.start + number / logins_per_second)
        for number, name in enumerate(names)]


async def main():
    hanging, quick = await Target(limit=options.rate).start(), await Target().start()
    hanging.hangs = True
    beside, alone = listener("beside", hanging, quick).start(), listener("alone", hanging, quick).start()
    note(f"queueing {options.deliveries} deliveries behind a target that never answers")
    start = time.monotonic()
    await post(beside, [
        open_loop.login(f"slow-{number}", f"{number * 2654435761 % 2**32:08x}", "slow-okta")
        for number in range(options.deliveries)], 1_000_000)
    note(f"  posted in {time.monotonic() - start:.1f} s")
    memory = beside.memory()

    found = {"beside": [], "alone": []}
    for server in (alone, beside):
        await login_to_account(server, quick, f"warm-{server.name}")
    for number in range(options.rounds):
        for server in (alone, beside) if number % 2 == 0 else (beside, alone):
            times = await login_to_account(server, quick, f"r{number}-{server.name}")
            found[server.name].append(times)
            memory = max(memory, beside.memory())
            note(f"  {'with' if server is beside else 'without'} the hanging connector: login to account "
                 f"p50 {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f} ms")
    left = await asyncio.to_thread(beside.open_deliveries, "hanging")
    if left < options.deliveries:
        sys.exit(f"{options.deliveries - left} deliveries of the hanging connector ended before it answered")

    note(f"the target answers again, at most {options.rate} requests a second; it held {hanging.held} until now")
    hanging.hangs = False
    start = time.monotonic()
    while not hanging.requests:
        await asyncio.sleep(0.05)
        if time.monotonic() - start > 330:
            sys.exit("the connector did not find out that its target is back")
    note(f"  first request after {time.monotonic() - start:.1f} s")
    while True:
        left = await asyncio.to_thread(beside.open_deliveries, "hanging")
        memory = max(memory, beside.memory())
        if left == 0:
            break
        if time.monotonic() - start > 330 + options.deliveries * 4 / options.rate:
            sys.exit(f"not drained: {left} are open")
        await asyncio.sleep(min(1, max(0.1, left / options.deliveries)))
    # Deliveries that failed while it hung wait for their own time: the pace is that of the first 95 %.
    times = hanging.requests[:int(len(hanging.requests) * 0.95)]
    rate = len(times) / (times[-1] - times[0])
    counts = beside.ended("hanging")
    alone.stop()
    beside.stop()

    note("")
    with_it, without = (statistics.median(percentile(times, 0.99) for times in found[name]) for name in ("beside", "alone"))
    medians = [statistics.median(percentile(times, 0.5) for times in found[name]) for name in ("beside", "alone")]
    note(f"median of {options.rounds} rounds: p50 {medians[0]:.1f} ms with, {medians[1]:.1f} ms without; "
         f"p99 {with_it:.1f} ms with, {without:.1f} ms without")
    check("p99 of the other connector moves by", f"{with_it / without - 1:+.1%}", "< 10 %", with_it < 1.1 * without, True)
    check("memory", f"{memory / 1e6:.0f} MB", "< 250 MB", memory < largest_memory)
    check("drain, of requestsPerSecond", f"{rate / options.rate:.1%}", ">= 90 %", rate >= 0.9 * options.rate, True)
    check("answers 429", str(hanging.refused), "none", hanging.refused == 0)
    accounts = sum(1 for name in hanging.made)
    check("accounts at the target", f"{accounts}", str(options.deliveries), accounts == options.deliveries)
    check("deliveries ended", str(counts), "succeeded", counts == {"succeeded": options.deliveries})
    if missed:
        sys.exit("missed: " + ", ".join(missed))


# A collection over everything that was noted would hold up the targets, and look like a slow listener.
gc.disable()
# Not uvloop, which looks at its timers first: the target must see that it was held up.
asyncio.run(main())
