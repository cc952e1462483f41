"""A line in memory that loses, delays, damages, repeats and breaks exactly where a test tells it to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from programmer.clock import Clock
from programmer.telemetry.byte_channel import LinkBroken
from programmer.telemetry.links.memory_link import Endpoint


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Bytes that arrive at ``due_us``; ``order`` keeps those of one moment in the order they were sent."""

    due_us: int
    order: int
    payload: bytes


class LossyLine:
    """A byte channel to an ``Endpoint``, with faults set beforehand.

    Requests are writes and replies are what the endpoint returns to one request (nothing returned is no reply);
    both are counted from 1 over the whole life of the line, repetitions included, through closing and opening.
    A fault is used up by the request or reply it names. Delayed requests stay in the air when the line closes and
    reach the pump all the same; replies on their way are lost with the line.
    """

    def __init__(self, endpoint: Endpoint, clock: Clock, url: str = "lossy:pump") -> None:
        self.requests: list[bytes] = []
        """Every request as it was written, lost ones included."""
        self.replies: list[bytes] = []
        """Every reply as the pump sent it, lost ones included."""
        self._url = url
        self._endpoint = endpoint
        self._clock = clock
        self._open = False
        self._lost_requests: set[int] = set()
        self._lost_replies: set[int] = set()
        self._flipped_in_request: dict[int, int] = {}
        self._flipped_in_reply: dict[int, int] = {}
        self._request_delays: dict[int, int] = {}
        self._reply_delays: dict[int, int] = {}
        self._request_copies: dict[int, int] = {}
        self._reply_copies: dict[int, int] = {}
        self._all_requests_lost = False
        self._all_replies_lost = False
        self._left_before_break: int | None = None
        self._cut = False
        self._to_pump: list[_UnderWay] = []
        self._to_programmer: list[_UnderWay] = []
        self._sent_off = 0

    # ---- faults -----------------------------------------------------------------------------------------------

    @property
    def next_request(self) -> int:
        """The number that the next request will have."""
        return len(self.requests) + 1

    @property
    def next_reply(self) -> int:
        """The number that the next reply will have."""
        return len(self.replies) + 1

    def lose_request(self, *numbers: int) -> None:
        """These requests never reach the pump."""
        self._lost_requests.update(numbers)

    def lose_reply(self, *numbers: int) -> None:
        """The pump gets the request and obeys; these replies never come back."""
        self._lost_replies.update(numbers)

    def lose_all_requests(self, lost: bool = True) -> None:
        """From now on the pump hears nothing (or, with ``False``, hears again)."""
        self._all_requests_lost = lost

    def lose_all_replies(self, lost: bool = True) -> None:
        """From now on the programmer hears nothing (or, with ``False``, hears again)."""
        self._all_replies_lost = lost

    def delay_request(self, number: int, by_us: int) -> None:
        """The request reaches the pump that much later, whatever has happened to the line by then."""
        self._request_delays[number] = by_us

    def delay_reply(self, number: int, by_us: int) -> None:
        """The reply comes that much later."""
        self._reply_delays[number] = by_us

    def corrupt_request(self, number: int, bit: int) -> None:
        """Flip that bit of the request, counted from the lowest bit of its first byte."""
        self._flipped_in_request[number] = bit

    def corrupt_reply(self, number: int, bit: int) -> None:
        """Flip that bit of the reply, counted from the lowest bit of its first byte."""
        self._flipped_in_reply[number] = bit

    def duplicate_request(self, number: int, copies: int = 2) -> None:
        """The request reaches the pump that many times."""
        self._request_copies[number] = copies

    def duplicate_reply(self, number: int, copies: int = 2) -> None:
        """The reply comes that many times."""
        self._reply_copies[number] = copies

    def break_after(self, more_bytes: int) -> None:
        """Let that many more bytes pass, both ways counted together, then break. Opening heals the line."""
        self._left_before_break = more_bytes

    # ---- the byte channel -------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return self._url

    def open(self) -> None:
        self._open = True

    def close(self) -> None:
        self._open = False
        self._to_programmer.clear()

    def write(self, outgoing: bytes) -> None:
        self._require_open()
        self.requests.append(outgoing)
        number = len(self.requests)
        passed = self._pass(outgoing)
        lost = self._all_requests_lost or number in self._lost_requests
        arriving = _flipped(passed, self._flipped_in_request.get(number))
        for _ in range(0 if lost else self._request_copies.get(number, 1)):
            self._to_pump.append(self._send_off(arriving, self._request_delays.get(number, 0)))
        self._deliver()
        self._break_if_cut()

    def read(self, timeout_us: int) -> bytes:
        self._require_open()
        self._break_if_cut()
        self._deliver()
        end_us = self._clock.monotonic_us() + timeout_us
        while not self._arrived(self._to_programmer) and self._clock.monotonic_us() < end_us:
            self._clock.wait_us(min([end_us, *self._due_times()]) - self._clock.monotonic_us())
            self._endpoint.tick()
            self._deliver()
            if unasked := self._endpoint.receive(b""):
                self._send_reply(unasked)
        return self._take_arrived()

    # ---- inside -----------------------------------------------------------------------------------------------

    def _take_arrived(self) -> bytes:
        arrived = self._arrived(self._to_programmer)
        self._to_programmer = [one for one in self._to_programmer if one not in arrived]
        passed = self._pass(b"".join(one.payload for one in arrived))
        if not passed:
            self._break_if_cut()
        return passed

    def _deliver(self) -> None:
        """Give the pump what has arrived there, and send its replies off."""
        while arrived := self._arrived(self._to_pump):
            self._to_pump.remove(arrived[0])
            reply = self._endpoint.receive(arrived[0].payload)
            if reply:
                self._send_reply(reply)

    def _send_reply(self, reply: bytes) -> None:
        self.replies.append(reply)
        number = len(self.replies)
        if self._all_replies_lost or number in self._lost_replies or not self._open:
            return
        coming = _flipped(reply, self._flipped_in_reply.get(number))
        for _ in range(self._reply_copies.get(number, 1)):
            self._to_programmer.append(self._send_off(coming, self._reply_delays.get(number, 0)))

    def _send_off(self, payload: bytes, delay_us: int) -> _UnderWay:
        self._sent_off += 1
        return _UnderWay(self._clock.monotonic_us() + delay_us, self._sent_off, payload)

    def _arrived(self, under_way: Iterable[_UnderWay]) -> list[_UnderWay]:
        now = self._clock.monotonic_us()
        return sorted(
            (one for one in under_way if one.due_us <= now), key=lambda one: (one.due_us, one.order)
        )

    def _due_times(self) -> list[int]:
        return [one.due_us for one in (*self._to_pump, *self._to_programmer)]

    def _pass(self, payload: bytes) -> bytes:
        """What of these bytes still gets through before the line breaks."""
        if self._left_before_break is None:
            return payload
        passed = payload[: self._left_before_break]
        self._left_before_break -= len(passed)
        self._cut = len(passed) < len(payload)
        return passed

    def _break_if_cut(self) -> None:
        if self._cut:
            self._left_before_break, self._cut = None, False
            self.close()
            raise LinkBroken(f"The link to {self._url} broke", "A test cut it here", "Connect again")

    def _require_open(self) -> None:
        if not self._open:
            raise LinkBroken(f"The link to {self._url} is closed", "It is not open", "Connect again")


def _flipped(payload: bytes, bit: int | None) -> bytes:
    if bit is None:
        return payload
    return bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(payload))
