"""Times no-op plans; bench-plan.sh says how it is called."""

import glob
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

import corpus

program, folder = sys.argv[1:3]
counts = [int(word) for word in sys.argv[3:]]
octodns = os.path.join(os.path.dirname(sys.executable), "octodns-sync")


class Runs:
    """Wall time, CPU time and peak memory of runs of one command."""

    def __init__(self):
        self.walls, self.cpus, self.peak = [], [], 0

    def add(self, command, wanted=None):
        """Runs the command; the words that it must print make sure that it did what is timed. Returns its output."""
        with open(folder + "/output", "w+") as output:
            started = time.perf_counter()
            child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            self.walls.append(time.perf_counter() - started)
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            text = output.read()
        if child.returncode != 0 or wanted and wanted not in text:
            sys.exit("%s ended with %d:\n%s" % (command, child.returncode, text[-2000:]))
        self.cpus.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss * 1024)
        return text

    @property
    def wall(self):
        return statistics.median(self.walls)

    def line(self, name):
        print(
            "%-24s %8.3f s %8.3f s CPU %6.0f MB   %s"
            % (name, self.wall, statistics.median(self.cpus), self.peak / 1e6,
               "median of %d" % len(self.walls) if len(self.walls) > 1 else "one run")
        )


def verdict(name, figure, goal, unit="", least=False):
    is_good = figure >= goal if least else figure <= goal
    print(
        "  %-34s %8.1f%-3s goal: at %s %g%s   %s"
        % (name, figure, unit, "least" if least else "most", goal, unit, "ok" if is_good else "MISSED")
    )


def scan(runs, files):
    """The scan says itself how long it took, without its start."""
    text = runs.add([folder + "/scan"] + files)
    runs.walls[-1] = float(re.search(r"([\d.]+) s$", text.strip()).group(1))


def measure(documents):
    """Returns the plan's wall time by shape."""
    place = "%s/%d" % (folder, documents)
    many, one, size = corpus.manifests(place, documents)
    print("%s documents of 14 to 16 lines, %.1f MB, in 100 files and in one" % (format(documents, ","), size / 1e6))
    state = place + "/state.db"
    apply = Runs()
    apply.add([program, "apply", "-f", many, "--state", state])
    apply.line("first apply")

    rounds = 7 if documents <= 20_000 else 3
    shapes = {"many files": (many, Runs(), Runs()), "one file": (one, Runs(), Runs())}
    # In turns, so that what else the machine does weighs on all of them.
    for _ in range(rounds):
        for path, scans, plans in shapes.values():
            scan(scans, sorted(glob.glob(path + "/*.yaml")))
            plans.add([program, "plan", "-f", path, "--state", state, "--detailed-exitcode"], "No changes.")

    records = Runs()
    configuration = corpus.zone(place + "/dns", documents)
    for _ in range(3 if documents <= 20_000 else 1):
        records.add([octodns, "--config-file", configuration], "No changes were planned")

    for shape, (_, scans, plans) in shapes.items():
        scans.line("libyaml scan, " + shape)
        plans.line("no-op plan, " + shape)
    records.line("octoDNS, one zone")
    for shape, (_, scans, plans) in shapes.items():
        # The goal for the scan is one for the smaller count; the larger is measured against the smaller.
        if documents <= 20_000:
            verdict("plan / scan, " + shape, plans.wall / scans.wall, 3)
        else:
            print("  %-34s %8.1f" % ("plan / scan, " + shape, plans.wall / scans.wall))
        verdict("memory, " + shape, plans.peak / 1e6, 100 if documents <= 20_000 else 700, " MB")
        verdict("octoDNS / plan, " + shape, records.wall / plans.wall, 20, least=True)
    shutil.rmtree(place)
    return {shape: plans.wall for shape, (_, _, plans) in shapes.items()}


walls = {documents: measure(documents) for documents in counts}
if {10_000, 100_000} <= walls.keys():
    for shape, wall in walls[100_000].items():
        verdict("100,000 / 10,000, " + shape, wall / walls[10_000][shape], 11)
starts = Runs()
for _ in range(11):
    starts.add([program, "--version"])
starts.line("start (--version)")
verdict("start", starts.wall * 1e3, 30, " ms")
