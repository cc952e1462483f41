"""What a pump does after a command, by a reading after it, beside how it was seen before: one account for everybody.

That a command was not applied says nothing of the pump: it may have started anew, or somebody else may have stopped
or programmed it meanwhile. That it was applied does not say that the pump delivers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from programmer.delivery.told import flow_told
from programmer.records.rows import IntentKind
from programmer.therapy.alarms import AlarmKind, Priority
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome
from programmer.therapy.programs import dose_per_day
from programmer.therapy.pump import ChangedBy, Delivery, PumpStatus
from programmer.visit.alarm_words import ALARMS
from programmer.visit.interrogation import Interrogation
from programmer.visit.program_rows import mode_in_full

AS_BEFORE = "The pump was read again and is as it was before"
NOT_READ = "The pump was not read again since"
READ_FIRST = "Interrogate the pump and look at what it does now before you do it again"
DO_IT_AGAIN = "Check the link and do it again"
_LOOK = "Look at what the pump does now before you do anything again"
_OTHER = "Find out who else programs this pump, and interrogate it before you do anything again"
_STANDS = "Find out why the pump is stopped before anything else, then resume delivery if it should run"
_EMPTY_HANDED = (
    "Do not do it again: deal with the alarms, then interrogate the pump and look whether it delivers"
)
_GOES = "Find out who took delivery up again; if it must stand, press STOP or give the command stop"
_OF_DELIVERY = {IntentKind.STOP, IntentKind.RESUME}
_BY = {
    ChangedBy.PROGRAMMER: "by a programmer",
    ChangedBy.PUMP: "by the pump itself",
    ChangedBy.FACTORY: "since it left the factory",
}


@dataclass(frozen=True, slots=True)
class CommandSeen:
    """A command beside the pump that it was given to: ``before`` is the status that the clinician saw.

    ``program_after`` names the program of a commit; of all others the one that ran.
    """

    kind: IntentKind
    before: PumpStatus
    program_after: bytes


@dataclass(frozen=True, slots=True)
class Aftermath:
    """``sentences``, without full stops, tell what the pump does now that is not plain from the outcome.

    ``as_before``: nothing differs from what was seen but for what the command itself did. ``amiss``: the pump does not
    do what it should; then ``headline`` (``the pump is stopped``) and ``remedy`` say what comes first.
    """

    sentences: tuple[str, ...] = ()
    as_before: bool = True
    amiss: bool = False
    headline: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """``now`` beside what should be."""

    seen: CommandSeen
    applied: bool
    now: PumpStatus
    reading: Interrogation | None

    @property
    def meant_delivery(self) -> Delivery:
        if not self.applied or self.seen.kind not in _OF_DELIVERY:
            return self.seen.before.delivery
        return Delivery.STOPPED if self.seen.kind is IntentKind.STOP else Delivery.RUNNING

    @property
    def other_program(self) -> bool:
        before = self.seen.before.program_hash
        return self.now.program_hash != (self.seen.program_after if self.applied else before)

    @property
    def stopped(self) -> bool:
        return self.now.delivery is Delivery.STOPPED

    @property
    def other_delivery(self) -> bool:
        return self.now.delivery is not self.meant_delivery

    @property
    def interrupted(self) -> bool:
        """Whether delivery was changed and put back since."""
        own = self.applied and self.seen.kind in _OF_DELIVERY
        return (
            not own and not self.other_delivery and self.now.delivery_since != self.seen.before.delivery_since
        )

    @property
    def gives_nothing(self) -> bool:
        """Whether delivery runs, the program gives something at this moment, and nothing flows."""
        now, reading = self.now, self.reading
        if self.stopped or now.dose_rate.value or now.opening_left.value or reading is None:
            return False
        return flow_told(reading.program, now, reading.limits).value > 0

    @property
    def newly_nothing(self) -> bool:
        """Whether it gave something before. A pump that holds delivery while it is read never did."""
        return self.gives_nothing and self.seen.before.dose_rate.value > 0

    @property
    def new_alarms(self) -> frozenset[AlarmKind]:
        return frozenset(self.now.active_alarms) - frozenset(self.seen.before.active_alarms)

    @property
    def ended_alarms(self) -> frozenset[AlarmKind]:
        """Alarms that are over without this command's doing."""
        if self.applied:
            return frozenset()
        return frozenset(self.seen.before.active_alarms) - frozenset(self.now.active_alarms)

    @property
    def state_moved(self) -> bool:
        """Whether the pump's state was changed by something other than this command, in whatever way."""
        before, now = self.seen.before, self.now
        return not self.applied and (before.state_rev, before.log.epoch) != (now.state_rev, now.log.epoch)

    @property
    def held_by_alarm(self) -> bool:
        """Whether it gives nothing although nobody wants that, with an alarm that says why."""
        urgent = {kind for kind in self.now.active_alarms if kind.priority is Priority.HIGH}
        return (self.stopped or self.gives_nothing) and bool(urgent - {AlarmKind.STOPPED_TOO_LONG})


