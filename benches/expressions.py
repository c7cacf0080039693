#!/usr/bin/env python3
"""Times JSONata: ours beside the reference implementation, on the same expressions, in one run.

    benches/expressions.py

The reference is measured where Node finds it (from the npm registry: jsonata; NODE_PATH may say
where it is installed); where it does not, ours is printed alone. Both columns are expressions per
second, the median run of each; what counts is their ratio.
"""
import json
import pathlib
import re
import shutil
import subprocess

BENCHES = pathlib.Path(__file__).resolve().parent
MICROSECONDS = {"ns": 1e-3, "µs": 1, "ms": 1e3, "s": 1e6}


def ours():
    """Our rates, by action and name, from the median column of the bench's table."""
    command = ["cargo", "bench", "--bench", "expressions", "--", "jsonata_"]
    table = subprocess.run(command, cwd=BENCHES.parent, stdout=subprocess.PIPE, text=True,
                           check=True).stdout
    rates, action = {}, None
    for line in table.splitlines():
        words = re.findall(r"[^\s│├╰─]+", line)
        if words[:1] in (["jsonata_parse"], ["jsonata_evaluate"]):
            action = words[0].removeprefix("jsonata_")
        elif action and len(words) > 6 and words[6] in MICROSECONDS:
            rates[action, words[0]] = 1e6 / (float(words[5]) * MICROSECONDS[words[6]])
    return rates


def reference():
    """Node's rates in the same form, or none."""
    if shutil.which("node") is None:
        print("node is not installed: ours alone")
        return {}
    run = subprocess.run(["node", str(BENCHES / "expressions.mjs")], capture_output=True,
                         text=True, check=False)
    if run.returncode != 0:
        print("the package jsonata is not installed, or fails: ours alone")
        return {}
    measured = json.loads(run.stdout)
    return {(action, name): rate for name, rates in measured.items()
            for action, rate in rates.items()}


def main():
    theirs = reference()
    for (action, name), rate in ours().items():
        beside = theirs.get((action, name))
        ratio = f"{beside:12,.0f} /s   {rate / beside:7.1f} times" if beside else ""
        print(f"{action:10}{name:18}{rate:12,.0f} /s   {ratio}")


if __name__ == "__main__":
    main()
