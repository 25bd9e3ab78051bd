# shellcheck shell=bash
# Where things lie, and how this program speaks.

CACHE=${SLIPWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}
STARTED=${EPOCHREALTIME/[.,]/}

say() { # one line with the seconds since the command began
  local us=$((${EPOCHREALTIME/[.,]/} - STARTED))
  printf '[%3d.%ds] %s\n' $((us / 1000000)) $((us / 100000 % 10)) "$*" >&2
}

die() {
  printf 'cluster: %s\n' "$*" >&2
  exit 1
}

# wait_for SECONDS WHAT COMMAND...: polls ten times a second
wait_for() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
  : "$what"
}

# put FILE [MODE]: standard input to FILE, by rename, and only if it differs
# (kube-proxy exits when its configuration file is rewritten)
put() {
  local new
  mkdir -p "$(dirname "$1")"
  new=$(mktemp "$1.XXXXXX")
  cat >"$new"
  if cmp -s "$new" "$1"; then
    rm -f "$new"
  else
    chmod "${2:-644}" "$new"
    mv "$new" "$1"
  fi
}
