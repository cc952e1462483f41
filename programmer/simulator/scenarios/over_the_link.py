"""Whether a pump can be told of over the link: its messages have room for so much and no more."""

from __future__ import annotations

from fractions import Fraction

from programmer.known_error import RefusedError
from programmer.simulator.models import PumpModel
from programmer.therapy.notation import flow_text, plain_words, volume_text
from programmer.therapy.quantities import Nanolitres, NanolitresPerDay

_MOST = Nanolitres(2**32 - 1)
_FLOWS = ("min_flow", "max_flow", "maintaining_flow", "flow_step")


def require_tellable(model: PumpModel) -> None:
    """Raise ``RefusedError`` for a model whose limits or catheter no answer of the pump has room for.

    Such a pump may be run without a link. Source of the bound: docs/protocol.md, LIMITS and CATHETER, u32.
    """
    for key in _FLOWS:
        if getattr(model.limits, key) > _MOST:
            raise _refused(key, flow_text(NanolitresPerDay(Fraction(_MOST.value))))
    for key in ("tubing", "volume_per_cm"):
        if getattr(model.catheter, key) > _MOST:
            raise _refused(key, volume_text(_MOST))


def _refused(key: str, most: str) -> RefusedError:
    return RefusedError(
        "The scenario cannot be served over the link",
        f"{key} in [model] is more than a pump can tell a programmer: {plain_words(most)}",
        "Write a smaller one, or run it without a link: programmer simulate --scenario FILE --until TIME",
    )
