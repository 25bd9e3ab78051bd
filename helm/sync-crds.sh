#!/usr/bin/env bash
# Copies the generated definitions of crds/manifests into the chart slipway-crds.
# usage: sync-crds.sh [--check]     --check changes nothing and fails on a difference
# A copy and not a symbolic link: helm warns about links, and packages built elsewhere would lack the files.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
from=../crds/manifests to=slipway-crds/files

if [ "${1:-}" = --check ]; then
  diff -r "$from" "$to" >/dev/null || {
    echo "helm/$to is not what crds/manifests holds: run helm/sync-crds.sh" >&2
    exit 1
  }
  exit 0
fi
mkdir -p "$to"
rm -f "$to"/*.yaml
cp "$from"/*.yaml "$to"/
