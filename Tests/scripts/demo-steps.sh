# Sourced by the demos: a temporary folder, programs that are stopped at the end, and how steps are shown.
# Sets `folder`; programs that run in the background belong into `started`.

folder=$(mktemp -d)
started=()

finish() {
    local code=$?
    trap - EXIT INT TERM
    for program in "${started[@]}"; do kill "$program" 2>/dev/null || true; done
    # One that takes no SIGTERM, which a caller may have blocked, gets two seconds.
    (sleep 2 && kill -9 "${started[@]}") >/dev/null 2>&1 &
    local last=$!
    wait "${started[@]}" 2>/dev/null || true
    kill "$last" 2>/dev/null || true
    if [ "$code" -ne 0 ]; then
        echo
        echo "The demo stopped with exit code $code. What the programs wrote:"
        tail -n 20 "$folder"/*.log 2>/dev/null || true
    fi
    rm -rf "$folder"
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

bold=''
plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m'
    plain=$'\e[0m'
fi

step() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

# show COMMAND…: prints the command as one would type it, runs it, and indents what it says.
show() {
    printf '  $ %s\n' "$*"
    local code=0
    "$@" 2>&1 | sed 's/^/    /' || code=${PIPESTATUS[0]}
    return "$code"
}

# expect CODE COMMAND…: like show, and stops the demo unless the command ends with CODE.
expect() {
    local wanted=$1 code=0
    shift
    show "$@" || code=$?
    echo "    (exit $code)"
    if [ "$code" -ne "$wanted" ]; then
        echo "expected exit $wanted"
        exit 1
    fi
}

# await WHAT COMMAND…: waits until the command succeeds, at most 20 s.
await() {
    local what=$1 tries=0
    shift
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -ge 200 ]; then
            echo "no $what after 20 s"
            exit 1
        fi
        sleep 0.1
    done
}

# free_port: a port of loopback that nobody uses.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# webhook_secret VARIABLE: makes a signing key and exports its secret under that name (Standard Webhooks).
webhook_secret() {
    webhook_key=$(openssl rand -hex 32)
    export "$1=whsec_$(printf '%s' "$webhook_key" | python3 -c \
        'import base64, sys; print(base64.b64encode(bytes.fromhex(sys.stdin.read())).decode())')"
}

# post_signed ADDRESS ID BODY: posts a login, signed as Standard Webhooks says, and prints the answer and its status.
post_signed() {
    local now signature
    now=$(date +%s)
    signature=$(printf '%s.%s.%s' "$2" "$now" "$3" |
        openssl dgst -sha256 -mac HMAC -macopt "hexkey:$webhook_key" -binary | openssl base64 -A)
    curl --silent --show-error --write-out '  HTTP %{http_code}, %{time_total} s\n' "$1" \
        --header 'Content-Type: application/json' --header "webhook-id: $2" --header "webhook-timestamp: $now" \
        --header "webhook-signature: v1,$signature" --data-binary "$3"
}
