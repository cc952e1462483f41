"""Whether there can be the program of a file: its flows, the path that it fills or bridges, its steps."""

from __future__ import annotations

import argparse

from programmer.cli.calc.arguments import PUMP
from programmer.cli.calc.given import is_given, pump_limits
from programmer.cli.calc.plausible import plausible_path, plausible_schedule
from programmer.simulator.models import MODELS, pump_model
from programmer.therapy.boluses import BridgeBolus, PrimingBolus
from programmer.therapy.calculations import told
from programmer.therapy.calculations.rate import require_in_range
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.limits.carrying_on import same_fill
from programmer.therapy.limits.pump import check_program
from programmer.therapy.limits.violations import Limit
from programmer.therapy.programs import MinimumRate, PumpProgram
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import flow


def require_deliverable(program: PumpProgram, options: argparse.Namespace, unit: str) -> None:
    """Raise ``CannotBe`` for a program that the named pump cannot deliver, or none that is known where none was named.

    Every step is checked with every bolus on top, and what opens the program. Doses are told in ``unit``.
    """
    plausible_schedule(program.mode)
    _require_path(program)
    if is_given(options, "--pump"):
        reason = _beyond(program, pump_limits(options), unit, named=True)
    else:
        models = sorted(MODELS, key=lambda name: name != PUMP)
        reasons = [_beyond(program, pump_model(name).limits, unit, named=False) for name in models]
        reason = reasons[0] if all(reasons) else ""
    if reason:
        raise CannotBe(reason)


def _require_path(program: PumpProgram) -> None:
    match program.opening:
        case PrimingBolus() as prime:
            plausible_path(prime.volume)
        case BridgeBolus() as bridge:
            if same_fill(program.drugs, bridge.old):
                raise CannotBe(f"{_what_stays(program)}, so there is nothing to bridge")
            plausible_path(bridge.path)
        case _:
            pass


def _what_stays(program: PumpProgram) -> str:
    if program.others:
        return "the drugs and their concentrations stay as they are"
    return f"the concentration stays {told.concentration(program.drug.concentration)}"


def _beyond(program: PumpProgram, limits: PumpLimits, unit: str, *, named: bool) -> str:
    """What this pump cannot do of it, as it is told before a program is sent; empty if it can do it all.

    A minimum rate is each pump's own: of one that was not named only its greatest flow is known.
    """
    if isinstance(program.mode, MinimumRate) and not named:
        rate = flow(program.mode.dose, program.drug.concentration)
        if rate.value > limits.max_flow.value:
            require_in_range(rate, limits)
    found = check_program(program, limits, unit)
    reasons = (one.sentence for one in found if named or one.limit is not Limit.MINIMUM_RATE_DIFFERS)
    return next(reasons, "")
