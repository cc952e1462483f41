"""A scenario on the command line: run to a time, told as JSON or as lines, or drawn."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from programmer.cli.output import say, say_json
from programmer.cli.words import status_words
from programmer.known_error import ExitCode, UsageError
from programmer.simulator.scenarios.picture import picture
from programmer.simulator.scenarios.quantities import read_span
from programmer.simulator.scenarios.reading import (
    read_scenario,
    shipped_names,
    shipped_scenario,
    shipped_scenarios,
)
from programmer.simulator.scenarios.running import Run, TotalsAt, run_scenario
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.sentences import event_line, since_text
from programmer.simulator.scenarios.trace import trace
from programmer.simulator.scenarios.words import event_words, totals_words, truth_words
from programmer.therapy.notation import NotAQuantity, plain_words, volume_text
from programmer.therapy.program_words import program_words


def scenario_named(text: str) -> Scenario:
    """The scenario of a file, or the shipped one of that name. Raises ``KnownError``."""
    file = Path(text)
    aliases = () if file.exists() else tuple(scenario.alias for scenario in shipped_scenarios())
    if not file.exists() and text in (*shipped_names(), *aliases):
        return shipped_scenario(text)
    return read_scenario(file)


def run_to(options: argparse.Namespace) -> int:
    """Run a scenario to ``--until`` and tell it."""
    until = span_option("--until", options.until)
    moments = [span_option("--at", text) for text in options.at]
    beyond = [text for text, at in zip(options.at, moments, strict=True) if at > until]
    if beyond:
        raise UsageError(
            "The scenario was not run",
            f"--at {beyond[0]} is after --until {options.until}",
            "Name moments that lie within the run",
        )
    scenario = scenario_named(options.scenario)
    if options.seed is not None:
        scenario = replace(scenario, seed=options.seed)
    if options.plot:
        _draw(scenario, until, Path(options.plot))
    run = run_scenario(scenario, until, moments)
    if options.json:
        say_json(run_words(run))
    else:
        say(_account(run))
    return int(ExitCode.DONE)


def span_option(option: str, text: str) -> int:
    """What an option says of time, in microseconds. Raises ``UsageError``."""
    try:
        return read_span(text)
    except NotAQuantity as trouble:
        reason = str(trouble)
        raise UsageError(
            f"{option} is not understood",
            reason[:1].upper() + reason[1:],
            f'Write, for example, {option} "400 min"',
        ) from trouble


def run_words(run: Run) -> dict[str, Any]:
    """A run as JSON has it: events, totals, and the state at its end."""
    exact = not run.play.scenario.model.stroke_fl
    return {
        "events": [event_words(event) for event in run.events],
        "totals": [totals_words(at, exact=exact) for at in run.totals],
        "state": {
            **program_words(run.play.pump.engine.program),
            **status_words(run.play.pump.status()),
            "truth": truth_words(run.play),
        },
    }


def _draw(scenario: Scenario, until: int, file: Path) -> None:
    drawn = picture(scenario.called, scenario.program.drug.name, trace(scenario, until))
    try:
        file.write_text(drawn, encoding="utf-8")
    except OSError as trouble:
        raise UsageError(
            f"{file} cannot be written", trouble.strerror or str(trouble), "Check its folder and rights"
        ) from trouble


def _account(run: Run) -> str:
    scenario = run.play.scenario
    told = [scenario.called, *([scenario.story] if scenario.story else []), ""]
    lines = [event_line(event) for event in run.events]
    totals = [_totals_line(at) for at in run.totals]
    return plain_words("\n".join([*told, *(lines or ["Nothing happened."]), "", *totals, _last_line(run)]))


def _totals_line(at: TotalsAt) -> str:
    by = ", ".join(
        f"{kind.value.replace('_', ' ')} {volume_text(volume)}"
        for kind, volume in at.totals.by.items()
        if volume
    )
    return (
        f"By +{since_text(at.t_us)}: {volume_text(at.totals.delivered)} delivered{f' ({by})' if by else ''}."
    )


def _last_line(run: Run) -> str:
    totals = run.totals[-1].totals
    holds = ", ".join(sorted(hold.value for hold in run.play.pump.engine.holds))
    delivery = f"held ({holds})" if holds else "running"
    return (
        f"At the end delivery is {delivery}; the pump believes {volume_text(totals.believed)} in its reservoir, "
        f"{volume_text(totals.reservoir)} are there, {volume_text(totals.lost)} were lost."
    )
