# shellcheck shell=bash
# 'up' for the full cluster: every step looks first and does only what is missing.

DAEMONS=(etcd kube-apiserver kube-controller-manager kube-scheduler containerd kubelet kube-proxy coredns metrics-server)
NODE_TOOLS=(etcd kube-apiserver kubectl kube-controller-manager kube-scheduler kubelet kube-proxy kubeadm coredns metrics-server pause freeport)

up() { # AUDIT (yes or no)
  require_linux
  require_root
  refuse_if_held_elsewhere
  require_packages
  build_tools "${NODE_TOOLS[@]}"
  take_turn
  refuse_if_held_elsewhere
  claim
  bring_up "$1"
  say "up: export KUBECONFIG=$KUBECONFIG"
}

bring_up() {
  local ip images
  ip=$(node_address)
  mkdir -p "$S"/{run,log,conf,kubelet/volume-plugins}
  chmod 700 "$S/conf"
  remember_host
  kill_strays
  require_own_ports "$ip"
  make_pki "$ip" 6443
  remember_apiserver_extra "$1"
  start_etcd 2379 2380
  mapfile -t flags < <(node_apiserver_flags "$ip")
  start_apiserver 6443 2379 "${flags[@]}"
  prepare_host
  start_containerd
  await_containerd
  say "containerd answers"
  images=$(base_images)
  # shellcheck disable=SC2086 # one word a line
  load_images $images
  await_apiserver
  say "API server ready"
  start_controllers
  start_volume_modes
  start_kubelet "$ip"
  start_proxy
  start_dns "$ip"
  start_metrics
  apply_cluster_objects
  await_controllers
  say "controllers work"
  await_dns
  say "DNS answers"
  await_node
  say "node Ready"
  restore_gpus
  await_metrics
  say "metrics API available (first numbers about 20 s after a start)"
}

# require_own_ports ADDRESS: of the daemons that are not running
require_own_ports() {
  local wanted=() pair
  for pair in etcd=127.0.0.1:2379 etcd=127.0.0.1:2380 kube-apiserver=:6443 kube-controller-manager=127.0.0.1:10257 \
    kube-scheduler=127.0.0.1:10259 "kubelet=$1:10250" kubelet=127.0.0.1:10248 kube-proxy=127.0.0.1:10256 \
    kube-proxy=127.0.0.1:10249 "coredns=$1:53" coredns=127.0.0.1:18181 metrics-server=127.0.0.1:4443; do
    alive "${pair%%=*}" || wanted+=("${pair#*=}")
  done
  [ ${#wanted[@]} = 0 ] || require_free_ports "${wanted[@]}"
}

status() {
  local name pid _ all=0
  if [ -s "$MACHINE/holder" ]; then
    echo "held by $(holder user) (pid $(holder pid)) in $(holder directory) since $(holder since)"
  else
    echo "no cluster on this machine"
  fi
  for name in "${DAEMONS[@]}"; do
    if alive "$name"; then
      read -r pid _ <"$S/run/$name.pid"
      echo "$name runs (pid $pid)"
    else
      echo "$name does not run"
      all=1
    fi
  done
  [ $all = 0 ] || return 1
  echo "kubeconfig $KUBECONFIG"
  kubectl get nodes
}
