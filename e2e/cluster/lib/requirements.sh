# shellcheck shell=bash
# What must be there before anything is started. Each refusal is one line that says what to do.

require_linux() {
  [ "$(uname -s)" = Linux ] || die "this needs Linux, and here is $(uname -s): use a Linux machine or virtual machine"
}

require_root() {
  [ "$(id -u)" = 0 ] || die "a kubelet needs root: run this with sudo (only 'up --control-plane' and 'api-binaries' work without)"
}

missing_packages() {
  local pair
  for pair in containerd:containerd runc:runc nft:nftables conntrack:conntrack ip:iproute2; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}"
  done
  [ -n "$(cni_plugins)" ] || echo containernetworking-plugins
  static_busybox || echo busybox-static
}

cni_plugins() { # the folder of the CNI plugins, empty where there is none
  local dir
  for dir in /usr/lib/cni /opt/cni/bin /usr/libexec/cni; do
    if [ -x "$dir/ptp" ] && [ -x "$dir/host-local" ]; then
      echo "$dir"
      return
    fi
  done
}

static_busybox() { command -v busybox >/dev/null && ! ldd "$(command -v busybox)" >/dev/null 2>&1; }

require_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null \
    || die "missing: ${missing[*]} (Debian's package names); install them with this system's package manager"
  say "installing ${missing[*]}"
  install_packages "${missing[@]}" || die "apt-get could not install ${missing[*]}: run 'apt-get update && apt-get install ${missing[*]}' and look at what it says"
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} = 0 ] || die "still missing after the installation: ${missing[*]}"
}

install_packages() {
  local install=(apt-get install -y -q --no-install-recommends "$@")
  export DEBIAN_FRONTEND=noninteractive
  "${install[@]}" >/dev/null 2>&1 || { apt-get update -q >/dev/null 2>&1 && "${install[@]}" >/dev/null 2>&1; }
}

# node_address: the address that pods and host share; SLIPWAY_NODE_IP overrides
node_address() {
  local ip=${SLIPWAY_NODE_IP:-}
  [ -n "$ip" ] || ip=$(ip -4 route get 192.0.2.254 2>/dev/null | sed -nE 's/.* src ([0-9.]+).*/\1/p')
  [ -n "$ip" ] || ip=$(ip -4 -o addr show scope global | awk '{ split($4, a, "/"); print a[1]; exit }')
  [ -n "$ip" ] || die "this machine has no IPv4 address other than loopback: set SLIPWAY_NODE_IP, for example after 'ip link add slipway type dummy && ip addr add 10.200.0.1/32 dev slipway'"
  echo "$ip"
}

# require_free_ports ADDRESS...: host:port, found by binding
require_free_ports() {
  local busy
  busy=$("$(tool freeport)" check "$@") || die "in use by another program: ${busy//$'\n'/ }"
}
