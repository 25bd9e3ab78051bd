{{/* Name of the Deployment and of everything beside it. */}}
{{- define "slipway.name" -}}
{{- printf "%s-operator" (.Release.Name | trunc 54 | trimSuffix "-") -}}
{{- end }}

{{/* Cluster-scoped objects: one installation in each namespace must not take another's. */}}
{{- define "slipway.clusterName" -}}
{{- printf "%s:%s" .Release.Namespace (include "slipway.name" .) -}}
{{- end }}

{{- define "slipway.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "slipway.name" .) -}}
{{- else -}}
{{- required "serviceAccount.name is needed with serviceAccount.create=false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end }}

{{- define "slipway.selector" -}}
app.kubernetes.io/name: slipway-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "slipway.labels" -}}
{{ include "slipway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: slipway
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* repository:tag; a digest in the tag's place is taken too. Call with (list $ image). */}}
{{- define "slipway.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- $tag := $image.tag | default $root.Chart.AppVersion -}}
{{- $image.repository }}{{ ternary "@" ":" (hasPrefix "sha256:" $tag) }}{{ $tag -}}
{{- end }}

{{/* The watched namespaces, separated by commas; empty: all. */}}
{{- define "slipway.namespaces" -}}
{{- $mode := .Values.namespaces.mode -}}
{{- if eq $mode "own" -}}
{{- .Release.Namespace -}}
{{- else if eq $mode "list" -}}
{{- .Values.namespaces.names | uniq | join "," -}}
{{- end -}}
{{- end }}
