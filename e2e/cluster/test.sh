#!/usr/bin/env bash
# Tests of the cluster itself, on the real thing: under 3 minutes. Ends a running cluster of this checkout with --replace only.
set -uo pipefail
HERE=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
C=$HERE/cluster
STATE=${SLIPWAY_STATE:-/var/lib/slipway-e2e}
W=$(mktemp -d)
passed=0 failed=0

check() { # SENTENCE COMMAND...
  local sentence=$1 begin=$SECONDS
  shift
  if "$@" >"$W/out" 2>&1; then
    passed=$((passed + 1))
    printf 'ok    %s (%d s)\n' "$sentence" $((SECONDS - begin))
  else
    failed=$((failed + 1))
    printf 'FAIL  %s\n' "$sentence"
    sed 's/^/      /' "$W/out" | tail -n 15
  fi
}

within() { # SECONDS COMMAND...: polls until it succeeds
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.5
  done
}

equal() { # EXPECTED ACTUAL
  [ "$1" = "$2" ] || {
    printf 'expected: %s\n but was: %s\n' "$1" "$2"
    return 1
  }
}

# footprint FILE: everything that 'down' must leave as it was
footprint() {
  {
    ps -eo args= | grep -F "$STATE/" | grep -v grep | sort
    awk '{ print "mount", $5 }' /proc/self/mountinfo | sort
    ip -o link | awk '{ print "link", $2 }'
    ip route | sort
    nft list tables | sort
    find /sys/fs/cgroup -type d -name '*kube*'
    sysctl -a 2>/dev/null | grep -E '^(kernel.panic|kernel.keys|vm.(overcommit|panic)|fs.inotify|net.ipv4.ip_forward|net.ipv4.conf.all|net.netfilter.nf_conntrack_(max|tcp))'
    find /var/lib/kubelet /var/lib/cni /var/log/containers /var/log/pods /run/containerd /run/netns /run/slipway-e2e \
      /usr/libexec/kubernetes /tmp/hostpath_pv /etc/cni /etc/kubernetes "$STATE" 2>/dev/null
  } >"$1"
}

pids() { "$C" status | sed -nE 's/^([a-z-]+) runs \(pid ([0-9]+)\)$/\1=\2/p' | tr '\n' ' '; }

pod_tests() {
  local pod ip uid
  check "a deployment becomes ready" rollout
  pod=$(kubectl get pod -l app=web -o jsonpath='{.items[0].metadata.name}')
  ip=$(kubectl get pod "$pod" -o jsonpath='{.status.podIP}')
  check "logs show what the pod wrote" equal written "$(kubectl logs "$pod")"
  check "exec runs a command in the pod" equal 42 "$(kubectl exec "$pod" -- sh -c 'echo $((6*7))')"
  check "the host reaches the pod" within 5 curl -sf --max-time 2 "http://$ip:8080"
  check "the host reaches the service" within 10 curl -sf --max-time 2 "http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}')"
  check "a pod finds the service by DNS" kubectl exec "$pod" -- timeout 5 wget -qO- http://web.default.svc.cluster.local
  check "a pod reaches itself through the service" kubectl exec "$pod" -- sh -c 'for i in 1 2 3 4; do timeout 5 wget -qO- http://web || exit 1; done'
  check "a pod reaches the API server through its service" kubectl exec "$pod" -- sh -c 'nc -w 2 kubernetes.default.svc.cluster.local 443 </dev/null'
  check "a pod reaches a server of the host" reach_host "$pod"
  check "a claim without class gets a volume" kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc/data --timeout=20s
  check "a pod that breaks the restricted profile is refused" refused_by_pod_security
  check "kubectl top node answers" within 60 kubectl top node
  uid=$(kubectl get pod -l app=web -o jsonpath='{.items[*].metadata.uid}')
  kill -9 "$(pids | grep -oP 'kube-apiserver=\K[0-9]+')"
  check "up repairs a killed API server" "$C" up
  check "the pods have lived on meanwhile" equal "$uid" "$(kubectl get pod -l app=web -o jsonpath='{.items[*].metadata.uid}')"
}

rollout() { kubectl apply -f "$HERE/test.yaml" && kubectl rollout status deployment/web --timeout=60s; }

reach_host() { # POD
  local ip port server answer
  ip=$(kubectl get node slipway -o jsonpath='{.status.addresses[?(@.type=="InternalIP")].address}')
  port=$("$("$C" tools path freeport)" 1)
  mkdir -p "$W/www" && echo from-host >"$W/www/index.html"
  busybox httpd -f -p "$ip:$port" -h "$W/www" &
  server=$!
  sleep 0.3
  answer=$(kubectl exec "$1" -- timeout 5 wget -qO- "http://$ip:$port")
  kill $server
  equal from-host "$answer"
}

refused_by_pod_security() {
  kubectl create namespace strict && kubectl label namespace strict pod-security.kubernetes.io/enforce=restricted
  ! kubectl -n strict run root --image=localhost/busybox:1 2>"$W/refusal" && grep -q 'violates PodSecurity "restricted' "$W/refusal"
}

image_tests() {
  local tar=$W/image.tar root=$W/root
  mkdir -p "$root" && echo one >"$root/file"
  "$HERE/../../images/docker-archive" localhost/test:1 "$tar" "$root"
  check "load imports an image" grep -q 'localhost/test:1 imported' <("$C" load "$tar" 2>&1)
  check "load skips the same image" grep -q 'is there already' <("$C" load "$tar" 2>&1)
  echo two >"$root/file"
  "$HERE/../../images/docker-archive" localhost/test:1 "$tar" "$root"
  check "load imports changed content under the same tag" grep -q 'localhost/test:1 imported' <("$C" load "$tar" 2>&1)
  check "load refuses what is no image" grep -q 'not a docker-archive' <("$C" load "$HERE/test.yaml" 2>&1)
}

