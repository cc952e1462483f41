"""What was read from a pump, in the words that files and JSON use."""

from __future__ import annotations

from typing import Any

from programmer.records.rows import IntentRow
from programmer.therapy.drug_library import Indication
from programmer.therapy.moments import local_word, utc_word
from programmer.therapy.notation import dose_word, flow_word, mass_word, plain_words, volume_word
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.program_words import program_words
from programmer.therapy.pump import PumpLimits, PumpStatus
from programmer.therapy.quantities import flow
from programmer.visit.interrogation import Interrogation
from programmer.visit.visit import Visit

Words = dict[str, Any]


def visit_words(visit: Visit) -> Words:
    """Everything an interrogation found, and what the records say of the pump."""
    owner = visit.standing.owner
    return {
        **interrogation_words(visit.interrogation),
        "patient": None if owner is None else {"id": owner.id.hex(), "name": owner.name},
        "unsettled": [intent_words(intent) for intent in visit.unsettled],
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
        **status_words(status),
        "rate": flow_word(flow(status.dose_rate, found.program.drug.concentration)),
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
    }
