"""The far end of a pty: a process that answers each request with the next of its prepared replies."""

from __future__ import annotations

import os
import subprocess
import sys
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_PROGRAM = """
import os, sys
near = int(sys.argv[1])
replies = [bytes.fromhex(line) for line in sys.stdin.read().split()]
print("ready", flush=True)
read, write = os.read, os.write
for reply in replies:
    read(near, 4096)
    write(near, reply)
read(near, 4096)
"""


@contextmanager
def peer(replies: Sequence[bytes]) -> Iterator[str]:
    """The path of a pty behind which the replies wait. A request has to come in one piece."""
    near, far = os.openpty()
    tty.setraw(far)
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(near)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[near],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n".join(reply.hex() for reply in replies).encode())
    process.stdin.close()
    process.stdout.readline()
    try:
        yield os.ttyname(far)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        os.close(near)
        os.close(far)
