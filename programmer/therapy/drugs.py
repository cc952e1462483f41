"""A drug as it is in the pump: its name and how much of it is in each millilitre."""

from __future__ import annotations

import re
from dataclasses import dataclass

from programmer.therapy.quantities import NanogramsPerMillilitre

_NAME = re.compile(r"[a-z][a-z0-9 -]{0,30}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class DrugFill:
    """What the reservoir holds. ``name`` is the generic name in lower case, 2 to 32 ASCII characters."""

    name: str
    concentration: NanogramsPerMillilitre

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"not a drug name: {self.name!r}")
        if not 0 < self.concentration.value < 2**63:
            raise ValueError("a concentration must be greater than zero")


MOST_DRUGS = 5


def require_mixture(drugs: tuple[DrugFill, ...]) -> None:
    """Raise ``ValueError`` unless these are one to five drugs, each once: what one reservoir can hold."""
    if not 1 <= len(drugs) <= MOST_DRUGS:
        raise ValueError(f"a reservoir holds 1 to {MOST_DRUGS} drugs, not {len(drugs)}")
    names = [drug.name for drug in drugs]
    if len(set(names)) != len(names):
        raise ValueError("a mixture names each drug once")
