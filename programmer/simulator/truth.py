"""What a pump believes beside what is so, in words for a trainer."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.fluid import Fluid, fluid_of
from programmer.simulator.drug_units import shown_mass
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.scenarios.sentences import since_text
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import (
    APPROXIMATELY,
    decimal_text,
    volume_text,
)
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, NANOLITRES_PER_MILLILITRE
from programmer.training import TruthWords

_NOT_KNOWN = "the pump does not know"
_PPM_PER_CENT = 10_000
_NOTABLE = NANOLITRES_PER_MILLILITRE // 10
"""What a needle can tell apart: less than it comes of pulses and of a motor that stood for minutes."""


def truth_of(pump: SimulatedPump, clock_error_us: int) -> tuple[TruthWords, ...]:
    """Reservoir, drug, what leaves and what arrives, the path, the clock, and what is wrong."""
    engine, totals, tip = pump.engine, pump.totals(), pump.engine.tip()
    told = fluid_of(engine.program.drugs)
    state = engine.snapshot()
    says = ((engine.program.drug.name, Fraction(engine.dose_rate.value)),)
    path = ", then ".join(f"{_volume(volume)} {_fluid(fluid)}" for volume, fluid in state.path)
    return (
        TruthWords(
            "Reservoir",
            _volume(totals.believed, 2),
            _volume(totals.reservoir, 2),
            apart=abs(totals.believed - totals.reservoir) >= _NOTABLE,
        ),
        _row("Drug in the reservoir", _fluid(told), _fluid(state.contents)),
        _row("Leaves the pump", _rates(says), _rates(tip.at_pump)),
        _row("Arrives at the tip", _NOT_KNOWN, _rates(tip.rates)),
        _row("Stands at the tip", _NOT_KNOWN, _fluid(tip.fluid)),
        _row("In tubing and catheter, from the pump on", _NOT_KNOWN, path or "nothing"),
        _row("Pump's clock", moment_text(pump.now, seconds=True), _clock(clock_error_us)),
        TruthWords("What is wrong", _alarms(pump), _wrong(pump), apart=bool(_hidden(pump))),
    )


def _row(subject: str, believed: str, true: str) -> TruthWords:
    apart = believed not in {true, _NOT_KNOWN} and true != "right"
    return TruthWords(subject, believed, true, apart)


def _volume(nanolitres: Fraction, places: int = 3) -> str:
    return volume_text(nanolitres, places=places).removeprefix(APPROXIMATELY)


def _fluid(fluid: Fluid | None) -> str:
    if fluid is None:
        return "nothing"
    drugs = (
        f"{name} {shown_mass(name, held * NANOLITRES_PER_MILLILITRE).removeprefix(APPROXIMATELY)}/mL"
        for name, held in fluid
    )
    return " with ".join(drugs) or "no drug"


def _rates(rates: tuple[tuple[str, Fraction], ...]) -> str:
    shown = (f"{shown_mass(name, rate).removeprefix(APPROXIMATELY)} {name}" for name, rate in rates if rate)
    given = " and ".join(shown)
    return f"{given} per day" if given else "nothing"


def _clock(error_us: int) -> str:
    if abs(error_us) < MICROSECONDS_PER_SECOND:
        return "right"
    return f"{since_text(abs(error_us))} {'ahead' if error_us > 0 else 'behind'}"


def _alarms(pump: SimulatedPump) -> str:
    words = [kind.word.replace("-", " ") for kind in sorted(pump.engine.alarms, key=lambda kind: kind.value)]
    return f"alarms: {', '.join(words)}" if words else "no alarm"


def _hidden(pump: SimulatedPump) -> list[str]:
    """What no alarm tells."""
    ledger, totals = pump.engine.ledger, pump.totals()
    lost = f"{decimal_text(Fraction(ledger.leak, _PPM_PER_CENT))} % is lost at the connector"
    error = f"each pulse moves {decimal_text(Fraction(ledger.ppm, _PPM_PER_CENT))} % more than it should"
    found = [
        ("the path is occluded", ledger.occluded),
        (lost, bool(ledger.leak)),
        (error, bool(ledger.ppm)),
        ("nothing is left in the reservoir", not totals.reservoir),
    ]
    return [words for words, is_so in found if is_so]


def _wrong(pump: SimulatedPump) -> str:
    engine = pump.engine
    holds = [f"delivery is held: {hold.value}" for hold in sorted(engine.holds, key=lambda hold: hold.value)]
    stands = ["the motor stands"] if engine.stalled_by else []
    return ", ".join([*holds, *stands, *_hidden(pump)]) or "nothing"
