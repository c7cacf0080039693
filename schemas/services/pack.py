"""Writes the catalogue as one flat file, in which every reference is a place in the file.

All numbers are little-endian. `->x` is the place of an x in three bytes, 0 being none.

file       "ASLC" ->text (version) ->text (date) services (aws-sdk) services (optimized), then the rest
services   ->service records, count: 2
service    ->text (name) ->list of texts (what its errors begin with) ->text (signing name)
           ->operation records, count: 2, flags: 1
operation  ->text (name) ->shape (input) ->shape (output) ->list of texts (errors) ->extras, flags: 1
extras     ->list of texts (patterns) ->list of alternatives ->example (of the output)
           ->shape (what `.sync` gives) ->shape (what `.sync:2` gives) ->example (of either)
example    a list of texts: a place, such as `Status/State`, and what stands there as JSON, in turn
alternatives ->list of texts, flags: 1
list       count: 2, then the places
shape      kind and flags: 1, then by its kind and flags
             structure, union  count: 2, then members
             list              ->shape
             map               ->shape (key) ->shape (value)
           and, each where its flag is set: least: 8 (a double), most: 8, ->list of texts (enum)
member     place of a text and, in the upper two bits, flags: 3, ->shape
text       length: 1, bytes
Records and members are sorted by their names, as bytes.
"""

import struct

KINDS = """any boolean integer number string blob timestamp structure union list map""".split()
HAS_MIN, HAS_MAX, HAS_ENUM, TAKES_TEXT = 0x10, 0x20, 0x40, 0x80
REQUIRED, ALIAS = 1 << 22, 1 << 23
UNSUPPORTED, ENDED, ONE_NEEDED = 1, 1, 1
FREE = 2
TEXT_MAX = 255


def sorted_by_name(pairs):
    return sorted(pairs, key=lambda pair: pair[0].encode())


def classes(shapes):
    """Numbers the shapes so that those which read the same have one number (partition refinement)."""
    number = dict.fromkeys(shapes, 0)
    count = 1
    while True:
        seen = {}
        number = {
            key: seen.setdefault(
                (shape.head(), tuple(number[part] for part in shape.parts())), len(seen)
            )
            for key, shape in shapes.items()
        }
        if len(seen) == count:
            return number
        count = len(seen)


def reachable(shapes, roots):
    """The shapes that some operation takes or gives; errors are known by their names only."""
    found, pending = {}, list(roots)
    while pending:
        key = pending.pop()
        if key not in found:
            found[key] = shapes[key]
            pending += shapes[key].parts()
    return found


class Shape:
    """One shape: its kind, its bounds, and the keys of the shapes that it is made of."""

    def __init__(self, kind, members=(), inner=(), least=None, most=None, enum=(), takes_text=False):
        self.kind, self.inner = kind, tuple(inner)
        self.members = tuple(sorted_by_name(members))  # (name, key, flags)
        self.least, self.most = least, most
        self.enum = tuple(sorted(set(enum), key=str.encode))
        self.takes_text = takes_text

    def head(self):
        names = tuple((name, flags) for name, _, flags in self.members)
        return self.kind, names, self.least, self.most, self.enum, self.takes_text

    def parts(self):
        return [key for _, key, _ in self.members] + list(self.inner)

    def size(self):
        counted = 2 if self.kind in ("structure", "union") else 0
        bounds = 8 * ((self.least is not None) + (self.most is not None))
        return 1 + counted + 6 * len(self.members) + 3 * len(self.inner) + bounds + 3 * bool(self.enum)


class Writer:
    """The file as it grows: texts first, for the places of names have only 22 bits."""

    def __init__(self):
        self.bytes = bytearray(4 + 3 + 3 + 5 + 5)
        self.known = {}

    def place(self, what, data):
        """Writes data once, and says where it stands."""
        key = (what, bytes(data))
        if key not in self.known:
            self.known[key] = len(self.bytes)
            self.bytes += data
        return self.known[key]

    def text(self, text):
        data = text.encode()
        assert len(data) <= TEXT_MAX, text
        place = self.place("text", bytes([len(data)]) + data)
        assert place < REQUIRED, "the place of a name has 22 bits"
        return place

    def list(self, places):
        places = list(places)
        if not places:
            return 0
        return self.place("list", struct.pack("<H", len(places)) + b"".join(map(reference, places)))

    def texts(self, texts):
        return self.list([self.text(text) for text in texts])

    def records(self, records):
        """Writes records together: a reference to the first, and their count."""
        start = len(self.bytes)
        self.bytes += b"".join(records)
        return reference(start) + struct.pack("<H", len(records))


