"""The answers about rates: rate, mixture, bolus."""

from __future__ import annotations

import argparse
from fractions import Fraction

from programmer.cli.calc.answer import (
    Answer,
    Words,
    by_drug,
    hourly_words,
    mass_unit,
    mass_words,
    minutes_words,
    one_unit,
    rate_words,
    volume_words,
)
from programmer.cli.calc.given import (
    given,
    is_given,
    other_drug,
    read_as,
    text_of,
    wanted_drug,
    within_range,
)
from programmer.cli.calc.whole_steps import in_steps
from programmer.known_error import UsageError
from programmer.therapy.calculations import told
from programmer.therapy.calculations.bolus import Bolus, bolus_at, bolus_for, bolus_over
from programmer.therapy.calculations.mixture import mixture_doses
from programmer.therapy.calculations.rate import Rate, concentration_of, dose_of, rate_of
from programmer.therapy.notation import (
    hourly_flow_text,
    read_concentration,
    read_dose_per_day,
    read_duration,
    read_flow,
    read_mass,
)
from programmer.therapy.quantities import NanogramsPerDay


def _two_of(options: argparse.Namespace, *flags: str) -> frozenset[str]:
    """Which two of three options were given. Raises ``UsageError`` for fewer or more."""
    found = frozenset(flag for flag in flags if is_given(options, flag))
    if len(found) != 2:
        raise UsageError(
            "The command line cannot be understood",
            f"Exactly two of {', '.join(flags)} are needed",
            f"See programmer calc {options.calculation} --help",
        )
    return found


def rate(options: argparse.Namespace) -> Answer:
    """Rate, dose or concentration from the other two."""
    both = _two_of(options, "--dose", "--concentration", "--rate")
    unit = one_unit(options.dose, options.concentration)
    if both == {"--dose", "--concentration"}:
        found = rate_of(_dose(options), given(options, "--concentration", read_concentration), unit)
        line, sought = "", {}
    elif both == {"--rate", "--concentration"}:
        found = dose_of(
            given(options, "--rate", read_flow), given(options, "--concentration", read_concentration), unit
        )
        line = f"Dose: {told.dose(found.dose, unit)}"
        sought = {"dose": _mass_like(options, "--concentration", found.dose, "/day")}
    else:
        found = concentration_of(_dose(options), given(options, "--rate", read_flow), unit)
        line = f"Concentration: {told.concentration(found.concentration, unit)}"
        sought = {"concentration": _mass_like(options, "--dose", found.concentration, "/mL")}
    return _rate_answer(options, found, line, sought)


def _dose(options: argparse.Namespace) -> NanogramsPerDay:
    return given(options, "--dose", read_dose_per_day)


def _mass_like(options: argparse.Namespace, flag: str, nanograms: Fraction, per: str) -> Words:
    return mass_words(nanograms, mass_unit(text_of(options, flag)), per)


def _rate_answer(options: argparse.Namespace, found: Rate, line: str, sought: Words) -> Answer:
    within_range(found.rate, options)
    words, steps = {"rate": rate_words(found.rate), **sought}, found.steps
    lines = [text for text in (line, f"Rate: {told.rate(found.rate)}") if text]
    return in_steps(Answer(tuple(lines), words, steps), options, {"deliverable": found.rate})


def mixture(options: argparse.Namespace) -> Answer:
    """What every drug of a mixture gives."""
    primary = given(options, "--drug", wanted_drug)
    others = tuple(read_as(text, "--other", other_drug) for text in options.other)
    units = tuple(mass_unit(text.partition("@")[2]) for text in (options.drug, *options.other))
    found = mixture_doses((primary.stock, *others), primary.dose, units)
    within_range(found.rate, options)
    lines = by_drug(
        {name: told.dose(dose, unit) for (name, dose), unit in zip(found.doses, units, strict=True)}
    )
    doses = {
        name: mass_words(dose, unit, "/day") for (name, dose), unit in zip(found.doses, units, strict=True)
    }
    answer = Answer(
        (f"Rate: {told.rate(found.rate)}", "Doses:", *lines),
        {"rate": rate_words(found.rate), "doses": doses},
        found.steps,
        tuple(doses),
    )
    return in_steps(answer, options, {"deliverable": found.rate})


def bolus(options: argparse.Namespace) -> Answer:
    """A bolus from any two of dose, rate and duration."""
    unit = one_unit(options.dose, options.concentration)
    found = _bolus(options, _two_of(options, "--dose", "--rate", "--duration"), unit)
    typed = text_of(options, "--dose" if is_given(options, "--dose") else "--concentration")
    return Answer(
        (
            f"Dose: {told.mass(found.dose, unit)}",
            f"Rate: {hourly_flow_text(within_range(found.rate, options))}",
            f"Duration: {told.minutes(found.duration)}",
            f"Volume: {told.volume(found.volume)}",
        ),
        {
            "dose": mass_words(found.dose, mass_unit(typed)),
            "rate": hourly_words(found.rate),
            "duration": minutes_words(found.duration),
            "volume": volume_words(found.volume),
        },
        found.steps,
    )


def _bolus(options: argparse.Namespace, both: frozenset[str], unit: str) -> Bolus:
    concentration = given(options, "--concentration", read_concentration)
    if "--rate" not in both:
        dose, duration = given(options, "--dose", read_mass), given(options, "--duration", read_duration)
        return bolus_over(dose, duration, concentration, unit)
    flow = given(options, "--rate", read_flow)
    if "--dose" in both:
        return bolus_at(given(options, "--dose", read_mass), flow, concentration, unit)
    return bolus_for(flow, given(options, "--duration", read_duration), concentration, unit)
