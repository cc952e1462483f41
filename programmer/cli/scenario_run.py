"""A scenario on the command line: run to a time, told as JSON or as lines, or drawn."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from typing import Any

from programmer.cli.option_values import span_option
from programmer.cli.output import breaking, say
from programmer.cli.words import status_words
from programmer.known_error import ExitCode, UsageError
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.picture import picture
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
from programmer.therapy.notation import volume_text
from programmer.therapy.program_words import program_words

_AT_ONCE = 500


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
    (_say_as_json if options.json else _say_in_lines)(scenario, until, moments)
    return int(ExitCode.DONE)


class Teller:
    """Says events as they happen, some at a time, so that the memory does not grow with the time that is run."""

    def __init__(self, head: str, between: str, text: Callable[[Event], str]) -> None:
        self._head, self._between, self._text = head, between, text
        self._waiting: list[str] = []
        self.told = 0

    def hear(self, event: Event) -> None:
        """Keep it until there are some."""
        self._waiting.append(self._text(event))
        if len(self._waiting) > _AT_ONCE:
            # The last one waits: what goes between depends on whether another follows.
            self._say(self._waiting[:-1], self._between)
            del self._waiting[:-1]

    def finish(self) -> None:
        """Say what is left."""
        self._say(self._waiting, "")
        self._waiting.clear()

    def _say(self, texts: list[str], end: str) -> None:
        lines = f"{self._between}\n".join(texts)
        if not self.told:
            lines = f"{self._head}\n{lines}" if lines else self._head
        self.told += len(texts)
        if lines:
            say(f"{lines}{end}")


def _say_as_json(scenario: Scenario, until: int, moments: list[int]) -> None:
    teller = Teller('{\n  "events": [', ",", lambda event: indent(_json(event_words(event)), "    "))
    run = run_scenario(scenario, until, moments, teller.hear)
    teller.finish()
    rest = _json(_end_words(run)).removeprefix("{\n")
    say(f"  ],\n{rest}")


def _say_in_lines(scenario: Scenario, until: int, moments: list[int]) -> None:
    told = [scenario.called, *([scenario.story] if scenario.story else []), ""]
    teller = Teller(breaking("\n".join(told)), "", lambda event: breaking(event_line(event)))
    run = run_scenario(scenario, until, moments, teller.hear)
    teller.finish()
    say(_account(run, nothing=not teller.told))


def _json(words: Any) -> str:
    return json.dumps(words, indent=2, ensure_ascii=False)


def _end_words(run: Run) -> dict[str, Any]:
    """What JSON has of a run after its events: totals, and the state at its end."""
    exact = not run.play.scenario.model.stroke_fl
    return {
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


def _account(run: Run, *, nothing: bool) -> str:
    lines = ["Nothing happened."] if nothing else []
    totals = [_totals_line(at) for at in run.totals]
    return breaking("\n".join([*lines, "", *totals, _last_line(run)]))


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
    engine = run.play.pump.engine
    holds = ", ".join(sorted(hold.value for hold in engine.holds))
    runs = "running, with a program that gives nothing" if engine.withheld else "running"
    delivery = f"held ({holds})" if holds else runs
    return (
        f"At the end delivery is {delivery}; the pump believes {volume_text(totals.believed)} in its reservoir, "
        f"{volume_text(totals.reservoir)} are there, {volume_text(totals.lost)} were lost."
    )
