"""Which hard limits a clinic's own library has made looser than the shipped ones, so that it can be said loudly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from programmer.therapy.drug_library.entries import DrugEntry
from programmer.therapy.drug_library.figures import Figure, LimitPair, figure_text
from programmer.therapy.drug_library.indication import Indication
from programmer.therapy.drug_library.reading import LIMITS
from programmer.therapy.notation import decimal_text, percent_text

_TIMES = 2


@dataclass(frozen=True, slots=True)
class Loosened:
    """One hard limit. ``name`` is the drug's in programs, ``shown`` as it must be written, ``place`` which limit, and
    for whom; ``before`` is None where the drug was not given at all for want of one, ``now`` None where there is none.
    """

    name: str
    shown: str
    place: str
    clinic: str
    before: Figure | None
    now: Figure | None

    @property
    def sentence(self) -> str:
        """What it was and what it is, for people; without its full stop."""
        now = "no hard limit" if self.now is None else f"never more than {figure_text(self.now, self.before)}"
        return f"{self.shown}, {self.place}: {now} by {self.clinic}, {self._shipped}{self._source}"

    @property
    def _shipped(self) -> str:
        if self.before is None:
            return "where the shipped library has none and so gives nothing"
        shipped = f"where the shipped library has {figure_text(self.before)}"
        if self.now is None or not self.before.amount:
            return shipped
        ratio = self.now.amount / self.before.amount
        if ratio < _TIMES:
            return f"{shipped}, {percent_text(100 * (ratio - 1))} more"
        return f"{shipped}, {decimal_text(ratio, places=2)} times as much"

    @property
    def _source(self) -> str:
        return "" if self.now is None else f" (source: {self.now.fact.source})"


def loosened_limits(
    shipped: Mapping[str, DrugEntry], laid_over: Mapping[str, DrugEntry], clinic: str
) -> tuple[Loosened, ...]:
    """Every hard limit of a shipped drug that is looser for anybody now, also by a row for another indication.

    A drug that only the clinic has loosens nothing: it has limits of its own where there were none to go by.
    """
    found = []
    for name, before in shipped.items():
        now = laid_over[name]
        for place, old, new in _pairs(before, now):
            if _looser(old, new):
                found.append(Loosened(name, now.shown.word, place, clinic, old.hard, new.hard))
    return tuple(found)


def _pairs(before: DrugEntry, now: DrugEntry) -> Iterator[tuple[str, LimitPair, LimitPair]]:
    """What each limit was and is, with its place; of a row that is new, what held there without one."""
    yield "highest concentration", before.highest_concentration, now.highest_concentration
    for (condition, age), row in now.rows.items():
        held = before.limits(Indication(condition, age))
        for limit in LIMITS:
            place = f"{condition.value} {age.value}, {limit}".replace("-", " ").replace("_", " ")
            yield place, getattr(held, limit), getattr(row, limit)


def _looser(old: LimitPair, new: LimitPair) -> bool:
    if old.missing:
        return not new.missing
    if old.hard is None or new.missing:
        return False
    return new.hard is None or new.hard.amount > old.hard.amount
