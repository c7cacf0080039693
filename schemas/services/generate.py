"""Makes `catalogue.bin` from the API models in botocore, `optimized.json` and `guide.json`.

    pip download --no-deps botocore
    python3 generate.py botocore-*.whl

Needs Python 3.9 and nothing else. The version and the date of the wheel go into the catalogue.
"""

import json
import pathlib
import re
import sys
import zipfile

import naming
from exclusive import exclusive_pairs
from models import models
from pack import ALIAS, REQUIRED, Shape, pack

HERE = pathlib.Path(__file__).parent
SCALARS = {
    "boolean": "boolean",
    "integer": "integer",
    "long": "integer",
    "short": "integer",
    "byte": "integer",
    "bigInteger": "integer",
    "float": "number",
    "double": "number",
    "bigDecimal": "number",
    "string": "string",
    "character": "string",
    "blob": "blob",
    "timestamp": "timestamp",
}
# What is read and written as the type of an attribute differs between versions of the SDK.
ATTRIBUTE_NAMES = {
    "SS": ("Ss", "SS"),
    "NS": ("Ns", "NS"),
    "BS": ("Bs", "BS"),
    "BOOL": ("Bool", "BOOL"),
    "NULL": ("Nul", "NULL", "Null", "NullValue", "NUL"),
}
# Customised in the SDK for Java; deployed definitions use the names of the API.
S3_COPIES = {
    "CopyObjectRequest": ("DestinationBucket", "DestinationKey"),
    "UploadPartCopyRequest": ("DestinationBucket", "DestinationKey"),
}
S3_SOURCES = ("SourceBucket", "SourceKey", "SourceVersionId")
METADATA = ("SdkHttpMetadata", "SdkResponseMetadata")


class Shapes:
    """All shapes of all services, by keys; those of optimized integrations have names of their own."""

    def __init__(self):
        self.shapes = {kind: Shape(kind) for kind in ("any", "string", "boolean", "integer")}

    def add(self, key, shape):
        self.shapes[key] = shape
        return key

    def read(self, directory, model, is_plain):
        """Reads the shapes of a model, named as in optimized integrations or as in the SDK."""
        for name, shape in model["shapes"].items():
            key = (directory, name, is_plain)
            self.shapes[key] = self.shape(key, shape, model)

    def shape(self, key, shape, model):
        directory, name, is_plain = key
        refer = lambda part: self.refer(directory, part, model, is_plain)
        if shape.get("document"):
            return Shape("any")
        kind = shape["type"]
        least, most = shape.get("min"), shape.get("max")
        if kind == "structure":
            members = self.members(key, shape, model)
            takes_text = is_plain and name == "AttributeValue" and directory == "dynamodb"
            kind = "union" if shape.get("union") else kind
            return Shape(kind, members=members, takes_text=takes_text)
        if kind == "list":
            return Shape(kind, inner=[refer(shape["member"])], least=least, most=most)
        if kind == "map":
            inner = [refer(shape["key"]), refer(shape["value"])]
            return Shape(kind, inner=inner, least=least, most=most)
        return Shape(SCALARS[kind], least=least, most=most, enum=shape.get("enum", ()))

    def refer(self, directory, part, model, is_plain):
        return "any" if part.get("jsonvalue") else (directory, part["shape"], is_plain)

    def members(self, key, shape, model):
        directory, shape_name, is_plain = key
        required = set(shape.get("required", ()))
        payload = shape.get("payload")
        is_copy = directory == "s3" and shape_name in S3_COPIES
        for member, part in shape["members"].items():
            target = self.refer(directory, part, model, is_plain)
            is_stream = part.get("streaming") or model["shapes"][part["shape"]].get("streaming")
            is_needed = member in required or (member == payload and bool(is_stream))
            is_needed = is_needed and not part.get("idempotencyToken") and not is_copy
            first, *others = self.names(key, member)
            yield first, target, REQUIRED * is_needed
            yield from ((other, target, ALIAS) for other in others)
        if is_copy:
            for alias in S3_COPIES[shape_name] + S3_SOURCES:
                yield alias, "string", ALIAS

    def names(self, key, member):
        """The name of a member, and other names by which it goes."""
        directory, shape_name, is_plain = key
        plain, sdk = naming.plain_member(member), naming.sdk_member(member)
        if shape_name == "AttributeValue" and member in ATTRIBUTE_NAMES:
            plain, sdk = member, ATTRIBUTE_NAMES[member][0]
            others = ATTRIBUTE_NAMES[member]
        else:
            others = ()
        first = plain if is_plain else sdk
        return [first, *(other for other in others if other != first)]


