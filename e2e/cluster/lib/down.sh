# shellcheck shell=bash
# 'down' for the full cluster: works from any half-made state.

down() { # KEEP FORCE (each yes or no)
  require_linux
  require_root
  [ "$2" = yes ] || refuse_if_held_elsewhere "'cluster down --force' here"
  take_turn
  if [ ! -e "$S" ] && [ ! -s "$MACHINE/holder" ]; then
    release
    say "nothing to take down"
    return
  fi
  stop_all 2 volume-modes kwok prometheus-adapter prometheus prometheus-targets metrics-server coredns kubelet kube-scheduler kube-controller-manager
  say "kubelet and controllers stopped"
  forget_containers "$1"
  stop_all 3 kube-proxy containerd
  end_pods
  say "pods ended"
  stop_all 2 kube-apiserver
  stop_all 5 etcd
  kill_leftovers
  say "control plane stopped"
  unmount_all
  restore_host
  if [ "$1" = yes ]; then
    rm -rf "$S"/{run,kubelet,pod-logs,ipam,conf/host-before}
  else
    rm -rf "$S"
  fi
  release
  say "down"
}

# forget_containers KEEP: kept containerd data must not remember containers that are gone
forget_containers() {
  local id
  alive containerd || return 0
  for id in $(ctr --timeout 10s tasks ls -q 2>/dev/null); do
    ctr --timeout 10s tasks kill --all --signal SIGKILL "$id" >/dev/null 2>&1 || true
  done
  [ "$1" = yes ] || return 0
  for id in $(ctr --timeout 10s containers ls -q); do
    wait_for 3 ctr --timeout 10s tasks rm --force "$id" || true
    ctr --timeout 10s containers rm "$id" >/dev/null 2>&1 || true
  done
}
