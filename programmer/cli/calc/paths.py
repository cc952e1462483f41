"""The answers about the path of the drug: catheter, prime, bridge."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from programmer.cli.calc.answer import (
    Answer,
    hours_words,
    mass_unit,
    mass_words,
    minutes_words,
    one_unit,
    rate_words,
    volume_words,
)
from programmer.cli.calc.given import given, given_or_none, is_given, pump_limits, pump_name, within_range
from programmer.cli.calc.plausible import plausible_length, plausible_path
from programmer.cli.calc.whole_steps import in_steps
from programmer.therapy.calculations import told
from programmer.therapy.calculations.bridge import bridge as bridge_of
from programmer.therapy.calculations.catheter import catheter_volume
from programmer.therapy.calculations.prime import prime as prime_of
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.notation import (
    hourly_flow_text,
    read_concentration,
    read_dose_per_day,
    read_flow,
    read_length,
    read_volume,
    read_volume_per_length,
)
from programmer.therapy.quantities import Nanolitres, NanolitresPerDay

Read = TypeVar("Read")


def catheter(options: argparse.Namespace) -> Answer:
    """What a trimmed catheter holds."""
    found = catheter_volume(
        plausible_length(given(options, "--length", read_length)),
        given(options, "--trimmed", read_length),
        given(options, "--catheter-volume", read_volume_per_length),
    )
    return Answer(
        (f"Volume: {told.volume(found.volume)}",), {"volume": volume_words(found.volume)}, found.steps
    )


def prime(options: argparse.Namespace) -> Answer:
    """Volume and time of a priming bolus."""
    primed: bool = options.pump_primed
    tubing_matters = not primed or is_given(options, "--tubing")
    rate, assumed = _prime_rate(options)
    found = prime_of(
        _known(options, "--tubing", read_volume) if tubing_matters else Nanolitres(0),
        plausible_length(_known(options, "--catheter-length", read_length)),
        _known(options, "--catheter-volume", read_volume_per_length),
        within_range(rate, options, of_dose=False),
        pump_primed=primed,
    )
    plausible_path(found.volume)
    return Answer(
        (f"Volume: {told.volume(found.volume)}", f"Duration: {told.minutes(found.duration)}"),
        {"volume": volume_words(found.volume), "duration": minutes_words(found.duration)},
        (*assumed, *found.steps),
    )


def _known(options: argparse.Namespace, flag: str, reader: Callable[[str], Read]) -> Read:
    """What must be on record before a path can be filled: a guess would prime too much or too little."""
    found = given_or_none(options, flag, reader)
    if found is None:
        raise CannotBe(f"{flag} is not known, and a priming volume is not guessed")
    return found


def _prime_rate(options: argparse.Namespace) -> tuple[NanolitresPerDay, tuple[str, ...]]:
    rate = given_or_none(options, "--prime-rate", read_flow)
    if rate is not None:
        return rate, ()
    fastest = NanolitresPerDay(Fraction(pump_limits(options).max_flow.value))
    return fastest, (f"no rate is given: the fastest of {pump_name(options)} is {hourly_flow_text(fastest)}",)


def bridge(options: argparse.Namespace) -> Answer:
    """The bridge to a changed concentration."""
    dose = given(options, "--dose", read_dose_per_day)
    new_dose = given_or_none(options, "--new-dose", read_dose_per_day)
    path = given(options, "--path", read_volume)
    plausible_path(path)
    unit = one_unit(*(getattr(options, name) for name in ("from", "to", "dose", "new_dose")))
    found = bridge_of(
        given(options, "--from", read_concentration),
        given(options, "--to", read_concentration),
        dose,
        dose if new_dose is None else new_dose,
        path,
        unit=unit,
    )
    within_range(found.rate, options)
    within_range(found.rate_after, options)
    answer = Answer(
        (
            f"Volume: {told.volume(found.volume)}",
            f"Rate: {told.rate(found.rate)}",
            f"Duration: {told.hours(found.duration)}",
            f"Old drug given meanwhile: {told.mass(found.dose_delivered, unit)}",
            f"Rate afterwards: {told.rate(found.rate_after)}",
        ),
        {
            "volume": volume_words(found.volume),
            "rate": rate_words(found.rate),
            "duration": hours_words(found.duration),
            "dose_delivered": mass_words(found.dose_delivered, mass_unit(options.dose)),
            "rate_after": rate_words(found.rate_after),
        },
        found.steps,
    )
    # A bridge keeps its volume and its rate; what follows it is rounded as any even rate is.
    return in_steps(answer, options, {"deliverable_after": found.rate_after})
