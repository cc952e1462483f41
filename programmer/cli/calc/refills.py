"""The answers about refills: refill, expected, discrepancy, residual, replace-by."""

from __future__ import annotations

import argparse
from datetime import date

from programmer.cli.calc.answer import (
    Answer,
    date_line,
    date_word,
    days_words,
    mass_unit,
    mass_words,
    one_unit,
    quantity,
    rate_words,
    volume_words,
)
from programmer.cli.calc.given import given, given_or_none, is_given, within_range
from programmer.cli.calc.plausible import holdable, plausible_filling
from programmer.cli.calc.whole_steps import in_steps
from programmer.known_error import UsageError
from programmer.therapy.calculations import told
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.discrepancy import discrepancy as discrepancy_of
from programmer.therapy.calculations.expected import expected_volume
from programmer.therapy.calculations.rate import rate_of
from programmer.therapy.calculations.refill import AllowedBoluses, Refill
from programmer.therapy.calculations.refill import refill as refill_of
from programmer.therapy.calculations.replace_by import replace_by as replaced_by
from programmer.therapy.calculations.residual import residual as residual_of
from programmer.therapy.notation import (
    read_concentration,
    read_count,
    read_date,
    read_dose_per_day,
    read_duration,
    read_mass,
    read_percent,
    read_span,
    read_volume,
)
from programmer.therapy.quantities import Nanograms


def refill(options: argparse.Namespace) -> Answer:
    """Days and date to the low-reservoir alarm."""
    dose = given(options, "--dose", read_dose_per_day)
    concentration = given(options, "--concentration", read_concentration)
    fill = given(options, "--fill", read_volume)
    larger, unit = holdable(fill, options), one_unit(options.dose, options.concentration, options.bolus)
    boluses = _boluses(options)
    found = refill_of(
        fill,
        given(options, "--alarm", read_volume),
        dose,
        concentration,
        boluses=boluses,
        stability_days=given_or_none(options, "--stability-days", read_count),
        filled_on=given_or_none(options, "--date", read_date),
        unit=unit,
    )
    even = within_range(rate_of(dose, concentration).rate, options)
    within_range(found.rate, options)
    if boluses is not None:
        within_range(boluses.rate_with(even, concentration), options, when="while a bolus runs")
    answer = Answer(
        _refill_lines(found, unit),
        {
            "rate": rate_words(found.rate),
            "dose_max_per_day": mass_words(found.dose_max_per_day.value, mass_unit(options.dose), "/day"),
            "days": days_words(found.days),
            "date": date_word(found.date),
            "limited_by": None if found.limited_by is None else found.limited_by.value,
        },
        (*larger, *found.steps),
    )
    return in_steps(answer, options, {"deliverable": even})


def _boluses(options: argparse.Namespace) -> AllowedBoluses | None:
    bolus = given_or_none(options, "--bolus", read_mass)
    if bolus is None:
        if is_given(options, "--max-per-day") or is_given(options, "--lockout"):
            raise UsageError(
                "The command line cannot be understood",
                "There are limits for boluses but no bolus",
                "Give --bolus with its dose, or leave the limits out",
            )
        return None
    duration = given(options, "--duration", read_duration)
    demand = boluses_a_day(
        given_or_none(options, "--lockout", read_duration),
        duration,
        given_or_none(options, "--max-per-day", read_count),
    )
    return AllowedBoluses(bolus, demand, duration)


def _refill_lines(found: Refill, unit: str) -> tuple[str, ...]:
    lasting: tuple[str, ...]
    if found.days is None or found.limited_by is None:
        lasting = ("Days to the refill: none is due, the level does not fall",)
    else:
        lasting = (
            f"Days to the refill: {found.days:,}, limited by {found.limited_by.value}",
            f"Date: {date_line(found.date)}",
        )
    return (
        *lasting,
        f"Rate with every bolus: {told.rate(found.rate)}",
        f"Most in a day: {told.dose(found.dose_max_per_day, unit)}",
    )


def expected(options: argparse.Namespace) -> Answer:
    """What should be in the reservoir."""
    if is_given(options, "--bolus") != is_given(options, "--boluses"):
        raise UsageError(
            "The command line cannot be understood",
            "--bolus and --boluses belong together",
            "Give both or neither",
        )
    dose = given(options, "--dose", read_dose_per_day)
    concentration = given(options, "--concentration", read_concentration)
    boluses = given_or_none(options, "--boluses", read_count)
    bolus = given_or_none(options, "--bolus", read_mass)
    fill = given(options, "--fill", read_volume)
    larger = holdable(fill, options)
    found = expected_volume(
        fill,
        dose,
        concentration,
        given(options, "--elapsed", read_span),
        boluses=0 if boluses is None else boluses,
        bolus=Nanograms(0) if bolus is None else bolus,
        unit=one_unit(options.dose, options.concentration, options.bolus),
    )
    within_range(rate_of(dose, concentration).rate, options)
    return Answer(
        (f"Expected: {told.volume(found.volume)}",),
        {"volume": volume_words(found.volume)},
        (*larger, *found.steps),
    )


def discrepancy(options: argparse.Namespace) -> Answer:
    """Whether what is withdrawn is what should be there."""
    filled, withdrawn = given(options, "--filled", read_volume), given(options, "--withdrawn", read_volume)
    larger = holdable(max(filled, withdrawn), options)
    found = discrepancy_of(
        filled,
        given(options, "--expected", read_volume),
        withdrawn,
        given(options, "--tolerance", read_percent),
        given(options, "--absolute", read_volume),
    )
    ratio = found.ratio_percent
    return Answer(
        (
            f"Verdict: {found.verdict.value}",
            f"Difference: {told.volume(found.difference)}",
            f"Delivered of programmed: {'unknown' if ratio is None else told.percent(ratio)}",
        ),
        {
            "difference": volume_words(found.difference),
            "ratio_percent": None if ratio is None else quantity(ratio, "%"),
            "verdict": found.verdict.value,
        },
        (*larger, *found.steps),
    )


def residual(options: argparse.Namespace) -> Answer:
    """True concentration after a refill on a residual."""
    fill, left = given(options, "--fill", read_volume), given(options, "--residual", read_volume)
    unit = one_unit(options.concentration, options.residual_concentration)
    plausible_filling(fill + left)
    found = residual_of(
        fill,
        given(options, "--concentration", read_concentration),
        left,
        given(options, "--residual-concentration", read_concentration),
        unit,
    )
    return Answer(
        (
            f"Concentration: {told.concentration(found.concentration, unit)}",
            f"Against what was filled in: {told.signed_percent(found.change_percent)}",
        ),
        {
            "concentration": mass_words(found.concentration, mass_unit(options.concentration), "/mL"),
            "change_percent": quantity(found.change_percent, "%"),
        },
        found.steps,
    )


def replace_by(options: argparse.Namespace) -> Answer:
    """The day by which a pump must be replaced; ``unknown`` stays unknown."""
    found = replaced_by(given(options, "--eri", _date_or_unknown))
    return Answer((f"Replace by: {date_line(found.date)}",), {"date": date_word(found.date)}, found.steps)


def _date_or_unknown(text: str) -> date | None:
    return None if text.strip() == "unknown" else read_date(text)
