# Sourced by the scripts of this folder: paths, the JDK, Maven, steps with their times.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CLUSTER=$ROOT/e2e/cluster/cluster
CACHE=${SLIPWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/slipway}
VERSION=$(sed -n '0,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml")
NAMESPACE=slipway-system
# Modules that become container images
IMAGES=(operator model-server feature-server inference-router drift-job)
STARTED=$(date +%s)
STEPS=()

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# step NAME COMMAND...: runs the command and says how long it took
step() {
    local name=$1 since seconds
    shift
    since=$(date +%s)
    printf '\n==> %s\n' "$name"
    "$@" || fail "$name failed: $*"
    seconds=$(($(date +%s) - since))
    STEPS+=("$(printf '%4d s  %s' "$seconds" "$name")")
    printf -- '--- %s: %d s\n' "$name" "$seconds"
}

print_times() {
    printf '\n'
    printf '%s\n' "${STEPS[@]}"
    printf '%4d s  in all\n' $(($(date +%s) - STARTED))
}

java_major() {
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
}

# Sets JAVA_HOME to a JDK 25 or newer: the one named, or the newest that is installed
find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/java/*25* /opt/*jdk*25* "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /none/bin/javac)")")")"; do
        if [ -x "$home/bin/javac" ] && [ "$(java_major "$home")" -ge 25 ]; then
            export JAVA_HOME=$home
            return
        fi
    done
    fail "Slipway needs a JDK 25 or newer and found none: install one (Debian: temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME."
}

# need PACKAGE COMMAND...: installs a Debian package if the command does not succeed and we may
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "'$*' does not work here: install the package $package."
    echo "installing $package"
    apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
        { apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "$package" >/dev/null; } ||
        fail "'$*' does not work here and the package $package cannot be installed."
}

prerequisites() {
    find_jdk
    need maven command -v mvn
    need python3 command -v python3
    need python3-venv python3 -c "import ensurepip"
    need curl command -v curl
    command -v go >/dev/null || fail "Go 1.26.4 or newer is missing: it builds Kubernetes and its tools from their modules."
}

maven() {
    (cd "$ROOT" && mvn -B -ntp -Dslipway.kubeApiTest.dir="$CACHE/kube-api-test" "$@")
}

# build_images [MAVEN OPTION...]
build_images() {
    "$ROOT/images/java-base" >/dev/null && maven -q package -Dmaven.test.skip=true -Djib.skip=false -pl "$(IFS=,; echo "${IMAGES[*]}")" -am "$@"
}

image_tars() {
    printf "$ROOT/%s/target/image.tar\n" "${IMAGES[@]}"
}

images_built() {
    local tar
    for tar in $(image_tars); do [ -f "$tar" ] || return; done
}

# start_cluster [OPTION...]: the one of this machine, for kubectl and Helm from here on
start_cluster() {
    "$CLUSTER" up "$@"
    eval "$("$CLUSTER" env helm)"
}

load_images() {
    # shellcheck disable=SC2046 # a list of paths without spaces
    "$CLUSTER" load $(image_tars)
}

# cached_image NAME KEY CONFIG: build/images/NAME.tar of localhost/slipway-NAME:1, whose root the caller's "fill ROOT" makes.
# KEY tells its inputs apart: without a change nothing is built. Prints the path.
cached_image() {
    local out=$ROOT/build/images/$1.tar archive=$CACHE/images/$1-$2.tar work
    mkdir -p "$(dirname "$out")" "$CACHE/images"
    if [ ! -s "$archive" ]; then
        work=$(mktemp -d "$CACHE/images/$1.XXXXXX")
        # shellcheck disable=SC2064 # the folder of now
        trap "rm -rf '$work'" EXIT
        mkdir "$work/root"
        fill "$work/root" >&2
        "$ROOT/images/docker-archive" "localhost/slipway-$1:1" "$work/image.tar" "$work/root" "$3"
        mv "$work/image.tar" "$archive"
        find "$CACHE/images" -maxdepth 1 -name "$1-*.tar" ! -name "$1-$2.tar" -delete
    fi
    cmp -s "$archive" "$out" || cp "$archive" "$out"
    echo "$out"
}

# load_stores: PostgreSQL and Redis for tests within the cluster
load_stores() {
    "$CLUSTER" load "$("$ROOT/images/stores")"
}

install_charts() {
    helm upgrade --install slipway-crds "$ROOT/helm/slipway-crds" -n "$NAMESPACE" --create-namespace --wait &&
        helm upgrade --install slipway "$ROOT/helm/slipway" -n "$NAMESPACE" --wait --timeout 3m "$@"
}
