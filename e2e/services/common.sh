# Sourced by the services of this folder: one process each, kept by its state folder. Needs SERVICE to be set.
# SLIPWAY_SERVICES names another state folder, SLIPWAY_SERVICE_HOST the address in the URL (default: this node's, which
# pods reach), SLIPWAY_SERVICE_PORT a port (default: a free one, kept from one up to the next).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../make/common.sh"
STATE=${SLIPWAY_SERVICES:-$CACHE/services}/$SERVICE
HOST=${SLIPWAY_SERVICE_HOST:-$(hostname -I | cut -d' ' -f1)}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])'
}

port() {
    [ -n "${SLIPWAY_SERVICE_PORT:-}" ] && echo "$SLIPWAY_SERVICE_PORT" >"$STATE/port"
    [ -s "$STATE/port" ] || free_port >"$STATE/port"
    cat "$STATE/port"
}

running() {
    [ -s "$STATE/pid" ] && kill -0 "$(cat "$STATE/pid")" 2>/dev/null
}

url() {
    running || fail "$SERVICE does not run: e2e/services/$SERVICE up"
    echo "http://$HOST:$(cat "$STATE/port")"
}

# launch COMMAND...: in a session of its own, so that down ends all of it
launch() {
    setsid "$@" >"$STATE/log" 2>&1 </dev/null 9>&- &
    echo $! >"$STATE/pid"
}

# await SECONDS PATH: until the service answers
await() {
    local i
    for ((i = 0; i < $1 * 5; i++)); do
        running || { tail -20 "$STATE/log" >&2; fail "$SERVICE ended: see $STATE/log"; }
        curl -s -o /dev/null --max-time 2 "http://127.0.0.1:$(cat "$STATE/port")$2" && return
        sleep 0.2
    done
    tail -20 "$STATE/log" >&2
    fail "$SERVICE does not answer: see $STATE/log"
}

down() {
    if running; then
        kill -TERM -- "-$(cat "$STATE/pid")" 2>/dev/null || true
        for _ in $(seq 50); do running || break; sleep 0.1; done
        kill -KILL -- "-$(cat "$STATE/pid")" 2>/dev/null || true
    fi
    rm -f "$STATE/pid"
}

dispatch() {
    case "${1:-}" in
        up)
            mkdir -p "$STATE"
            exec 9>"$STATE/lock"
            flock 9
            running || up
            url
            ;;
        down) down ;;
        url) url ;;
        *) fail "usage: e2e/services/$SERVICE up | down | url" ;;
    esac
}

# debs PACKAGE...: the folder into which these Debian packages are unpacked; nothing is installed
debs() {
    local dir
    dir=$CACHE/debs/$(printf '%s\n' "$@" | sha256sum | cut -c1-16)
    if [ ! -e "$dir/complete" ]; then
        rm -rf "$dir"
        mkdir -p "$dir/packages"
        (cd "$dir/packages" && { apt-get download -qq "$@" 2>/dev/null || { apt-get update -qq && apt-get download -qq "$@"; }; }) >&2 ||
            fail "The Debian packages $* cannot be had."
        for package in "$dir"/packages/*.deb; do dpkg -x "$package" "$dir"; done
        rm -r "$dir/packages"
        touch "$dir/complete"
    fi
    echo "$dir"
}
