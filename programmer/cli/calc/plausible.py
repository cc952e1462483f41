"""Figures that no pump and no catheter has: refused as slips of the hand, with the bound that they pass."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from programmer.cli.calc.given import is_given, pump_limits, pump_name
from programmer.resources_location import resource_path
from programmer.simulator.models import MODELS, pump_model
from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.notation import length_text, read_concentration, read_length, read_mass, read_volume
from programmer.therapy.programs import DeliveryMode, WeekSchedule, steps_on
from programmer.therapy.quantities import (
    DAYS_PER_WEEK,
    NANOLITRES_PER_MILLILITRE,
    Nanograms,
    NanogramsPerMillilitre,
    Nanolitres,
)

Read = TypeVar("Read")


def holdable(fill: Nanolitres, options: argparse.Namespace) -> tuple[str, ...]:
    """Raise ``CannotBe`` for more than the reservoir of the named pump holds, filled in or withdrawn.

    Where no pump was named, a larger model may be meant: then this returns the step that says so.
    """
    name, capacity = pump_name(options), pump_limits(options).capacity
    if fill <= capacity:
        return ()
    if not is_given(options, "--pump"):
        plausible_filling(fill)
    reason = f"{told.volume(fill)} is more than the reservoir of {name} holds, {told.volume(capacity)}"
    larger = [model for model in MODELS if fill <= pump_model(model).limits.capacity]
    if not larger:
        raise CannotBe(reason)
    holds = told.volume(pump_model(larger[0]).limits.capacity)
    if is_given(options, "--pump"):
        raise CannotBe(f"{reason}; --pump {larger[0]} holds {holds}")
    return (
        f"{reason}: it needs a larger one such as {larger[0]}, which holds {holds}; check which pump it is",
    )


def plausible_path(volume: Nanolitres | Fraction) -> None:
    """Raise ``CannotBe`` for more than tubing and catheter can hold."""
    _require_volume("the path of the drug", volume, _bound("path", read_volume))


def plausible_mixture(volume: Nanolitres) -> None:
    """Raise ``CannotBe`` for more of a mixture than is made for one refill."""
    _require_volume("a mixture with its extra volume", volume, _bound("mixture", read_volume))


def plausible_test(dose: Nanograms, concentration: NanogramsPerMillilitre, unit: str) -> None:
    """Raise ``CannotBe`` for what is no test dose, no ampoule for one, or more than is injected; told in ``unit``."""
    most_dose, most = _bound("test_dose", read_mass), _bound("test_concentration", read_concentration)
    if dose.value > most_dose.value:
        raise CannotBe(
            f"a test dose of {told.mass(dose.value, unit)} is more than this calculation accepts, "
            f"{told.mass(most_dose.value, unit)}"
        )
    if concentration.value > most.value:
        raise CannotBe(
            f"{told.concentration(concentration, unit)} is no ampoule for a test dose: more than "
            f"{told.concentration(most, unit)}"
        )
    if concentration:
        volume = Fraction(dose.value * NANOLITRES_PER_MILLILITRE, concentration.value)
        _require_volume("a test dose", volume, _bound("test_volume", read_volume))


def plausible_filling(volume: Nanolitres) -> None:
    """Raise ``CannotBe`` for more than any reservoir holds."""
    capacity, name = max((pump_model(model).limits.capacity, model) for model in MODELS)
    if volume > capacity:
        raise CannotBe(
            f"{told.volume(volume)} is more than the largest reservoir holds, {told.volume(capacity)} of {name}"
        )


def plausible_schedule(mode: DeliveryMode) -> None:
    """Raise ``CannotBe`` for more steps in a day than any pump keeps."""
    days = DAYS_PER_WEEK if isinstance(mode, WeekSchedule) else 1
    steps = max(len(steps_on(mode, day)) for day in range(days))
    most = max(pump_model(model).limits.max_steps for model in MODELS)
    if steps > most:
        raise CannotBe(f"a schedule of {steps} steps in a day is more than any pump keeps, {most}")


def plausible_length(millimetres: int) -> int:
    """The length again, if there are such catheters. Raises ``CannotBe``."""
    longest = _bound("catheter_length", read_length)
    if millimetres > longest:
        raise CannotBe(
            f"a catheter of {length_text(millimetres)} is longer than this calculation accepts, {length_text(longest)}"
        )
    return millimetres


def _require_volume(what: str, volume: Nanolitres | Fraction, most: Nanolitres) -> None:
    nanolitres = volume.value if isinstance(volume, Nanolitres) else volume
    if nanolitres > most.value:
        raise CannotBe(
            f"{told.volume(volume)} for {what} is more than this calculation accepts, {told.volume(most)}"
        )


def _bound(key: str, reader: Callable[[str], Read]) -> Read:
    with resource_path("plausible.toml").open("rb") as file:
        return reader(tomllib.load(file)[key]["value"])