def reference(place):
    assert place < 1 << 24
    return place.to_bytes(3, "little")


def shape_places(writer, shapes):
    """Writes the shapes, each once: the place of each key."""
    number = classes(shapes)
    firsts = {}
    for key, shape in shapes.items():
        firsts.setdefault(number[key], shape)
    for shape in firsts.values():
        for name, _, _ in shape.members:
            writer.text(name)
    enums = {shape.enum: writer.texts(shape.enum) for shape in firsts.values()}
    starts, at = {}, len(writer.bytes)
    for which, shape in firsts.items():
        starts[which] = at
        at += shape.size()
    places = {key: starts[which] for key, which in number.items()}
    for shape in firsts.values():
        writer.bytes += shape_bytes(writer, shape, places, enums[shape.enum])
    assert at == len(writer.bytes)
    return places


def shape_bytes(writer, shape, places, enum):
    flags = HAS_MIN * (shape.least is not None) + HAS_MAX * (shape.most is not None)
    flags += HAS_ENUM * bool(shape.enum) + TAKES_TEXT * shape.takes_text
    parts = [bytes([KINDS.index(shape.kind) | flags])]
    if shape.kind in ("structure", "union"):
        parts.append(struct.pack("<H", len(shape.members)))
    for name, key, member_flags in shape.members:
        parts += [reference(writer.text(name) | member_flags), reference(places[key])]
    parts += [reference(places[key]) for key in shape.inner]
    parts += [struct.pack("<d", bound) for bound in (shape.least, shape.most) if bound is not None]
    parts += [reference(enum)] if shape.enum else []
    return b"".join(parts)


def pack(version, date, sdk, optimized, shapes):
    """The bytes of the catalogue. Services are dictionaries as `generate.py` makes them."""
    writer = Writer()
    texts = [writer.text(version), writer.text(date)]
    services = [*sdk.values(), *optimized.values()]
    listed = [operation for service in services for operation in service["operations"].values()]
    sides = ("input", "output", "sync", "sync:2")
    sides = [operation[side] for operation in listed for side in sides if operation.get(side)]
    places = shape_places(writer, reachable(shapes, sides))
    tables = [table(writer, places, services) for services in (sdk, optimized)]
    head = b"ASLC" + b"".join(map(reference, texts)) + b"".join(tables)
    writer.bytes[: len(head)] = head
    return bytes(writer.bytes)


def table(writer, places, services):
    """Writes services and their operations."""
    records = []
    for name, service in sorted_by_name(services.items()):
        found = sorted_by_name(service["operations"].items())
        details = [operation_bytes(writer, places, it) for _, it in found]
        heads = [reference(writer.text(action)) for action, _ in found]
        listed = writer.records([head + rest for head, rest in zip(heads, details)])
        records.append(
            reference(writer.text(name))
            + reference(writer.texts(service["prefixes"]))
            + reference(writer.text(service["signing"]) if service["signing"] else 0)
            + listed
            + bytes([ENDED * service["ended"]])
        )
    return writer.records(records)


def operation_bytes(writer, places, operation):
    extras = 0
    if "patterns" in operation or operation["alternatives"]:
        groups = [
            writer.place("group", reference(writer.texts(names)) + bytes([ONE_NEEDED * needed]))
            for names, needed in operation["alternatives"]
        ]
        extras = writer.place(
            "extras",
            reference(writer.texts(operation.get("patterns", ())))
            + reference(writer.list(groups))
            + reference(writer.texts(operation.get("example", ())))
            + b"".join(
                reference(places[operation[side]] if operation.get(side) else 0)
                for side in ("sync", "sync:2")
            )
            + reference(writer.texts(operation.get("example of sync", ()))),
        )
    return (
        reference(places[operation["input"]])
        + reference(places[operation["output"]])
        + reference(writer.texts(operation["errors"]))
        + reference(extras)
        + bytes([UNSUPPORTED * operation["unsupported"] + FREE * operation.get("free", False)])
    )
