# shellcheck shell=bash
# Hardware that is not there: GPUs of the real node, and nodes simulated by kwok.

gpus() { # N
  [[ $1 =~ ^[0-9]+$ ]] || die "usage: cluster gpu N, with N = 0 to remove them"
  require_running
  put "$S/conf/gpus" <<<"$1"
  patch_gpus "$1"
  say "node $NODE has $1 nvidia.com/gpu"
}

patch_gpus() {
  local op=add value="\"$1\"" patch
  if [ "$1" = 0 ]; then
    kubectl get node "$NODE" -o jsonpath='{.status.capacity}' | grep -q nvidia || return 0
    op=remove value=null
  fi
  patch=$(printf '[{"op":"%s","path":"/status/%s/nvidia.com~1gpu","value":%s},{"op":"%s","path":"/status/%s/nvidia.com~1gpu","value":%s}]' \
    $op capacity "$value" $op allocatable "$value")
  kubectl patch node "$NODE" --subresource=status --type=json -p "$patch" >/dev/null
}

# restore_gpus: a new kubelet sets extended resources that it does not know to 0
restore_gpus() { [ ! -s "$S/conf/gpus" ] || patch_gpus "$(cat "$S/conf/gpus")"; }

require_running() {
  require_root
  alive kube-apiserver || die "no cluster runs: 'cluster up' first"
}

kwok_up() { # N
  [[ $1 =~ ^[1-9][0-9]*$ ]] || die "usage: cluster kwok up N | cluster kwok down"
  require_running
  build_tools kwok
  kwok_stages | put "$S/conf/kwok-stages.yaml"
  start kwok "$(tool kwok)" --kubeconfig "$S/kubeconfig" --manage-all-nodes=false \
    --manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake --node-lease-duration-seconds=200 \
    --server-address=127.0.0.1:10247 --config "$S/conf/kwok-stages.yaml"
  kwok_nodes "$1" | kubectl apply -f - >/dev/null
  kubectl wait --for=condition=Ready node -l type=kwok --timeout=120s >/dev/null
  say "$1 simulated nodes Ready"
}

# kwok_stages: the behaviour of simulated nodes and pods, as kwok's own module brings it
kwok_stages() {
  local dir file
  require_go
  dir=$(cd "$TOOLS_SOURCE/kwok" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local go mod download -json sigs.k8s.io/kwok | sed -nE 's/.*"Dir": "([^"]+)".*/\1/p')
  for file in node/fast/node-initialize node/heartbeat-with-lease/node-heartbeat-with-lease pod/fast/pod-ready pod/fast/pod-complete pod/fast/pod-delete; do
    cat "$dir/kustomize/stage/$file.yaml"
    printf '\n---\n'
  done
}

kwok_nodes() { # N
  local i resources='{cpu: "64", memory: 512Gi, pods: "200", nvidia.com/gpu: "8"}'
  for ((i = 1; i <= $1; i++)); do
    cat <<EOF
apiVersion: v1
kind: Node
metadata:
  name: kwok-$i
  annotations: {kwok.x-k8s.io/node: fake, node.alpha.kubernetes.io/ttl: "0"}
  labels: {type: kwok, kubernetes.io/hostname: kwok-$i, kubernetes.io/os: linux, kubernetes.io/arch: amd64, node.kubernetes.io/instance-type: simulated, topology.kubernetes.io/zone: zone-$((i % 3))}
spec: {taints: [{key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule}]}
status: {allocatable: $resources, capacity: $resources}
---
EOF
  done
}

kwok_down() {
  require_running
  kubectl delete nodes -l type=kwok --ignore-not-found >/dev/null
  stop_all 3 kwok
  say "simulated nodes removed"
}
