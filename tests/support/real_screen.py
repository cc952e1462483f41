"""A virtual screen with a window manager, on which a real mouse and a real keyboard work."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

TOOLS = ("Xvfb", "openbox", "xdotool")
_SIZE = (1600, 1000)
_PATIENCE_S = 30


def missing_tools() -> tuple[str, ...]:
    """Which of the tools this machine does not have."""
    return tuple(tool for tool in TOOLS if shutil.which(tool) is None)


class RealScreen:
    """Xvfb with openbox; ``environment`` is for programs that shall appear on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[str]] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        width, height = _SIZE
        screen = f"{width}x{height}x24"
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", screen, "-dpi", "96", "-nolisten", "tcp"]
        server = subprocess.Popen(
            [*command, "-fbdir", str(self._folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._processes.append(server)
        assert server.stdout is not None
        display = server.stdout.readline().strip()
        self.environment = {**os.environ, "DISPLAY": f":{display}"}
        manager = subprocess.Popen(
            ["openbox"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
        )
        self._processes.append(manager)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(_PATIENCE_S)
            if process.stdout is not None:
                process.stdout.close()

    def do(self, *words: object) -> str:
        """Run xdotool with these words and return what it says; '' where it finds nothing."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def color_at(self, x: int, y: int) -> str:
        """The colour of one pixel as ``#RRGGBB``, straight from the server's memory."""
        data = (self._folder / "Xvfb_screen0").read_bytes()
        header, _version, _format, _depth, _width, height = struct.unpack(">6I", data[:24])
        line, colors = struct.unpack(">I", data[48:52])[0], struct.unpack(">I", data[76:80])[0]
        assert 0 <= y < height
        start = header + colors * 12 + y * line + x * 4
        blue, green, red = data[start : start + 3]
        return f"#{red:02X}{green:02X}{blue:02X}"

    def keep_picture(self, path: Path) -> Path:
        """Keep what is on the screen now as a PNG."""
        from PySide6.QtGui import QImage

        data = (self._folder / "Xvfb_screen0").read_bytes()
        header, colors = struct.unpack(">I", data[:4])[0], struct.unpack(">I", data[76:80])[0]
        line = struct.unpack(">I", data[48:52])[0]
        pixels = data[header + colors * 12 :]
        QImage(pixels, *_SIZE, line, QImage.Format.Format_RGB32).save(str(path))
        return path
