"""Names each installed package that the constraints file does not pin to the installed version."""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

NOT_OURS = {"pip", "setuptools", "wheel", "intrathecal-programmer"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(constraints: str) -> set[tuple[str, str]]:
    lines = (line.split(";")[0].strip() for line in constraints.splitlines())
    return {(canonical(name), version) for name, _, version in (line.partition("==") for line in lines)}


def main() -> int:
    pinned = pins(Path(sys.argv[1]).read_text(encoding="utf-8"))
    installed = {(canonical(each.name), each.version) for each in distributions()}
    loose = sorted(each for each in installed - pinned if each[0] not in NOT_OURS)
    for name, version in loose:
        sys.stdout.write(f"{name}=={version} is installed and not pinned\n")
    return 1 if loose else 0


sys.exit(main())
