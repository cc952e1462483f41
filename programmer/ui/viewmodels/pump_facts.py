"""The Pump page's figures and facts, in words."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.moments import clock_text
from programmer.therapy.notation import (
    NO_BREAK,
    concentration_text,
    decimal_text,
    flow_text,
    mass_text,
    volume_text,
)
from programmer.therapy.pump import BatteryState, Delivery, PumpStatus
from programmer.therapy.quantities import NANOGRAMS_PER_MICROGRAM, PumpTime, flow
from programmer.ui import phrases
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.text_label import Tone
from programmer.visit.comparison import mode_text
from programmer.visit.interrogation import Interrogation


def figure_of(found: Interrogation, status: PumpStatus, *, stale: bool) -> BigFigureState:
    """The dose rate in force, large; what it is of, and the flow, under it."""
    drug = found.program.drug
    stopped = status.delivery is Delivery.STOPPED
    label = "Delivery stopped" if stopped else "Delivering" if stale else "Delivering now"
    label = f"{label} when last heard" if stale else label
    return BigFigureState(
        f"{label}{phrases.DOT}{mode_text(found.program.mode)}",
        decimal_text(Fraction(status.dose_rate.value, NANOGRAMS_PER_MICROGRAM)),
        "mcg per day",
        f"{drug.name} {concentration_text(drug.concentration)}",
        flow_text(flow(status.dose_rate, drug.concentration)),
        stale,
    )


def alarm_line(found: Interrogation, status: PumpStatus, at: PumpTime | None) -> str:
    """What stands under the alarm date: ``in 10 days``, or why there is none."""
    if status.delivery is Delivery.STOPPED:
        return "while delivery is stopped the level stays"
    if at is None:
        return "the program in force gives nothing"
    if status.reservoir <= found.limits.low_reservoir_mark:
        return "the mark is reached"
    return f"{phrases.in_days(at, status.pump_time)} with the program in force"


def reservoir_facts(found: Interrogation, status: PumpStatus) -> tuple[Fact, ...]:
    """The level and what belongs to it."""
    return (
        Fact("Level", volume_text(status.reservoir, places=3)),
        Fact("Alarm at", volume_text(found.limits.low_reservoir_mark)),
        Fact("Delivered today", mass_text(status.delivered_today.value, places=1)),
    )


def pump_facts(found: Interrogation, status: PumpStatus, local_offset_us: int) -> tuple[Fact, ...]:
    """How the pump itself is."""
    alarms = ", ".join(phrases.ALARMS[kind] for kind in status.active_alarms)
    battery_good = status.battery.state is BatteryState.GOOD
    return (
        Fact("Alarms", alarms or "none active", Tone.DANGER if alarms else Tone.PLAIN),
        Fact("Battery", phrases.battery_text(status.battery), Tone.PLAIN if battery_good else Tone.DANGER),
        Fact("Pump clock", phrases.clock_difference(found.offset_us - local_offset_us)),
        Fact("Log", f"complete to entry {status.log.last_sequence:,}"),
        Fact("Catheter", phrases.catheter_text(found.catheter)),
        Fact(
            "Running since" if status.delivery is Delivery.RUNNING else "Stopped since",
            f"{phrases.alarm_date(status.delivery_since)},{NO_BREAK}{clock_text(status.delivery_since)}",
        ),
    )
