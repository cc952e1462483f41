"""Draws a followed scenario as an SVG of three panels: reservoir, rate, and drug at the pump and at the tip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from programmer.simulator.scenarios.trace import Sample

_WIDTH, _PANEL, _GAP = 760, 150, 46
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 20, 56, 44
_INK, _QUIET, _LINES = "#1f2933", "#c3cad2", ("#0b6e8f", "#c2571a")
_NAMESPACE = "xmlns='http://www.w3.org/2000/svg'"
_FONT = "font-family='sans-serif' font-size='12'"
_THIN = f"stroke='{_QUIET}' stroke-width='0.6'"
_DAY_S, _HOUR_S = 86_400.0, 3600.0


@dataclass(frozen=True, slots=True)
class _Curve:
    """One line of a panel. A dashed one is what is believed or told, a whole one what is so."""

    name: str
    value: Callable[[Sample], float]
    dashed: bool


@dataclass(frozen=True, slots=True)
class _Panel:
    """One panel. ``steps``: values hold until the next sample, as rates do."""

    title: str
    curves: tuple[_Curve, ...]
    steps: bool


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a value to a place on paper."""

    low: float
    high: float
    begin: float
    end: float

    def __call__(self, value: float) -> float:
        return self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin)


def picture(title: str, drug: str, samples: Sequence[Sample]) -> str:
    """The SVG of a run. ``drug`` names the drug that is drawn."""
    panels = (
        _Panel(
            "reservoir, mL",
            (
                _Curve("true", lambda sample: sample.true, dashed=False),
                _Curve("believed", lambda sample: sample.believed, dashed=True),
            ),
            steps=False,
        ),
        _Panel(
            "rate the pump is told, mL per day",
            (_Curve("rate", lambda sample: sample.flow, dashed=False),),
            steps=True,
        ),
        _Panel(
            f"{drug}, mcg per day",
            (
                _Curve("at the tip", lambda sample: sample.at_tip, dashed=False),
                _Curve("at the pump", lambda sample: sample.at_pump, dashed=True),
            ),
            steps=True,
        ),
    )
    height = _TOP + len(panels) * (_PANEL + _GAP) - _GAP + _BOTTOM
    across = _Scale(0.0, max(samples[-1].t_s, 1.0), _LEFT, _WIDTH - _RIGHT)
    drawn = [_panel(panel, samples, across, _TOP + n * (_PANEL + _GAP)) for n, panel in enumerate(panels)]
    return "\n".join(
        [
            f"<svg {_NAMESPACE} width='{_WIDTH}' height='{height}' viewBox='0 0 {_WIDTH} {height}'>",
            f"<rect width='{_WIDTH}' height='{height}' fill='#ffffff'/>",
            _text(_LEFT, 24, title, "start", weight="bold"),
            *drawn,
            _time_axis(across, height),
            "</svg>",
            "",
        ]
    )


def _panel(panel: _Panel, samples: Sequence[Sample], across: _Scale, top: int) -> str:
    values = [curve.value(sample) for curve in panel.curves for sample in samples]
    ticks = _ticks(0.0, max(*values, 0.0) or 1.0, 4)
    up = _Scale(ticks[0], ticks[-1], top + _PANEL, top)
    return "\n".join(
        [
            _text(_LEFT, top - 10, panel.title, "start"),
            *(_rule(up(tick), tick) for tick in ticks),
            *_time_rules(across, top),
            *(
                _curve(curve, samples, across, up, _LINES[number], steps=panel.steps)
                for number, curve in enumerate(panel.curves)
            ),
            *_names(panel.curves, top),
        ]
    )


def _curve(
    curve: _Curve, samples: Sequence[Sample], across: _Scale, up: _Scale, colour: str, *, steps: bool
) -> str:
    points: list[str] = []
    before: float | None = None
    for sample in samples:
        value = curve.value(sample)
        if steps and before is not None and value != before:
            points.append(f"{across(sample.t_s):.1f},{up(before):.1f}")
        points.append(f"{across(sample.t_s):.1f},{up(value):.1f}")
        before = value
    dash = " stroke-dasharray='6 4'" if curve.dashed else ""
    return f"<polyline fill='none' stroke='{colour}' stroke-width='1.6'{dash} points='{' '.join(_bends(points))}'/>"


def _bends(points: Sequence[str]) -> list[str]:
    """The points without those that lie in a row on one level or in one place: nothing is seen of them."""
    kept: list[str] = []
    for number, point in enumerate(points):
        middle = 0 < number < len(points) - 1
        level = point.partition(",")[2]
        if middle and level == points[number - 1].partition(",")[2] == points[number + 1].partition(",")[2]:
            continue
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def _names(curves: Sequence[_Curve], top: int) -> list[str]:
    if len(curves) == 1:
        return []
    drawn: list[str] = []
    for number, curve in enumerate(curves):
        left = _WIDTH - _RIGHT - 224 + number * 110
        dash = " stroke-dasharray='6 4'" if curve.dashed else ""
        drawn.append(
            f"<line x1='{left}' y1='{top - 14}' x2='{left + 26}' y2='{top - 14}' stroke='{_LINES[number]}' "
            f"stroke-width='1.6'{dash}/>"
        )
        drawn.append(_text(left + 32, top - 10, curve.name, "start"))
    return drawn


def _rule(y: float, tick: float) -> str:
    line = f"<line x1='{_LEFT}' y1='{y:.1f}' x2='{_WIDTH - _RIGHT}' y2='{y:.1f}' {_THIN}/>"
    return line + _text(_LEFT - 8, y + 4, _plain(tick), "end")


def _unit(across: _Scale) -> tuple[float, str]:
    return (_DAY_S, "days") if across.high > 3 * _DAY_S else (_HOUR_S, "hours")


def _time_ticks(across: _Scale) -> list[float]:
    unit, _ = _unit(across)
    return [tick * unit for tick in _ticks(0.0, across.high / unit, 8) if tick * unit <= across.high * 1.0001]


def _time_rules(across: _Scale, top: int) -> list[str]:
    return [
        f"<line x1='{across(tick):.1f}' y1='{top}' x2='{across(tick):.1f}' y2='{top + _PANEL}' {_THIN}/>"
        for tick in _time_ticks(across)
    ]


def _time_axis(across: _Scale, height: int) -> str:
    unit, name = _unit(across)
    labels = [
        _text(across(tick), height - _BOTTOM + 16, _plain(tick / unit), "middle")
        for tick in _time_ticks(across)
    ]
    return "\n".join([*labels, _text(_WIDTH - _RIGHT, height - 8, f"{name} since the beginning", "end")])


def _ticks(low: float, high: float, about: int) -> list[float]:
    """Round figures that cover the span."""
    rough = (high - low) / about
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    return [step * number for number in range(floor(low / step), ceil(high / step - 0.001) + 1)]


def _plain(number: float) -> str:
    return f"{number:,.6g}" if number < 1_000_000 else f"{number:,.0f}"


def _text(x: float, y: float, text: str, anchor: str, weight: str = "normal") -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' {_FONT} fill='{_INK}' text-anchor='{anchor}' font-weight='{weight}'>"
        f"{escape(text)}</text>"
    )
