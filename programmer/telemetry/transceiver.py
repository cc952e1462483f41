"""The one loop between an exchange and a byte channel: sends, waits in short slices, repeats, gives up in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeGuard

from programmer.clock import Clock
from programmer.known_error import LinkTrouble
from programmer.telemetry import link_troubles
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel, LinkBroken
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.exchange import (
    AnswerReceived,
    Exchange,
    ExchangeEvent,
    Greeted,
    HintReceived,
    NoSession,
    NotProved,
    Paired,
    PairingBegun,
    Reply,
    SessionOpened,
    SessionUnknown,
    WrongVersion,
)
from programmer.telemetry.frames import Dropped
from programmer.telemetry.hello import HelloAnswer
from programmer.telemetry.link_troubles import NotAPump
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.statistics import LinkStatistics
from programmer.telemetry.trust import Trust

SLICE_US = 20_000
_GREETINGS = 3
# What a proof of ours may meet with where somebody else has greeted the pump in between: greet it again.
_GREETED_BY_ANOTHER = frozenset({LinkStatus.NO_SESSION, LinkStatus.NOT_PAIRED, LinkStatus.PROOF_WRONG})


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is sent at most, and how long each time is waited for its answer."""

    attempts: int = 5
    each_us: int = 500_000


USUAL = Patience()


