"""One drug of the library, with the limits of each indication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from programmer.therapy.drug_library.figures import Fact, Figure, LimitPair, strictest
from programmer.therapy.drug_library.indication import AgeGroup, Condition, Indication

OFF_LABEL = "off-label"


@dataclass(frozen=True, slots=True)
class Row:
    """The limits of a drug for one condition and age group.

    ``usual_low`` and ``usual_high`` bound what is usually given per day; nothing is refused by them.
    ``least_lockout`` and ``longest_pause``, durations, ask for a reason; None where the library does not say.
    """

    usual_low: Figure | None
    usual_high: Figure | None
    dose_per_day: LimitPair
    start_dose: LimitPair
    bolus: LimitPair
    step_up_percent: LimitPair
    step_up_amount: LimitPair
    step_down_percent: LimitPair
    step_down_amount: LimitPair
    dose_per_hour: LimitPair
    least_lockout: Figure | None = None
    longest_pause: Figure | None = None


@dataclass(frozen=True, slots=True)
class DrugEntry:
    """``name`` in lower case as in programs, ``shown`` as it must be written for people.

    ``concentrations`` and ``stability`` (whole days) by the key they have in the file. ``facts`` is everything that
    stands in the file, by its dotted key, for whoever wants to see where a number comes from.
    """

    name: str
    shown: Fact
    use: Fact
    loss: Fact
    withdrawal: Fact
    overdose: Fact
    monitoring: Figure
    concentrations: Mapping[str, Figure]
    highest_concentration: LimitPair
    stability: Mapping[str, Figure]
    rows: Mapping[tuple[Condition, AgeGroup], Row]
    facts: Mapping[str, Fact]
    _limits: dict[Indication, Row] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def off_label(self) -> bool:
        """Whether no labelling covers this drug in a pump."""
        return self.use.word == OFF_LABEL

    def is_for(self, indication: Indication) -> bool:
        """Whether the library has a row that may be this patient's."""
        return bool(self._of(indication))

    def limits(self, indication: Indication) -> Row:
        """The limits that hold; where it is not known which row, or none fits, the strictest of each.

        Every check of every program asks for them, and they stay the same for as long as the entry does.
        """
        row = self._limits.get(indication)
        if row is None:
            row = self._limits[indication] = strictest_row(self._of(indication) or list(self.rows.values()))
        return row

    def _of(self, indication: Indication) -> list[Row]:
        return [row for key, row in self.rows.items() if indication.covers(*key)]


def strictest_row(rows: Sequence[Row]) -> Row:
    """The strictest of each limit; the usual range is as wide as that of all of them together."""
    return Row(
        min(_present(row.usual_low for row in rows), key=_amount, default=None),
        max(_present(row.usual_high for row in rows), key=_amount, default=None),
        strictest([row.dose_per_day for row in rows]),
        strictest([row.start_dose for row in rows]),
        strictest([row.bolus for row in rows]),
        strictest([row.step_up_percent for row in rows]),
        strictest([row.step_up_amount for row in rows]),
        strictest([row.step_down_percent for row in rows]),
        strictest([row.step_down_amount for row in rows]),
        strictest([row.dose_per_hour for row in rows]),
        max(_present(row.least_lockout for row in rows), key=_amount, default=None),
        min(_present(row.longest_pause for row in rows), key=_amount, default=None),
    )


def _present(figures: Iterable[Figure | None]) -> list[Figure]:
    return [figure for figure in figures if figure is not None]


def _amount(figure: Figure) -> Fraction:
    return figure.amount