def sdk_services(loaded, guide, shapes):
    services = {}
    for directory, model in loaded:
        shapes.read(directory, model, is_plain=False)
        service_id = model["metadata"]["serviceId"]
        name = naming.service(service_id)
        service = services.setdefault(
            name,
            {
                "prefixes": [naming.error_prefix(service_id)],
                "signing": model["metadata"].get("signingName", model["metadata"]["endpointPrefix"]),
                "operations": {},
                "ended": False,
            },
        )
        unsupported = set(guide["unsupported"].get(name, ()))
        for operation_name, operation in model["operations"].items():
            action = naming.action(operation_name)
            is_refused = operation_name in unsupported or streams_events(operation, model)
            read = sdk_operation(directory, operation, shapes)
            read["unsupported"] = is_refused
            read["exclusive"] = exclusive(operation, model)
            read["alternatives"] = alternatives(read["exclusive"], naming.sdk_member)
            service["operations"].setdefault(action, read)
        for operation_name in unsupported - set(model["operations"]):
            nothing = {
                "input": "any", "output": "any", "errors": [], "unsupported": True, "alternatives": [],
            }
            service["operations"].setdefault(naming.action(operation_name), nothing)
    for name in guide["ended"]:
        assert name not in services, f"{name} is alive"
        services[name] = {"prefixes": [], "signing": "", "operations": {}, "ended": True}
    return services


def sdk_operation(directory, operation, shapes):
    empty = shapes.add("empty", Shape("structure"))
    key = lambda part: (directory, operation[part]["shape"], False) if part in operation else empty
    errors = sorted({naming.error(error["shape"]) for error in operation.get("errors", ())})
    return {"input": key("input"), "output": key("output"), "errors": errors, "raw": operation}


def exclusive(operation, model):
    if "input" not in operation:
        return []
    return exclusive_pairs(model["shapes"][operation["input"]["shape"]], model["shapes"])


def alternatives(pairs, named):
    """Groups of parameters of which one at most is given."""
    return [([named(name) for name in pair], False) for pair in pairs]


def streams_events(operation, model):
    for side in ("input", "output"):
        shape = model["shapes"][operation[side]["shape"]] if side in operation else {}
        members = shape.get("members", {}).values()
        if any(model["shapes"][member["shape"]].get("eventstream") for member in members):
            return True
    return False


