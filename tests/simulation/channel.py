"""A byte channel in memory on which every frame can meet a fault, and to which strangers can send."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from cobs import cobs

from programmer.clock import ManualClock
from programmer.randomness import Randomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.simulator.site import PumpSite
from programmer.telemetry.byte_channel import LinkBroken
from programmer.telemetry.frames import MAX_UNDELIMITED
from tests.simulation.fates import FrameFault, OnLine, Way
from tests.simulation.hostile import forged
from tests.simulation.points import Place, Points

URL = "simulated:pump"
_TICK_US = 200_000
_KEPT = 400
_RESET = {OnLine.RESET_BEFORE: Direction.REQUEST, OnLine.RESET_AFTER: Direction.REPLY}
_OTHER = {OnLine.OTHER_BEFORE: Direction.REQUEST, OnLine.OTHER_AFTER: Direction.REPLY}


@dataclass(order=True, slots=True)
class _UnderWay:
    due_us: int
    order: int
    payload: bytes = field(compare=False)
    pump_fault: Fault | None = field(compare=False, default=None)
    hostile: bool = field(compare=False, default=False)
    number: int = field(compare=False, default=0)


class Air:
    """What is between the programmer and the pump, and outlives both ends of a connection.

    ``before_pump`` and ``after_pump`` are called around each delivery to the pump, with whether it is hostile.
    """

    def __init__(self, site: PumpSite, time: ManualClock, points: Points, strangers: Randomness) -> None:
        self.site = site
        self.time = time
        self.points = points
        self.numbers = {Way.REQUEST: 0, Way.REPLY: 0}
        self.delivered = 0
        self.before_pump: Callable[[bool], None] = lambda _hostile: None
        self.after_pump: Callable[[bool], None] = lambda _hostile: None
        self.on_frame: Callable[[Way, int, bytes], None] = lambda _way, _number, _frame: None
        self.on_fault: Callable[[Way, int, FrameFault], None] = lambda _way, _number, _fault: None
        self._strangers = strangers
        self._line = site.line()
        self._to_pump: list[_UnderWay] = []
        self._to_programmer: list[_UnderWay] = []
        self._kept: dict[Way, list[bytes]] = {Way.REQUEST: [], Way.REPLY: []}
        self._sent = 0
        self._open = False
        self._broken = False
        self._next_tick_us = 0
        self._heard: set[bytes] = set()
        self._half_heard = False

    # ---- the programmer's end ------------------------------------------------------------------------------

    def open(self) -> None:
        self._open, self._broken = True, False

    def close(self) -> None:
        """What is on its way to the pump still arrives there; what was on its way back is lost."""
        self._open = False
        self._to_programmer.clear()

    @property
    def usable(self) -> bool:
        return self._open and not self._broken

    def send(self, outgoing: bytes) -> None:
        """A frame leaves the programmer."""
        self._pass(Way.REQUEST, outgoing)
        self._deliver()

    def receive(self, timeout_us: int, wait: Callable[[int], None]) -> bytes:
        """What has come back by now, or comes in time; ``wait`` lets time pass."""
        self._deliver()
        end_us = self.time.monotonic_us() + timeout_us
        while not self._arrived() and self.usable and (now_us := self.time.monotonic_us()) < end_us:
            wait(min(end_us, self._next_due_us(end_us)) - now_us)
            self._tick()
            self._deliver()
        arrived = b""
        while self._arrived():
            arrived += heapq.heappop(self._to_programmer).payload
        return arrived

    # ---- what befalls a frame ------------------------------------------------------------------------------

    def _pass(self, way: Way, frame: bytes) -> None:
        self.numbers[way] += 1
        number = self.numbers[way]
        self.on_frame(way, number, frame)
        fault = None if self.points.mended else self.points.fate.frame(way, number)
        if fault is None:
            self._send(way, frame, number=number)
        else:
            self.on_fault(way, number, fault)
            self._befall(way, frame, number, fault)
        kept = self._kept[way]
        kept.append(frame)
        del kept[:-_KEPT]

    def _befall(self, way: Way, frame: bytes, number: int, fault: FrameFault) -> None:
        match fault.kind:
            case OnLine.DROP:
                return
            case OnLine.DUPLICATE:
                self._send(way, frame, number=number)
                self._send(way, frame, number=number)
            case OnLine.DELAY:
                self._send(way, frame, number=number, delay_us=fault.amount)
            case OnLine.SPLIT:
                at = 1 + fault.amount % (len(frame) - 1)
                self._send(way, frame[:at], number=number)
                self._send(way, frame[at:], number=number, delay_us=30_000)
            case OnLine.CUT_BEFORE | OnLine.CUT_AFTER | OnLine.CUT_WITHIN:
                self._cut(way, frame, number, fault)
            case OnLine.CORRUPT | OnLine.TRUNCATE:
                self._send(way, _damaged(frame, fault), number=number, hostile=True)
            case OnLine.REPLAY | OnLine.FORGE | OnLine.OVERSIZE:
                strange = self._strange(way, frame, fault)
                # What the pump has never heard is not old: a stranger who repeats it only delivers it.
                self._send(way, strange, hostile=fault.kind is not OnLine.REPLAY or strange in self._heard)
                self._send(way, frame, number=number)
            case _:
                self._send(way, frame, number=number, pump_fault=_at_the_pump(fault))

    def _cut(self, way: Way, frame: bytes, number: int, fault: FrameFault) -> None:
        passed = {OnLine.CUT_BEFORE: b"", OnLine.CUT_AFTER: frame}.get(
            fault.kind, frame[: fault.amount % len(frame)]
        )
        if passed:
            self._send(way, passed, number=number)
        self._broken = True

    def _strange(self, way: Way, frame: bytes, fault: FrameFault) -> bytes:
        if fault.kind is OnLine.OVERSIZE:
            return b"\x55" * (MAX_UNDELIMITED + 1 + fault.amount % 4000) + b"\x00"
        kept = self._kept[way]
        if fault.kind is OnLine.REPLAY and kept:
            return kept[fault.amount % len(kept)]
        return forged(frame, self._strangers)

    # ---- under way -----------------------------------------------------------------------------------------

    def _send(
        self,
        way: Way,
        payload: bytes,
        *,
        number: int = 0,
        delay_us: int = 0,
        hostile: bool = False,
        pump_fault: Fault | None = None,
    ) -> None:
        self._sent += 1
        one = _UnderWay(self.time.monotonic_us() + delay_us, self._sent, payload, pump_fault, hostile, number)
        if way is Way.REQUEST:
            heapq.heappush(self._to_pump, one)
        elif self._open:
            heapq.heappush(self._to_programmer, one)

    def _deliver(self) -> None:
        while self._to_pump and self._to_pump[0].due_us <= self.time.monotonic_us():
            self._hand_over(heapq.heappop(self._to_pump))

    def _hand_over(self, one: _UnderWay) -> None:
        self.site.tick()
        armed = None if one.pump_fault is None else self.site.faults.arm(one.pump_fault)
        hostile = one.hostile and not self._half_heard
        self.before_pump(hostile)
        self.delivered += 1
        reply = self._line.receive(one.payload)
        self.after_pump(hostile)
        self._heard.add(one.payload)
        self._half_heard = not one.payload.endswith(b"\x00")
        if armed is not None:
            self.site.faults.clear()
        if reply:
            self._pass(Way.REPLY, reply)

    def _tick(self) -> None:
        """The pump's clock may lag behind a little: nothing is seen of it but through a frame, asked for or not."""
        if self.time.monotonic_us() >= self._next_tick_us:
            self._next_tick_us = self.time.monotonic_us() + _TICK_US
            unasked = self._line.receive(b"")
            if unasked:
                self._pass(Way.REPLY, unasked)

    def _arrived(self) -> bool:
        return bool(self._to_programmer) and self._to_programmer[0].due_us <= self.time.monotonic_us()

    def _next_due_us(self, end_us: int) -> int:
        return min([end_us, *(queue[0].due_us for queue in (self._to_pump, self._to_programmer) if queue)])


