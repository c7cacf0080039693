#!/bin/sh
# Installs a release: `install.sh [FOLDER]`, `~/.local/bin` by default.
#
# ASLINT_VERSION: which one, such as `0.1.0`; the latest if it is empty.
# ASLINT_RELEASES: where releases are, if not on GitHub.
set -eu

folder=${1:-$HOME/.local/bin}
releases=${ASLINT_RELEASES:-https://github.com/aslint/aslint/releases}

fail() {
  echo "error: $1" >&2
  exit 2
}

case $(uname -m) in
  x86_64 | amd64) cpu=x86_64 ;;
  aarch64 | arm64) cpu=aarch64 ;;
  *) fail "there is no release for $(uname -m); try \`cargo install aslint\`" ;;
esac
program=aslint
case $(uname -s) in
  Linux) system=unknown-linux-musl ;;
  Darwin) system=apple-darwin ;;
  MINGW* | MSYS* | CYGWIN*) system=pc-windows-msvc program=aslint.exe ;;
  *) fail "there is no release for $(uname -s); try \`cargo install aslint\`" ;;
esac

name=aslint-$cpu-$system
case ${ASLINT_VERSION:-latest} in
  latest) from=$releases/latest/download ;;
  *) from=$releases/download/v$ASLINT_VERSION ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for file in "$name.tar.gz" "$name.tar.gz.sha256"; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$from/$file" ||
    fail "$from/$file cannot be downloaded"
done
if command -v sha256sum > /dev/null; then
  sha256sum --check --status "$name.tar.gz.sha256"
else
  shasum --algorithm 256 --check --status "$name.tar.gz.sha256"
fi || fail "$name.tar.gz is not what its checksum says"

tar -xzf "$name.tar.gz"
mkdir -p "$folder"
mv "$name/$program" "$folder/$program"
"$folder/$program" --version
