"""Every package the program runs on is named with its licence, whose text travels with the bundle."""

import re
import runpy
import sys
from importlib.metadata import distribution, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
LICENCES = (REPOSITORY / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
HERE_TOO = {
    "Linux": sys.platform == "linux",
    "Windows": sys.platform == "win32",
    "Python 3.11": sys.version_info < (3, 12),
}
TABLE = LICENCES.split("## At run time")[1].split("\n## ", maxsplit=1)[0]


def run_time_packages() -> dict[str, str]:
    """Return name and version of everything a user's installation pulls in."""
    found: dict[str, str] = {}
    waiting = list(requires("intrathecal-programmer") or [])
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and name not in found:
            found[name] = distribution(name).version
            waiting += requires(name) or []
    return found


def row_of(name: str) -> str:
    rows = [
        row
        for row in TABLE.splitlines()
        if name in canonicalize_name(row.split("|")[1] if "|" in row else "")
    ]
    return rows[0] if rows else ""


def test_every_package_is_listed_with_its_version_and_licence() -> None:
    packages = run_time_packages()
    assert {"pyside6-essentials", "shiboken6", "markupsafe"} <= set(packages)
    unlisted = [f"{name} {version}" for name, version in packages.items() if version not in row_of(name)]
    assert unlisted == []


def test_nothing_is_listed_that_is_not_installed() -> None:
    cells = [row.split("|")[1] for row in TABLE.splitlines() if row.startswith("| ")][1:]
    elsewhere = [f"({place})" for place, here in HERE_TOO.items() if not here]
    cells = [cell for cell in cells if not any(place in cell for place in elsewhere)]
    listed = {
        canonicalize_name(name.strip())
        for cell in cells[1:]
        for name in re.sub(r"\(.*?\)", "", cell).split(",")
    }
    assert listed == set(run_time_packages())


def test_the_bundle_carries_a_licence_text_for_every_package() -> None:
    contents = runpy.run_path(str(REPOSITORY / "packaging" / "bundle_contents.py"))
    carried = {*contents["DISTRIBUTIONS"], *contents["DISTRIBUTIONS_OF_SOME"]}
    assert set(run_time_packages()) - {"shiboken6"} <= carried  # shiboken6 is under PySide6's licence


def test_the_text_is_found_in_every_package_that_carries_one() -> None:
    contents = runpy.run_path(str(REPOSITORY / "packaging" / "bundle_contents.py"))
    folders = {Path(place).parts[1] for _, place in contents["licence_texts"](REPOSITORY) if "/" in place}
    without = {"shiboken6", "pyside6-essentials", "pyserial"}  # their wheels have no such file
    assert set(run_time_packages()) - folders == without
