#!/bin/bash
# Plants one bug at a time into a copy of the sources, and has the simulation find it.
# usage: mutants.sh [NAME...]      SEEDS=2000 gives each that many universes
# Fails when a bug is not found, or when a patch does not fit the sources any more.
set -uo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
patches=$root/Tests/Simulation/Mutants
tree=$root/.build/mutants
seeds=${SEEDS:-2000}
swift=${SWIFT:-swift}
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# The copy has a build folder of its own, which keeps what it built for the next time.
mkdir -p "$tree/.build"
rm -rf "$tree/Sources" "$tree/Tests"
cp -a "$root/Sources" "$root/Tests" "$root/Package.swift" "$tree/"
for part in Package.resolved .build/checkouts .build/repositories .build/artifacts .build/workspace-state.json; do
    [ ! -e "$root/$part" ] || [ -e "$tree/$part" ] || cp -a "$root/$part" "$tree/$part"
done

# git reads a folder inside a repository as part of it; the copy is none.
plant() { (cd "$tree" && GIT_CEILING_DIRECTORIES=$root/.build git apply --whitespace=nowarn "$@"); }
build() { "$swift" build --package-path "$tree" -c release --product simulate >"$tree/build.log" 2>&1; }

echo "building the copy without a bug"
build || { tail -20 "$tree/build.log" >&2; exit 1; }
"$tree/.build/release/simulate" --seeds "$seeds" --most-failures 1 >"$found" 2>&1 \
    || { echo "the simulation fails without any planted bug:" >&2; head -20 "$found" >&2; exit 1; }

failures=0 count=0
for patch in "$patches"/*.patch; do
    name=$(basename "$patch" .patch)
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    count=$((count + 1))
    if ! plant "$patch" 2>"$found"; then
        echo "$name: the patch does not fit the sources any more: $(head -1 "$found")" >&2
        failures=$((failures + 1))
        continue
    fi
    if ! build; then
        echo "$name: does not compile: $(grep -m1 error: "$tree/build.log")" >&2
        failures=$((failures + 1))
    elif timeout 500 "$tree/.build/release/simulate" --seeds "$seeds" --most-failures 1 >"$found" 2>&1; then
        echo "$name: NOT FOUND in $seeds seeds" >&2
        failures=$((failures + 1))
    elif seed=$(sed -n 's/^seed \([0-9]*\) breaks:/\1/p' "$found" | head -1) && [ -n "$seed" ]; then
        printf '%-36s seed %5s  %s\n' "$name" "$seed" "$(sed -n '/^seed /{n;p;q}' "$found" | cut -c1-110)"
    else
        echo "$name: the simulation ended without naming a seed: $(tail -1 "$found")" >&2
        failures=$((failures + 1))
    fi
    plant -R "$patch"
done
echo "$count bugs planted, $((count - failures)) found"
[ "$count" -gt 0 ] && [ "$failures" -eq 0 ]
