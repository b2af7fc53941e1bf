"""Reads Prometheus text with the client library's own parser: read_metrics.py FILE

Prints the samples as JSON, {"name": [[labels, value], ...]}; ends 1 and says why when the text breaks a rule of the
format that the parser lets pass.
"""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    text = file.read()
problems = []
if not text.endswith("\n"):
    problems.append("the last line has no line feed")
declared = [line.split(" ")[2] for line in text.split("\n") if line.startswith("# TYPE ")]
if len(declared) != len(set(declared)):
    problems.append(f"a family is declared twice: {declared}")
samples = {}
for family in text_string_to_metric_families(text):
    if family.type not in ("counter", "gauge", "histogram"):
        problems.append(f"{family.name} is of type {family.type}")
    if not family.documentation.strip():
        problems.append(f"{family.name} has no help")
    seen = set()
    buckets = {}
    counts = {}
    for sample in family.samples:
        key = (sample.name, tuple(sorted(sample.labels.items())))
        if key in seen:
            problems.append(f"{key} is there twice")
        seen.add(key)
        samples.setdefault(sample.name, []).append([sample.labels, sample.value])
        rest = tuple(sorted((name, value) for name, value in sample.labels.items() if name != "le"))
        if sample.name.endswith("_bucket"):
            buckets.setdefault(rest, []).append((float(sample.labels["le"]), sample.value))
        elif sample.name.endswith("_count"):
            counts[rest] = sample.value
        if family.type == "counter" and not sample.name.endswith("_total"):
            problems.append(f"{sample.name} is a counter without _total")
    if family.type == "histogram":
        if set(buckets) != set(counts):
            problems.append(f"{family.name} has buckets without a count")
        for labels, steps in buckets.items():
            if steps != sorted(steps) or steps[-1][0] != float("inf") or steps[-1][1] != counts.get(labels):
                problems.append(f"{family.name}{labels} is no distribution: {steps}")
            if [count for _, count in steps] != sorted(count for _, count in steps):
                problems.append(f"{family.name}{labels} counts down: {steps}")
for problem in problems:
    print(problem, file=sys.stderr)
json.dump(samples, sys.stdout, sort_keys=True)
sys.exit(1 if problems else 0)
