# shellcheck shell=bash
# etcd, kube-apiserver, controller manager and scheduler.

NODE=slipway
PODS=10.244.0.0/24
SERVICES=10.96.0.0/16

start_etcd() { # CLIENT_PORT PEER_PORT
  start etcd "$(tool etcd)" --name one --data-dir "$S/etcd" --unsafe-no-fsync --quota-backend-bytes 8589934592 \
    --listen-client-urls "http://127.0.0.1:$1" --advertise-client-urls "http://127.0.0.1:$1" \
    --listen-peer-urls "http://127.0.0.1:$2" --initial-advertise-peer-urls "http://127.0.0.1:$2" \
    --initial-cluster "one=http://127.0.0.1:$2" --logger zap --log-level warn
}

start_apiserver() { # PORT ETCD_PORT FLAG...
  local p=$S/pki port=$1 etcd=$2
  shift 2
  start kube-apiserver "$(tool kube-apiserver)" --secure-port="$port" --etcd-servers="http://127.0.0.1:$etcd" \
    --service-cluster-ip-range=$SERVICES --allow-privileged --authorization-mode=Node,RBAC \
    --client-ca-file="$p/ca.crt" --tls-cert-file="$p/apiserver.crt" --tls-private-key-file="$p/apiserver.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$p/sa.pub" --service-account-signing-key-file="$p/sa.key" \
    --max-requests-inflight=800 --max-mutating-requests-inflight=400 "$@"
}

kubectl() { "$(tool kubectl)" "$@" 9>&-; }

await_apiserver() { await kube-apiserver 60 kubectl get --raw /readyz; }

# node_apiserver_flags ADDRESS: what an API server with a kubelet and aggregated APIs needs besides
node_apiserver_flags() {
  local p=$S/pki
  printf '%s\n' --advertise-address="$1" --enable-admission-plugins=NodeRestriction \
    --kubelet-client-certificate="$p/apiserver-kubelet-client.crt" --kubelet-client-key="$p/apiserver-kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP \
    --requestheader-client-ca-file="$p/front-proxy-ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group \
    --requestheader-username-headers=X-Remote-User \
    --proxy-client-cert-file="$p/front-proxy-client.crt" --proxy-client-key-file="$p/front-proxy-client.key"
  [ ! -s "$S/conf/apiserver-extra" ] || cat "$S/conf/apiserver-extra"
}

# remember_apiserver_extra AUDIT: --audit and APISERVER_EXTRA hold until 'down', so that a later plain 'up' restarts nothing
remember_apiserver_extra() {
  if [ "$1" = yes ]; then
    put "$S/conf/audit-policy.yaml" <"$HERE/manifests/audit-policy.yaml"
    put "$S/conf/apiserver-audit" <<EOF
--audit-policy-file=$S/conf/audit-policy.yaml
--audit-log-path=$S/log/audit.log
EOF
  fi
  # shellcheck disable=SC2086 # several flags
  [ -z "${APISERVER_EXTRA:-}" ] || printf '%s\n' $APISERVER_EXTRA | put "$S/conf/apiserver-more"
  { cat "$S/conf/apiserver-audit" "$S/conf/apiserver-more" 2>/dev/null || true; } | put "$S/conf/apiserver-extra"
}

start_controllers() {
  local p=$S/pki cm=$S/pki/conf/controller-manager.conf sc=$S/pki/conf/scheduler.conf
  start kube-controller-manager "$(tool kube-controller-manager)" --kubeconfig="$cm" --authentication-kubeconfig="$cm" \
    --authorization-kubeconfig="$cm" --leader-elect=false --bind-address=127.0.0.1 --root-ca-file="$p/ca.crt" \
    --client-ca-file="$p/ca.crt" --requestheader-client-ca-file="$p/front-proxy-ca.crt" \
    --service-account-private-key-file="$p/sa.key" --use-service-account-credentials \
    --cluster-signing-cert-file="$p/ca.crt" --cluster-signing-key-file="$p/ca.key" --allocate-node-cidrs=false \
    --flex-volume-plugin-dir="$S/kubelet/volume-plugins" \
    --enable-hostpath-provisioner --horizontal-pod-autoscaler-sync-period=5s --kube-api-qps=200 --kube-api-burst=400
  start kube-scheduler "$(tool kube-scheduler)" --kubeconfig="$sc" --authentication-kubeconfig="$sc" \
    --authorization-kubeconfig="$sc" --leader-elect=false --bind-address=127.0.0.1 --kube-api-qps=200 --kube-api-burst=400
}

# The host-path provisioner makes folders for root alone, and fsGroup does not change host paths: pods may write to them as to any volume.
# shellcheck disable=SC2016 # expanded by that shell
start_volume_modes() { start volume-modes sh -c 'while sleep 0.5; do chmod -f a+rwx "$0"/* || true; done' "$S/volumes"; }

await_controllers() { await kube-controller-manager 30 kubectl -n default get serviceaccount default; }
