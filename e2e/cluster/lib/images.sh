# shellcheck shell=bash
# Images of the node: two made here, and any docker-archive by 'load'. No registry is involved.

# base_images: localhost/pause:1 and localhost/busybox:1, in the cache
base_images() {
  local dir root
  dir=$CACHE/images/node-$(cat "$HERE/lib/images.sh" "$HERE/../../images/docker-archive" "$(tool pause)" "$(command -v busybox)" | sha256sum | cut -c1-16)
  if [ ! -s "$dir/busybox.tar" ]; then
    mkdir -p "$dir"
    root=$(mktemp -d)
    install -m 755 "$(tool pause)" "$root/pause"
    "$HERE/../../images/docker-archive" localhost/pause:1 "$dir/pause.tar" "$root" '{"Entrypoint":["/pause"],"User":"65535:65535"}'
    rm -rf "$root"
    root=$(mktemp -d)
    busybox_root "$root"
    "$HERE/../../images/docker-archive" localhost/busybox:1 "$dir/busybox.tar" "$root" '{"Env":["PATH=/bin"],"Cmd":["sh"]}'
    rm -rf "$root"
  fi
  printf '%s\n' "$dir/pause.tar" "$dir/busybox.tar"
}

busybox_root() {
  local applet
  mkdir -p "$1"/{bin,etc,www}
  mkdir -m 1777 "$1/tmp"
  install -m 755 "$(command -v busybox)" "$1/bin/busybox"
  for applet in $(busybox --list); do
    [ "$applet" = busybox ] || ln -s busybox "$1/bin/$applet"
  done
  echo 'root:x:0:0:root:/:/bin/sh' >"$1/etc/passwd"
}

# load_images TAR...: imports what the node does not have; a tag whose content changed is imported again
load_images() {
  local tar name id
  for tar in "$@"; do
    [ -r "$tar" ] || die "no such image archive: $tar"
    name=$(tar -xOf "$tar" manifest.json 2>/dev/null | grep -oE '"RepoTags" *: *\[ *"[^"]+"' | sed -E 's/.*"([^"]+)"$/\1/') || true
    [ -n "$name" ] || die "$tar is not a docker-archive with a tag (no RepoTags in its manifest.json)"
    id=$(tar -xOf "$tar" "$(tar -xOf "$tar" manifest.json | grep -oE '"Config" *: *"[^"]+"' | sed -E 's/.*"([^"]+)"$/\1/')" | sha256sum)
    if [ "$(image_id "$name")" = "${id%% *}" ]; then
      say "$name is there already"
      continue
    fi
    ctr images import --snapshotter overlayfs "$tar" >/dev/null || die "containerd could not import $tar"
    say "$name imported"
  done
}

image_id() { # NAME -> sha256 of the configuration of the image that containerd has under this name
  local digest
  digest=$(ctr images ls "name==$1" | awk 'NR == 2 { print $3 }')
  [ -z "$digest" ] || ctr content get "$digest" | tr -d ' \n\t' | sed -nE 's/.*"config":\{[^}]*"digest":"sha256:([0-9a-f]+)".*/\1/p'
}
