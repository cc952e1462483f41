"""Whether what is withdrawn at a refill is what should be there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from programmer.therapy.calculations import told
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative
from programmer.therapy.notation import APPROXIMATELY
from programmer.therapy.quantities import Nanolitres

_WHOLE = Fraction(100)


class Verdict(Enum):
    """What the difference means."""

    WITHIN = "within"
    OVER_INFUSION = "over-infusion"
    UNDER_INFUSION = "under-infusion"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """``difference`` in nL, more than zero where less came out than should; ``ratio_percent`` is delivered by
    programmed, None where nothing should have been delivered, and less than zero where more came out than was filled
    in; both exact."""

    difference: Fraction
    ratio_percent: Fraction | None
    verdict: Verdict
    steps: Steps


def discrepancy(
    filled: Nanolitres,
    expected: Nanolitres,
    withdrawn: Nanolitres,
    tolerance_percent: Fraction,
    absolute: Nanolitres,
) -> Discrepancy:
    """Hold what was withdrawn against what should be there.

    Source: difference = expected - withdrawn; ratio = (filled - withdrawn) / (filled - expected). Beyond the
    tolerance of the ratio or beyond the absolute difference, either alone flags; what is exactly at a limit is
    within it. A tolerance of 100 % or more would let a pump deliver nothing at all, and is refused, as is one of less
    than nothing.

    More may come out than was filled in, where something had been left in the reservoir before: then the ratio is
    less than zero, and a step says what it may mean.
    """
    _require_tolerance(tolerance_percent)
    require_not_negative("the greatest difference", absolute)
    _require_possible(filled, expected, withdrawn)
    difference = Fraction(expected.value - withdrawn.value)
    programmed, delivered = filled.value - expected.value, filled.value - withdrawn.value
    ratio = Fraction(100 * delivered, programmed) if programmed else None
    by_ratio = ratio is not None and abs(ratio - 100) > tolerance_percent
    by_volume = abs(difference) > absolute.value
    verdict = _verdict(difference, flagged=by_ratio or by_volume)
    steps = (
        (
            f"difference = expected - withdrawn = {told.volume(expected)} - {told.volume(withdrawn)} "
            f"= {told.volume(difference)}"
        ),
        _ratio_step(filled, expected, withdrawn, ratio),
        _ratio_verdict(ratio, tolerance_percent, beyond=by_ratio),
        (
            f"a difference of up to {told.volume(absolute)} is within: "
            f"{told.volume(abs(difference))} is {'beyond' if by_volume else 'within'} it"
        ),
        *_more_than_filled(filled, withdrawn),
    )
    return Discrepancy(difference, ratio, verdict, steps)


def _require_tolerance(percent: Fraction) -> None:
    if not 0 <= percent < _WHOLE:
        raise CannotBe(
            f"a tolerance is at least {told.percent(Fraction(0))} and less than {told.percent(_WHOLE)}, "
            f"not {told.percent(percent)}"
        )


def _require_possible(filled: Nanolitres, expected: Nanolitres, withdrawn: Nanolitres) -> None:
    for name, given in (("filled", filled), ("expected", expected), ("withdrawn", withdrawn)):
        require_not_negative(f"the volume {name}", given)
    if expected > filled:
        raise CannotBe(
            f"{told.volume(expected)} cannot be expected where {told.volume(filled)} was filled in; "
            "what was left in the reservoir before counts to what was filled in"
        )


def _more_than_filled(filled: Nanolitres, withdrawn: Nanolitres) -> Steps:
    if withdrawn <= filled:
        return ()
    return (
        (
            f"{told.volume(Fraction(withdrawn.value - filled.value))} more came out than was filled in: something was "
            "left in the reservoir before, or a volume was read or noted wrongly, or the pump did not deliver"
        ),
    )


def _verdict(difference: Fraction, *, flagged: bool) -> Verdict:
    if not flagged:
        return Verdict.WITHIN
    return Verdict.OVER_INFUSION if difference > 0 else Verdict.UNDER_INFUSION


def _ratio_step(
    filled: Nanolitres, expected: Nanolitres, withdrawn: Nanolitres, ratio: Fraction | None
) -> str:
    if ratio is None:
        return "nothing should have been delivered, so there is no ratio"
    return (
        f"ratio = (filled - withdrawn) / (filled - expected) = ({told.volume(filled)} - {told.volume(withdrawn)}) / "
        f"({told.volume(filled)} - {told.volume(expected)}) = {told.percent(ratio)}"
    )


def _ratio_verdict(ratio: Fraction | None, tolerance: Fraction, *, beyond: bool) -> str:
    if ratio is None:
        return "the volume alone decides"
    band = f"{told.number(100 - tolerance)} to {told.percent(100 + tolerance)}"
    return f"a ratio of {band} is within: {told.percent(ratio)}{_hidden(ratio, tolerance, beyond)} it"


def _hidden(ratio: Fraction, tolerance: Fraction, beyond: bool) -> str:
    """Beyond by less than the digits show would look like a limit that is within."""
    edges = {told.number(100 - tolerance), told.number(100 + tolerance)}
    if not beyond:
        return " is within"
    rounded = told.number(ratio).removeprefix(APPROXIMATELY) in edges
    return ", by a little more than these digits show, is beyond" if rounded else " is beyond"
