"""Where the resource files lie: in a checkout, in an installed wheel, or in a frozen bundle."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a file or directory below `resources`; it is not checked that it exists."""
    return _resources().joinpath(*parts)


def _resources() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)  # PyInstaller's name for the unpacked bundle
    if bundle is not None:
        return Path(bundle, "resources")
    installed = _PACKAGE / "resources"  # setup.py puts it there in a wheel; a checkout has none
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