class Transceiver:
    """Owned by one thread. ``attention`` is looked at before every frame and between slices of waiting.

    ``count`` is given the statistics, in that thread, whenever a frame or a silence has changed them.
    """

    def __init__(
        self,
        channel: ByteChannel,
        exchange: Exchange,
        clock: Clock,
        attention: Attention,
        count: Callable[[LinkStatistics], None] | None = None,
    ) -> None:
        self._channel = channel
        self._exchange = exchange
        self._clock = clock
        self._attention = attention
        self._count = count
        self._statistics = LinkStatistics()
        self._last_heard_us: int | None = None
        self._hinted = False

    @property
    def statistics(self) -> LinkStatistics:
        """How the link has done so far."""
        sent, believed = self._exchange.counters
        return replace(self._statistics, counter_out=sent, counter_in=believed)

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

    @property
    def trust(self) -> Trust:
        """Whom this side of the link trusts."""
        return self._exchange.trust

    def utc_us(self) -> int:
        """The workstation's wall clock."""
        return self._clock.utc_us()

    def take_hint(self) -> bool:
        """Whether the pump has hinted, since this was asked last, that something changed."""
        hinted, self._hinted = self._hinted, False
        return hinted

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
        """Greet the pump and prove to each other who is there; every session before this one has ended then.

        Raises ``LinkSilent``, ``NotAPump``, ``LinkBroken``, ``NotPaired``, ``NotAuthentic``.
        """
        event: Reply
        for _ in range(_GREETINGS):
            hello = self._greet(patience)
            if not self._exchange.acquainted:
                raise link_troubles.not_paired(self.url, hello)
            event = self._converse(self._exchange.begin_session(), patience)
            if isinstance(event, SessionOpened):
                self._statistics.sessions += 1
                self._tell_counts()
                return event.answer
            if not isinstance(event, AnswerReceived) or event.status not in _GREETED_BY_ANOTHER:
                break
        raise self._no_introduction(event)

    def pair(self, code: PairingCode, patience: Patience = USUAL) -> Paired:
        """Pair with the pump that shows this code. A session has to be opened afterwards.

        Raises ``LinkSilent``, ``NotAPump``, ``LinkBroken``, ``PairingFailed``, ``NotAuthentic``.
        """
        self._greet(patience)
        event = self._converse(self._exchange.begin_pairing(code), patience)
        if isinstance(event, PairingBegun):
            event = self._converse(self._exchange.end_pairing(), patience)
            if isinstance(event, AnswerReceived) and event.status == LinkStatus.PROOF_WRONG:
                raise link_troubles.wrong_code(self.url)
        if not isinstance(event, Paired):
            raise self._no_introduction(event)
        return event

    def _greet(self, patience: Patience) -> HelloAnswer:
        event = self._converse(self._exchange.greet(), patience)
        if not isinstance(event, Greeted):
            raise self._stranger()
        return event.answer

    def _no_introduction(self, event: Reply) -> LinkTrouble:
        if isinstance(event, AnswerReceived):
            return link_troubles.introduction_refused(self.url, event.status)
        return self._stranger()

    def request(self, opcode: int, payload: bytes, patience: Patience = USUAL) -> AnswerReceived:
        """Ask within the session and return the answer, whatever its status.

        Raises ``LinkSilent`` after the last attempt, ``SessionLost``, ``LinkBroken``, and an ``Interruption``
        when STOP or Cancel comes first (the request is then abandoned; it may have been done).
        """
        try:
            outgoing = self._exchange.request(opcode, payload)
        except NoSession:
            raise self._cannot_ask() from None
        event = self._converse(outgoing, patience)
        if isinstance(event, AnswerReceived):
            return event
        if isinstance(event, SessionUnknown):
            self._exchange.close()
            raise link_troubles.lost("The pump has ended this session")
        raise self._stranger()

    def _cannot_ask(self) -> link_troubles.SessionLost:
        if not self.session_open:
            return link_troubles.lost("No session with the pump is open")
        self._exchange.close()
        return link_troubles.lost("This session has carried all the frames that one may")

    def rest(self, duration_us: int) -> None:
        """Let time pass while listening. Returns early never; raises an ``Interruption`` when a hand is up."""
        end = self._clock.monotonic_us() + duration_us
        while (left := end - self._clock.monotonic_us()) > 0:
            self._attention.look_up()
            try:
                self._listen(min(left, SLICE_US))
            except LinkBroken:
                self._exchange.close()
                raise

    def _converse(self, outgoing: bytes, patience: Patience) -> Reply:
        heard_before = self._statistics.bytes_in
        try:
            for attempt in range(patience.attempts):
                self._attention.look_up()
                sent_us = self._clock.monotonic_us()
                self._channel.write(self._exchange.repeat() if attempt else outgoing)
                self._note_request(attempt, len(outgoing))
                event = self._await_answer(sent_us, patience.each_us)
                if event is not None:
                    return event
            raise self._silence(patience, heard_before)
        except LinkBroken:
            self._exchange.close()  # with the line the session is gone: who asks next must know that
            raise
        except BaseException:
            self._exchange.abandon()
            raise

    def _silence(self, patience: Patience, heard_before: int) -> LinkTrouble:
        self._statistics.silences += 1
        self._tell_counts()
        # Before a session is open, bytes that never make an answer mean that somebody else is at the other end.
        if self._exchange.session_number == 0 and self._statistics.bytes_in > heard_before:
            return self._stranger()
        return link_troubles.silent(self.url, patience.attempts, patience.each_us)

    def _await_answer(self, sent_us: int, each_us: int) -> Reply | None:
        left = each_us
        while left > 0:
            for event in self._listen(min(left, SLICE_US)):
                if isinstance(event, AnswerReceived) or self._is_reply(event):
                    self._note_answer(sent_us)
                    return event
            self._attention.look_up()
            left = sent_us + each_us - self._clock.monotonic_us()
        return None

    def _is_reply(self, event: ExchangeEvent) -> TypeGuard[Reply]:
        match event:
            case WrongVersion():
                raise link_troubles.foreign(self.url, event.version)
            case NotProved():
                raise link_troubles.not_authentic(self.url)
            case Dropped() | HintReceived() | Distrusted():
                return False
            case _:
                return True

    def _note_answer(self, sent_us: int) -> None:
        self._last_heard_us = heard_us = self._clock.monotonic_us()
        counts = self._statistics
        counts.answers += 1
        counts.round_trip_us = heard_us - sent_us
        counts.unanswered = 0
        self._tell_counts()

    def _listen(self, timeout_us: int) -> list[ExchangeEvent]:
        received = self._channel.read(timeout_us)
        if not received:
            return []
        self._statistics.bytes_in += len(received)
        events = self._exchange.receive(received)
        for event in events:
            if not isinstance(event, AnswerReceived):
                self._note_event(event)
        return events

    def _note_request(self, attempt: int, length: int) -> None:
        counts = self._statistics
        counts.bytes_out += length
        if attempt:
            counts.retries += 1
        else:
            counts.requests += 1
        counts.unanswered += 1
        self._tell_counts()

    def _tell_counts(self) -> None:
        if self._count is not None:
            self._count(self.statistics)

    def _note_event(self, event: ExchangeEvent) -> None:
        counts = self._statistics
        match event:
            case Dropped():
                counts.dropped += 1
                counts.crc_failures += event is Dropped.BAD_CRC
            case Distrusted():
                counts.distrusted += 1
                counts.tag_failures += event is Distrusted.TAG_WRONG
            case NotProved():
                counts.tag_failures += 1
            case HintReceived():
                counts.hints += 1
                self._hinted = True
            case _:
                return
        self._tell_counts()

    def _stranger(self) -> NotAPump:
        return link_troubles.stranger(self.url)
