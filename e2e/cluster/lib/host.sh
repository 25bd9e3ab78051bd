# shellcheck shell=bash
# What a node changes on the machine outside $S, and how it is put back.

SYSCTLS=(net.ipv4.ip_forward net.ipv4.conf.all.route_localnet fs.inotify.max_user_instances fs.inotify.max_user_watches
  vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes
  net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_tcp_timeout_established
  net.netfilter.nf_conntrack_tcp_timeout_close_wait net.netfilter.nf_conntrack_tcp_be_liberal)
# folders that the programs use without an option to move them: device plugins, log links, CNI results, shim sockets
OUTSIDE=(/var/lib/kubelet /var/log/containers /var/log/pods /var/lib/cni /run/containerd /run/mount)
VOLUMES=/tmp/hostpath_pv # of the host-path provisioner, fixed as well: a link into $S

# remember_host: once per boot, before the first change
remember_host() {
  local before=$S/conf/host-before name value boot
  boot=$(cat /proc/sys/kernel/random/boot_id)
  [ "$(sed -n 1p "$before" 2>/dev/null)" != "$boot" ] || return 0
  {
    echo "$boot"
    for name in "${SYSCTLS[@]}"; do
      value=$(sysctl -n "$name" 2>/dev/null) && echo "sysctl $name=$value"
    done
    for name in "${OUTSIDE[@]}"; do
      # what was absent before the last boot and is there now, we made
      if [ ! -e "$name" ] || grep -qsx "absent $name" "$before"; then echo "absent $name"; fi
    done
  } | put "$before"
}

prepare_host() {
  local name
  sysctl -qw net.ipv4.ip_forward=1
  # raised only where they are lower
  for name in fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288; do
    [ "$(sysctl -n "${name%=*}")" -ge "${name#*=}" ] || sysctl -qw "$name"
  done
  mkdir -p "$S/volumes"
  [ -e "$VOLUMES" ] || ln -sfn "$S/volumes" "$VOLUMES"
  # pods speak to the world outside with the node's address
  nft -f - <<EOF
table ip slipway-e2e
delete table ip slipway-e2e
table ip slipway-e2e {
  chain postrouting {
    type nat hook postrouting priority srcnat + 10;
    ip saddr $PODS ip daddr != { $PODS, $SERVICES } masquerade
  }
}
EOF
}

restore_host() {
  local kind what boot
  for what in "ip slipway-e2e" "ip kube-proxy" "ip6 kube-proxy"; do
    # shellcheck disable=SC2086 # family and name
    nft delete table $what 2>/dev/null || true
  done
  remove_outside_files
  [ -s "$S/conf/host-before" ] || return 0
  boot=$(sed -n 1p "$S/conf/host-before")
  while read -r kind what; do
    case $kind in
      sysctl) [ "$boot" != "$(cat /proc/sys/kernel/random/boot_id)" ] || sysctl -qw "$what" 2>/dev/null || true ;;
      absent) [ ! -d "$what" ] || find "$what" -depth -type d -empty -delete ;;
    esac
  done < <(tail -n +2 "$S/conf/host-before")
}

remove_outside_files() {
  local file id
  rm -f /var/lib/kubelet/device-plugins/{kubelet.sock,kubelet_internal_checkpoint}
  [ "$(readlink "$VOLUMES")" != "$S/volumes" ] || rm -f "$VOLUMES"
  for file in /var/log/containers/*; do
    [[ $(readlink "$file") != "$S/"* ]] || rm -f "$file"
  done
  for file in /var/lib/cni/results/slipway-e2e-*-eth0; do
    id=${file#*slipway-e2e-}
    rm -f "$file" "/var/lib/cni/results/cni-loopback-${id%-eth0}-lo"
  done
  for file in /run/containerd/s/*; do # sockets that no process listens on any more
    [ ! -S "$file" ] || grep -qF "$file" /proc/net/unix || rm -f "$file"
  done
}

# end_pods: by their cgroups and shims; works with a dead containerd too
end_pods() {
  local dir round
  for round in 1 2 3; do
    find /sys/fs/cgroup -path '*/kubepods/*' -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u | xargs -r kill -9 2>/dev/null || true
    kill_leftovers
    sleep 0.1
  done
  : "$round"
  for dir in /sys/fs/cgroup/kubepods /sys/fs/cgroup/*/kubepods; do
    [ ! -d "$dir" ] || wait_for 5 remove_cgroup "$dir" || say "a process does not leave $dir"
  done
}

remove_cgroup() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
  [ ! -d "$1" ]
}

unmount_all() {
  local mount
  awk '{ print $5 }' /proc/self/mountinfo | { grep -F "$S/" || true; } | sort -r | while read -r mount; do
    umount -l "$mount" || true
  done
}
