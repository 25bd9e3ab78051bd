# shellcheck shell=bash
# The daemons of a cluster: detached from the terminal, with $S/log/NAME.log and $S/run/NAME.pid.
# The pid file holds "pid start-time hash-of-command", so a reused pid is never taken for ours.

start_time() { # PID -> start time in clock ticks since boot; fails for no process and for a zombie
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra stat <<<"${stat##*) }"
  [ "${stat[0]}" != Z ] && echo "${stat[19]}"
}

alive() { # NAME
  local pid since _
  read -r pid since _ 2>/dev/null <"$S/run/$1.pid" || return 1
  [ "$(start_time "$pid")" = "$since" ]
}

# start NAME COMMAND...: nothing where it runs already; a restart where it runs with another command
start() {
  local name=$1 id pid since running
  shift
  id=$(printf '%s\0' "$@" | sha256sum | cut -c1-16)
  if alive "$name"; then
    read -r pid since running <"$S/run/$name.pid"
    [ "$running" != "$id" ] || return 0
    stop_all 3 "$name"
  fi
  mkdir -p "$S/run" "$S/log"
  # the child writes its own pid before it becomes the daemon: there is no moment without a record
  (
    pid=$BASHPID
    echo "$pid $(start_time "$pid") $id" >"$S/run/$name.pid.new"
    mv "$S/run/$name.pid.new" "$S/run/$name.pid"
    exec setsid "$@" >>"$S/log/$name.log" 2>&1 </dev/null 8>&- 9>&-
  ) &
  wait_for 5 alive "$name" || die "$name did not start: $(tail -n 1 "$S/log/$name.log")"
}

# await NAME SECONDS COMMAND...: until COMMAND succeeds; ends at once when the daemon NAME has ended
await() {
  local name=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    alive "$name" || die "$name ended, see $S/log/$name.log; its last line: $(tail -n 1 "$S/log/$name.log")"
    ((SECONDS < end)) || die "$name is not ready in time, see $S/log/$name.log ($*)"
    sleep 0.1
  done
}

# stop_all SECONDS NAME...: TERM to all, KILL to those still there when the time is up
stop_all() {
  local end=$((SECONDS + $1)) name pid _
  shift
  for name in "$@"; do
    if alive "$name"; then
      read -r pid _ <"$S/run/$name.pid"
      kill "$pid" 2>/dev/null || true
    fi
  done
  for name in "$@"; do
    while alive "$name"; do
      read -r pid _ <"$S/run/$name.pid"
      ((SECONDS < end)) || kill -9 "$pid" 2>/dev/null || true
      sleep 0.1
    done
    rm -f "$S/run/$name.pid"
  done
}

# daemons_of DIR: "pid program" of every daemon whose command line names DIR, with or without a pid file
daemons_of() {
  local proc words program
  for proc in /proc/[0-9]*; do
    mapfile -d '' -t words 2>/dev/null <"$proc/cmdline" || continue
    [[ ${words[*]} == *"$1/"* ]] && program=$(readlink "$proc/exe") || continue
    case ${program##*/} in
      etcd | kube-apiserver | kube-controller-manager | kube-scheduler | kubelet | kube-proxy | coredns | metrics-server | kwok | prometheus | prometheus-adapter | containerd | containerd-shim-runc-v2)
        echo "${proc#/proc/} ${program##*/}"
        ;;
    esac
  done
}

# kill_leftovers: every daemon of this state folder
kill_leftovers() {
  local pid _
  while read -r pid _; do
    kill_and_wait "$pid"
  done < <(daemons_of "$S")
}

# kill_strays: daemons of this state folder without a pid file; shims belong to pods and stay
kill_strays() {
  local pid program file known=" "
  for file in "$S"/run/*.pid; do
    ! alive "$(basename "$file" .pid)" || known+="$(cut -d' ' -f1 "$file") "
  done
  while read -r pid program; do
    [ "$program" = containerd-shim-runc-v2 ] || [[ $known == *" $pid "* ]] || kill_and_wait "$pid"
  done < <(daemons_of "$S")
}

kill_and_wait() {
  kill -9 "$1" 2>/dev/null || return 0
  while start_time "$1" >/dev/null; do sleep 0.05; done
}