simulation_tests() {
  "$C" gpu 3
  check "gpu 3 gives the node three GPUs" equal 3 "$(kubectl get node slipway -o jsonpath='{.status.allocatable.nvidia\.com/gpu}')"
  "$C" gpu 0
  check "gpu 0 takes them away" equal "" "$(kubectl get node slipway -o jsonpath='{.status.allocatable.nvidia\.com/gpu}')"
  check "kwok up gives simulated nodes" "$C" kwok up 3
  check "a pod runs on one of them" pod_on_simulated_node
  check "kwok down takes them away" "$C" kwok down
  check "and only the real node is left" equal slipway "$(kubectl get nodes -o jsonpath='{.items[*].metadata.name}')"
  check "audit writes what service accounts of slipway-system do" audited
}

pod_on_simulated_node() {
  kubectl run simulated --image=none/none:1 --overrides='{"spec":{"nodeSelector":{"type":"kwok"},"tolerations":[{"key":"kwok.x-k8s.io/node","operator":"Exists"}]}}' \
    && kubectl wait --for=condition=Ready pod/simulated --timeout=20s
}

audited() {
  kubectl create namespace slipway-system && within 5 kubectl -n slipway-system get serviceaccount default
  kubectl --as=system:serviceaccount:slipway-system:default get pods || true
  kubectl --token="$(kubectl -n slipway-system create token default)" --kubeconfig=/dev/null --insecure-skip-tls-verify \
    --server="$(kubectl config view -o jsonpath='{.clusters[0].cluster.server}')" get configmaps || true
  within 5 grep -q '"resource":"configmaps"' "$(dirname "$("$C" kubeconfig)")/log/audit.log"
}

lock_tests() {
  local other=$W/other
  mkdir -p "$other/e2e" "$other/images"
  cp -r "$HERE" "$other/e2e/cluster"
  cp "$HERE/../../images/docker-archive" "$other/images/"
  ! "$other/e2e/cluster/cluster" up 2>"$W/refused"
  check "up of another checkout is refused in one line that names the holder" \
    equal "1 1" "$(wc -l <"$W/refused") $(grep -c "belongs to .* in $(cd "$HERE/../.." && pwd) since" "$W/refused")"
  check "down of another checkout is refused" refused "$other/e2e/cluster/cluster" down
  check "the cluster of the holder still runs" kubectl get node slipway
}

refused() { ! "$@"; }

# interrupt SIGNAL SECONDS COMMAND...
interrupt() {
  local signal=$1 after=$2 pid
  shift 2
  "$@" &
  pid=$!
  sleep "$after"
  kill "-$signal" $pid
  wait $pid
  return 0
}

interruption_tests() {
  interrupt TERM 0.4 "$C" down >/dev/null 2>&1
  check "down finishes what an interrupted down began" "$C" down
  interrupt TERM 0.4 "$C" up >/dev/null 2>&1
  interrupt KILL 1.5 "$C" up >/dev/null 2>&1
  check "up recovers from interrupted ones" "$C" up
  check "and the node is ready" kubectl wait --for=condition=Ready node/slipway --timeout=5s
  check "down --keep" "$C" down --keep
  check "up after it" "$C" up --audit
  interrupt KILL 2 "$C" down >/dev/null 2>&1
}

control_plane_tests() {
  local one=$W/one two=$W/two
  "$C" up --control-plane --dir "$two" --kubeconfig-out "$W/two.conf" >/dev/null 2>&1 &
  check "a control plane starts beside another" "$C" up --control-plane --dir "$one"
  wait
  kubectl --kubeconfig "$one/kubeconfig" create namespace only-in-one >/dev/null
  check "the first has its own namespace" kubectl --kubeconfig "$one/kubeconfig" get namespace only-in-one
  check "the second does not" refused kubectl --kubeconfig "$W/two.conf" get namespace only-in-one
  check "the second answers" kubectl --kubeconfig "$W/two.conf" get namespace default
  check "up again returns" "$C" up --control-plane --dir "$one"
  "$C" down --control-plane --dir "$one" 2>/dev/null
  "$C" down --control-plane --dir "$two" 2>/dev/null
  check "down removes their folders" equal "" "$(ls -d "$one" "$two" 2>/dev/null)"
}

main() {
  if "$C" status >/dev/null 2>&1 && [ "${1:-}" != --replace ]; then
    echo "a cluster runs: 'test.sh --replace' ends it first" >&2
    exit 2
  fi
  "$C" down || exit 2
  "$C" tools build || exit 2
  eval "$("$C" env)"
  footprint "$W/before"
  control_plane_tests
  check "control planes leave no process" control_plane_footprint
  check "up" "$C" up --audit
  local before
  before=$(pids)
  check "a second up changes no process" same_pids "$before"
  pod_tests
  image_tests
  simulation_tests
  lock_tests
  interruption_tests
  check "down" "$C" down
  footprint "$W/after"
  check "down leaves nothing" diff "$W/before" "$W/after"
  echo "$passed passed, $failed failed"
  rm -rf "$W"
  [ $failed = 0 ]
}

same_pids() { "$C" up --audit && equal "$1" "$(pids)"; }

control_plane_footprint() { ! ps -eo args= | grep -F "$W/" | grep -qE '^[^ ]*(etcd|kube-apiserver) '; }

main "$@"
