"""What a patient has the pump for, in words, and a correction of it."""

from __future__ import annotations

from programmer.records.rows import IndicationRow
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.visit.context import VisitContext

STRICTEST = "the strictest limits hold"
CONDITIONS = {
    Condition.PAIN: "pain",
    Condition.SPINAL_SPASTICITY: "spinal spasticity",
    Condition.CEREBRAL_SPASTICITY: "cerebral spasticity",
}
AGE_GROUPS = {AgeGroup.ADULT: "adult", AgeGroup.CHILD: "child"}


def indication_text(indication: Indication) -> str:
    """``spinal spasticity, adult``; what is not known is said, with what follows from it."""
    condition, age = indication.condition, indication.age
    if condition is not None and age is not None:
        return f"{CONDITIONS[condition]}, {AGE_GROUPS[age]}"
    if condition is None and age is None:
        return f"indication not known: {STRICTEST}"
    known = CONDITIONS[condition] if condition is not None else "condition not known"
    told = AGE_GROUPS[age] if age is not None else "age group not known"
    return f"{known}, {told}: {STRICTEST}"


def correct_indication(context: VisitContext, patient_id: bytes, indication: Indication) -> None:
    """From now on this holds for the patient; durable when it returns. What was written before stays."""
    with context.records.unit_of_work() as work:
        work.patients.indicate(IndicationRow(context.new_id(), patient_id, indication))
        work.commit()
