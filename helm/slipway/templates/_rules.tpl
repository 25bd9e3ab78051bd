{{/*
What the operator does with objects of the namespaces that it serves. Every verb is one that its code uses;
there is no rule for Secrets, because it never reads one. "create" comes with "patch": server-side apply of a
new object needs both. Deployments and Services of a feature server are deleted when its last view moves to another one; a
FeatureView is patched for its finalizer, and a pod to make its kubelet look at a changed configuration.
*/}}
{{- define "slipway.rules.namespaced" -}}
- apiGroups: [slipway.dev]
  resources: [modeldeployments, driftmonitors, inferenceroutes]
  verbs: [list, watch]
- apiGroups: [slipway.dev]
  resources: [featureviews]
  verbs: [list, watch, patch]
- apiGroups: [slipway.dev]
  resources: [modeldeployments/status, featureviews/status, driftmonitors/status, inferenceroutes/status]
  verbs: [patch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [batch]
  resources: [cronjobs, jobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [configmaps, serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [monitoring.coreos.com]
  resources: [servicemonitors]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch, patch]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
{{- end }}

{{/* The lease by which one replica leads. */}}
{{- define "slipway.rules.leadership" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [slipway-operator]
  verbs: [get, update, patch]
{{- end }}

{{/* What is of the cluster and not of a namespace: nodes for messages, and whether the kinds ServiceMonitor and HTTPRoute
exist. */}}
{{- define "slipway.rules.cluster" -}}
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  resourceNames: [servicemonitors.monitoring.coreos.com, httproutes.gateway.networking.k8s.io]
  verbs: [list, watch]
{{- if .Values.nodes.read }}
- apiGroups: [""]
  resources: [nodes]
  verbs: [list, watch]
{{- end }}
{{- end }}

{{/* Who is bound. */}}
{{- define "slipway.subjects" -}}
- kind: ServiceAccount
  name: {{ include "slipway.serviceAccount" . }}
  namespace: {{ .Release.Namespace }}
{{- end }}
