"""What the scripts of this folder know of the project: its manifest and its targets."""

import json
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]
TARGETS = json.loads((ROOT / "packaging/targets.json").read_text())


def archive_name(target: str) -> str:
    """The folder in the archive of a target; the archive is called so too."""
    return f"{PACKAGE['name']}-{target}"


def program_name(target: str) -> str:
    """The file name of the program."""
    return PACKAGE["name"] + (".exe" if "windows" in target else "")
