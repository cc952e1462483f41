"""What an implanted catheter holds, from the length that was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative, require_some
from programmer.therapy.notation import length_text, volume_per_length_text
from programmer.therapy.quantities import Nanolitres

_MILLIMETRES_PER_CENTIMETRE = 10


@dataclass(frozen=True, slots=True)
class CatheterVolume:
    """Implanted length in mm, and the volume in nL, exact."""

    length_mm: int
    volume: Fraction
    steps: Steps


def catheter_volume(full_mm: int, trimmed_mm: int, per_cm: Nanolitres) -> CatheterVolume:
    """Volume of a catheter that was trimmed. Source: length = L0 - trimmed; V = length × (mL/cm)."""
    require_some("the full length of a catheter", full_mm)
    require_not_negative("the length that was cut off", trimmed_mm)
    if trimmed_mm >= full_mm:
        raise CannotBe(f"{length_text(trimmed_mm)} cannot be cut off a catheter of {length_text(full_mm)}")
    length = full_mm - trimmed_mm
    step = (
        f"implanted length = full length - cut off = {length_text(full_mm)} - {length_text(trimmed_mm)} "
        f"= {length_text(length)}"
    )
    volume, filled = volume_of_length(length, per_cm)
    return CatheterVolume(length, volume, (step, filled))


def volume_of_length(length_mm: int, per_cm: Nanolitres) -> tuple[Fraction, str]:
    """Nanolitres in that length of catheter, exact, and the step that tells how. Refuses a length of nothing."""
    require_some("the length of the catheter", length_mm)
    require_some("the volume per length of the catheter", per_cm)
    volume = Fraction(length_mm * per_cm.value, _MILLIMETRES_PER_CENTIMETRE)
    step = (
        f"catheter volume = length × volume per length = {length_text(length_mm)} × "
        f"{volume_per_length_text(per_cm)} = {told.volume(volume)}"
    )
    return volume, step
