"""What was read from a pump, as a page for people."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias, Union

from programmer.cli.command_names import typed_names
from programmer.cli.words import Words, became
from programmer.delivery.told import flow_told
from programmer.therapy.calculations.to_come import low_reservoir_at, still_to_come
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import (
    duration_text,
    flow_text,
    length_text,
    volume_per_length_text,
    volume_text,
)
from programmer.therapy.pump import Catheter, PumpIdentity, PumpLimits, PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_SECOND,
    Nanolitres,
    NanolitresPerDay,
    PumpTime,
    Seconds,
)
from programmer.visit.interrogation import Interrogation
from programmer.visit.program_rows import Rows, most_rows, program_rows
from programmer.visit.visit import SettledCommand, Visit

Lines: TypeAlias = dict[str, Union[str, "Lines", Rows]]
_WIDTH = 34


def interrogation_page(
    visit: Visit, shown: DrugWords, settled: tuple[SettledCommand, ...], link: Words | None
) -> str:
    """The page, of a visit that has begun. ``settled`` is what is told of earlier commands, ``link`` as in JSON."""
    owner = visit.standing.owner
    lines: Lines = {
        **found_lines(visit.interrogation, shown),
        "patient": "not known" if owner is None else f"{owner.name} ({owner.id.hex()})",
        "earlier commands": "; ".join(map(became, settled)) or "none",
        "not known whether applied": typed_names(visit.unsettled) or "none",
        "link": "not told" if link is None else _counts(link),
    }
    return _laid_out(lines)


def found_lines(found: Interrogation, shown: DrugWords) -> Lines:
    """Everything of the pump itself, each figure in the unit of its drug and as people read it."""
    status = found.status
    return {
        "pump": _pump_lines(found.identity),
        "program": _program_rows(found, shown),
        "delivery": _delivery_lines(status),
        "dose rate": shown.rate(found.program.drug.name, status.dose_rate),
        "rate": flow_text(flow_told(found.program, status, found.limits)),
        "reservoir": volume_text(status.reservoir),
        "low reservoir at": _moment(
            low_reservoir_at(found.program, status, found.limits), "never at this program"
        ),
        "delivered total": volume_text(status.delivered_total),
        "delivered today": shown.mass(found.program.drug.name, status.delivered_today.value),
        **_bolus_lines(status),
        "battery": _battery_lines(status),
        "alarms": ", ".join(alarm.word for alarm in status.active_alarms) or "none",
        "latched alarms": ", ".join(alarm.word for alarm in status.latched_alarms) or "none",
        "log": _log_lines(status),
        "program SHA-256": status.program_hash.hex(),
        "state revision": f"{status.state_rev:,}",
        "clock": _clock_lines(found),
        "limits": _limit_lines(found.limits),
        "catheter": _catheter_lines(found.catheter),
    }


def _pump_lines(identity: PumpIdentity) -> Lines:
    return {
        "serial": identity.serial,
        "model": identity.model,
        "firmware": identity.firmware,
        "simulated": "yes" if identity.simulated else "no",
    }


def _program_rows(found: Interrogation, shown: DrugWords) -> Rows:
    """The program as it is written; the most in 24 hours counts no more of its opening than is still to come."""
    whole = most_rows(found.program, shown)
    rest = [row for row in program_rows(found.program, shown) if row not in whole]
    return (*rest, *most_rows(still_to_come(found.program, found.status), shown))


def _delivery_lines(status: PumpStatus) -> Lines:
    return {
        "state": status.delivery.value,
        "since": moment_text(status.delivery_since, seconds=True),
        "by": status.delivery_by.value,
    }


def _bolus_lines(status: PumpStatus) -> Lines:
    """What is under way or holds a bolus back."""
    bolus = "none runs"
    if status.bolus is not None:
        bolus = f"{status.bolus.value}, until {_moment(status.bolus_until, 'an end that is not told')}"
    return {
        "opening left": volume_text(status.opening_left) if status.opening_left else "none",
        "mode since": _moment(status.mode_since, "not yet begun"),
        "bolus": bolus,
        "patient boluses in 24 h": f"{status.patient_boluses_today:,}",
        "lockout until": _moment(status.lockout_until, "no lockout"),
    }


def _battery_lines(status: PumpStatus) -> Lines:
    left = status.battery.days_left
    return {
        "state": status.battery.state.value,
        "days left": "not known" if left is None else f"{left:,}",
    }


def _log_lines(status: PumpStatus) -> Lines:
    return {
        "epoch": status.log.epoch.hex(),
        "first": f"{status.log.first_sequence:,}",
        "last": f"{status.log.last_sequence:,}",
    }


def _clock_lines(found: Interrogation) -> Lines:
    seconds = round(found.offset_us / MICROSECONDS_PER_SECOND)
    sign = "-" if seconds < 0 else ""
    return {
        "pump": moment_text(found.status.pump_time, seconds=True),
        "read": f"{moment_text(PumpTime(found.read_utc_us), seconds=True)} UTC",
        "offset from UTC": f"{sign}{duration_text(Seconds(abs(seconds)))}",
    }


def _limit_lines(limits: PumpLimits) -> Lines:
    return {
        "capacity": volume_text(limits.capacity),
        "low reservoir alarm": volume_text(limits.low_reservoir_mark),
        "least rate": _per_day(limits.min_flow),
        "greatest rate": _per_day(limits.max_flow),
        "most steps": f"{limits.max_steps:,}",
        "maintaining rate": _per_day(limits.maintaining_flow) if limits.maintaining_flow else "none",
        "rate step": _per_day(limits.flow_step) if limits.flow_step else "any rate",
    }


def _per_day(volume: Nanolitres) -> str:
    return flow_text(NanolitresPerDay(Fraction(volume.value)))


def _catheter_lines(catheter: Catheter) -> Lines:
    return {
        "model": catheter.model,
        "tubing": volume_text(catheter.tubing),
        "volume per length": volume_per_length_text(catheter.volume_per_cm),
        "length": length_text(catheter.length_mm),
    }


def _counts(words: Words) -> Lines:
    """Counters by name, as deep as they are in JSON."""
    return {
        name.replace("_", " "): _counts(count) if isinstance(count, dict) else f"{count:,}"
        for name, count in words.items()
    }


def _moment(time: PumpTime | None, none: str) -> str:
    return none if time is None else moment_text(time, seconds=True)


def _laid_out(lines: Lines | Rows, indent: str = "") -> str:
    """A line for each, tables indented. The rows of a program may begin with a drug's name, and are as they are."""
    rows = (
        [(f"{name[:1].upper()}{name[1:]}", value) for name, value in lines.items()]
        if isinstance(lines, dict)
        else lines
    )
    laid = []
    for name, value in rows:
        label = f"{indent}{name}"
        if isinstance(value, str):
            laid.append(f"{label:<{_WIDTH}}  {value}")
        else:
            laid += [label, _laid_out(value, f"{indent}  ")]
    return "\n".join(laid)
