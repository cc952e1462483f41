"""What was given to a calculation, read as everywhere, and the pump it is for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import TypeVar

from programmer.cli.calc.answer import mass_unit
from programmer.cli.calc.arguments import PUMP
from programmer.known_error import RefusedError, UsageError
from programmer.simulator.models import pump_model
from programmer.therapy.calculations.admixture import WantedDrug
from programmer.therapy.calculations.rate import require_in_range
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NotAQuantity, read_concentration, read_dose_per_day
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import NanolitresPerDay

Read = TypeVar("Read")
_DRUG = re.compile(r"([^@]*?)\s+([^@\sa-zA-Z][^@]*?)\s*@\s*([^@]+)")
_OTHER = re.compile(r"([^@]*?)\s*@\s*([^@]+)")


def given(options: argparse.Namespace, flag: str, reader: Callable[[str], Read]) -> Read:
    """Read the value of an option that is there. Raises ``RefusedError`` with the reason."""
    return read_as(text_of(options, flag), flag, reader)


def given_or_none(options: argparse.Namespace, flag: str, reader: Callable[[str], Read]) -> Read | None:
    """The same, None if the option was left out."""
    return given(options, flag, reader) if is_given(options, flag) else None


def is_given(options: argparse.Namespace, flag: str) -> bool:
    """Whether there is a value for this option."""
    return getattr(options, _name(flag)) is not None


def text_of(options: argparse.Namespace, flag: str) -> str:
    """What was typed for an option."""
    return str(getattr(options, _name(flag)))


def _name(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")


def read_as(text: str, flag: str, reader: Callable[[str], Read]) -> Read:
    """Read ``text`` or raise ``RefusedError``: which option, and why it cannot be taken."""
    try:
        return reader(text)
    except NotAQuantity as trouble:
        reason = str(trouble)
        raise RefusedError(
            f"{flag} cannot be read",
            reason[:1].upper() + reason[1:],
            "Correct it; nothing was calculated",
        ) from trouble


def wanted_drug(text: str) -> WantedDrug:
    """Read ``morphine 6 mg/day @ 25 mg/mL``. Raises ``NotAQuantity``."""
    match = _DRUG.fullmatch(text.strip())
    if match is None:
        raise NotAQuantity(f"“{text.strip()}” is not a drug; write it like morphine 6 mg/day @ 25 mg/mL")
    return WantedDrug(_fill(match[1], match[3]), read_dose_per_day(match[2]), mass_unit(match[3]))


def other_drug(text: str) -> DrugFill:
    """Read ``clonidine @ 200 mcg/mL``. Raises ``NotAQuantity``."""
    match = _OTHER.fullmatch(text.strip())
    if match is None:
        raise NotAQuantity(f"“{text.strip()}” is not a drug; write it like clonidine @ 200 mcg/mL")
    return _fill(match[1], match[2])


def _fill(name: str, concentration: str) -> DrugFill:
    exact = read_concentration(concentration)
    try:
        return DrugFill(name, exact)
    except ValueError:
        raise NotAQuantity(f"“{name}” is not a drug name; write the generic name in lower case") from None


def pump_name(options: argparse.Namespace) -> str:
    """The model that was named, or the one that counts without a name."""
    name: str | None = options.pump
    return name or PUMP


def pump_limits(options: argparse.Namespace) -> PumpLimits:
    """The limits of the model that was named. Raises ``UsageError`` if there is none of that name."""
    try:
        return pump_model(pump_name(options)).limits
    except KeyError:
        raise UsageError(
            f"{options.pump} is no pump model", "It is not in resources/pumps.toml", "Name one that is"
        ) from None


def within_range(
    rate: NanolitresPerDay, options: argparse.Namespace, *, of_dose: bool = True, when: str = ""
) -> NanolitresPerDay:
    """The rate again, if the named pump can deliver it. Raises ``CannotBe``."""
    require_in_range(rate, pump_limits(options), of_dose=of_dose, when=when)
    return rate
