"""What no pump can be like, and what no hand can do to one: refused before a scenario begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from programmer.simulator.models import PumpModel
from programmer.simulator.scenarios.actions import ChangeCatheter, TellRefill, TrimCatheter
from programmer.simulator.scenarios.scenario import Entry
from programmer.therapy.notation import length_text, plain_words, volume_text
from programmer.therapy.program_words import NotAProgram
from programmer.therapy.quantities import Nanolitres

_FEMTOLITRES = 1_000_000


def require_possible(model: PumpModel) -> None:
    """Raise ``NotAProgram`` for volumes of a model that cannot be together."""
    limits = model.limits
    capacity, mark = limits.capacity, limits.low_reservoir_mark
    for key, volume in (("low_reservoir_mark", mark), ("residual", model.residual)):
        if volume > capacity:
            raise NotAProgram(
                f"{key} in [model]: {_volume(volume)} are more than the reservoir holds, {_volume(capacity)}"
            )
    if model.empty_mark > mark:
        raise NotAProgram(
            f"empty_mark in [model]: {_volume(model.empty_mark)} are more than low_reservoir_mark, "
            f"{_volume(mark)}; a pump is low before it is empty"
        )
    if model.stroke_fl > capacity.value * _FEMTOLITRES:
        raise NotAProgram(
            f"stroke in [model]: one pulse is more than the reservoir holds, {_volume(capacity)}"
        )


def require_doable(timeline: Sequence[Entry], model: PumpModel) -> None:
    """Raise ``NotAProgram`` for an entry that could not be done to this pump at any time."""
    longest = max((model.catheter.length_mm, *_new_lengths(timeline)))
    for number, entry in enumerate(timeline, 1):
        where = f"in [[timeline]] {number}"
        match entry.action:
            case TellRefill(volume) if volume > model.limits.capacity:
                holds = _volume(model.limits.capacity)
                raise NotAProgram(
                    f"volume {where}: {_volume(volume)} are more than the reservoir holds, {holds}"
                )
            case TrimCatheter(length_mm) if length_mm > longest:
                raise NotAProgram(
                    f"length {where}: {_length(length_mm)} are longer than the catheter is, {_length(longest)}"
                )
            case _:
                pass


def _new_lengths(timeline: Sequence[Entry]) -> Iterator[int]:
    for entry in timeline:
        if isinstance(entry.action, ChangeCatheter) and entry.action.length_mm is not None:
            yield entry.action.length_mm


def _volume(volume: Nanolitres) -> str:
    return plain_words(volume_text(volume))


def _length(length_mm: int) -> str:
    return plain_words(length_text(length_mm))
