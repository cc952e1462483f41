"""What the Pump page says while a bridge or a prime runs: what flows now, until when, and what comes after it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimingBolus
from programmer.therapy.moments import duration_text, moment_text
from programmer.therapy.notation import NO_BREAK, flow_text
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND
from programmer.ui import phrases
from programmer.ui.viewmodels.program_facts import Shown, figure_in, mixture_facts
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.visit.program_rows import fill_text, mode_in_full, opening_ends_at, opening_volume_text

WAITS = "waits until delivery is resumed"
Replacing = BridgeBolus | PrimingBolus
"""What stands in the place of a program's mode while it runs."""


def opening_under_way(program: PumpProgram, status: PumpStatus) -> Replacing | None:
    """The bridge or prime that the pump has not ended yet."""
    opening = program.opening
    return opening if status.opening_left and isinstance(opening, BridgeBolus | PrimingBolus) else None


def opening_figure(opening: Replacing, status: PumpStatus, shown: Shown, *, stale: bool) -> BigFigureState:
    """What flows now, large: of a bridge the dose of the old drug; a prime gives none, of it what is still to push."""
    stopped = status.delivery is Delivery.STOPPED
    if isinstance(opening, PrimingBolus):
        number, _, unit = opening_volume_text(status).rpartition(NO_BREAK)
        flow = flow_text(opening.flow)
        aside = f"instead of {flow}" if stopped else flow
        label = _label("Priming bolus", stopped=stopped, stale=stale)
        return BigFigureState(
            label, number, f"{unit} still to push", "It fills the path and counts as no dose", aside, stale
        )
    dose, old = Fraction(0 if stopped else opening.dose.value), opening.old[0].name
    return BigFigureState(
        _label("Bridge", stopped=stopped, stale=stale),
        *figure_in(dose, shown.unit(old)),
        f"{fill_text(opening.old, shown)}, the old drug",
        f"instead of {shown.rate(old, opening.dose)}" if stopped else flow_text(opening.flow),
        stale,
    )


def _label(name: str, *, stopped: bool, stale: bool) -> str:
    now = (
        f"Delivery stopped{phrases.DOT}{phrases.lower_first(name)} waits" if stopped else f"{name} under way"
    )
    return f"{now} when last heard" if stale else now


def opening_lines(
    program: PumpProgram, opening: Replacing, status: PumpStatus, shown: Shown
) -> Iterator[Fact]:
    """When it ends, how much is still to push, and what the pump gives after it."""
    name = "Bridge" if isinstance(opening, BridgeBolus) else "Priming bolus"
    yield Fact(f"{name} ends", _end_words(program, status))
    if isinstance(opening, BridgeBolus):
        yield Fact("Still to push", opening_volume_text(status))
        yield from _old_companions(opening, shown)
    after = (
        f"{shown.rate(program.drug.name, dose_per_day(program.mode))} of {fill_text((program.drug,), shown)}"
    )
    yield Fact("After it", f"{after}, {mode_in_full(program.mode)}")
    for fact in mixture_facts(program, shown):
        yield Fact(f"After it, {phrases.lower_first(fact.label)}", fact.value)


def _end_words(program: PumpProgram, status: PumpStatus) -> str:
    at = opening_ends_at(program, status)
    if at is None:
        return WAITS
    left = duration_text((at.value - status.pump_time.value) // MICROSECONDS_PER_SECOND)
    return f"{moment_text(at)}, in {left}"


def rate_words(program: PumpProgram, status: PumpStatus, shown: Shown) -> str:
    """Of which drug the pump's dose rate is; in a bridge of another: ``baclofen until …, then morphine``."""
    opening, name = opening_under_way(program, status), shown(program.drug.name)
    if not isinstance(opening, BridgeBolus) or opening.old[0].name == program.drug.name:
        return name
    at = opening_ends_at(program, status)
    until = "until the bridge ends" if at is None else f"until {moment_text(at)}"
    return f"{shown(opening.old[0].name)} {until}, then {name}"


def given_now(program: PumpProgram, status: PumpStatus) -> str:
    """The name of the drug in whose units the pump tells its dose rate."""
    opening = opening_under_way(program, status)
    return opening.old[0].name if isinstance(opening, BridgeBolus) else program.drug.name


def _old_companions(bridge: BridgeBolus, shown: Shown) -> Iterator[Fact]:
    """What the bridge gives of the other drugs of an old mixture."""
    primary = bridge.old[0]
    for drug in bridge.old[1:]:
        dose = Fraction(bridge.dose.value * drug.concentration.value, primary.concentration.value)
        yield Fact(f"With the old {fill_text((drug,), shown)}", shown.rate(drug.name, dose))
