# shellcheck shell=bash
# Certificates and kubeconfigs, made by kubeadm offline, in $S/pki. Made anew when the node's address changes.

make_pki() { # ADDRESS API_PORT
  local new=$S/pki.new kubeadm
  if [ "$(cat "$S/pki/address" 2>/dev/null)" != "$1:$2" ]; then
    kubeadm=$(tool kubeadm)
    rm -rf "$new"
    mkdir -p "$new/conf" "$S/log"
    kubeadm_configuration "$1" "$2" "$new" >"$new/kubeadm.yaml"
    {
      "$kubeadm" init phase certs all --config "$new/kubeadm.yaml" \
        && "$kubeadm" init phase kubeconfig all --config "$new/kubeadm.yaml" --kubeconfig-dir "$new/conf"
    } >"$S/log/kubeadm.log" 2>&1 || die "kubeadm could not make the certificates, see $S/log/kubeadm.log: $(tail -n 1 "$S/log/kubeadm.log")"
    echo "$1:$2" >"$new/address"
    rm -rf "$S/pki"
    mv "$new" "$S/pki"
    say "certificates made"
  fi
  put "$S/kubeconfig" 600 <"$S/pki/conf/super-admin.conf"
}

kubeadm_configuration() { # ADDRESS API_PORT CERTIFICATES_DIR
  local advertise=$1
  # kubeadm looks for another address instead of loopback; the documentation address only enters the certificate
  [ "$1" != 127.0.0.1 ] || advertise=192.0.2.1
  cat <<EOF
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $advertise, bindPort: $2}
nodeRegistration: {name: $NODE, criSocket: "unix://$S/containerd/run/containerd.sock"}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.35.4
encryptionAlgorithm: ECDSA-P256
certificatesDir: $3
controlPlaneEndpoint: "$1:$2"
networking: {podSubnet: $PODS, serviceSubnet: $SERVICES, dnsDomain: cluster.local}
etcd: {external: {endpoints: ["http://127.0.0.1:2379"]}}
apiServer: {certSANs: [127.0.0.1, localhost]}
EOF
}
