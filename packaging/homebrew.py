"""Prints the formula for Homebrew: `homebrew.py ARCHIVES > aslint.rb`.

It installs the archives of the release of this version; their checksums are read beside them."""

import sys
from pathlib import Path

from project import PACKAGE, archive_name

SYSTEMS = [("macos", "apple-darwin"), ("linux", "unknown-linux-musl")]
CPUS = [("arm", "aarch64"), ("intel", "x86_64")]


def main(archives: str) -> None:
    name, version = PACKAGE["name"], PACKAGE["version"]
    print(f"class {name.capitalize()} < Formula")
    print(f'  desc "{short(PACKAGE["description"])}"')
    print(f'  homepage "{PACKAGE["homepage"]}"')
    print(f'  version "{version}"')
    print(f'  license "{PACKAGE["license"]}"')
    for system, suffix in SYSTEMS:
        print(f"\n  on_{system} do")
        for cpu, prefix in CPUS:
            file = f"{archive_name(f'{prefix}-{suffix}')}.tar.gz"
            checksum = (Path(archives) / f"{file}.sha256").read_text().split()[0]
            print(f"    on_{cpu} do")
            print(f'      url "{PACKAGE["repository"]}/releases/download/v{version}/{file}"')
            print(f'      sha256 "{checksum}"')
            print("    end")
        print("  end")
    print(f'\n  def install\n    bin.install "{name}"\n  end')
    print(f'\n  test do\n    assert_match version.to_s, shell_output("#{{bin}}/{name} --version")\n  end')
    print("end")


def short(description: str) -> str:
    """The description as Homebrew wants it: without what stands in brackets."""
    return description.split(" (")[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
