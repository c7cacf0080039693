"""The API models in a wheel of botocore."""

import gzip
import json
import re


def models(wheel):
    """The newest model of each service in the wheel."""
    newest = {}
    for path in wheel.namelist():
        found = re.fullmatch(r"botocore/data/([^/]+)/([^/]+)/service-2\.json(\.gz)?", path)
        if found:
            newest[found[1]] = max(newest.get(found[1], ("", "")), (found[2], path))
    for directory, (_, path) in sorted(newest.items()):
        data = wheel.read(path)
        model = json.loads(gzip.decompress(data) if path.endswith(".gz") else data)
        extras = re.sub(r"service-2\.json(\.gz)?$", "service-2.sdk-extras.json", path)
        if extras in wheel.namelist() and directory != "s3":
            merge(model, json.loads(wheel.read(extras))["merge"])
        yield directory, model


def merge(into, extra):
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value
