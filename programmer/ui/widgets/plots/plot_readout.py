"""Values at a moment, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from programmer.therapy.notation import NO_BREAK, decimal_text
from programmer.ui.widgets.plots.plot_pane import PlotPane
from programmer.ui.widgets.plots.time_words import moment_words


def value_words(value: float, unit: str, places: int = 2) -> str:
    """A value as read off a curve, with its unit: ``11.42 mL``."""
    fraction = Fraction(round(value * 10**places), 10**places)
    return f"{decimal_text(fraction)}{NO_BREAK}{unit}"


def reading(pane: PlotPane, t: float) -> tuple[float, bool] | None:
    """A pane's value at a moment and whether it was calculated; ``None`` where there is none."""
    for trace, calculated in ((pane.measured, False), (pane.calculated, True)):
        value = trace.at(t)
        if value == value:  # noqa: PLR0124 – only nan differs from itself
            return value, calculated
    return None


def sentence_at(panes: Sequence[PlotPane], t: float) -> str:
    """``Fri 20 Nov 2026, 14:31 — reservoir 11.42 mL, dose rate 402 mcg per day``; says what is calculated."""
    parts, calculated = [], False
    for pane in panes:
        found = reading(pane, t)
        if found is not None:
            calculated = calculated or found[1]
            title = pane.spec.title
            parts.append(f"{title[:1].lower()}{title[1:]} {value_words(found[0], pane.spec.unit)}")
    words = ", ".join(parts) if parts else "nothing known"
    return f"{moment_words(t)} — {words}{', calculated' if calculated else ''}"
