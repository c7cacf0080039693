#!/usr/bin/env bash
# What the step of action.yml runs. Its inputs are the variables PATHS, ARGUMENTS, FORMAT,
# FAIL_ON, SARIF_FILE and TEST.
set -euo pipefail

paths=()
while IFS= read -r path; do
  [[ -n $path ]] && paths+=("$path")
done <<< "$PATHS"
read -ra arguments <<< "$ARGUMENTS"
[[ -n $FAIL_ON ]] && arguments+=(--fail-on "$FAIL_ON")

code=0
if [[ -n $SARIF_FILE ]]; then
  aslint check ${arguments[@]+"${arguments[@]}"} --format sarif --output "$SARIF_FILE" \
    -- "${paths[@]}" || code=$?
  # Findings are told below; whatever else went wrong will not get better.
  [[ $code -le 1 ]] || exit "$code"
  code=0
fi
aslint check ${arguments[@]+"${arguments[@]}"} --format "$FORMAT" -- "${paths[@]}" || code=$?
if [[ $TEST == true ]]; then
  aslint test -- "${paths[@]}" || code=$((code > $? ? code : $?))
fi
exit "$code"
