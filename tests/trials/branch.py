"""A command line in a process of its own that branches off from this one, so that nothing is imported anew."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from programmer.cli.main import run

_BROKE = 99
_MOST_DESCRIPTORS = 256
_BLOCK = 65_536


class Branch:
    """``programmer`` with these arguments. There must be no second thread when one is made."""

    def __init__(self, *arguments: str) -> None:
        self._out, out = os.pipe()
        self._err, err = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            _live(arguments, out, err)
        os.close(out)
        os.close(err)
        self.ends = os.pidfd_open(self.pid)
        """A descriptor that can be read when the process is over."""
        self.code: int | None = None
        self.out = ""
        self.err = ""

    @property
    def killed(self) -> bool:
        """Whether a kill, and nothing else, has ended it."""
        return self.code == -signal.SIGKILL

    def kill(self) -> None:
        """``kill -9``, unless it is over already."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def wait(self) -> int:
        """Wait for its end; take what it has said. What it says before its end has to fit into a pipe."""
        if self.code is None:
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
            self.out += _rest(self._out)
            self.err += _rest(self._err)
            os.close(self.ends)
        return self.code

    def line(self) -> str:
        """The next line it says, waited for."""
        said = b""
        while not said.endswith(b"\n") and (more := os.read(self._out, 1)):
            said += more
        return said.decode()


def _rest(descriptor: int) -> str:
    said = b""
    while more := os.read(descriptor, _BLOCK):
        said += more
    os.close(descriptor)
    return said.decode()


def _live(arguments: Sequence[str], out: int, err: int) -> NoReturn:
    """The life of the branch: its own three streams, no other descriptor of its parent, and no way back."""
    code = _BROKE
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, _MOST_DESCRIPTORS)
        code = run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)
