#!/usr/bin/env python3
"""Times whole processes: aslint beside other validators, on one definition, in one run.

    cargo build --release && benches/compare.py [--runs N] [--definition FILE]

Others are measured where they are installed (from the npm registry: asl-validator; from PyPI:
cfn-lint, which takes the definition inside a template); those that are not are left out, by name.
The fastest and the median run of each are printed, and how many times as long as aslint's it took.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def definition(states):
    """A chain of states of the types that call, choose and wait."""
    def state(place):
        then = f"State {place + 1}"
        if place == states - 1:
            return {"Type": "Succeed"}
        return [
            {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": then,
             "Parameters": {"FunctionName": "worker", "Payload.$": "$"},
             "Retry": [{"ErrorEquals": ["Lambda.ServiceException"], "MaxAttempts": 6}]},
            {"Type": "Choice", "Default": then,
             "Choices": [{"Variable": "$.status", "StringEquals": "done", "Next": then}]},
            {"Type": "Wait", "Seconds": 30, "Next": then},
            {"Type": "Pass", "Result": {"a": [1, 2, 3]}, "Next": then},
        ][place % 4]
    machine = {f"State {place}": state(place) for place in range(states)}
    return {"StartAt": "State 0", "States": machine}


def template(machine):
    properties = {"RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": machine}
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    return {"Resources": {"Machine": resource}}


def timed(command, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append((time.perf_counter() - start) * 1000)
    return min(times), statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--states", type=int, default=20)
    parser.add_argument("--bin", default=str(ROOT / "target" / "release" / "aslint"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        machine = definition(options.states)
        plain = pathlib.Path(folder, "machine.asl.json")
        plain.write_text(json.dumps(machine, indent=2), encoding="utf8")
        hosted = pathlib.Path(folder, "template.json")
        hosted.write_text(json.dumps(template(machine), indent=2), encoding="utf8")
        commands = {
            "aslint": [options.bin, "check", str(plain)],
            "asl-validator": ["asl-validator", "--json-path", str(plain)],
            "cfn-lint": ["cfn-lint", str(hosted)],
        }
        ours = None
        for name, command in commands.items():
            if shutil.which(command[0]) is None:
                print(f"{name:14} not installed")
                continue
            fastest, median = timed(command, options.runs)
            ours = ours or fastest
            print(f"{name:14} fastest {fastest:8.1f} ms   median {median:8.1f} ms   "
                  f"{fastest / ours:6.1f} times aslint's")


if __name__ == "__main__":
    main()
