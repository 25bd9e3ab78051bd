# shellcheck shell=bash
# One full cluster per machine. /run/slipway-e2e/lock is held while a command changes the cluster,
# /run/slipway-e2e/holder says to whom it belongs between commands.

MACHINE=/run/slipway-e2e

holder() { sed -n "s/^$1=//p" "$MACHINE/holder" 2>/dev/null; }

# held_elsewhere: another checkout has a cluster that still runs, or is just being brought up
held_elsewhere() {
  [ -s "$MACHINE/holder" ] || return 1
  [ "$(holder directory)" != "$CHECKOUT" ] || return 1
  [ -n "$(daemons_of "$(holder state)")" ] || [ -d "/proc/$(holder pid)" ]
}

refuse_if_held_elsewhere() {
  held_elsewhere || return 0
  local dir
  dir=$(holder directory)
  die "this machine's cluster belongs to $(holder user) (pid $(holder pid)) in $dir since $(holder since); end it with '$dir/e2e/cluster/cluster down'${1:+, or $1}"
}

# take_turn: waits for another command of this checkout; file descriptor 9 holds the lock until this process ends
take_turn() {
  while :; do
    mkdir -p "$MACHINE"
    exec 9>>"$MACHINE/lock"
    if ! flock -n 9; then
      say "waiting for another command on this cluster"
      flock -w 600 9 || die "another command holds $MACHINE/lock for more than 10 minutes: see 'fuser $MACHINE/lock'"
    fi
    # 'down' removes the file: a lock on the removed one is worth nothing
    [ "$(stat -Lc %i "/proc/$$/fd/9")" != "$(stat -c %i "$MACHINE/lock" 2>/dev/null)" ] || return 0
  done
}

claim() {
  put "$MACHINE/holder" <<EOF
user=${SUDO_USER:-$(id -un)}
pid=$$
directory=$CHECKOUT
since=$(date -Is)
state=$S
EOF
}

release() { rm -rf "$MACHINE"; }
