"""What a pump that delivers in whole steps makes of the rates of an answer."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from programmer.cli.calc.answer import Answer, Words, quantity, rate_words
from programmer.cli.calc.given import pump_limits
from programmer.therapy.calculations import told
from programmer.therapy.deliverable import Deliverable, deliverable, deliverable_per_day
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import NanolitresPerDay


def in_steps(answer: Answer, options: argparse.Namespace, rates: Mapping[str, NanolitresPerDay]) -> Answer:
    """The answer with what the named pump will deliver for each of its rates, by the name that it has in JSON: such as
    ``deliverable``, and beside it how far that is from what was asked for, below zero for less.

    Of a pump that delivers any flow it is the answer as it was.
    """
    limits = pump_limits(options)
    if not limits.flow_step:
        return answer
    whole = told.rate(NanolitresPerDay(Fraction(limits.flow_step.value)))
    lines, words, steps = list(answer.lines), dict(answer.words), list(answer.steps)
    for name, rate in rates.items():
        can = deliverable(rate, limits.flow_step)
        least = NanolitresPerDay(Fraction(limits.min_flow.value))
        below = f", below its least of {told.rate(least)}" if 0 < can.delivered.value < least.value else ""
        asked = "" if len(rates) == 1 else f" for {told.rate(rate)}"
        lines.append(f"This pump{asked} {can.sentence}{below}")
        words |= _as_json(can, name)
        steps.append(
            f"this pump delivers whole steps of {whole}, rounded down:{asked} it {can.sentence}{below}"
        )
    return replace(answer, lines=tuple(lines), words=words, steps=tuple(steps))


def program_in_steps(answer: Answer, options: argparse.Namespace, program: PumpProgram) -> Answer:
    """The answer with what the named pump will deliver of a whole program in a day in the long run; of a pump that
    delivers any flow it is the answer as it was."""
    limits = pump_limits(options)
    if not limits.flow_step:
        return answer
    whole = told.rate(NanolitresPerDay(Fraction(limits.flow_step.value)))
    can = deliverable_per_day(program, limits)
    long_run = "in the long run, without boluses that are asked for,"
    return replace(
        answer,
        lines=(*answer.lines, f"This pump, {long_run} {can.sentence}"),
        words={**answer.words, **_as_json(can, "deliverable")},
        steps=(
            *answer.steps,
            f"this pump delivers whole steps of {whole}, rounded down at every rate: {long_run} it {can.sentence}",
        ),
    )


def _as_json(can: Deliverable, name: str) -> Words:
    difference = NanolitresPerDay(can.delivered.value - can.asked.value)
    return {
        name: rate_words(can.delivered),
        name.replace("deliverable", "difference"): rate_words(difference),
        name.replace("deliverable", "difference_percent"): quantity(-100 * can.share_missing, "%"),
    }
