#!/bin/bash
# Times a no-op plan of 10,000 resources beside a bare libyaml scan of the same files, in the same run.
# usage: bench.sh PROGRAM [DOCUMENTS]
set -euo pipefail

program=$(realpath "$1")
documents=${2:-10000}
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/manifests"

cc -O2 -o "$folder/scan" "$here/libyaml-scan.c" $(pkg-config --cflags --libs yaml-0.1)

# 100 files; each document has 16 lines, its separator included. One in four is a connection; the others refer to one.
awk -v documents="$documents" -v folder="$folder/manifests" 'BEGIN {
    for (number = 0; number < documents; number++) {
        file = sprintf("%s/%03d.yaml", folder, int(number * 100 / documents))
        name = sprintf("bench-%05d", number)
        connection = sprintf("bench-%05d", number - number % 4)
        printf "---\napiVersion: reconcile/v1\n" > file
        if (number % 4 == 0) {
            printf "kind: Connection\nmetadata:\n  name: %s\n  labels: {team: bench, wave: \"%d\"}\nspec:\n", name, number % 7 > file
            printf "  displayName: Provider %d\n  enabled: true\n  oidc:\n    issuer: https://%s.okta.example\n", number, name > file
            printf "    clientId: client-%d\n    clientSecret: {env: BENCH_CLIENT_SECRET}\n", number > file
            printf "    scopes: [openid, profile, email]\n  attributes:\n    department: department\n" > file
        } else {
            printf "kind: OutboundConnector\nmetadata:\n  name: %s\nspec:\n  connection: %s\n", name, connection > file
            printf "  type: scim2\n  enabled: true\n  settings:\n    baseUrl: https://%s.example.com/scim/v2\n", name > file
            printf "    authentication: {bearer: {token: {env: BENCH_TOKEN}}}\n  mapping:\n" > file
            printf "    userName: \"{{lowercased(email)}}\"\n  scope:\n    groups: [engineering, support]\n" > file
        }
    }
}'

python3 - "$program" "$folder" "$documents" <<'PYTHON'
import glob, os, re, statistics, subprocess, sys, time

program, folder, documents = sys.argv[1], sys.argv[2], int(sys.argv[3])
manifests, state = folder + "/manifests", folder + "/state.db"
files = sorted(glob.glob(manifests + "/*.yaml"))
size = sum(os.path.getsize(path) for path in files)


def run(arguments, repeats=1, expected=0):
    """Wall times in seconds and the largest peak memory in bytes of that child alone."""
    times, peak = [], 0
    for _ in range(repeats):
        with open(folder + "/output", "wb") as output:
            started = time.perf_counter()
            child = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            times.append(time.perf_counter() - started)
            child.returncode = os.waitstatus_to_exitcode(status)
        peak = max(peak, usage.ru_maxrss * 1024)
        if child.returncode != expected:
            sys.exit("%s ended with %d:\n%s" % (arguments, child.returncode, open(folder + "/output").read()[-2000:]))
    return times, peak


lines = sum(open(path).read().count("\n") for path in files)
print("%d documents, %d lines, %.1f MB in %d files" % (documents, lines, size / 1e6, len(files)))

apply, apply_peak = run([program, "apply", "-f", manifests, "--state", state])
print("first apply       %7.3f s   %5.0f MB" % (apply[0], apply_peak / 1e6))

scans, scan_peak = [], 0
for _ in range(5):
    _, scan_peak = run([folder + "/scan"] + files)
    scans.append(float(re.search(r"([\d.]+) s$", open(folder + "/output").read().strip()).group(1)))
plans, plan_peak = run([program, "plan", "-f", manifests, "--state", state, "--detailed-exitcode"], repeats=5)
starts, start_peak = run([program, "--version"], repeats=11)

scan, plan, start = map(statistics.median, (scans, plans, starts))
verdict = lambda good: "ok" if good else "MISSED"
print("bare libyaml scan %7.3f s   %5.0f MB   median of 5" % (scan, scan_peak / 1e6))
print("no-op plan        %7.3f s   %5.0f MB   median of 5" % (plan, plan_peak / 1e6))
print("start (--version) %7.3f s   %5.0f MB   median of 11" % (start, start_peak / 1e6))
print()
print("plan / scan       %7.1f     goal: at most 3       %s" % (plan / scan, verdict(plan <= 3 * scan)))
print("plan memory       %5.0f MB    goal: at most 100 MB  %s" % (plan_peak / 1e6, verdict(plan_peak <= 100e6)))
print("start             %5.0f ms    goal: at most 30 ms   %s" % (start * 1e3, verdict(start <= 0.030)))
PYTHON
