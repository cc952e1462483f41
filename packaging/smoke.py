"""Tries a built bundle as a user would: its version, the scripted session with its pictures, the window."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from PySide6.QtGui import QImage

SECONDS = 120
FEWEST_COLOURS = 50  # of a window with text; an empty one, or one without a font, has fewer


def main(bundle: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="programmer-smoke-") as name:
        scratch = Path(name)
        _answers_with_its_version(bundle, scratch)
        _carries_its_files(bundle)
        _runs_the_scripted_session(bundle, scratch)
        _speaks_to_a_pump_over_a_socket(bundle, scratch)
        _keeps_the_window_open(bundle, scratch)
    _say("the bundle works")
    return 0


def _answers_with_its_version(bundle: Path, scratch: Path) -> None:
    output = _run(bundle, scratch, "--version")
    _check(output.startswith("programmer "), f"--version says {output!r}")


def _carries_its_files(bundle: Path) -> None:
    inside = bundle / "_internal"
    for name in (
        "resources/fonts/Inter-Regular.otf",
        "resources/icons/stop.svg",
        "licenses/LGPL-3.0.txt",
        "licenses/THIRD_PARTY_LICENSES.md",
    ):
        _check((inside / name).is_file(), f"{name} is not in the bundle")


def _runs_the_scripted_session(bundle: Path, scratch: Path) -> None:
    out = scratch / "out"
    _run(bundle, scratch, "demo", "--out", str(out), "--database", f"sqlite:///{scratch / 'demo.db'}")
    pictures = sorted(out.glob("*.png"))
    _check(bool(pictures), "the demonstration left no picture")
    for picture in pictures:
        colours = _colours(QImage(str(picture)))
        _check(colours >= FEWEST_COLOURS, f"{picture.name} shows {colours} colours: nearly nothing")
    _check("Inter" in _fonts(out / "report.pdf"), "the report is not set in the bundled font")


def _speaks_to_a_pump_over_a_socket(bundle: Path, scratch: Path) -> None:
    """What is found by name while it runs is in the bundle: the link over a socket, and the keeping of keys."""
    records = f"--database=sqlite:///{scratch / 'link.db'}"
    pump = subprocess.Popen(
        [bundle / "programmer", "simulate"],
        env=_environment(scratch),
        cwd=scratch,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert pump.stdout is not None
        ready = json.loads(pump.stdout.readline())
        read = _run(
            bundle, scratch, "interrogate", ready["url"], "--pairing-code", ready["pairing_code"], records
        )
        _check("Reference 20" in read, f"the pump was read as {read!r}")
        _check("RF20" in _run(bundle, scratch, "pair"), "the pairing was not kept")
    finally:
        pump.terminate()
        pump.communicate(timeout=SECONDS)


def _keeps_the_window_open(bundle: Path, scratch: Path) -> None:
    """The window has to stand until it is told to go: an exit of its own, at once, is a failed start."""
    process = subprocess.Popen(
        [bundle / "programmer", "--database", f"sqlite:///{scratch / 'window.db'}"],
        env=_environment(scratch),
        cwd=scratch,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _, trouble = process.communicate(timeout=8)
    except subprocess.TimeoutExpired:
        process.terminate()
        _, trouble = process.communicate(timeout=SECONDS)
        _check("Traceback" not in trouble, f"the window complained:\n{trouble}")
    else:
        _check(False, f"the window closed by itself ({process.returncode}):\n{trouble}")


def _run(bundle: Path, scratch: Path, *arguments: str) -> str:
    result = subprocess.run(
        [bundle / "programmer", *arguments],
        env=_environment(scratch),
        cwd=scratch,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    _check(
        result.returncode == 0, f"{arguments} ended with {result.returncode}:\n{result.stdout}{result.stderr}"
    )
    return result.stdout


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of the environment the bundle was built in, so that it cannot lean on it."""
    return {"PATH": os.defpath, "HOME": str(scratch), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


def _colours(image: QImage) -> int:
    points = ((x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))
    return len({image.pixel(x, y) for x, y in points})


def _fonts(report: Path) -> str:
    names = []
    for page in PdfReader(report).pages:
        resources = cast(DictionaryObject, page["/Resources"])
        fonts = cast(DictionaryObject, resources["/Font"])
        names += [str(cast(DictionaryObject, font.get_object())["/BaseFont"]) for font in fonts.values()]
    return " ".join(names)


def _check(condition: bool, otherwise: str) -> None:
    if not condition:
        _say(otherwise)
        raise SystemExit(1)


def _say(text: str) -> None:
    sys.stderr.write(f"smoke: {text}\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
