"""Which bolus of a program a pump means when it tells the kind of one."""

from __future__ import annotations

from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.programs import PeriodicBolus, PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanograms

Bolus = PatientBolus | SingleBolus | PeriodicBolus


def bolus_of(program: PumpProgram, kind: BolusKind) -> Bolus | None:
    """The bolus of that kind; None if the program has none."""
    given = {
        BolusKind.PATIENT: program.patient_bolus,
        BolusKind.SINGLE: program.opening,
        BolusKind.PERIODIC: program.mode,
    }
    bolus = given[kind]
    return bolus if isinstance(bolus, Bolus) else None


def dose_of(program: PumpProgram, kind: BolusKind) -> Nanograms | None:
    """How large the boluses of that kind are; None if the program has none."""
    bolus = bolus_of(program, kind)
    return None if bolus is None else bolus.dose
