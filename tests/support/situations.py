"""What a program is checked against, in tests that change one thing at a time."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.boluses import BridgeBolus, Opening, PatientBolus
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import PUMP_LIMITS, Limit, Severity, Situation, Violation, check
from programmer.therapy.programs import Continuous, DeliveryMode, PeriodicBolus, PumpProgram
from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)
from tests.support.libraries import drug as library_drug
from tests.support.libraries import library

LIMITS = PumpLimits(
    capacity=Nanolitres(20_000_000),
    low_reservoir_mark=Nanolitres(2_000_000),
    min_flow=Nanolitres(48_000),
    max_flow=Nanolitres(24_000_000),
    max_steps=14,
    maintaining_flow=Nanolitres(6_000),
)
CATHETER = Catheter("Reference catheter", Nanolitres(140_000), Nanolitres(2_200), 800)
PATH = Nanolitres(316_000)
NBSP = "\u00a0"
MCG = 1_000
MG = 1_000_000
TEST_LIBRARY = library(library_drug(), library_drug("otherdrug", "OTHERdrug"))


def fill(name: str = "testdrug", mcg_per_ml: int = 500) -> DrugFill:
    """A drug of that strength."""
    return DrugFill(name, NanogramsPerMillilitre(mcg_per_ml * MCG))


def even(mcg_per_day: int, drug: DrugFill | None = None, **more: object) -> PumpProgram:
    """An even rate of the test drug."""
    return treat(Continuous(NanogramsPerDay(mcg_per_day * MCG)), drug, **more)


def treat(mode: DeliveryMode, drug: DrugFill | None = None, **more: object) -> PumpProgram:
    """Any mode, with whatever else a program may have."""
    return replace(PumpProgram(drug or fill(), mode), **more)  # type: ignore[arg-type]


def periodic(mcg: int, every_s: int, lasting_s: int = 60, background_mcg: int = 0) -> PeriodicBolus:
    """A bolus of so many mcg every so many seconds."""
    background = NanogramsPerDay(background_mcg * MCG)
    return PeriodicBolus(background, Nanograms(mcg * MCG), Seconds(lasting_s), Seconds(every_s))


def on_request(mcg: int, lockout_s: int = 10_800, most: int = 6, lasting_s: int = 60) -> PatientBolus:
    """A bolus the patient may ask for."""
    return PatientBolus(Nanograms(mcg * MCG), Seconds(lasting_s), Seconds(lockout_s), most)


def bridge(mcg_per_day: int, old: DrugFill | None = None, path: Nanolitres = PATH) -> BridgeBolus:
    """A bridge with that old drug."""
    return BridgeBolus((old or fill(),), NanogramsPerDay(mcg_per_day * MCG), path)


def situation(present: PumpProgram | None, drugs: LibraryInForce = TEST_LIBRARY, **more: object) -> Situation:
    """A pump with 15 mL in it, of whose patient nothing is known."""
    usual = Situation(LIMITS, drugs, present, None, CATHETER, Nanolitres(15_000_000))
    return replace(usual, **more)  # type: ignore[arg-type]


def found(program: PumpProgram, present: PumpProgram | None, **more: object) -> tuple[Violation, ...]:
    """Everything that stands against it; only the pump's own limits speak of a step."""
    violations = check(program, situation(present, **more))  # type: ignore[arg-type]
    assert all(one.step == 0 for one in violations if one.limit not in PUMP_LIMITS)
    return violations


def names(violations: tuple[Violation, ...]) -> list[tuple[Limit, Severity]]:
    """Which limits, and how hard."""
    return [(one.limit, one.severity) for one in violations]


def told(violations: tuple[Violation, ...]) -> list[str]:
    """The sentences, with plain spaces."""
    return [one.sentence.replace(NBSP, " ") for one in violations]


def opened(program: PumpProgram, opening: Opening) -> PumpProgram:
    """The same with that opening."""
    return replace(program, opening=opening)
