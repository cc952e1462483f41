"""The command ``simulate``: a simulated pump as a process of its own, or a scenario run to a time."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace

from programmer.cli.pump_server import (
    randomness_for,
    require_bits_per_second,
    require_speed,
    serve_with_codes,
)
from programmer.cli.scenario_run import run_to, scenario_named
from programmer.clock import SystemClock
from programmer.known_error import ExitCode, UsageError
from programmer.simulator.factory import IN_USE_DAYS
from programmer.simulator.scenarios.play import Play
from programmer.simulator.site import SERVED_SERIAL, PumpSite, default_factory_state
from programmer.therapy.quantities import PumpTime

_SERIAL = re.compile("[A-Z0-9-]{4,20}")


def run(options: argparse.Namespace) -> int:
    """Run a scenario to ``--until``; else print one JSON line when ready, and serve until stopped by a signal."""
    _require_sense(options)
    _require_serial(options)
    if options.until is not None:
        return run_to(options)
    require_speed(options.speed)
    require_bits_per_second(options.bps)
    site = _site(options)
    site.bits_per_second = options.bps or 0
    serve_with_codes(site, options.listen, pty=options.pty)
    return int(ExitCode.DONE)


def _site(options: argparse.Namespace) -> PumpSite:
    clock = SystemClock()
    if options.scenario is None:
        factory = replace(default_factory_state(options.serial or SERVED_SERIAL), memory_days_ago=IN_USE_DAYS)
        return PumpSite(factory, clock, randomness_for(options.seed), options.speed)
    scenario = scenario_named(options.scenario)
    return Play(
        scenario,
        lambda _event: None,
        clock=clock,
        randomness=randomness_for(scenario.seed if options.seed is None else options.seed),
        begins=PumpTime(clock.utc_us() + clock.local_offset_us()),
        speed=options.speed,
    ).site


def _require_sense(options: argparse.Namespace) -> None:
    """What goes with ``--until`` or ``--scenario`` only must not be passed over in silence."""
    alone = [name for name in ("at", "json", "plot") if getattr(options, name)]
    if options.until is None and alone:
        raise _senseless(f"--{alone[0]} goes with --until only")
    if options.until is not None and options.scenario is None:
        raise _senseless("--until goes with --scenario only")
    if options.until is not None and (options.pty or options.speed != 1 or options.bps is not None):
        raise _senseless("With --until there is no link, and no speed but the greatest")


def _require_serial(options: argparse.Namespace) -> None:
    """The pump of a scenario has the one that is made of it, so that two runs are alike."""
    if options.serial is None or (options.scenario is None and _SERIAL.fullmatch(options.serial)):
        return
    raise UsageError(
        "The simulated pump was not started",
        "A serial number has 4 to 20 capital letters, digits and hyphens"
        if options.scenario is None
        else "--serial does not go with --scenario, whose pump has one",
        "Write, for example, --serial RF20-20765",
    )


def _senseless(why: str) -> UsageError:
    return UsageError(
        "The simulated pump was not started",
        why,
        'Write, for example, --scenario FILE --until "400 min" --json',
    )
