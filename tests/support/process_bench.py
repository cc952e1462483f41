"""Programmer and pump as processes of their own, and a line between them that a test can cut, hold and disturb."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from programmer.bootstrap import Application
from programmer.cli.main import run as run_in_this_process
from programmer.settings import Settings
from programmer.telemetry.attention import Attention
from programmer.telemetry.frames import Frame, FrameDecoder
from programmer.telemetry.pairing_code import PairingCode

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30
_MODULE = [sys.executable, "-W", "error", "-m", "programmer"]

PROGRAM_97 = """
[drug]
name = "baclofen"
concentration = "500 mcg/mL"

[program]
mode = "continuous"
dose = "97 mcg/day"
"""


def start(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start ``programmer`` with these arguments and pipes on all three sides."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*_MODULE, *arguments], cwd=ROOT, **{**pipes, **options})


def run(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``programmer`` to its end with this on its standard input."""
    return subprocess.run(
        [*_MODULE, *arguments],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        env={**os.environ, **environment},
        check=False,
    )


def read_until(stream: Any, text: bytes) -> bytes:
    """Everything that comes up to and with this text. Fails if it does not come in time."""
    read = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while text not in read:
            assert selector.select(PATIENCE_S), f"{text!r} did not come, but {read!r}"
            part = os.read(stream.fileno(), 4096)
            assert part, f"the stream ended before {text!r}, after {read!r}"
            read += part
    return read


def pair_here(url: str, code: str) -> None:
    """Pair this user's workstation with a pump, at once and without a process."""
    application = Application(Settings())
    driver = application.make_driver(url, Attention())
    driver.open()
    try:
        driver.pair(PairingCode.read(code))
    finally:
        driver.disconnect()


class SimulatorProcess:
    """``programmer simulate``, or another command that serves a pump, as a process: ready when made, and paired unless
    told not to be."""

    def __init__(self, *arguments: str, paired: bool = True, command: str = "simulate") -> None:
        self.process = start(command, *arguments, stdin=subprocess.DEVNULL)
        self.first_line = read_until(self.process.stdout, b"\n")
        ready = json.loads(self.first_line)
        self.url: str = ready["url"]
        self.pairing_code: str = ready["pairing_code"]
        if paired:
            pair_here(self.url, self.pairing_code)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of a pump that listens on a socket."""
        host, _, port = self.url.removeprefix("socket://").rpartition(":")
        return host, int(port)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, bytes, bytes]:
        """Stop it by that signal; return exit code and whatever else it said."""
        self.process.send_signal(number)
        rest, errors = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, rest, errors

    def end(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Here:
    """Runs commands inside this process: the bytes on the line are the same, and a start costs nothing."""

    def __init__(self, capsys: pytest.CaptureFixture[str], records: str) -> None:
        self._capsys = capsys
        self.records = records

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = run_in_this_process([*arguments, self.records])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """The same with this on standard input, told as ``run`` tells of a process."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as hands, pytest.MonkeyPatch.context() as patch:
            hands.write(typed)
            hands.seek(0)
            patch.setattr(sys, "stdin", hands)
            code, out, err = self(*arguments)
        return subprocess.CompletedProcess(arguments, code, out, err)

    def words(self, *arguments: str) -> Any:
        """What a command says as JSON."""
        code, out, err = self(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)


class Proxy:
    """A TCP line to a pump, in a thread; what happens on it is set beforehand, or while a command waits.

    ``cut_after`` counts bytes from the programmer over the whole life of the proxy; when they are through both
    sides are closed, once. ``hold_after`` names a request: when a whole frame of it has passed on to the pump,
    ``held`` is set and no byte comes back any more. ``noise`` stands before every block that comes back.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.cut_after: int | None = None
        self.hold_after: int | None = None
        self.noise = b""
        self.held = Event()
        self.passed = 0
        self._target = target
        self._decoder = FrameDecoder()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._leaving = Event()
        self._thread = Thread(target=self._serve, name="proxy")
        self._thread.start()

    @property
    def url(self) -> str:
        """What a programmer connects to."""
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """End the line and its thread."""
        self._leaving.set()
        self._thread.join(PATIENCE_S)
        self._listener.close()

    def _serve(self) -> None:
        while not self._leaving.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            with near, socket.create_connection(self._target) as far:
                self._carry(near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(near, selectors.EVENT_READ)
            selector.register(far, selectors.EVENT_READ)
            while not self._leaving.is_set():
                for key, _ in selector.select(0.1):
                    try:
                        going_on = self._to_pump(near, far) if key.fileobj is near else self._back(near, far)
                    except OSError:
                        going_on = False
                    if not going_on:
                        return

    def _to_pump(self, near: socket.socket, far: socket.socket) -> bool:
        block = near.recv(4096)
        cut = self.cut_after is not None and self.passed + len(block) >= self.cut_after
        if self.cut_after is not None:
            block = block[: self.cut_after - self.passed]
        self.passed += len(block)
        far.sendall(block)
        if cut:
            self.cut_after = None
            return False
        for frame in self._decoder.receive(block):
            if isinstance(frame, Frame) and frame.opcode == self.hold_after:
                self.held.set()
        return bool(block)

    def _back(self, near: socket.socket, far: socket.socket) -> bool:
        block = far.recv(4096)
        if not self.held.is_set() and block:
            near.sendall(self.noise + block)
        return bool(block)


class Stranger:
    """A TCP server that is no pump: it answers every block with whatever ``answer`` makes of it."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._leaving = Event()
        self._thread = Thread(target=self._serve, name="stranger")
        self._thread.start()

    @property
    def url(self) -> str:
        """What a programmer connects to."""
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """End the server and its thread."""
        self._leaving.set()
        self._thread.join(PATIENCE_S)
        self._listener.close()

    def _serve(self) -> None:
        while not self._leaving.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(0.1)
                self._answer_all(connection)

    def _answer_all(self, connection: socket.socket) -> None:
        while not self._leaving.is_set():
            try:
                block = connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if not block:
                return
            connection.sendall(self._answer(block))
