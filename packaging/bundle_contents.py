"""What goes into the bundle beside the code, and what of Qt stays out."""

import re
from importlib.metadata import PackageNotFoundError, PackagePath, distribution
from pathlib import Path

# What the program needs at run time; the tools of development are not in the bundle.
DISTRIBUTIONS = (
    "alembic",
    "cffi",
    "cobs",
    "colorama",
    "cryptography",
    "fastcrc",
    "jaraco-classes",
    "jaraco-context",
    "jaraco-functools",
    "keyring",
    "mako",
    "markupsafe",
    "more-itertools",
    "numpy",
    "platformdirs",
    "pycparser",
    "pyinstaller",  # its boot loader starts the bundle
    "pyqtgraph",
    "pyserial",
    "pyside6-essentials",
    "sqlalchemy",
    "sqlcipher3",
    "typing-extensions",
)
# The same for what comes with one operating system or an older Python only.
DISTRIBUTIONS_OF_SOME = (
    "backports-tarfile",
    "importlib-metadata",
    "jeepney",
    "lazy-importer",
    "pywin32-ctypes",
    "secretstorage",
    "zipp",
)
LICENCE_NAME = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
SUPERFLUOUS = re.compile(
    r"Qt/translations/"
    r"|Qt/plugins/(egldeviceintegrations|qmltooling|networkinformation|tls)/"
    r"|Qt/plugins/platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)"
    r"|Qt/plugins/platformthemes/libqgtk3"
    r"|(^|/)lib(gtk-3|gdk-3|Qt6EglF[Ss]|Qt6Qml|Qt6Quick|Qt6VirtualKeyboard|Qt6Pdf)"
    r"|Qt/qml/"
)


def is_superfluous(destination: str) -> bool:
    """Tell whether a file PyInstaller found belongs to a part of Qt that the program does not use."""
    return SUPERFLUOUS.search(destination.replace("\\", "/")) is not None


def licence_texts(root: Path) -> list[tuple[str, str]]:
    """Return source and destination directory of every licence text that has to travel with the bundle."""
    own = [(str(root / name), "licenses") for name in ("LICENSE", "THIRD_PARTY_LICENSES.md")]
    shared = [(str(path), "licenses") for path in sorted((root / "packaging" / "licenses").iterdir())]
    theirs = [
        (str(file.locate()), "/".join(("licenses", name, *_place(file))))
        for name in (*DISTRIBUTIONS, *filter(_is_installed, DISTRIBUTIONS_OF_SOME))
        for file in _licence_files(name)
    ]
    return [*own, *shared, *theirs]


def _is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _licence_files(name: str) -> list[PackagePath]:
    files = distribution(name).files or []
    return sorted(
        file for file in files if LICENCE_NAME.search(file.name) and file.suffix not in {".py", ".pyc"}
    )


def _place(file: PackagePath) -> tuple[str, ...]:
    """Keep the directories below the package's own, because several texts of one package share a name."""
    return tuple(part for part in file.parent.parts[1:] if part != "licenses")
