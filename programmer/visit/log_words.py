"""What a pump's log tells in words: boluses, openings, orders, ends of visits; with amounts if possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from programmer.device.implant.messages.bolus_events import (
    decode_begun,
    decode_ended,
    decode_given,
    decode_refused,
)
from programmer.device.implant.messages.orders import Checkpoint
from programmer.device.implant.messages.pump_events import (
    decode_acknowledged,
    decode_clock_set,
    decode_refill_told,
)
from programmer.records.rows import PumpEventRow, SessionRecord
from programmer.telemetry.wire import Malformed
from programmer.therapy.bolus_kinds import Bolus, bolus_of
from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import volume_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind
from programmer.therapy.quantities import Nanolitres, mass
from programmer.visit.alarm_words import ALARMS
from programmer.visit.stored_programs import stored_program

_HASH_LENGTH = 32
_SPOKEN = {
    PumpEventKind.BOLUS_BEGUN,
    PumpEventKind.BOLUS_ENDED,
    PumpEventKind.BOLUS_REFUSED,
    PumpEventKind.OPENING_FINISHED,
    PumpEventKind.CLOCK_SET,
    PumpEventKind.REFILL_TOLD,
    PumpEventKind.BOLUS_GIVEN,
    PumpEventKind.ALARMS_ACKNOWLEDGED,
    PumpEventKind.CHECKPOINT,
}


def bolus_event_text(
    event: PumpEvent, program: PumpProgram | None = None, shown: DrugWords = AS_NAMED
) -> str | None:
    """One record about a bolus, an opening, clock, refill or visit in words; None for another kind, or an unknown one.

    ``program`` is the one that the bolus belongs to, where that is known, and ``shown`` how its
    drug is written.
    """
    if event.kind not in _SPOKEN:
        return None
    try:
        return _text(event, program, shown)
    except Malformed:
        # Of a newer pump: its raw record stays as it is, and its kind is said without particulars.
        return None


def _text(event: PumpEvent, program: PumpProgram | None, shown: DrugWords) -> str:
    match event.kind:
        case PumpEventKind.BOLUS_BEGUN:
            kind = decode_begun(event.detail)
            return f"{_name(kind)} begun{_amount(kind, program, shown)}"
        case PumpEventKind.BOLUS_ENDED:
            return _ended(*decode_ended(event.detail), program, shown)
        case PumpEventKind.BOLUS_REFUSED:
            return f"Patient bolus asked for and not given: {decode_refused(event.detail).value}"
        case PumpEventKind.CLOCK_SET:
            return f"Clock set; until then it showed {moment_text(decode_clock_set(event.detail))}"
        case PumpEventKind.REFILL_TOLD:
            return f"Refill told: the reservoir holds {volume_text(decode_refill_told(event.detail))}"
        case PumpEventKind.BOLUS_GIVEN:
            bolus = decode_given(event.detail)
            drug = "" if program is None else program.drug.name
            given = shown.mass_over(drug, bolus.dose.value, bolus.duration)
            return f"Single bolus given by a programmer: {given}"
        case PumpEventKind.OPENING_FINISHED:
            return _finished(program, shown)
        case _:
            return _noted(event)


def _noted(event: PumpEvent) -> str:
    if event.kind is PumpEventKind.CHECKPOINT:
        return f"End of a visit noted, by the number {Checkpoint.decode(event.detail).visit.hex()}"
    ended = ", ".join(ALARMS[kind] for kind in decode_acknowledged(event.detail))
    return f"Acknowledged, and over since: {ended}"


def _name(kind: BolusKind) -> str:
    return kind.value[:1].upper() + kind.value[1:]


def _bolus(kind: BolusKind, program: PumpProgram | None) -> Bolus | None:
    return None if program is None else bolus_of(program, kind)


def _amount(kind: BolusKind, program: PumpProgram | None, shown: DrugWords) -> str:
    bolus = _bolus(kind, program)
    if program is None or bolus is None:
        return ""
    return f": {shown.mass_over(program.drug.name, bolus.dose.value, bolus.duration)}"


def _ended(kind: BolusKind, missing: Nanolitres, program: PumpProgram | None, shown: DrugWords) -> str:
    if not missing:
        bolus = _bolus(kind, program)
        if program is None or bolus is None:
            return f"{_name(kind)} ended, given in full"
        given = f": {shown.mass(program.drug.name, bolus.dose.value)}"
        return f"{_name(kind)} ended, given in full{given}"
    volume = volume_text(missing, places=6)
    if program is None:
        return f"{_name(kind)} cut short, {volume} of it not given"
    lost = shown.mass(program.drug.name, mass(missing, program.drug.concentration), digits=6)
    return f"{_name(kind)} cut short, {lost} ({volume}) of it not given"


def _finished(program: PumpProgram | None, shown: DrugWords) -> str:
    match None if program is None else program.opening:
        case BridgeBolus() as bridge:
            old = bridge.old[0].name
            gave = f"{shown.mass(old, bridge.mass, digits=6)} of the old {shown(old)}"
            return f"Bridge finished: {volume_text(bridge.path)} pushed, {gave}"
        case PrimingBolus(_, volume):
            return f"Priming bolus finished: {volume_text(volume)} pushed"
        case _:
            return "Priming or bridge bolus finished"


def programs_of_events(record: SessionRecord) -> dict[bytes, PumpProgram]:
    """For each event of a session, by the id of its row, the program it belongs to, where that is sure.

    The log says when a program changed, and every reading which one ran; in between, nothing changed. A bolus that
    ends belongs to the program with which it began.
    """
    rows = sorted(record.events, key=lambda row: (row.epoch, row.event.sequence))
    in_force = _in_force(rows, record)
    for earlier, later in reversed(list(pairwise(rows))):
        unchanged = _follows(earlier, later) and later.event.kind is not PumpEventKind.PROGRAM_CHANGED
        if unchanged and later.id in in_force:
            in_force.setdefault(earlier.id, in_force[later.id])
    return _with_their_beginning(rows, in_force)


def _in_force(rows: Sequence[PumpEventRow], record: SessionRecord) -> dict[bytes, PumpProgram]:
    """The program after each event, as far as what comes before it tells, or a reading at that very entry."""
    readings = {
        (reading.status.log.epoch, reading.status.log.last_sequence): reading.status.program_hash
        for reading in record.interrogations
    }
    # One that a newer version wrote is not known here: then its events are told without amounts.
    programs = {
        row.sha256: program for row in record.programs if (program := stored_program(row)) is not None
    }
    found: dict[bytes, PumpProgram] = {}
    before: PumpEventRow | None = None
    now: PumpProgram | None = None
    for row in rows:
        if before is None or not _follows(before, row):
            now = None
        if row.event.kind is PumpEventKind.PROGRAM_CHANGED:
            now = programs.get(row.event.detail[-_HASH_LENGTH:])
        elif (read := readings.get((row.epoch, row.event.sequence))) is not None:
            now = programs.get(read)
        if now is not None:
            found[row.id] = now
        before = row
    return found


def _follows(earlier: PumpEventRow, later: PumpEventRow) -> bool:
    return earlier.epoch == later.epoch and later.event.sequence == earlier.event.sequence + 1


def _with_their_beginning(
    rows: Iterable[PumpEventRow], in_force: dict[bytes, PumpProgram]
) -> dict[bytes, PumpProgram]:
    begun: dict[BolusKind, PumpProgram | None] = {}
    given: SingleBolus | None = None
    found = dict(in_force)
    for row in rows:
        kind = _kind(row.event)
        if row.event.kind is PumpEventKind.BOLUS_GIVEN:
            given = _given(row.event)
        if kind is None:
            continue
        if row.event.kind is PumpEventKind.BOLUS_BEGUN:
            program = in_force.get(row.id)
            if kind is BolusKind.SINGLE and program is not None and given is not None:
                program = found[row.id] = replace(program, opening=given)
                given = None
            begun[kind] = program
        elif (program := begun.pop(kind, None)) is not None:
            found[row.id] = program
        else:
            # Its beginning is not among these records: the program of now need not be its own.
            found.pop(row.id, None)
    return found


def _given(event: PumpEvent) -> SingleBolus | None:
    try:
        return decode_given(event.detail)
    except Malformed:
        return None


def _kind(event: PumpEvent) -> BolusKind | None:
    try:
        if event.kind is PumpEventKind.BOLUS_BEGUN:
            return decode_begun(event.detail)
        return decode_ended(event.detail)[0] if event.kind is PumpEventKind.BOLUS_ENDED else None
    except Malformed:
        return None
