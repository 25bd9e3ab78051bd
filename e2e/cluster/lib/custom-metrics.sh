# shellcheck shell=bash
# Metrics of pods for autoscalers: Debian's Prometheus and prometheus-adapter, processes of the host as metrics-server is.

custom_metrics_up() {
  require_running
  command -v prometheus >/dev/null || {
    say "installing prometheus"
    install_packages prometheus || die "apt-get could not install prometheus: it scrapes the pods"
    # the package starts a service of its own where an init system runs
    ! systemctl is-active -q prometheus 2>/dev/null || systemctl stop prometheus
  }
  build_tools prometheus-adapter
  require_free_custom_metrics_ports
  prometheus_configuration | put "$S/conf/prometheus.yaml"
  adapter_rules | put "$S/conf/prometheus-adapter.yaml"
  KUBECONFIG=$S/kubeconfig start prometheus-targets "$HERE/lib/prometheus-targets" "$(tool kubectl)" "$S/conf/targets.json"
  start prometheus prometheus --config.file="$S/conf/prometheus.yaml" --storage.tsdb.path="$S/prometheus" \
    --storage.tsdb.retention.time=2h --web.listen-address=127.0.0.1:9390 --log.level=warn
  await prometheus 20 http_ok 9390 /-/ready
  start prometheus-adapter "$(tool prometheus-adapter)" --lister-kubeconfig "$S/kubeconfig" \
    --authentication-kubeconfig "$S/kubeconfig" --authorization-kubeconfig "$S/kubeconfig" \
    --prometheus-url=http://127.0.0.1:9390 --metrics-relist-interval=5s --metrics-max-age=30s \
    --config="$S/conf/prometheus-adapter.yaml" --bind-address=127.0.0.1 --secure-port=4444 --cert-dir="$S/adapter-cert"
  kubectl apply -f "$HERE/manifests/custom-metrics.yaml" >/dev/null
  await prometheus-adapter 40 kubectl wait --for=condition=Available apiservice/v1beta1.custom.metrics.k8s.io --timeout=10s
  say "custom metrics API available (first numbers some seconds after a pod's first scrape)"
}

custom_metrics_down() {
  require_running
  kubectl delete -f "$HERE/manifests/custom-metrics.yaml" --ignore-not-found >/dev/null
  stop_all 5 prometheus-adapter prometheus prometheus-targets
  say "custom metrics API removed"
}

require_free_custom_metrics_ports() {
  alive prometheus || require_free_ports 127.0.0.1:9390
  alive prometheus-adapter || require_free_ports 127.0.0.1:4444
}

# prometheus_configuration: the management port of every pod that Slipway made
prometheus_configuration() {
  cat <<EOF
global: {scrape_interval: 2s, scrape_timeout: 2s}
scrape_configs:
  - job_name: slipway
    file_sd_configs: [{files: [$S/conf/targets.json], refresh_interval: 2s}]
EOF
}

# adapter_rules: every gauge of ours that has a pod
adapter_rules() {
  cat <<'EOF'
rules:
  - seriesQuery: '{__name__=~"^slipway_.*",namespace!="",pod!=""}'
    resources: {overrides: {namespace: {resource: namespace}, pod: {resource: pod}}}
    metricsQuery: 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)'
EOF
}
