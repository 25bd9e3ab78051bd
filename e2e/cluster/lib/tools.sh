# shellcheck shell=bash
# Builds the programs of the cluster from the pinned Go modules in tools/ into the cache.
#
# tools/<module>/binaries lists "name package", tools/<module>/ldflags (optional) the linker flags.
# A module's cache folder carries the hash of all its files: another checkout with the same
# content uses it, a change of the module makes a new one.

TOOLS_SOURCE=$HERE/tools
GO_NEEDED=1.26.4

tool_names() { cat "$TOOLS_SOURCE"/*/binaries | awk '!/^#/ && NF { print $1 }'; }

tool_module() { # NAME -> module folder name
  local file
  file=$(grep -lE "^$1[[:space:]]" "$TOOLS_SOURCE"/*/binaries) \
    || die "no tool is called '$1'; known: $(tool_names | tr '\n' ' ')"
  basename "$(dirname "$file")"
}

tool_cache() { # MODULE -> cache folder
  local hash
  hash=$(cd "$TOOLS_SOURCE/$1" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum)
  printf '%s/tools/%s-%s\n' "$CACHE" "$1" "${hash:0:16}"
}

tool() { # NAME -> path of the binary, which may not exist yet
  local module
  module=$(tool_module "$1") || exit "$REFUSED"
  printf '%s/%s\n' "$(tool_cache "$module")" "$1"
}

require_go() {
  local version
  command -v go >/dev/null \
    || die "no Go: install Go $GO_NEEDED or newer (https://go.dev/dl) and put its 'go' on the PATH"
  version=$(GOTOOLCHAIN=local go env GOVERSION)
  printf '%s\n' "$GO_NEEDED" "${version#go}" | sort -VC \
    || die "Go is ${version#go}, needed is $GO_NEEDED or newer: see https://go.dev/dl"
}

# build_tools [NAME...]: all without names; quick where the cache has them
build_tools() {
  local name path i=0 missing=()
  # shellcheck disable=SC2046 # names have no spaces
  [ $# -gt 0 ] || set -- $(tool_names)
  for name in "$@"; do
    path=$(tool "$name") || exit "$REFUSED"
    [ -x "$path" ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  require_go
  say "building ${#missing[@]} of $# programs (${missing[*]}) into $CACHE/tools; the first time takes minutes"
  for name in "${missing[@]}"; do
    i=$((i + 1))
    build_tool "$name" "$i/${#missing[@]}" || die "building $name failed: see the messages above"
  done
}

# build_tool NAME PROGRESS: one at a time per user of the cache; the binary appears by rename
build_tool() {
  local name=$1 module dir package flags="-s -w" begin=$SECONDS
  module=$(tool_module "$name") && dir=$(tool_cache "$module") || return 1
  package=$(awk -v n="$name" '$1 == n { print $2 }' "$TOOLS_SOURCE/$module/binaries")
  [ ! -f "$TOOLS_SOURCE/$module/ldflags" ] || flags+=" $(tr '\n' ' ' <"$TOOLS_SOURCE/$module/ldflags")"
  mkdir -p "$dir"
  (
    flock -n 8 || {
      say "waiting for another build in $CACHE/tools"
      flock 8
    }
    [ ! -x "$dir/$name" ] || exit 0
    say "building $name ($2)"
    rm -f "$dir/$name".new.*
    trap 'rm -f "$dir/$name.new.$BASHPID"' EXIT
    cd "$TOOLS_SOURCE/$module" || exit 1
    CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off GOFLAGS="-mod=readonly -buildvcs=false" nice -n 5 \
      go build -trimpath -ldflags "$flags" -o "$dir/$name.new.$BASHPID" "$package" 8>&- || exit 1
    mv "$dir/$name.new.$BASHPID" "$dir/$name"
    say "built $name in $((SECONDS - begin)) s"
  ) 8>"$CACHE/tools/lock"
}

# api_binaries DIR: the folder layout that fabric8's kube-api-test looks for
api_binaries() {
  local name to=$1/k8s/1.35.4-linux-amd64
  build_tools etcd kube-apiserver kubectl
  mkdir -p "$to"
  for name in etcd kube-apiserver kubectl; do
    ln -sfn "$(tool "$name")" "$to/$name"
  done
  printf '%s\n' "$1"
}
