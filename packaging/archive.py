"""Packs a program that was built for a target: `archive.py TARGET PROGRAM FOLDER`.

Writes `aslint-TARGET.tar.gz` and its checksum into the folder. The same program gives the same
bytes."""

import gzip
import hashlib
import sys
import tarfile
from pathlib import Path

from project import ROOT, archive_name, program_name

DOCUMENTS = ["README.md", "CHANGELOG.md", "LICENSE"]


def main(target: str, program: str, folder: str) -> None:
    name = archive_name(target)
    archive = Path(folder) / f"{name}.tar.gz"
    archive.parent.mkdir(parents=True, exist_ok=True)
    with archive.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w") as tar:
            add(tar, Path(program), f"{name}/{program_name(target)}", 0o755)
            for document in DOCUMENTS:
                add(tar, ROOT / document, f"{name}/{document}", 0o644)
    checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
    Path(f"{archive}.sha256").write_text(f"{checksum}  {archive.name}\n", newline="\n")


def add(tar: tarfile.TarFile, path: Path, name: str, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = path.stat().st_size, mode
    with path.open("rb") as file:
        tar.addfile(entry, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
