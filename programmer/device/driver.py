"""What every family of pumps promises to the visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from programmer.telemetry.attention import Attention
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.critical_figures import CriticalFigures
from programmer.therapy.pump import Catheter, LogPosition, PumpEvent, PumpIdentity, PumpLimits, PumpStatus
from programmer.therapy.quantities import Nanolitres, PumpTime


@dataclass(frozen=True, slots=True)
class CommandDone:
    """The pump did it: when, under which entry of its log, and what holds since."""

    pump_time: PumpTime
    sequence: int
    state_rev: int
    active_hash: bytes


@dataclass(frozen=True, slots=True)
class CommandRefused:
    """The pump would not do it, for this reason (a sentence without its full stop); nothing changed.

    ``as_it_is``: for the state in which the programmer has seen it, and not because that has changed since.
    """

    reason: str
    as_it_is: bool = field(default=False, compare=False)


CommandReply = CommandDone | CommandRefused


@dataclass(frozen=True, slots=True)
class TokenReport:
    """What the pump knows of a token; ``reply`` None means that it does not know it.

    That proves "not applied" only if ``epoch`` is the one the intent saw and the table of tokens
    ``reaches_back_to`` a log sequence at or before the one the intent noted.
    """

    reply: CommandReply | None
    epoch: bytes
    reaches_back_to: int


@dataclass(frozen=True, slots=True)
class StagedReadback:
    """A program that lies staged in the pump, as the pump gave it back, with the pump's own arithmetic."""

    stage: int
    canonical: bytes
    sha256: bytes
    figures: CriticalFigures


@dataclass(frozen=True, slots=True)
class LogPart:
    """Some of the pump's log, contiguous, and where the log stands."""

    position: LogPosition
    events: tuple[PumpEvent, ...]


class CountedByPump(Protocol):
    """Frames that the pump's side of the link did not take, since the pump was switched on."""

    @property
    def distrusted(self) -> Mapping[Distrusted, int]:
        """Sound frames that it did not believe, by why: whether somebody meddles."""
        ...

    @property
    def dropped(self) -> int:
        """Pieces whose checksum, stuffing or length was wrong: how good the line is."""
        ...


Progress = Callable[[int, int], None]
"""Told (frames done, frames in all) as a long task goes on."""


def no_progress(_done: int, _total: int) -> None:
    """For those who do not watch."""


class PumpDriver(Protocol):
    """A pump with a session. Owned by one thread.

    Every call may raise ``LinkTrouble`` (silent, lost, broken) or an ``Interruption``; after either, nobody knows
    whether a command under way was done. Commands return a reply only on the pump's own word.
    """

    @property
    def url(self) -> str: ...
    @property
    def statistics(self) -> LinkStatistics: ...
    @property
    def attention(self) -> Attention: ...
    @property
    def session_open(self) -> bool:
        """Whether a session is open as far as this side knows."""
        ...

    def connect(self) -> PumpIdentity:
        """Open the link and a session, and learn who is there."""
        ...

    def new_session(self) -> PumpIdentity:
        """End the session and open another, opening the link again if it broke."""
        ...

    def disconnect(self) -> None:
        """Let go of the link. Never raises."""
        ...

    def rest(self, duration_us: int) -> None:
        """Let link time pass while STOP and Cancel stay heard."""
        ...

    def identify(self) -> PumpIdentity: ...
    def limits(self) -> PumpLimits: ...
    def catheter(self) -> Catheter: ...
    def status(self) -> PumpStatus: ...

    def read_program(self) -> tuple[bytes, bytes]:
        """Return canonical bytes and SHA-256 of the program in force, as the pump has them."""
        ...

    def stage(
        self, canonical: bytes, active_hash: bytes, state_rev: int, progress: Progress
    ) -> StagedReadback | CommandRefused:
        """Send, have verified and read back; Cancel drops it again. Therapy is unchanged whatever happens."""
        ...

    def abort_stage(self, stage: int) -> None: ...

    def commit(
        self, staged: StagedReadback, active_hash: bytes, state_rev: int, token: bytes
    ) -> CommandReply: ...

    def stop(self, token: bytes) -> CommandReply:
        """Suspend delivery; repeated, the same bytes, for as long as the session can live."""
        ...

    def resume(self, active_hash: bytes, state_rev: int, token: bytes) -> CommandReply: ...
    def give_bolus(
        self, bolus: SingleBolus, active_hash: bytes, state_rev: int, token: bytes
    ) -> CommandReply:
        """Give a single bolus now, on top of the basal rate."""
        ...

    def cancel_bolus(self, token: bytes) -> CommandReply:
        """Cut the single bolus that is under way; what is missing is not made up for."""
        ...

    def acknowledge(self, alarms: tuple[AlarmKind, ...], token: bytes) -> CommandReply:
        """A person has seen these alarms; those that only wait for that end. Nothing starts by it."""
        ...

    def set_clock(self, to: PumpTime, state_rev: int, token: bytes) -> CommandReply: ...

    def tell_refill(
        self, volume: Nanolitres, active_hash: bytes, state_rev: int, token: bytes
    ) -> CommandReply:
        """Tell the pump what is in its reservoir now."""
        ...

    def mark(self, visit: bytes, sha256: bytes, token: bytes) -> CommandReply:
        """Leave in the pump's log the name of this visit (16 bytes) and the hash of its records."""
        ...

    def link_counters(self) -> CountedByPump:
        """Ask what the pump's side of the link did not take. Raises ``RefusedError`` where a pump does not tell."""
        ...

    def take_hint(self) -> bool:
        """Whether the pump has hinted, since this was asked last, that something changed in it."""
        ...

    def token_status(self, token: bytes) -> TokenReport: ...

    def read_log(self, from_sequence: int) -> LogPart:
        """Return records from that number on, as many as fit into one answer."""
        ...
