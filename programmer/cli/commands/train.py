"""The command ``train``: lists the training scenarios, plays one with a trainee, and tells what was found."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from programmer.cli.bedside import at_the_bedside
from programmer.cli.option_values import not_understood
from programmer.cli.output import say, say_json
from programmer.cli.pump_server import require_speed
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.simulator.scenarios.check import Choice, Number, Point, Question, found
from programmer.simulator.scenarios.check_words import read_answer
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.reading import read_conduct, shipped_scenario, shipped_scenarios
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.sentences import event_line
from programmer.simulator.scenarios.training import Training
from programmer.simulator.scenarios.words import event_words
from programmer.therapy.notation import NotAQuantity, plain_words

Words = dict[str, Any]


def run(options: argparse.Namespace) -> int:
    """List the scenarios, or start one."""
    if options.name is None:
        return _list(as_json=options.json)
    require_speed(options.speed)
    scenario = shipped_scenario(options.name)
    answers = _answers(scenario, options.answer)
    if options.answer or options.conduct is not None:
        return _played(scenario, answers, options)
    if options.json or not sys.stdin.isatty():
        raise UsageError(
            f"The training {options.name} was not started",
            "Nobody is at a terminal who could act and answer",
            f"Answer with {_first_answer(scenario)} and say with --conduct FILE what you do",
        )
    return _finished(scenario, at_the_bedside(scenario, options), as_json=False)


# ---- listing ------------------------------------------------------------------------------------------------


def _list(*, as_json: bool) -> int:
    scenarios = shipped_scenarios()
    if as_json:
        say_json([scenario_words(scenario) for scenario in scenarios])
    else:
        width = max(len(scenario.alias) for scenario in scenarios)
        say("\n".join(f"{scenario.alias:{width}}  {scenario.title}" for scenario in scenarios))
    return int(ExitCode.DONE)


def scenario_words(scenario: Scenario) -> Words:
    """What a trainee may know of a scenario beforehand: not what there is to find."""
    questions = () if scenario.check is None else scenario.check.questions
    return {
        "name": scenario.alias,
        "title": scenario.title,
        "story": scenario.story,
        "questions": [_question_words(question) for question in questions],
    }


def _question_words(question: Question) -> Words:
    words: Words = {"key": question.key, "ask": question.ask}
    match question.answer:
        case Choice(choices, _):
            return {**words, "choices": dict(choices)}
        case Number(measure):
            return {**words, "number": measure.word, "like": measure.example}


# ---- playing ------------------------------------------------------------------------------------------------


def _played(scenario: Scenario, answers: Mapping[str, Fraction | str], options: argparse.Namespace) -> int:
    """Without a terminal and without a link: the conduct of a file, the answers of the command line."""
    conduct = () if options.conduct is None else read_conduct(Path(options.conduct))
    events: list[Event] = []
    training = Training(scenario, events.append)
    training.conduct(conduct)
    points = training.judged(answers)
    if options.json:
        say_json(
            {
                **scenario_words(scenario),
                "case": scenario.called,
                "find": scenario.find,
                "events": [event_words(event) for event in events],
                "points": [{"subject": p.subject, "passed": p.passed, "said": p.said} for p in points],
                "found": found(points),
            }
        )
    else:
        say(plain_words("\n".join([scenario.title, scenario.story, "", *map(event_line, events)])))
    return _finished(scenario, points, as_json=options.json)


def _finished(scenario: Scenario, points: tuple[Point, ...], *, as_json: bool) -> int:
    """Say what there was to find. Raises ``RefusedError`` where not all of it was found."""
    if not as_json:
        marks = {True: "right", False: "wrong"}
        lines = [f"{marks[point.passed]}: {point.subject}. {point.said}" for point in points]
        say(plain_words("\n".join(["", *lines, "", scenario.afterwards])))
    missed = [point.subject for point in points if not point.passed]
    if missed:
        raise RefusedError(
            f"Not everything was found in {scenario.alias}",
            f"Wrong or missing: {', '.join(missed)}",
            f"Look at it again: programmer train {scenario.alias}",
        )
    return int(ExitCode.DONE)


# ---- answers ------------------------------------------------------------------------------------------------


def _answers(scenario: Scenario, given: list[str]) -> dict[str, Fraction | str]:
    questions = {} if scenario.check is None else {each.key: each for each in scenario.check.questions}
    answers: dict[str, Fraction | str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or key not in questions or key in answers:
            raise not_understood(
                f"--answer {text}",
                "It is given twice" if key in answers else f"The questions are: {', '.join(questions)}",
                f"Write {_first_answer(scenario)}",
            )
        try:
            answers[key] = read_answer(questions[key], value)
        except NotAQuantity as trouble:
            asked = f"The question is: {questions[key].ask}"
            raise not_understood(f"--answer {text}", str(trouble), asked) from trouble
    return answers


def _first_answer(scenario: Scenario) -> str:
    if scenario.check is None or not scenario.check.questions:
        return "--answer KEY=VALUE"
    question = scenario.check.questions[0]
    match question.answer:
        case Choice(choices, _):
            return f"--answer {question.key}={next(iter(choices))}"
        case Number(measure):
            return f"--answer '{question.key}={measure.example}'"
