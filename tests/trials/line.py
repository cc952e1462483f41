"""A line over a real socket whose other duty is to kill the programmer when so many bytes have passed."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from programmer.telemetry.frames import RESPONSE, Frame, decode_frame
from tests.trials.branch import Branch

_BLOCK = 65_536
_PATIENCE_S = 60


class Way(Enum):
    """To the pump, or back."""

    OUT = "to the pump"
    BACK = "back"


class Rest(Enum):
    """What becomes of bytes that had left the programmer and were still on the line when it died."""

    LOST = "lost"
    ARRIVES = "arrives at once"
    LATE = "arrives after the restart"


@dataclass(frozen=True, slots=True)
class Kill:
    """So long after so many bytes have passed that way. ``silent``: from then on nothing comes back."""

    way: Way
    at_byte: int
    delay_us: int
    rest: Rest
    silent: bool = False


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A frame among the bytes of one way: where it stands, and what it is."""

    begins: int
    ends: int
    opcode: int
    response: bool


@dataclass(slots=True)
class Stream:
    """The bytes of one way: all that came to the line, and how many of them were passed on."""

    came: bytearray = field(default_factory=bytearray)
    passed: int = 0
    times: list[tuple[int, int]] = field(default_factory=list)

    def take(self, block: bytes) -> None:
        self.came += block
        self.times.append((len(self.came), time.monotonic_ns() // 1000))

    @property
    def waiting(self) -> bytes:
        return bytes(self.came[self.passed :])

    def came_at(self, byte: int) -> int:
        """When that byte came, in microseconds."""
        return next(at for count, at in self.times if count >= byte)

    def frames(self) -> list[FrameSpan]:
        """The whole frames among what came."""
        spans, begins = [], 0
        for piece in bytes(self.came).split(b"\x00")[:-1]:
            ends = begins + len(piece) + 1
            frame = decode_frame(piece) if piece else None
            if isinstance(frame, Frame):
                spans.append(FrameSpan(begins, ends, frame.opcode, bool(frame.flags & RESPONSE)))
            begins = ends
        return spans


class KillingLine:
    """Carries one process of the programmer to a pump, until it ends, by itself or as ``kill`` says."""

    def __init__(self, target: tuple[str, int], kill: Kill | None = None) -> None:
        self.out, self.back = Stream(), Stream()
        self.struck = False
        self._target = target
        self._kill = kill
        self._due_us: int | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._near: socket.socket | None = None
        self._far: socket.socket | None = None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)

    @property
    def url(self) -> str:
        """What a programmer connects to."""
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def carry(self, branch: Branch) -> None:
        """Until that process is over. Raises ``AssertionError`` if it does not end in a minute."""
        began = time.monotonic()
        self._selector.register(branch.ends, selectors.EVENT_READ)
        while branch.code is None:
            assert time.monotonic() < began + _PATIENCE_S, "the programmer does not come to an end"
            self._look_for_kill()
            ready = [key.fileobj for key, _ in self._selector.select(self._timeout_s())]
            if self._is_due():
                self._strike(branch)
            elif branch.ends in ready:
                self._selector.unregister(branch.ends)
                branch.wait()
            else:
                self._pass_on(ready)

    def deliver_late(self) -> None:
        """What was held back from the pump arrives now, on the line of the dead."""
        if self._far is not None and self._kill is not None and self._kill.rest is Rest.LATE:
            self._far.sendall(self.out.waiting)

    def close(self) -> None:
        """Let go of every socket."""
        self._selector.close()
        for one in (self._near, self._far, self._listener):
            if one is not None:
                one.close()

    # ---- the kill --------------------------------------------------------------------------------------------

    def _look_for_kill(self) -> None:
        kill = self._kill
        if kill is None or self._due_us is not None:
            return
        if (self.out if kill.way is Way.OUT else self.back).passed >= kill.at_byte:
            self._due_us = time.monotonic_ns() // 1000 + kill.delay_us

    def _is_due(self) -> bool:
        return self._due_us is not None and time.monotonic_ns() // 1000 >= self._due_us

    def _timeout_s(self) -> float:
        if self._due_us is None:
            return 1.0
        return max(0, self._due_us - time.monotonic_ns() // 1000) / 1_000_000

    def _strike(self, branch: Branch) -> None:
        assert self._kill is not None
        self._selector.unregister(branch.ends)
        branch.kill()
        self.struck = branch.killed
        self._take_what_had_left()
        if self._far is not None and self._kill.rest is Rest.ARRIVES:
            self._far.sendall(self.out.waiting)

    def _take_what_had_left(self) -> None:
        """The kernel still has what the dead process wrote last; all of it counts as having left."""
        if self._near is None:
            return
        try:
            while block := self._near.recv(_BLOCK):
                self.out.take(block)
        except OSError:
            # Closed by the kernel with bytes unread at the other end: there is nothing more.
            return

    # ---- carrying --------------------------------------------------------------------------------------------

    def _pass_on(self, ready: Sequence[object]) -> None:
        if self._listener in ready:
            self._accept()
        elif self._near in ready:
            self._take(self._near, self.out)
        elif self._far in ready:
            self._take(self._far, self.back)
        self._send(self._far, self.out, Way.OUT)
        self._send(self._near, self.back, Way.BACK)

    def _accept(self) -> None:
        self._let_go()
        self._near, _ = self._listener.accept()
        self._far = socket.create_connection(self._target)
        for one in (self._near, self._far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(one, selectors.EVENT_READ)

    def _take(self, end: socket.socket | None, stream: Stream) -> None:
        assert end is not None
        try:
            block = end.recv(_BLOCK)
        except OSError:
            block = b""
        if block:
            stream.take(block)
        else:
            self._let_go()

    def _let_go(self) -> None:
        for one in (self._near, self._far):
            if one is not None:
                self._selector.unregister(one)
                one.close()
        self._near = self._far = None
        # What an end that is gone has not taken, nobody takes any more.
        for stream in (self.out, self.back):
            stream.passed = len(stream.came)

    def _send(self, end: socket.socket | None, stream: Stream, way: Way) -> None:
        """Pass on what waits, but no byte behind the one that the kill waits for."""
        allowed = len(stream.came)
        kill = self._kill
        if kill is not None and kill.way is way and not kill.delay_us:
            allowed = min(allowed, kill.at_byte)
        if kill is not None and kill.silent and way is Way.BACK and self._reached(kill):
            allowed = stream.passed
        block = bytes(stream.came[stream.passed : allowed])
        if end is None or not block:
            return
        end.sendall(block)
        stream.passed = allowed

    def _reached(self, kill: Kill) -> bool:
        return (self.out if kill.way is Way.OUT else self.back).passed >= kill.at_byte
