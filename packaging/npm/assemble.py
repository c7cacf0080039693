"""Makes the packages for npm from archives: `assemble.py ARCHIVES FOLDER`.

One package for each target with the program and nothing else, and the package `aslint`, which
depends on all of them, so that npm installs the one that fits, and starts it. The folders are
named as the packages are; publish `aslint` last."""

import json
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from project import PACKAGE, ROOT, TARGETS, archive_name, program_name

HERE = Path(__file__).resolve().parent


def main(archives: str, folder: str) -> None:
    packed = [target for target in TARGETS if archive(archives, target).exists()]
    if not packed:
        sys.exit(f"error: {archives} has no archives")
    for target in packed:
        make_platform(archive(archives, target), target, Path(folder))
    make_launcher(packed, Path(folder))


def archive(archives: str, target: dict) -> Path:
    return Path(archives) / f"{archive_name(target['target'])}.tar.gz"


def make_platform(archive: Path, target: dict, folder: Path) -> None:
    package = folder / package_name(target)
    package.mkdir(parents=True, exist_ok=True)
    program = program_name(target["target"])
    with tarfile.open(archive) as tar:
        file = package / program
        file.write_bytes(tar.extractfile(f"{archive_name(target['target'])}/{program}").read())
        file.chmod(0o755)
    system, cpu = target["npm"].split("-")
    write_manifest(
        package,
        name=package_name(target),
        description=f"The program of {PACKAGE['name']} for {target['npm']}",
        os=[system],
        cpu=[cpu],
        files=[program],
        preferUnplugged=True,
    )


def make_launcher(targets: list[dict], folder: Path) -> None:
    package = folder / PACKAGE["name"]
    package.mkdir(parents=True, exist_ok=True)
    for name in ["launch.js", "README.md"]:
        (package / name).write_text((HERE / name).read_text(), newline="\n")
    (package / "LICENSE").write_text((ROOT / "LICENSE").read_text(), newline="\n")
    write_manifest(
        package,
        name=PACKAGE["name"],
        description=PACKAGE["description"],
        keywords=PACKAGE["keywords"],
        bin={PACKAGE["name"]: "launch.js"},
        files=["launch.js"],
        engines={"node": ">=16"},
        optionalDependencies={package_name(target): PACKAGE["version"] for target in targets},
    )


def package_name(target: dict) -> str:
    return f"@{PACKAGE['name']}/{target['npm']}"


def write_manifest(package: Path, **fields) -> None:
    shared = {
        "version": PACKAGE["version"],
        "license": PACKAGE["license"],
        "repository": {"type": "git", "url": f"git+{PACKAGE['repository']}.git"},
        "homepage": PACKAGE["homepage"],
    }
    text = json.dumps(fields | shared, indent=2) + "\n"
    (package / "package.json").write_text(text, newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
