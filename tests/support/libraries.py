"""Small drug libraries, sealed as they must be, for tests that change one thing at a time."""

from __future__ import annotations

from programmer.resources_location import resource_path
from programmer.therapy.drug_library import DrugLibrary, load_library
from programmer.therapy.drug_library.seal import seal

HEADER = """[library]
name = "Test library"
version = "3"
date = "2026-11-21"

[unknown]
loss = { value = "Have its replacement ready.", tag = "D", source = "test" }
"""
CLINIC_HEADER = """[library]
name = "Own limits"
version = "7"
date = "2024-11-20"
clinic = "St. X"
"""


def leaf(value: str, tag: str = "D", source: str = "test") -> str:
    """A number or sentence of a library, as TOML."""
    return f'{{ value = "{value}", tag = "{tag}", source = "{source}" }}'


def fact(path: str, value: str) -> str:
    """One line of a library: the dotted key below ``drugs`` and its value."""
    return f"drugs.{path} = {leaf(value)}\n"


def drug(name: str = "testdrug", shown: str = "testDRUG") -> dict[str, str]:
    """A whole drug with one row, by its dotted keys."""
    row = "pain.adult"
    return {
        f"{name}.shown": shown,
        f"{name}.use": "labelled",
        f"{name}.loss": "It is lost.",
        f"{name}.withdrawal": "It is missed.",
        f"{name}.overdose": "It is too much.",
        f"{name}.monitoring": "8 h",
        f"{name}.concentrations.weak": "500 mcg/mL",
        f"{name}.concentrations.strong": "2 mg/mL",
        f"{name}.stability.in-pump": "90 days",
        f"{name}.highest_concentration.soft": "2 mg/mL",
        f"{name}.highest_concentration.hard": "4 mg/mL",
        f"{name}.{row}.usual_dose.low": "50 mcg/day",
        f"{name}.{row}.usual_dose.high": "800 mcg/day",
        f"{name}.{row}.dose_per_day.soft": "1000 mcg/day",
        f"{name}.{row}.dose_per_day.hard": "2000 mcg/day",
        f"{name}.{row}.start_dose.soft": "200 mcg/day",
        f"{name}.{row}.start_dose.no_hard": "no hard limit",
        f"{name}.{row}.bolus.soft": "100 mcg",
        f"{name}.{row}.bolus.hard": "200 mcg",
        f"{name}.{row}.dose_per_hour.soft": "1000 mcg",
        f"{name}.{row}.dose_per_hour.hard": "2000 mcg",
        f"{name}.{row}.step_up_percent.soft": "15 %",
        f"{name}.{row}.step_up_percent.hard": "100 %",
        f"{name}.{row}.step_up_amount.soft": "300 mcg/day",
        f"{name}.{row}.step_up_amount.hard": "600 mcg/day",
        f"{name}.{row}.step_down_percent.soft": "20 %",
        f"{name}.{row}.step_down_percent.no_hard": "no hard limit",
        f"{name}.{row}.step_down_amount.no_hard": "no hard limit",
    }


def text_of(*drugs: dict[str, str], header: str = HEADER) -> str:
    """The text of a library without its seal. Drugs come before the header, for they are written as dotted keys."""
    return "".join(fact(path, value) for one in drugs for path, value in one.items()) + "\n" + header


def sealed(text: str, signed_by: str = "the tests") -> bytes:
    """The same with its seal."""
    return seal(text.encode(), signed_by)


def library(*drugs: dict[str, str]) -> DrugLibrary:
    """A library of these drugs; of the test drug alone if none is named."""
    return load_library(sealed(text_of(*(drugs or (drug(),)))))


def without(path: str, name: str = "testdrug") -> dict[str, str]:
    """The test drug but for one key."""
    return {key: value for key, value in drug(name).items() if key != f"{name}.{path}"}


def shipped() -> DrugLibrary:
    """The library of the program."""
    return load_library(resource_path("drugs.toml").read_bytes())
