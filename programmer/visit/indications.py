"""What a patient has the pump for, in words."""

from __future__ import annotations

from programmer.therapy.drug_library import AgeGroup, Condition, Indication

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