def aftermath(
    seen: CommandSeen,
    outcome: Outcome,
    now: PumpStatus,
    reading: Interrogation | None = None,
    shown: DrugWords = AS_NAMED,
) -> Aftermath:
    """Lay what the pump says ``now`` beside what it should do; ``reading`` tells its program where that was read,
    and ``shown`` how its drug and dose must be written.

    For an outcome that the pump has told; of one that is not known there is nothing to compare with.
    """
    applied = isinstance(outcome, Confirmed)
    if reading is not None and reading.status.program_hash != now.program_hash:
        reading = None
    found = _Found(seen, applied, now, reading)
    changed = bool(
        found.other_program
        or found.other_delivery
        or found.interrupted
        or found.new_alarms
        or found.ended_alarms
        or found.state_moved
        or found.newly_nothing
    )
    amiss = _is_amiss(found) if applied else changed
    headline, remedy = _first(found) if amiss else ("", "")
    return Aftermath(
        tuple(_sentences(found, shown, told=changed or amiss)), not changed, amiss, headline, remedy
    )


def _is_amiss(found: _Found) -> bool:
    """Whether a pump that did what it was told does something else than that."""
    if found.seen.kind is IntentKind.STOP:
        return found.other_delivery
    return found.other_program or found.other_delivery or found.newly_nothing or found.held_by_alarm


def _first(found: _Found) -> tuple[str, str]:
    """What comes first of what is amiss, and what to do about it."""
    stopping = found.seen.kind is IntentKind.STOP
    if found.stopped and not stopping and (found.other_delivery or found.held_by_alarm):
        return "the pump is stopped", _OTHER if found.other_program else _STANDS
    if found.other_delivery:
        return ("delivery is stopped", _LOOK) if found.stopped else ("delivery is running", _GOES)
    if found.gives_nothing:
        return "the pump delivers nothing at this moment", _EMPTY_HANDED
    if found.other_program:
        return "the pump runs another program now", _OTHER
    return "the pump is not as it was before", _LOOK


def _sentences(found: _Found, shown: DrugWords, *, told: bool) -> Iterator[str]:
    yield from _of_program(found, shown)
    yield from _of_delivery(found)
    for kind in found.now.active_alarms:
        yield f"Alarm: {ALARMS[kind]}"
    for kind in sorted(found.ended_alarms, key=lambda one: one.value):
        yield f"Over since: {ALARMS[kind]}"
    named = found.other_program or found.other_delivery or found.interrupted or found.gives_nothing
    if told and not named and not found.new_alarms and not found.ended_alarms:
        yield "Something was changed in it since it was seen, by somebody else or by itself"


def _of_program(found: _Found, shown: DrugWords) -> Iterator[str]:
    if not found.other_program:
        return
    if not found.applied and found.now.program_hash == found.seen.program_after:
        yield "It runs the very program of this command, which another programmer wrote"
    elif found.reading is None:
        yield "It runs another program than before"
    else:
        drug, mode = found.reading.program.drug.name, found.reading.program.mode
        dose = shown.rate(drug, dose_per_day(mode))
        yield f"It runs another program: {shown(drug)}, {mode_in_full(mode)}, {dose}"


def _of_delivery(found: _Found) -> Iterator[str]:
    now, since = found.now, moment_text(found.now.delivery_since)
    by = _BY[now.delivery_by]
    if found.stopped and found.applied and found.seen.kind is IntentKind.STOP:
        return
    if found.stopped:
        as_before = "" if found.other_delivery or found.interrupted else ", as before"
        yield f"Delivery is stopped{as_before}, {by}, since {since} by its clock"
    elif found.other_delivery:
        yield f"Delivery is running, {by}, since {since} by its clock"
    elif found.interrupted:
        yield f"Delivery was interrupted since the pump was seen, and runs again since {since} by its clock"
    if found.gives_nothing:
        yield "Delivery counts as running, and nothing is delivered at this moment"


# ---- what a person is told ------------------------------------------------------------------------------------


def told_again(sentences: tuple[str, ...]) -> str:
    """Sentences in a row, without the last full stop."""
    return ". ".join(sentences)


def not_applied(outcome: Outcome, after: Aftermath | None) -> tuple[str, str]:
    """Why a command was not applied and what the pump does now; and what to do. ``after`` None: it was not read."""
    why = why_not(outcome)
    if after is None:
        return told_again((*why, NOT_READ)), READ_FIRST
    if after.amiss:
        return told_again((*why, *after.sentences)), after.remedy
    again = DO_IT_AGAIN if isinstance(outcome, Failed) else "Look at the reason before you do it again"
    return told_again((*why, AS_BEFORE, *after.sentences)), again


def why_not(outcome: Outcome) -> tuple[str, ...]:
    """The reason, and the proof where the pump's silence was one."""
    if isinstance(outcome, Failed):
        return (outcome.reason, outcome.proof)
    return () if isinstance(outcome, Confirmed) else (outcome.reason,)
