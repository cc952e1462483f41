"""Where a value axis is marked: few round numbers."""

from __future__ import annotations

import math
from fractions import Fraction

from programmer.therapy.notation import decimal_text

_ROUND = (1.0, 2.0, 5.0, 10.0)
_ROOM_PX = 34.0


def value_ticks(low: float, high: float, height: float, *, room: float = _ROOM_PX) -> tuple[float, ...]:
    """Round values from ``low`` to ``high`` at least ``room`` apart on ``height`` pixels."""
    if high <= low or height < 1:
        return ()
    wanted = (high - low) / max(1.0, height / room)
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(power * factor for factor in _ROUND if power * factor >= wanted * 0.999)
    first = math.ceil(low / step - 1e-9)
    return tuple(index * step for index in range(first, math.floor(high / step + 1e-9) + 1))


def tick_word(value: float) -> str:
    """The number as people write it: ``1,000``, ``0.5``."""
    return decimal_text(Fraction(round(value, 9)).limit_denominator(10**9))
