"""The critical figures once more, worked out from the bytes that go to the pump and from nothing else.

It shares no code with the encoder and none with the forms; when the two disagree nothing is sent.
"""

from __future__ import annotations

from programmer.therapy.critical_figures import CriticalFigures
from programmer.therapy.quantities import Nanolitres
from programmer.therapy.second_opinion.figures import figures_of
from programmer.therapy.second_opinion.walk import NoSecondOpinion, walk

__all__ = ["NoSecondOpinion", "second_opinion"]


def second_opinion(encoded: bytes, reservoir: Nanolitres, alarm_mark: Nanolitres) -> CriticalFigures:
    """Critical figures of the encoded program, from this reservoir level down to ``alarm_mark``.

    Raises ``NoSecondOpinion`` if the bytes cannot be read.
    """
    try:
        return figures_of(walk(encoded), reservoir, alarm_mark)
    except IndexError as trouble:
        raise NoSecondOpinion("the program's bytes end too early") from trouble
    except ZeroDivisionError as trouble:
        raise NoSecondOpinion("a bolus or a bridge without a duration") from trouble
