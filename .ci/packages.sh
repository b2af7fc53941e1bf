#!/bin/bash
# Installs the Debian or Ubuntu packages that are missing: `packages.sh build`, `packages.sh test` or `packages.sh bench`.
# Asks what is there first, so that nothing is downloaded and no right is needed on a prepared machine.
set -euo pipefail

missing=()

# library NAME PACKAGE: pkg-config must know NAME.
library() {
    if ! { command -v pkg-config >/dev/null && pkg-config --exists "$1"; }; then missing+=("$2"); fi
}

# program NAME PACKAGE: NAME must be on the PATH.
program() {
    if ! command -v "$1" >/dev/null; then missing+=("$2"); fi
}

case "${1:-}" in
build)
    program pkg-config pkg-config
    library yaml-0.1 libyaml-dev
    library libcurl libcurl4-openssl-dev
    library sqlite3 libsqlite3-dev
    ;;
test)
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then missing+=(python3 python3-venv); fi
    program openssl openssl
    program sqlite3 sqlite3
    program curl curl
    program git git
    program nginx nginx-light
    program strace strace
    program chromium chromium
    program chromedriver chromium-driver
    ;;
bench)
    if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then missing+=(python3 python3-venv); fi
    program wrk wrk
    program nginx nginx-light
    program redis-server redis-server
    program sqlite3 sqlite3
    if ! { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1; then missing+=(postgresql); fi
    ;;
*)
    echo "usage: packages.sh build|test|bench" >&2
    exit 64
    ;;
esac

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]}; install their equivalents (this script knows apt-get only)" >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "missing: ${missing[*]}; run as root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends "${missing[@]}" </dev/null >&2
}

echo "installing ${missing[*]}" >&2
# Package lists may be there already; fetch them only when they are not good enough.
install || { "${as_root[@]}" apt-get update --quiet </dev/null >&2 && install; }
