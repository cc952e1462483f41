"""The window's words: every sentence that more than one page says, made from what is known."""

from __future__ import annotations

from fractions import Fraction

from programmer.records.rows import IntentKind, IntentRow, PatientRow
from programmer.therapy.drug_library import Indication
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.moments import clock_text, clock_text_seen_from, date_text, duration_text, moment_text
from programmer.therapy.notation import NO_BREAK, decimal_text, volume_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Battery, BatteryState, Catheter, PumpEvent, PumpEventKind
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    PumpTime,
)
from programmer.visit.alarm_words import ALARMS
from programmer.visit.indications import indication_text
from programmer.visit.log_words import bolus_event_text
from programmer.visit.two_clocks import clocks_apart, confirmed_at, to_the_second

DOT = f"{NO_BREAK}· "
NOTHING = "–"
UNIDENTIFIED = "Unidentified patient"
NOBODY = "No patient"
NOBODY_IN_PARTICULAR = "Nobody in particular"
SIMULATED = "Simulated pump — not a patient"
PREVIOUS_RUNS = "The pump still runs the previous program."
SETTLE_ON_PROGRAM_PAGE = "Ask the pump again, or close the command as not known, on the Program page"
PREVIOUS_RAN = "When it was last heard, the pump ran the previous program."
RUNS_NOT_KNOWN_BUT_STANDS = (
    "It is not known which program is in the pump; whichever it is, it delivers nothing."
)
RUNS_NOT_KNOWN = "It is not known what the pump runs."
DELIVERS_NOT_KNOWN = "It is not known whether the pump delivers."
STAYS_STOPPED = "Delivery is stopped and stays stopped."
PREVIOUS_STANDS = "The previous program stays in the pump and delivers nothing."
RESUME_ON_PUMP_PAGE = "A new program does not start it; resume it on the Pump page."
ONLY_STOP_AND_READING = "Only STOP and reading are possible until the pump tells"
_SECONDS_PER_DAY = 86_400

COMMANDS = {
    IntentKind.COMMIT_PROGRAM: "program change",
    IntentKind.STOP: "STOP",
    IntentKind.RESUME: "resuming of delivery",
    IntentKind.GIVE_BOLUS: "single bolus",
    IntentKind.CANCEL_BOLUS: "cancelling of a bolus",
    IntentKind.ACKNOWLEDGE: "acknowledgement of alarms",
    IntentKind.SET_CLOCK: "setting of the pump's clock",
    IntentKind.TELL_REFILL: "telling of a refill",
}
READING_STEPS = ("Identity", "Limits", "Catheter", "Program", "Status", "Log")
_EVENTS = {
    PumpEventKind.MEMORY_MADE: "Memory made anew",
    PumpEventKind.PROGRAM_CHANGED: "Program changed",
    PumpEventKind.STOPPED: "Delivery stopped",
    PumpEventKind.RESUMED: "Delivery resumed",
    PumpEventKind.ALARM_RAISED: "Alarm raised",
    PumpEventKind.ALARM_CLEARED: "Alarm cleared",
    PumpEventKind.BOLUS_BEGUN: "Bolus begun",
    PumpEventKind.BOLUS_ENDED: "Bolus ended",
    PumpEventKind.BOLUS_REFUSED: "Bolus asked for and not given",
    PumpEventKind.OPENING_FINISHED: "Priming or bridge bolus finished",
    PumpEventKind.CLOCK_SET: "Clock set",
    PumpEventKind.REFILL_TOLD: "Refill told",
    PumpEventKind.BOLUS_GIVEN: "Single bolus given by a programmer",
    PumpEventKind.BOLUS_CANCELLED: "Single bolus cancelled",
    PumpEventKind.ALARMS_ACKNOWLEDGED: "Alarms acknowledged",
    PumpEventKind.CHECKPOINT: "End of a visit noted",
    PumpEventKind.UNKNOWN: "Something this version does not know",
}


# ---- people and times ---------------------------------------------------------------------------------------


def patient_line(patient: PatientRow) -> str:
    """``born 1961 · spasticity · spinal spasticity, adult``; nothing is said of what is not known."""
    born = "" if patient.born_year is None else f"born {patient.born_year}"
    known = "" if patient.indication == Indication() else indication_text(patient.indication)
    return DOT.join(part for part in (born, patient.reason, known) if part)


def local_time(utc_us: int, offset_us: int) -> PumpTime:
    """A moment as the clock on the wall shows it."""
    return PumpTime(utc_us + offset_us)


def local_clock(utc_us: int, offset_us: int, *, seconds: bool = False) -> str:
    """``14:02`` or ``14:02:11`` on the clock on the wall."""
    return clock_text(local_time(utc_us, offset_us), seconds=seconds)


def local_clock_seen_from(now_utc_us: int, utc_us: int, offset_us: int) -> str:
    """``14:02`` on the clock on the wall, and of another day than that of ``now`` with its date."""
    return clock_text_seen_from(local_time(now_utc_us, offset_us), local_time(utc_us, offset_us))


def local_moment(utc_us: int, offset_us: int, *, seconds: bool = False) -> str:
    """``Fri 20 Nov 2026, 14:02``."""
    return moment_text(local_time(utc_us, offset_us), seconds=seconds)


def ago(duration_us: int) -> str:
    """``3 s ago``."""
    return f"{duration_text(duration_us // MICROSECONDS_PER_SECOND)} ago"


def days_text(days: int) -> str:
    """``10 days``, ``1 day``."""
    return f"{days:,}{NO_BREAK}day" if days == 1 else f"{days:,}{NO_BREAK}days"