class Optimized:
    """The optimized integrations: operations of the SDK, and what is different about them."""

    def __init__(self, loaded, sdk, shapes):
        self.sdk, self.shapes = sdk, shapes
        self.models = dict(loaded)
        self.read_directories = set()

    def services(self, table):
        services = {}
        for name, service in table.items():
            actions = service["actions"].items()
            operations = {action: self.operation(f"{name}:{action}", it) for action, it in actions}
            prefixes = service.get("errors", [])
            services[name] = {
                "prefixes": prefixes, "signing": "", "operations": operations, "ended": False,
            }
        return services

    def operation(self, name, action):
        members, outputs, errors, pairs = {}, {}, [], []
        groups = [(group["names"], group["needed"]) for group in action.get("alternatives", ())]
        if "like" in action:
            raw, directory = self.like(action["like"])
            pairs = self.sdk_operation(action["like"])["exclusive"]
            self.share(groups, action["like"])
            members = self.members_of(directory, raw, "input")
            outputs = self.members_of(directory, raw, "output")
            errors = [naming.capitalised(error["shape"]) for error in raw.get("errors", ())]
        for member, spec in action.get("parameters", {}).items():
            members[member] = (self.spec(f"{name}/{member}", spec), 0)
        for member in action.get("any", ()):
            for side in (members, outputs):
                if member in side or side is members:
                    side[member] = ("any", 0)
        missing = set(action["required"]) - set(members)
        assert not missing, f"{name} has no {missing}"
        for member, (key, flags) in members.items():
            flags = flags & ~REQUIRED | REQUIRED * (member in action["required"])
            members[member] = (key, flags)
        result = action.get("result", {} if "like" in action else "any")
        if isinstance(result, dict):
            outputs |= {m: (self.spec(f"{name}>{m}", spec), 0) for m, spec in result.items()}
        if "like" in action:
            outputs |= {member: ("any", 0) for member in METADATA}
        awaited = action.get("sync", {})
        return {
            "input": self.structure(f"{name}<", members),
            "output": "any" if result == "any" else self.structure(f"{name}>", outputs),
            "example": self.example(action),
            "sync": self.awaited(f"{name}.sync>", awaited),
            "sync:2": self.awaited(f"{name}.sync:2>", awaited, awaited.get("parsed")),
            "example of sync": self.example(awaited),
            "free": action.get("free", False),
            "errors": sorted(set(errors)),
            "patterns": action["patterns"],
            "alternatives": groups + alternatives(pairs, naming.plain_member),
            "unsupported": False,
        }

    def sdk_operation(self, name):
        service, action = name.split(":")
        return self.sdk[service]["operations"][action]

    def share(self, groups, name):
        """Adds to an action of the SDK what is known of the same action as an integration."""
        operation = self.sdk_operation(name)
        known = {member for member, _, _ in self.shapes.shapes[operation["input"]].members}
        operation["alternatives"] += [group for group in groups if set(group[0]) <= known]

    def like(self, name):
        """The operation that `athena:startQueryExecution` names, and where its model is."""
        operation = self.sdk_operation(name)
        for directory in self.models:
            if operation["input"][0] == directory:
                if directory not in self.read_directories:
                    self.read_directories.add(directory)
                    self.shapes.read(directory, self.models[directory], is_plain=True)
                return operation["raw"], directory
        raise KeyError(name)

    def members_of(self, directory, operation, side):
        if side not in operation:
            return {}
        shape = self.shapes.shapes[(directory, operation[side]["shape"], True)]
        return {name: (key, flags) for name, key, flags in shape.members}

    def awaited(self, key, awaited, parsed=()):
        """What comes out when a job is done; what is `parsed` is JSON by then, and not a text."""
        if not awaited or parsed is None:
            return None
        members = self.members_at(awaited["result"])
        if "or" in awaited:
            members |= self.members_at(awaited["or"])
            members = {name: (part, flags & ~REQUIRED) for name, (part, flags) in members.items()}
        members |= {name: ("any", 0) for name in parsed}
        return self.structure(key, members)

    def members_at(self, place):
        return {name: (part, flags) for name, part, flags in self.shapes.shapes[self.at(place)].members}

    def example(self, about):
        """Places in an example and what stands there, in turn."""
        pairs = sorted(about.get("example", {}).items())
        return [text for place, value in pairs for text in (place, json.dumps(value))]

    def structure(self, key, members):
        return self.shapes.add(key, Shape("structure", [(n, k, f) for n, (k, f) in members.items()]))

    def spec(self, key, spec):
        """A shape by its description: a type, a list of values, an object, a place in an operation."""
        if isinstance(spec, list):
            return self.shapes.add(key, Shape("string", enum=spec))
        if isinstance(spec, dict):
            return self.structure(key, {m: (self.spec(f"{key}/{m}", s), 0) for m, s in spec.items()})
        if ":" not in spec:
            return spec
        return self.at(spec)

    def at(self, place):
        """The shape at a place in what an action takes, `ecs:runTask/Tags/-`, or in what it gives,
        `ecs:describeTasks>Tasks/-`; `-` stands for the items of a list."""
        action, side, steps = re.fullmatch(r"([\w:]+)([/>])(.*)", place).groups()
        raw, directory = self.like(action)
        at = (directory, raw["output" if side == ">" else "input"]["shape"], True)
        for step in filter(None, steps.split("/")):
            shape = self.shapes.shapes[at]
            members = {name: part for name, part, _ in shape.members}
            at = shape.inner[0] if step == "-" else members[step]
        return at


def main(path):
    version = re.match(r"botocore-([\d.]+)-", pathlib.Path(path).name)[1]
    with zipfile.ZipFile(path) as wheel:
        date = "%04d-%02d-%02d" % max(entry.date_time[:3] for entry in wheel.infolist())
        loaded = list(models(wheel))
    guide = json.loads((HERE / "guide.json").read_text())
    table = json.loads((HERE / "optimized.json").read_text())
    shapes = Shapes()
    sdk = sdk_services(loaded, guide, shapes)
    optimized = Optimized(loaded, sdk, shapes).services(table)
    data = pack(version, date, sdk, optimized, shapes.shapes)
    (HERE / "catalogue.bin").write_bytes(data)
    count = sum(len(service["operations"]) for service in sdk.values())
    print(f"botocore {version} of {date}: {len(sdk)} services, {count} actions, {len(data)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) == 2 else sys.exit(__doc__)
