# shellcheck shell=bash
# DNS and metrics: processes of the host, so that no image is needed for them.

start_dns() { # ADDRESS
  local forward=""
  ! grep -q '^nameserver' /etc/resolv.conf 2>/dev/null || forward="forward . /etc/resolv.conf"
  put "$S/conf/Corefile" <<EOF
.:53 {
  bind $1
  errors
  ready 127.0.0.1:18181
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $S/kubeconfig
    pods insecure
    fallthrough in-addr.arpa
  }
  $forward
  cache 5
}
EOF
  start coredns "$(tool coredns)" -conf "$S/conf/Corefile"
}

await_dns() { await coredns 20 http_ok 18181 /ready; }

http_ok() { # PORT PATH on 127.0.0.1
  local status
  exec 7<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&7
  read -r status <&7
  exec 7>&-
  [[ $status == *" 200 "* ]]
}

start_metrics() {
  start metrics-server "$(tool metrics-server)" --kubeconfig "$S/kubeconfig" --authentication-kubeconfig "$S/kubeconfig" \
    --authorization-kubeconfig "$S/kubeconfig" --kubelet-insecure-tls --kubelet-preferred-address-types=InternalIP \
    --bind-address=127.0.0.1 --secure-port=4443 --metric-resolution=10s --kubelet-request-timeout=5s --cert-dir="$S/metrics-cert"
}

await_metrics() {
  await metrics-server 30 kubectl wait --for=condition=Available apiservice/v1beta1.metrics.k8s.io --timeout=10s
}

apply_cluster_objects() {
  kubectl get apiservice v1beta1.metrics.k8s.io -o name >/dev/null 2>&1 && [ -e "$S/conf/applied" ] && return 0
  wait_for 20 kubectl apply -f "$HERE/manifests/cluster.yaml" || die "could not apply $HERE/manifests/cluster.yaml: run 'cluster status'"
  mkdir -p "$S/conf"
  : >"$S/conf/applied"
}
