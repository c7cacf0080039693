"""Which parameters of an action exclude each other, as the words of its API model say."""

import html
import re

WORDS = re.compile(
    r"mutually exclusive|but not both|must be omitted|specified together|use both"
    r"|(can.?t|cannot) specify both",
    re.IGNORECASE,
)


def exclusive_pairs(structure, shapes):
    """The pairs of members that each say of the other, and of no third one, that only one of the two
    is given. What is true or false says nothing by being given."""
    named = {name: others_named(name, structure) for name in structure["members"]}
    pairs = {
        tuple(sorted((name, other)))
        for name, others in named.items()
        for other in others
        if name in named[other]
    }
    is_flag = lambda name: shapes[structure["members"][name]["shape"]]["type"] == "boolean"
    return sorted(pair for pair in pairs if not any(map(is_flag, pair)))


def others_named(name, structure):
    """The members that a sentence about a member names as its alternative."""
    text = structure["members"][name].get("documentation", "")
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    others = set()
    for sentence in re.split(r"(?<=[.!?])\s", text):
        if WORDS.search(sentence):
            found = set(re.findall(r"\w+", sentence)) & set(structure["members"]) - {name}
            if len(found) == 1:
                others |= found
    return others
