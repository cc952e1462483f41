"""The one loop between an exchange and a byte channel: sends, waits in short slices, repeats, gives up in time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from programmer.clock import Clock
from programmer.known_error import LinkTrouble
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel, LinkBroken
from programmer.telemetry.exchange import (
    AnswerReceived,
    Exchange,
    ExchangeEvent,
    HintReceived,
    SessionOpened,
    SessionUnknown,
    WrongVersion,
)
from programmer.telemetry.frames import VERSION, Dropped
from programmer.telemetry.hello import HelloAnswer
from programmer.telemetry.statistics import LinkStatistics

SLICE_US = 20_000


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is sent at most, and how long each time is waited for its answer."""

    attempts: int = 5
    each_us: int = 500_000


USUAL = Patience()


class LinkSilent(LinkTrouble):
    """No answer came in time. What was asked may or may not have been done."""


class SessionLost(LinkTrouble):
    """The pump no longer knows the session. What was asked before may or may not have been done."""


class NotAPump(LinkTrouble):
    """Something answers, but not as a pump of this protocol does."""


class Transceiver:
    """Owned by one thread. ``attention`` is looked at before every frame and between slices of waiting."""

    def __init__(self, channel: ByteChannel, exchange: Exchange, clock: Clock, attention: Attention) -> None:
        self._channel = channel
        self._exchange = exchange
        self._clock = clock
        self._attention = attention
        self._statistics = LinkStatistics()
        self._last_heard_us: int | None = None

    @property
    def statistics(self) -> LinkStatistics:
        """How the link has done so far."""
        return self._statistics

    @property
    def attention(self) -> Attention:
        """Whom the link listens to besides the pump."""
        return self._attention

    @property
    def url(self) -> str:
        """Where the channel leads."""
        return self._channel.url

    @property
    def session_open(self) -> bool:
        """Whether a session is open as far as this side knows."""
        return self._exchange.session_number != 0

    @property
    def last_heard_us(self) -> int | None:
        """When the last answer came, on the monotonic clock; None before the first."""
        return self._last_heard_us

    def open(self) -> None:
        """Open the channel. Raises ``LinkBroken``."""
        self._channel.open()

    def close(self) -> None:
        """Forget the session and close the channel. Never raises."""
        self._exchange.close()
        self._channel.close()

    def identify(self, patience: Patience = USUAL) -> AnswerReceived:
        """Ask outside any session who is there. Raises ``LinkSilent``, ``NotAPump``, ``LinkBroken``."""
        event = self._converse(self._exchange.identify(), patience)
        if not isinstance(event, AnswerReceived):
            raise self._stranger()
        return event

    def open_session(self, patience: Patience = USUAL) -> HelloAnswer:
        """Greet the pump; every session before this one has ended when it answers.

        Raises ``LinkSilent``, ``NotAPump``, ``LinkBroken``.
        """
        event = self._converse(self._exchange.greet(), patience)
        if not isinstance(event, SessionOpened):
            raise self._stranger()
        return event.answer

    def request(self, opcode: int, payload: bytes, patience: Patience = USUAL) -> AnswerReceived:
        """Ask within the session and return the answer, whatever its status.

        Raises ``LinkSilent`` after the last attempt, ``SessionLost``, ``LinkBroken``, and an ``Interruption``
        when STOP or Cancel comes first (the request is then abandoned; it may have been done).
        """
        if not self.session_open:
            raise self._lost("No session with the pump is open")
        event = self._converse(self._exchange.request(opcode, payload), patience)
        if isinstance(event, SessionUnknown):
            self._exchange.close()
            raise self._lost("The pump has ended this session")
        if not isinstance(event, AnswerReceived):
            raise self._stranger()
        return event

    def rest(self, duration_us: int) -> None:
        """Let time pass while listening. Returns early never; raises an ``Interruption`` when a hand is up."""
        end = self._clock.monotonic_us() + duration_us
        while (left := end - self._clock.monotonic_us()) > 0:
            self._attention.look_up()
            self._listen(min(left, SLICE_US))

    def _converse(self, outgoing: bytes, patience: Patience) -> ExchangeEvent:
        try:
            return self._attempt_all(outgoing, patience)
        except BaseException:
            self._exchange.abandon()
            raise

    def _attempt_all(self, outgoing: bytes, patience: Patience) -> ExchangeEvent:
        heard_before = self._statistics.bytes_in
        for attempt in range(patience.attempts):
            self._attention.look_up()
            self._count(requests=0 if attempt else 1, retries=1 if attempt else 0, bytes_out=len(outgoing))
            sent_us = self._clock.monotonic_us()
            self._write(outgoing)
            event = self._await_answer(sent_us, patience.each_us)
            if event is not None:
                return event
        self._count(silences=1)
        # Before a session is open, bytes that never make an answer mean that somebody else is at the other end.
        strange = self._exchange.session_number == 0 and self._statistics.bytes_in > heard_before
        raise self._stranger() if strange else self._silent(patience)

    def _write(self, outgoing: bytes) -> None:
        """With the line the session is gone: nothing more can be said in it, and who asks next must know that."""
        try:
            self._channel.write(outgoing)
        except LinkBroken:
            self._exchange.close()
            raise

    def _await_answer(self, sent_us: int, each_us: int) -> ExchangeEvent | None:
        while (left := sent_us + each_us - self._clock.monotonic_us()) > 0:
            for event in self._listen(min(left, SLICE_US)):
                match event:
                    case WrongVersion(version):
                        raise self._foreign(version)
                    case AnswerReceived() | SessionOpened() | SessionUnknown():
                        self._note_answer(sent_us)
                        return event
                    case Dropped() | HintReceived():
                        continue
            self._attention.look_up()
        return None

    def _note_answer(self, sent_us: int) -> None:
        self._last_heard_us = self._clock.monotonic_us()
        self._count(answers=1)
        self._statistics = replace(self._statistics, round_trip_us=self._last_heard_us - sent_us)

    def _listen(self, timeout_us: int) -> list[ExchangeEvent]:
        try:
            received = self._channel.read(timeout_us)
        except LinkBroken:
            self._exchange.close()
            raise
        events = self._exchange.receive(received) if received else []
        self._count(bytes_in=len(received), dropped=sum(isinstance(event, Dropped) for event in events))
        return events

    def _count(self, **more: int) -> None:
        self._statistics = replace(
            self._statistics,
            **{name: getattr(self._statistics, name) + value for name, value in more.items()},
        )

    @staticmethod
    def _lost(what: str) -> SessionLost:
        return SessionLost(
            what,
            "It heard nothing for too long, or another programmer has greeted it",
            "Connect again and interrogate; what was asked last is settled then",
        )

    def _silent(self, patience: Patience) -> LinkSilent:
        seconds = patience.attempts * patience.each_us / 1_000_000
        return LinkSilent(
            f"Nothing answers at {self.url}",
            f"{patience.attempts} attempts in {seconds:g} s brought no reply; the pump may be out of reach, off, "
            "or this may be the wrong port",
            "Check the port and the telemetry head, hold it over the pump, and try again",
        )

    def _stranger(self) -> NotAPump:
        return NotAPump(
            f"What answers at {self.url} is not a pump",
            "The bytes that come back are not frames of this protocol, or the line is too noisy to tell",
            "Check that this is the port of the telemetry head and that nothing else uses it, then try again",
        )

    def _foreign(self, version: int) -> NotAPump:
        return NotAPump(
            f"The pump at {self.url} speaks version {version} of the protocol",
            f"This program speaks version {VERSION} only and will not guess",
            "Update this program, or use the programmer that came with the pump; its therapy is unchanged",
        )
