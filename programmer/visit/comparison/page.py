"""The whole comparison: every line that a clinician must see before confirming, in order."""

from __future__ import annotations

from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.programs import PumpProgram, peak_dose_rate
from programmer.therapy.pump import Delivery
from programmer.visit.comparison.boluses import bolus_lines, running_lines
from programmer.visit.comparison.drugs import dose_lines, drug_lines
from programmer.visit.comparison.lines import ComparedLine, mode_text, primary_line
from programmer.visit.comparison.refill_by import refill_alarms, refill_lines
from programmer.visit.comparison.reservoir import (
    deliverable_lines,
    delivery_lines,
    reservoir_lines,
    stopped_lines,
    volume_line,
)
from programmer.visit.comparison.steps import step_lines
from programmer.visit.interrogation import Interrogation


def compare(
    interrogation: Interrogation,
    proposed: PumpProgram,
    *,
    to_come: bool = True,
    shown: DrugWords = AS_NAMED,
    drugs: LibraryInForce | None = None,
) -> tuple[ComparedLine, ...]:
    """Every line that a clinician must see before confirming. ``proposed`` is what the pump read back.

    What holds for the whole day comes first; the rates of the single steps, of which there may be many, last.
    Of a stopped pump it says that a new program does not start it, unless the change is not ``to_come`` but past.
    ``shown`` gives a drug's name and its doses as they must be written. With the library in force as ``drugs`` it
    says by when a refill is due; the past has no such day.
    """
    present = interrogation.program.settled
    stays_stopped = to_come and interrogation.status.delivery is Delivery.STOPPED
    alarms = refill_alarms(interrogation, proposed, stays_stopped=stays_stopped)
    return (
        *(delivery_lines(interrogation) if stays_stopped else ()),
        *(running_lines(interrogation, shown) if to_come else ()),
        *drug_lines(present, proposed, shown),
        ComparedLine("Mode", mode_text(present.mode), mode_text(proposed.mode)),
        *dose_lines(present, proposed, shown),
        volume_line(present, proposed),
        *deliverable_lines(present, proposed, interrogation.limits, shown),
        *(stopped_lines if stays_stopped else reservoir_lines)(interrogation, proposed),
        *(() if drugs is None else refill_lines(interrogation, proposed, alarms, drugs)),
        primary_line(
            "Highest rate", (present, proposed), (peak_dose_rate(present), peak_dose_rate(proposed)), shown
        ),
        *bolus_lines(present, proposed, shown),
        *step_lines(present, proposed, shown),
    )
