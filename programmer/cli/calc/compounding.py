"""The answers about what is drawn up: admixture, screening."""

from __future__ import annotations

import argparse

from programmer.cli.calc.answer import (
    Answer,
    by_drug,
    mass_unit,
    mass_words,
    one_unit,
    rate_words,
    volume_words,
)
from programmer.cli.calc.given import given, given_or_none, read_as, wanted_drug, within_range
from programmer.cli.calc.plausible import plausible_mixture, plausible_test
from programmer.cli.calc.whole_steps import in_steps
from programmer.therapy.calculations import told
from programmer.therapy.calculations.admixture import Admixture
from programmer.therapy.calculations.admixture import admixture as admixture_of
from programmer.therapy.calculations.screening import screening as screening_of
from programmer.therapy.notation import read_concentration, read_flow, read_mass, read_volume
from programmer.therapy.quantities import Nanolitres


def admixture(options: argparse.Namespace) -> Answer:
    """How to make a mixture from stock vials."""
    total, extra = (given(options, flag, read_volume) for flag in ("--total", "--extra"))
    plausible_mixture(Nanolitres(total.value + extra.value))
    found = admixture_of(
        total,
        tuple(read_as(text, "--drug", wanted_drug) for text in options.drug),
        extra,
        given_or_none(options, "--rate", read_flow),
    )
    within_range(found.rate, options)
    units = [mass_unit(text.partition("@")[2]) for text in options.drug]
    entered = {
        drug.name: told.concentration(drug.concentration, unit)
        for drug, unit in zip(found.drugs, units, strict=True)
    }
    answer = Answer(
        _admixture_lines(found, entered),
        {
            "rate": rate_words(found.rate),
            "volumes": {drug.name: volume_words(drug.volume) for drug in found.drugs},
            "concentrations": {
                drug.name: mass_words(drug.concentration, unit, "/mL")
                for drug, unit in zip(found.drugs, units, strict=True)
            },
            "diluent": volume_words(found.diluent),
        },
        found.steps,
        tuple(drug.name for drug in found.drugs),
    )
    return in_steps(answer, options, {"deliverable": found.rate})


def _admixture_lines(found: Admixture, entered: dict[str, str]) -> tuple[str, ...]:
    return (
        f"Rate: {told.rate(found.rate)}",
        "Volumes:",
        *by_drug({drug.name: told.volume(drug.volume) for drug in found.drugs}),
        f"  diluent: {told.volume(found.diluent)}",
        "True concentrations, which are to be entered:",
        *by_drug(entered),
    )


def screening(options: argparse.Namespace) -> Answer:
    """Volume of a baclofen test dose and the start it leads to."""
    dose, concentration = (
        given(options, "--dose", read_mass),
        given(options, "--concentration", read_concentration),
    )
    unit = one_unit(options.dose, options.concentration)
    plausible_test(dose, concentration, unit)
    found = screening_of(
        dose,
        concentration,
        lasted_beyond_8_h=options.beyond_8h,
        unit=unit,
    )
    start = found.starting_dose
    return Answer(
        (f"Volume: {told.volume(found.volume)}", f"Starting dose: {told.dose(start, unit)}"),
        {
            "volume": volume_words(found.volume),
            "starting_dose": mass_words(start.value, mass_unit(options.dose), "/day"),
        },
        found.steps,
    )
