"""One line to a simulated pump, with everything that goes wrong on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from programmer.simulator.faults.air import Air
from programmer.simulator.faults.frame_cutter import FrameCutter
from programmer.simulator.faults.kinds import Direction
from programmer.simulator.faults.passage import LineFaults, Passage
from programmer.simulator.pace import Pace
from programmer.telemetry.byte_channel import HungUp
from programmer.telemetry.frames import FrameDecoder, FrameEvent


class FarEnd(Protocol):
    """Where the line leads."""

    @property
    def link_us(self) -> int:
        """The link's time."""
        ...

    def tick(self) -> None:
        """Let time pass at the pump."""
        ...

    def answer(self, event: FrameEvent) -> bytes:
        """Take what came over the line; return the frame that answers it, empty for none."""
        ...

    def answered(self, event: FrameEvent, line: PumpLine) -> None:
        """What came over this line was answered there."""
        ...

    def expect(self, line: PumpLine) -> None:
        """Something is in the air on this line: have it delivered when its time comes."""
        ...


class PumpLine:
    """One line to a simulated pump. Nothing waits here: what is late comes with a later call."""

    def __init__(self, far_end: FarEnd, faults: LineFaults, bits_per_second: int = 0) -> None:
        self._far_end = far_end
        self._outward, self._homeward = Pace(bits_per_second), Pace(bits_per_second)
        self._faults = faults
        self._requests, self._replies = FrameCutter(), FrameCutter()
        self._decoder = FrameDecoder()
        self._to_pump, self._to_programmer = Air(), Air()
        self._hung_up = False

    @property
    def expecting(self) -> bool:
        """Whether something is under way to the pump."""
        return not self._to_pump.empty

    def wait_us(self, at_most_us: int) -> int:
        """How long nothing will arrive at either end, as far as is known now; ``at_most_us`` at most."""
        now_us = self._far_end.link_us
        dues = (self._to_pump.next_due_us, self._to_programmer.next_due_us)
        return max(0, min([at_most_us, *(due - now_us for due in dues if due is not None)]))

    def receive(self, incoming: bytes) -> bytes:
        """Take bytes, which may be none; return what has come back by now.

        Raises ``HungUp`` once when the line has dropped; after that it is as a line newly opened.
        """
        self._far_end.tick()
        self._tell_hang_up()
        for opcode, encoded in self._requests.receive(incoming):
            now_us = self._far_end.link_us
            passage = self._faults.passage(Direction.REQUEST, opcode, encoded)
            self._to_pump.send(_at(self._outward, passage, now_us), now_us)
            self.deliver()
            if self._hung_up:
                return b""
        if self.expecting:
            self._far_end.expect(self)
        return self._take_arrived()

    def tick(self) -> None:
        """Let time pass at the pump."""
        self._far_end.tick()

    def deliver(self) -> None:
        """Hand the pump what has arrived there by now, and let its replies go."""
        arrival = self._to_pump.arrived(self._far_end.link_us)
        for event in self._decoder.receive(arrival.received):
            reply = self._far_end.answer(event)
            if reply:
                self._far_end.answered(event, self)
            self.send_home(reply)
        if arrival.dropped:
            self._hang_up()

    def send_home(self, outgoing: bytes) -> None:
        """Let frames of the pump go, whether they answer anything or not."""
        for opcode, encoded in self._replies.receive(outgoing):
            passage = self._faults.passage(Direction.REPLY, opcode, encoded)
            now_us = self._far_end.link_us
            self._to_programmer.send(_at(self._homeward, passage, now_us), now_us)

    def _take_arrived(self) -> bytes:
        arrival = self._to_programmer.arrived(self._far_end.link_us)
        if arrival.dropped:
            self._hang_up()
        return arrival.received

    def _hang_up(self) -> None:
        """What is on its way to the pump still arrives there; what was on its way back, and half frames, do not."""
        self._hung_up = True
        self._to_programmer.clear()
        self._requests, self._decoder = FrameCutter(), FrameDecoder()

    def _tell_hang_up(self) -> None:
        if self._hung_up:
            self._hung_up = False
            raise HungUp


def _at(pace: Pace, passage: Passage, now_us: int) -> Passage:
    """The same passage, later by the time that its bytes take on the line."""
    length = sum(map(len, passage.pieces))
    return replace(passage, delay_us=passage.delay_us + pace.delay_us(length, now_us))
