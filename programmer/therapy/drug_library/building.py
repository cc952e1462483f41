"""Puts the facts of each drug together into its entry, and refuses what is incomplete or at odds with itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from programmer.therapy.drug_library.entries import DrugEntry, Row
from programmer.therapy.drug_library.figures import Fact, Figure, LimitPair
from programmer.therapy.drug_library.identity import LibraryDamaged
from programmer.therapy.drug_library.indication import AgeGroup, Condition
from programmer.therapy.drug_library.reading import ASKING, DRUGS, LIMITS, Path, dotted, read_number_at


def build_entries(facts: Mapping[Path, Fact]) -> dict[str, DrugEntry]:
    """The entry of every drug, in the order of the file. Raises ``LibraryDamaged`` naming the key that is wrong."""
    names = dict.fromkeys(path[1] for path in facts if path[0] == DRUGS)
    return {name: _DrugFacts(name, facts).entry() for name in names}


class _DrugFacts:
    """The facts of one drug by their path below it."""

    def __init__(self, name: str, facts: Mapping[Path, Fact]) -> None:
        self._name = name
        self._facts = {path[2:]: fact for path, fact in facts.items() if path[:2] == (DRUGS, name)}

    def entry(self) -> DrugEntry:
        """The whole drug."""
        return DrugEntry(
            name=self._name,
            shown=self._word("shown"),
            use=self._word("use"),
            loss=self._word("loss"),
            withdrawal=self._word("withdrawal"),
            overdose=self._word("overdose"),
            monitoring=self._monitoring(),
            concentrations=self._concentrations(),
            highest_concentration=self._pair(("highest_concentration",)),
            stability=self._all_below("stability"),
            rows=self._rows(),
            facts={dotted(path): fact for path, fact in self._facts.items()},
        )

    def _key(self, path: Path) -> str:
        return dotted((DRUGS, self._name, *path))

    def _word(self, key: str) -> Fact:
        if (key,) not in self._facts:
            raise LibraryDamaged(f"{self._key((key,))} is missing")
        return self._facts[key,]

    def _monitoring(self) -> Figure:
        self._word("monitoring")
        return self._read(("monitoring",))

    def _figure(self, path: Path) -> Figure | None:
        return self._read(path) if path in self._facts else None

    def _read(self, path: Path) -> Figure:
        fact = self._facts[path]
        return Figure(read_number_at((DRUGS, self._name, *path), fact), fact)

    def _all_below(self, key: str) -> dict[str, Figure]:
        return {path[1]: self._read(path) for path in self._facts if path[0] == key}

    def _concentrations(self) -> dict[str, Figure]:
        found = self._all_below("concentrations")
        if not found:
            raise LibraryDamaged(f"{self._key(('concentrations',))} is missing")
        highest = self._figure(("highest_concentration", "hard"))
        for key, figure in found.items():
            if highest is not None and figure.amount > highest.amount:
                raise LibraryDamaged(
                    f"{self._key(('concentrations', key))} is above the highest concentration"
                )
        return found

    def _pair(self, path: Path) -> LimitPair:
        soft, hard = self._figure((*path, "soft")), self._figure((*path, "hard"))
        if soft is not None and hard is not None and soft.amount > hard.amount:
            raise LibraryDamaged(f"{self._key(path)} has a soft limit above its hard limit")
        return LimitPair(soft, hard, None if hard is not None else self._facts.get((*path, "no_hard")))

    def _rows(self) -> dict[tuple[Condition, AgeGroup], Row]:
        rows = dict(self._present_rows())
        if not rows:
            raise LibraryDamaged(f"{dotted((DRUGS, self._name))} has no limits for any indication")
        return rows

    def _present_rows(self) -> Iterator[tuple[tuple[Condition, AgeGroup], Row]]:
        for condition, age in product(Condition, AgeGroup):
            path = (condition.value, age.value)
            if any(key[:2] == path for key in self._facts):
                yield (condition, age), self._row(path)

    def _row(self, path: Path) -> Row:
        low, high = self._figure((*path, "usual_dose", "low")), self._figure((*path, "usual_dose", "high"))
        if low is not None and high is not None and low.amount > high.amount:
            raise LibraryDamaged(f"{self._key((*path, 'usual_dose'))} begins above its end")
        pairs = {name: self._pair((*path, name)) for name in LIMITS}
        pairs["dose_per_hour"] = _or_bolus(pairs["dose_per_hour"], pairs["bolus"])
        lockout, pause = (self._figure((*path, name, "soft")) for name in ASKING)
        return Row(low, high, **pairs, least_lockout=lockout, longest_pause=pause)


def _or_bolus(hour: LimitPair, bolus: LimitPair) -> LimitPair:
    """What an hour may bring, or where a library does not say, what a bolus may."""
    return bolus if hour.soft is None and hour.hard is None else hour
