# shellcheck shell=bash
# containerd, kubelet and kube-proxy, with every folder and socket below $S.

ctr() { command ctr --address "$S/containerd/run/containerd.sock" -n k8s.io "$@" 9>&-; }

start_containerd() {
  put "$S/conf/containerd.toml" <<EOF
version = 2
root = "$S/containerd/root"
state = "$S/containerd/run"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.internal.v1.opt"]
[grpc]
  address = "$S/containerd/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  disable_tcp_service = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_plugins)"
    conf_dir = "$S/conf/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
      Root = "$S/containerd/runc"
EOF
  put "$S/conf/cni/10-pods.conflist" <<EOF
{"cniVersion": "0.4.0", "name": "slipway-e2e", "plugins": [
 {"type": "ptp", "ipMasq": false,
  "ipam": {"type": "host-local", "dataDir": "$S/ipam", "ranges": [[{"subnet": "$PODS"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
EOF
  start containerd containerd --config "$S/conf/containerd.toml"
}

await_containerd() { await containerd 30 ctr version; }

start_kubelet() { # ADDRESS
  put "$S/conf/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$S/containerd/run/containerd.sock
podLogsDir: $S/pod-logs
volumePluginDir: $S/kubelet/volume-plugins
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
maxOpenFiles: 20000
maxPods: 200
makeIPTablesUtilChains: false
address: $1
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $S/pki/ca.crt}}
authorization: {mode: Webhook}
clusterDomain: cluster.local
clusterDNS: ["$1"]
serializeImagePulls: false
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: "100Mi", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
EOF
  start kubelet "$(tool kubelet)" --config "$S/conf/kubelet.yaml" --root-dir "$S/kubelet" --cert-dir "$S/kubelet/pki" \
    --kubeconfig "$S/pki/conf/kubelet.conf" --hostname-override="$NODE" --node-ip="$1"
}

start_proxy() {
  put "$S/conf/proxy.yaml" <<EOF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clientConnection: {kubeconfig: $S/kubeconfig}
hostnameOverride: $NODE
clusterCIDR: $PODS
oomScoreAdj: 0
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
conntrack: {maxPerCore: 0, min: 0}
EOF
  start kube-proxy "$(tool kube-proxy)" --config "$S/conf/proxy.yaml"
}

await_node() {
  await kubelet 60 kubectl get node "$NODE"
  await kubelet 60 kubectl wait --for=condition=Ready "node/$NODE" --timeout=20s
}
