#!/usr/bin/env bash
# What action.yml runs: its inputs are the variables `INPUT_...`.
set -euo pipefail

paths=()
while IFS= read -r path; do
  [[ -n $path ]] && paths+=("$path")
done <<< "$INPUT_PATHS"
read -ra arguments <<< "$INPUT_ARGUMENTS"
[[ -n $INPUT_FAIL_ON ]] && arguments+=(--fail-on "$INPUT_FAIL_ON")

code=0
if [[ -n $INPUT_SARIF_FILE ]]; then
  aslint check ${arguments[@]+"${arguments[@]}"} --format sarif --output "$INPUT_SARIF_FILE" \
    -- ${paths[@]+"${paths[@]}"} || code=$?
  # Findings are told below; whatever else went wrong will not get better.
  [[ $code -le 1 ]] || exit "$code"
  code=0
fi
aslint check ${arguments[@]+"${arguments[@]}"} --format "$INPUT_FORMAT" -- ${paths[@]+"${paths[@]}"} || code=$?
if [[ $INPUT_TEST == true ]]; then
  aslint test -- ${paths[@]+"${paths[@]}"} || code=$((code > $? ? code : $?))
fi
exit "$code"
