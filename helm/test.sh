#!/usr/bin/env bash
# Tests both charts and examples/iris against a real kube-apiserver, which it starts on free ports and ends.
# usage: test.sh      prints "N passed, N failed"
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1
cluster=../e2e/cluster/cluster
work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-helm.XXXXXX")
trap '"$cluster" down --control-plane --dir "$work/cluster" >/dev/null 2>&1; rm -rf "$work"' EXIT
passed=0 failed=0

"$cluster" up --control-plane --dir "$work/cluster" --kubeconfig-out "$work/kubeconfig" || exit 1
"$cluster" tools build helm kubectl || exit 1
helm=$("$cluster" tools path helm) kubectl=$("$cluster" tools path kubectl)
export KUBECONFIG=$work/kubeconfig HELM_CACHE_HOME=$work/helm HELM_CONFIG_HOME=$work/helm HELM_DATA_HOME=$work/helm
operator=system:serviceaccount:slipway-system:slipway-operator

# check SENTENCE COMMAND...: the command must succeed
check() {
  local sentence=$1
  shift
  if "$@" >"$work/out" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $sentence"
  else
    failed=$((failed + 1))
    echo "FAILED  $sentence"
    sed 's/^/        /' "$work/out" | head -n 20
  fi
}

# says TEXT COMMAND...: the command's output holds the text
says() {
  local text=$1
  shift
  "$@" >"$work/said" 2>&1
  grep -qF -- "$text" "$work/said" || {
    echo "expected: $text"
    cat "$work/said"
    return 1
  }
}

# says_nothing_of TEXT COMMAND...: the command succeeds and its output lacks the text
says_nothing_of() {
  local text=$1
  shift
  "$@" >"$work/said" 2>&1 || {
    cat "$work/said"
    return 1
  }
  not grep -F -- "$text" "$work/said"
}

not() { ! "$@"; }

# refuses TEXT COMMAND...: the command fails and its output holds the text
refuses() {
  local text=$1
  shift
  if "$@" >"$work/said" 2>&1 || ! grep -qF -- "$text" "$work/said"; then
    echo "expected a refusal with: $text"
    cat "$work/said"
    return 1
  fi
}

render() { "$helm" template slipway slipway -n slipway-system --kube-version 1.35.4 "$@"; }

# accepted OPTION...: the API server takes what the chart renders, and warns of nothing
accepted() {
  render "$@" >"$work/rendered" && "$kubectl" apply --dry-run=server --validate=strict -f "$work/rendered" \
    && says_nothing_of Warning: "$kubectl" apply --dry-run=server -f "$work/rendered"
}

# may VERB RESOURCE NAMESPACE: what the API server's authorizer says of the operator
may() { "$kubectl" auth can-i "$1" "$2" --as "$operator" -n "$3" --quiet; }
may_in_cluster() { "$kubectl" auth can-i "$1" "$2" --as "$operator" --quiet; }

# bind OPTION...: puts the roles of this mode, and no others, into the cluster
bind() {
  "$kubectl" delete clusterroles,clusterrolebindings,roles,rolebindings -A -l app.kubernetes.io/part-of=slipway --ignore-not-found >/dev/null
  render "$@" | "$kubectl" apply -f - >/dev/null
}

# rules_name: nothing but exact verbs, resources and groups, and never Secrets
rules_name_everything() {
  render "$@" >"$work/rendered" && "$kubectl" apply --dry-run=server -f "$work/rendered" -o json | python3 -c '
import json, sys
roles = [o for o in json.load(sys.stdin)["items"] if o["kind"] in ("Role", "ClusterRole")]
rules = [r for o in roles for r in o["rules"]]
assert rules, "no rules were rendered"
for rule in rules:
    words = rule["verbs"] + rule.get("resources", []) + rule.get("apiGroups", []) + rule.get("nonResourceURLs", [])
    assert not any("*" in w for w in words), f"a wildcard: {rule}"
    assert not {"secrets", "pods/exec", "roles", "rolebindings"} & set(words), f"too much: {rule}"
    assert not {"escalate", "bind", "impersonate"} & set(words), f"too much: {rule}"
'
}

survives_uninstall() {
  "$helm" uninstall slipway-crds -n slipway-system >/dev/null && "$kubectl" get crd modeldeployments.slipway.dev
}

# established CRD: kubectl wait fails at once on an object that has no conditions yet
established() {
  for _ in {1..20}; do
    "$kubectl" wait --for=condition=Established --timeout=30s "crd/$1" && return
    sleep 0.5
  done
  return 1
}