class LossyChannel:
    """``ByteChannel`` over the air; each of its calls is a point."""

    def __init__(self, air: Air, wait: Callable[[int], None]) -> None:
        self._air = air
        self._wait = wait

    @property
    def url(self) -> str:
        return URL

    def open(self) -> None:
        self._air.points.reach(Place.CHANNEL)
        self._air.open()

    def close(self) -> None:
        self._air.points.reach(Place.CHANNEL)
        self._air.close()

    def write(self, outgoing: bytes) -> None:
        self._air.points.reach(Place.CHANNEL)
        self._require_line()
        self._air.send(outgoing)
        self._require_line()

    def read(self, timeout_us: int) -> bytes:
        self._air.points.reach(Place.CHANNEL)
        self._require_line()
        received = self._air.receive(timeout_us, self._wait)
        if not received:
            self._require_line()
        return received

    def _require_line(self) -> None:
        if not self._air.usable:
            self._air.close()
            raise LinkBroken(f"The link to {URL} broke", "The line was cut", "Connect again")


def _damaged(frame: bytes, fault: FrameFault) -> bytes:
    if fault.kind is OnLine.TRUNCATE:
        return frame[: fault.amount % len(frame)]
    bit = fault.amount % (8 * len(frame))
    return bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(frame))


def _at_the_pump(fault: FrameFault) -> Fault:
    if fault.kind in _RESET:
        return Fault(FaultKind.RESET, direction=_RESET[fault.kind])
    return Fault(FaultKind.SECOND_PROGRAMMER, direction=_OTHER[fault.kind], act=fault.act)


def opcode_of(frame: bytes) -> int:
    """The opcode of a frame that the programmer sends; headers are never encrypted."""
    return int.from_bytes(cobs.decode(frame[1:-1])[2:4], "little")
