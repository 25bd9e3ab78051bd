# shellcheck shell=bash
# Where things lie, and how this program speaks.

CACHE=${SLIPWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}
CHECKOUT=$(cd "$HERE/../.." && pwd)
REFUSED=64 # exit status after an explanation
STARTED=${EPOCHREALTIME/[.,]/}
LAST=$STARTED

# state_in DIR: everything a cluster writes lies below DIR
state_in() {
  S=$1
  KUBECONFIG=$S/kubeconfig
  export KUBECONFIG
}

say() { # a line with the seconds since the command began and since the last line
  local now=${EPOCHREALTIME/[.,]/}
  printf '[%s +%s] %s\n' "$(seconds $((now - STARTED)))" "$(seconds $((now - LAST)))" "$*" >&2
  LAST=$now
}

seconds() { printf '%3d.%d s' $(($1 / 1000000)) $(($1 / 100000 % 10)); }

die() {
  printf 'cluster: %s\n' "$*" >&2
  exit "$REFUSED"
}

# wait_for SECONDS COMMAND...: asks ten times a second
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
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