install_crds() {
  local file
  "$helm" upgrade --install slipway-crds slipway-crds -n slipway-system || return 1
  for file in ../crds/manifests/*.yaml; do
    established "$(basename "$file" .yaml)" || return 1
  done
}

docs_are_accepted() {
  ../docs/yaml-blocks.py >"$work/docs.yaml" && "$kubectl" apply --dry-run=server --validate=strict -n team-a -f "$work/docs.yaml"
}

# known GROUP PLURAL KIND: a stand-in for a kind of the Prometheus operator, so that the API server can parse ours
known() {
  "$kubectl" apply -f - <<YAML
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: $2.$1}
spec:
  group: $1
  scope: Namespaced
  names: {plural: $2, kind: $3}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
YAML
}

for namespace in slipway-system team-a team-b team-c; do
  "$kubectl" create namespace "$namespace" >/dev/null
  "$kubectl" label namespace "$namespace" pod-security.kubernetes.io/{enforce,warn}=restricted >/dev/null
done
known monitoring.coreos.com servicemonitors ServiceMonitor >/dev/null
known monitoring.coreos.com prometheusrules PrometheusRule >/dev/null

monitored=(--set "monitoring.serviceMonitor.enabled=true,monitoring.prometheusRule.enabled=true")
list=(--set "namespaces.mode=list,namespaces.names={team-a,team-b}")
own=(--set namespaces.mode=own)

check "the chart slipway-crds holds what crds/manifests holds" ./sync-crds.sh --check
check "helm lint finds nothing in slipway-crds" "$helm" lint --strict slipway-crds --kube-version 1.35.4
check "helm lint finds nothing in slipway" "$helm" lint --strict slipway --kube-version 1.35.4

check "installing the operator before its kinds says what to do" \
  says "helm upgrade --install slipway-crds" "$helm" install slipway slipway -n slipway-system
check "installing the definitions makes every kind known" install_crds
check "upgrading the operator after that says nothing of them" \
  says_nothing_of "slipway-crds" "$helm" upgrade slipway slipway -n slipway-system
check "uninstalling the operator works" "$helm" uninstall slipway -n slipway-system
check "uninstalling the definitions keeps them" survives_uninstall
check "and they can be installed again" install_crds

check "the API server accepts mode all" accepted
check "the API server accepts mode list" accepted "${list[@]}"
check "the API server accepts mode own" accepted "${own[@]}"
check "the API server accepts monitoring" accepted "${monitored[@]}"
check "the API server accepts every other value set" accepted --set \
  "replicas=1,nodes.read=false,serviceAccount.name=other,imagePullSecrets={registry},priorityClassName=high,image.tag=sha256:$(printf '0%.0s' {1..64})" \
  --set "podLabels.team=ml,podAnnotations.a=b,nodeSelector.disk=ssd,serviceAccount.annotations.a=b,tolerations[0].key=gpu,tolerations[0].operator=Exists"
check "one replica has no PodDisruptionBudget" says_nothing_of PodDisruptionBudget render --set replicas=1
check "credentials of registries are mounted, not read" says "http://c:1=/etc/slipway/registries/0" render --set "registry.credentials[0].url=http://c:1,registry.credentials[0].secretName=y"
check "a digest in place of a tag is joined by @" says "operator@sha256:" render --set "image.tag=sha256:$(printf '0%.0s' {1..64})"
check "mode all watches every namespace" says_nothing_of SLIPWAY_NAMESPACES render
check "mode list watches those that it names" says "value: team-a,team-b" render "${list[@]}"
check "mode own watches the release's namespace" says "value: slipway-system" render "${own[@]}"

check "an unknown value is refused by name" refuses "additional properties 'replica' not allowed" render --set replica=3
check "a wrong mode is refused" refuses "/namespaces/mode': value must be one of 'all', 'list', 'own'" render --set namespaces.mode=some
check "a wrong type is refused" refuses "'/replicas': got string, want integer" render --set-string replicas=two
check "a wrong log level is refused" refuses "/logging/level': value must be one of" render --set logging.level=loud
check "mode list without names says what to do" refuses "name at least one namespace" render --set namespaces.mode=list
check "names without mode list are refused" refuses "set namespaces.mode=list" render --set "namespaces.names={team-a}"
check "no account at all is refused" refuses "serviceAccount.name is needed" render --set serviceAccount.create=false
check "a label that the chart sets itself is refused" refuses "invalid propertyName 'app.kubernetes.io/name'" render --set 'podLabels.app\.kubernetes\.io/name=x'
check "a value for the definitions is refused" refuses "keep" "$helm" template slipway-crds --kube-version 1.35.4 --set keep=false

for mode in "mode all" "mode list" "mode own"; do
  case $mode in
    *list) options=("${list[@]}") ;;
    *own) options=("${own[@]}") ;;
    *) options=() ;;
  esac
  check "$mode: rules name everything and leave out Secrets" rules_name_everything "${options[@]}"
  bind "${options[@]}"
  check "$mode: the lease of its own namespace is the operator's" may update leases/slipway-operator slipway-system
  check "$mode: another lease is not" not may update leases/other slipway-system
  check "$mode: no Secret may be read" not may get secrets slipway-system
  check "$mode: no FeatureView may be deleted" not may delete featureviews slipway-system
  check "$mode: no DriftMonitor may be changed" not may patch driftmonitors slipway-system
  check "$mode: no ModelDeployment may be changed" not may patch modeldeployments slipway-system
  check "$mode: no ModelDeployment may be deleted" not may delete modeldeployments slipway-system
  check "$mode: nodes may be listed" may_in_cluster list nodes
done
check "mode own: works in its own namespace" may patch deployments.apps slipway-system
check "mode own: works in no other" not may patch deployments.apps team-a
bind "${list[@]}"
check "mode list: works in the namespaces that it names" may patch deployments.apps team-b
check "mode list: works in no other, not even its own" not may patch deployments.apps slipway-system
check "mode list: server-side apply creates a ConfigMap" "$kubectl" apply --server-side --as "$operator" -n team-a -f - <<<'{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'
bind
check "mode all: works everywhere" may patch deployments.apps team-c
check "mode all: runs Jobs everywhere" may create jobs.batch team-c
check "mode all: reads no Secret anywhere" not may list secrets team-c
bind --set nodes.read=false
check "nodes.read=false: nodes may not be listed" not may_in_cluster list nodes

check "examples/iris: the ModelDeployment is accepted" "$kubectl" apply --dry-run=server --validate=strict -n team-a -f ../examples/iris/modeldeployment.yaml
check "examples/iris: the model store is accepted without a warning" says_nothing_of Warning: "$kubectl" apply --dry-run=server --validate=strict -n team-a -k ../examples/iris
check "examples/iris: the model store is whole" says deployment.apps/iris-store "$kubectl" apply --dry-run=server -n team-a -k ../examples/iris
check "docs: every YAML block on a page is accepted" docs_are_accepted

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
