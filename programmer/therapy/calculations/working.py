"""How a calculation tells its working, and what it says of figures that cannot be."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.quantities import NanolitresPerDay, WholeQuantity

Steps = tuple[str, ...]
"""The working of a calculation, one sentence after the other: formula, figures put in, result."""


class CannotBe(ValueError):
    """Figures that contradict each other or what is physical. The message says why, for a person."""


def require_not_negative(name: str, amount: WholeQuantity | int) -> None:
    """Raise ``CannotBe`` for less than nothing of ``name``."""
    value = amount.value if isinstance(amount, WholeQuantity) else amount
    if value < 0:
        raise CannotBe(f"{name} cannot be negative")


def require_some(name: str, amount: WholeQuantity | NanolitresPerDay | int) -> None:
    """Raise ``CannotBe`` unless there is more than nothing of ``name``."""
    if (amount if isinstance(amount, int) else amount.value) <= 0:
        raise CannotBe(f"{name} must be more than zero")


def change_percent(before: Fraction, after: Fraction) -> Fraction:
    """By how many per cent ``after`` differs from ``before``, which is not zero."""
    return (after - before) / before * 100
