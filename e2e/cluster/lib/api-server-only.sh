# shellcheck shell=bash
# 'up --control-plane': etcd and kube-apiserver on free ports of 127.0.0.1, state in one folder, several at a time, no root.

api_up() { # KUBECONFIG_OUT
  local try ports
  require_linux
  build_tools etcd kube-apiserver kubectl kubeadm freeport
  mkdir -p "$S"/{run,log,conf}
  exec 9>"$S/lock"
  flock -w 120 9 || die "another command works on $S"
  kill_strays
  if ! { alive etcd && alive kube-apiserver; }; then
    for try in 1 2 3; do
      mapfile -t ports < <(free_or_kept_ports "$try")
      api_start "${ports[@]}" && break
      [ "$try" -lt 3 ] || die "etcd or kube-apiserver does not start, see $S/log: $(tail -n 1 "$S/log/kube-apiserver.log")"
    done
  fi
  [ -z "$1" ] || put "$1" 600 <"$S/kubeconfig"
  say "API server ready: export KUBECONFIG=${1:-$S/kubeconfig}"
}

# free_or_kept_ports TRY: at first those of the last time, so that a kubeconfig in use stays right
free_or_kept_ports() {
  local kept=()
  [ ! -s "$S/conf/ports" ] || mapfile -t kept <"$S/conf/ports"
  if [ "$1" = 1 ] && [ ${#kept[@]} = 3 ] && "$(tool freeport)" check "${kept[@]/#/127.0.0.1:}" >/dev/null; then
    printf '%s\n' "${kept[@]}"
  else
    "$(tool freeport)" 3
  fi
}

# api_start API ETCD PEER: fails where another program took a port in between
api_start() {
  stop_all 3 kube-apiserver etcd
  printf '%s\n' "$@" | put "$S/conf/ports"
  make_pki 127.0.0.1 "$1"
  start_etcd "$2" "$3"
  start_apiserver "$1" "$2" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --endpoint-reconciler-type=none \
    --disable-admission-plugins=ServiceAccount
  wait_for 60 api_ready_or_ended
  kubectl get --raw /readyz >/dev/null 2>&1
}

api_ready_or_ended() { ! alive etcd || ! alive kube-apiserver || kubectl get --raw /readyz; }

api_down() { # KEEP
  [ -d "$S/run" ] || {
    say "nothing to take down in $S"
    return
  }
  exec 9>"$S/lock"
  flock -w 120 9 || die "another command works on $S"
  stop_all 1 kube-apiserver
  stop_all 3 etcd
  kill_leftovers
  rm -rf "$S/run" "$S/lock"
  [ "$1" = yes ] || rm -rf "$S"/{etcd,pki,pki.new,conf,log,kubeconfig}
  rmdir "$S" 2>/dev/null || true
  say "down"
}