def in_days(at: PumpTime, now: PumpTime) -> str:
    """``in 10 days``, whole days and never one too many; ``in less than a day``, ``reached``."""
    if at <= now:
        return "reached"
    days = whole_days(at, now)
    return "in less than a day" if days == 0 else f"in {days_text(days)}"


def whole_days(at: PumpTime, now: PumpTime) -> int:
    """Days of 24 hours from ``now`` until ``at``, rounded down: the one figure that every place shows."""
    return max(0, at.value - now.value) // MICROSECONDS_PER_DAY


def alarm_date(at: PumpTime | None) -> str:
    """``Mon 30 Nov 2026``."""
    return NOTHING if at is None else date_text(at)


def clock_difference(pump_minus_local_us: int) -> str:
    """``4 s behind``, ``agrees``."""
    seconds = abs(pump_minus_local_us) // MICROSECONDS_PER_SECOND
    if not seconds:
        return "agrees"
    return f"{duration_text(seconds)} {'ahead' if pump_minus_local_us > 0 else 'behind'}"


def dose_change_text(old: str, new: str) -> str:
    """``350 → 402 mcg per day`` of two doses per day; both units where they differ, and one dose where it stayed."""
    if old == new:
        return new
    number, _, unit = old.rpartition(NO_BREAK)
    return f"{number if new.endswith(f'{NO_BREAK}{unit}') else old} → {new}"


def upper_first(text: str) -> str:
    """A sentence that begins with a capital, as at a field."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The same for what goes on in the middle of a sentence; a name that is written in capitals keeps them."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def without_stop(sentence: str) -> str:
    """A sentence that others may follow: without its full stop."""
    return sentence.removesuffix(".")


# ---- the pump ------------------------------------------------------------------------------------------------


def battery_text(battery: Battery) -> str:
    """``4 years 2 months``, with the pump's own judgement where it is not good."""
    left = "" if battery.days_left is None else duration_text(battery.days_left * _SECONDS_PER_DAY)
    if battery.state is BatteryState.GOOD:
        return left or "good"
    return f"{battery.state.value}, {left}" if left else battery.state.value


def catheter_text(catheter: Catheter) -> str:
    """``80 cm, 0.316 mL``: the implanted length, and what it and the pump's tubing hold."""
    held = Fraction(catheter.tubing.value) + Fraction(catheter.volume_per_cm.value * catheter.length_mm, 10)
    return f"{decimal_text(Fraction(catheter.length_mm, 10))}{NO_BREAK}cm, {volume_text(held, places=3)}"


def event_text(event: PumpEvent, program: PumpProgram | None = None, shown: DrugWords = AS_NAMED) -> str:
    """One record of the pump's log in words, with the amounts of the program it belongs to."""
    words = bolus_event_text(event, program, shown) or _EVENTS[event.kind]
    if event.kind in {PumpEventKind.ALARM_RAISED, PumpEventKind.ALARM_CLEARED} and event.detail:
        known = {kind.value: text for kind, text in ALARMS.items()}
        return f"{words}: {known.get(event.detail[0], 'of a kind not known here')}"
    return words


def round_trip(round_trip_us: int) -> tuple[str, str]:
    """Number and unit of the time from a request to its answer."""
    if round_trip_us < 1000:
        return f"<{NO_BREAK}1", "ms"
    return f"{round_trip_us // 1000:,}", "ms"


# ---- commands -------------------------------------------------------------------------------------------------


def outcome_text(outcome: Outcome, sent: PumpTime, now: PumpTime | None = None) -> str:
    """How a command ended that was ``sent`` then by the clock on the wall, in one line.

    With the date, if ``now`` is given and the pump confirmed on another day.
    """
    match outcome:
        case Confirmed():
            return f"Confirmed by the pump at {at_of(outcome, sent, now)}"
        case Refused(reason):
            return f"Refused by the pump: {reason}"
        case Failed(reason, _):
            return f"Not applied: {reason}"
        case Uncertain(reason):
            return f"Not known: {reason}"


def at_of(done: Confirmed, sent: PumpTime, now: PumpTime | None = None) -> str:
    """When the pump confirmed, to the second, and by which clock where that makes a difference."""
    seen_from = now or done.pump_time
    return confirmed_at(done, sent, lambda time: clock_text_seen_from(seen_from, time, seconds=True))


def whose_clock(done: Confirmed, sent: PumpTime) -> str:
    """``Fri 20 Nov 2026, by the pump's clock``; where the workstation's is apart from it, both times."""
    if clocks_apart(done, sent):
        return confirmed_at(done, sent, to_the_second)
    return f"{date_text(done.pump_time)}, by the pump's clock"


def reason_text(outcome: Outcome) -> str:
    """Why it ended so; empty for what was confirmed."""
    return "" if isinstance(outcome, Confirmed) else outcome.reason


def command_name(
    intent: IntentRow, local_offset_us: int, doses: str = "", *, now_utc_us: int | None = None
) -> str:
    """``Program change of 03:10 (90 → 402 mcg per day)``; without ``doses`` where they are not known.

    Of another day than that of ``now`` with its date; without ``now`` the day is told beside it.
    """
    at = intent.confirmed_utc_us
    when = local_clock_seen_from(at if now_utc_us is None else now_utc_us, at, local_offset_us)
    name = f"{upper_first(COMMANDS[intent.kind])} of {when}"
    return f"{name} ({doses})" if doses else name


def hash_text(sha256: bytes) -> str:
    """``7be1 4f09 … c2d0``: enough of a program's name to compare by eye."""
    name = sha256.hex()
    return f"{name[:4]} {name[4:8]} … {name[-4:]}"
