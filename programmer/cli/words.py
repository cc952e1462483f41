"""What was read from a pump, in the words that files and JSON use."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import Any

from programmer.cli.command_names import typed_name
from programmer.delivery.told import flow_told
from programmer.known_error import KnownError
from programmer.records.rows import IntentRow
from programmer.telemetry.secure_channel import Distrusted
from programmer.therapy.calculations.to_come import low_reservoir_at, still_to_come
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library import Indication
from programmer.therapy.moments import local_word, moment_text, utc_word
from programmer.therapy.notation import dose_word, flow_word, mass_word, plain_words, volume_word
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain, outcome_word
from programmer.therapy.program_words import program_words
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.pump import PumpLimits, PumpStatus
from programmer.therapy.quantities import PumpTime
from programmer.visit.interrogation import Interrogation
from programmer.visit.visit import SettledCommand, Visit

Words = dict[str, Any]


def visit_words(visit: Visit) -> Words:
    """Everything an interrogation found, and what the records say of the pump."""
    owner = visit.standing.owner
    return {
        **interrogation_words(visit.interrogation),
        "patient": None if owner is None else {"id": owner.id.hex(), "name": owner.name},
        "settled": settled_words(visit),
        "unsettled": [intent_words(intent) for intent in visit.unsettled],
    }


def link_words(visit: Visit) -> Words | None:
    """What the pump's side of the link did not take since it was switched on; None where it was not told.

    Nothing depends on it: neither a pump that does not know the question nor one that is gone by now spoils a reading.
    """
    try:
        counted = visit.driver.link_counters()
    except KnownError:
        return None
    return {
        "dropped_by_pump": counted.dropped,
        "not_believed_by_pump": {
            "tag_failures": counted.distrusted[Distrusted.TAG_WRONG],
            "in_clear": counted.distrusted[Distrusted.UNSECURED],
            "counter_used_before": counted.distrusted[Distrusted.REPLAYED],
            "of_another_session": counted.distrusted[Distrusted.OTHER_SESSION],
        },
    }


def interrogation_words(found: Interrogation) -> Words:
    """Everything an interrogation found."""
    status, catheter = found.status, found.catheter
    return {
        "pump": {
            "serial": found.identity.serial,
            "model": found.identity.model,
            "firmware": found.identity.firmware,
            "simulated": found.identity.simulated,
        },
        **program_words(found.program),
        "doses": dose_words(still_to_come(found.program, status)),
        **status_words(status),
        "rate": flow_word(flow_told(found.program, status, found.limits)),
        "low_reservoir_at": _moment(low_reservoir_at(found.program, status, found.limits)),
        "clock": {
            "pump": local_word(status.pump_time),
            "read_utc": utc_word(found.read_utc_us),
            "offset_from_utc_s": round(found.offset_us / 1_000_000),
        },
        "limits": _limits(found.limits),
        "catheter": {
            "model": catheter.model,
            "tubing": volume_word(catheter.tubing),
            "volume_per_cm": volume_word(catheter.volume_per_cm),
            "length_mm": catheter.length_mm,
        },
    }


def dose_words(program: PumpProgram) -> list[Words]:
    """Each drug with its dose per day in the long run and the most that any 24 h can bring."""
    mean, shares = dose_per_day(program.mode), {drug.name: program.share(drug) for drug in program.drugs}
    return [
        {
            "drug": name,
            "per_day": dose_word(mean * shares.get(name, Fraction(0))),
            "most_in_24_h": mass_word(most),
        }
        for name, most in largest_dose(program, DAY).items()
    ]


def status_words(status: PumpStatus) -> Words:
    """The changing figures."""
    return {
        "delivery": {
            "state": status.delivery.value,
            "since": local_word(status.delivery_since),
            "by": status.delivery_by.value,
        },
        "dose_rate": dose_word(status.dose_rate),
        "reservoir": volume_word(status.reservoir),
        "delivered_total": volume_word(status.delivered_total),
        "delivered_today": mass_word(status.delivered_today.value),
        **_bolus_words(status),
        "battery": {"state": status.battery.state.value, "days_left": status.battery.days_left},
        "alarms": [alarm.word for alarm in status.active_alarms],
        "latched_alarms": [alarm.word for alarm in status.latched_alarms],
        "log": {
            "epoch": status.log.epoch.hex(),
            "first": status.log.first_sequence,
            "last": status.log.last_sequence,
        },
        "program_sha256": status.program_hash.hex(),
        "state_rev": status.state_rev,
    }


def _bolus_words(status: PumpStatus) -> Words:
    """What is under way or holds a bolus back; null is what is not."""
    return {
        "opening_left": volume_word(status.opening_left) if status.opening_left else None,
        "mode_since": _moment(status.mode_since),
        "bolus": None
        if status.bolus is None
        else {"kind": status.bolus.value, "until": _moment(status.bolus_until)},
        "patient_boluses_in_24_h": status.patient_boluses_today,
        "lockout_until": _moment(status.lockout_until),
    }


def _moment(time: PumpTime | None) -> str | None:
    return None if time is None else local_word(time)


def outcome_words(outcome: Outcome) -> Words:
    """How a command ended."""
    match outcome:
        case Confirmed(pump_time, sequence):
            return {"outcome": "confirmed", "at": local_word(pump_time), "log_sequence": sequence}
        case Refused(reason):
            return {"outcome": "refused", "reason": reason}
        case Failed(reason, proof):
            return {"outcome": "failed", "reason": reason, "proof": proof}
        case Uncertain(reason, signed):
            return {"outcome": "uncertain", "reason": reason, **({"signed": signed} if signed else {})}


def settled_words(visit: Visit) -> list[Words]:
    """What ``settled_commands`` has, in words."""
    return [told_words(one) for one in settled_commands(visit)]


def settled_commands(visit: Visit) -> tuple[SettledCommand, ...]:
    """Commands of before of which the pump told what became, when this visit connected; none in most visits.

    Before them those of which a visit that was cut off knew it; not where the records cannot be read just now.
    """
    known: tuple[SettledCommand, ...] = ()
    with suppress(KnownError):
        known = visit.untold()
    return tuple(one for one in (*known, *visit.learned) if not isinstance(one.outcome, Uncertain))


def told_words(told: SettledCommand) -> Words:
    """A command of before, and what the pump said of it."""
    return {**intent_words(told.intent), **outcome_words(told.outcome)}


def became(told: SettledCommand) -> str:
    """For people: ``the bolus of Fri 20 Nov 2026, 14:02 UTC was confirmed``."""
    when = moment_text(PumpTime(told.intent.confirmed_utc_us))
    return f"the {typed_name(told.intent.kind)} of {when} UTC was {outcome_word(told.outcome)}"


def intent_words(intent: IntentRow) -> Words:
    """A command whose outcome is not known."""
    return {"command": intent.kind.value, "confirmed_utc": utc_word(intent.confirmed_utc_us)}


def passed_words(intent: IntentRow) -> Words:
    """The soft limits that a command passes, and why; both empty for most."""
    return {"passed": [plain_words(sentence) for sentence in intent.passed], "reason": intent.reason}


def indication_words(indication: Indication) -> Words:
    """What a patient has the pump for; null is what is not known."""
    condition, age = indication.condition, indication.age
    return {
        "condition": None if condition is None else condition.value,
        "age": None if age is None else age.value,
    }


def _limits(limits: PumpLimits) -> Words:
    return {
        "capacity": volume_word(limits.capacity),
        "low_reservoir_alarm": volume_word(limits.low_reservoir_mark),
        "least_rate": f"{volume_word(limits.min_flow)}/day",
        "greatest_rate": f"{volume_word(limits.max_flow)}/day",
        "most_steps": limits.max_steps,
        "maintaining_rate": f"{volume_word(limits.maintaining_flow)}/day"
        if limits.maintaining_flow
        else None,
        "rate_step": f"{volume_word(limits.flow_step)}/day" if limits.flow_step else None,
    }
