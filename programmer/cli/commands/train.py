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
from programmer.cli.output import breaking, say, say_json
from programmer.cli.pump_server import require_speed
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.simulator.lessons import lesson_words
from programmer.simulator.scenarios.check import Point
from programmer.simulator.scenarios.check_words import read_answer
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.judging import found
from programmer.simulator.scenarios.reading import read_conduct, shipped_scenario, shipped_scenarios
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.sentences import event_line
from programmer.simulator.scenarios.training import Training
from programmer.simulator.scenarios.words import event_words
from programmer.therapy.notation import NotAQuantity, plain_words
from programmer.training import Asked, within_words

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
    lesson = lesson_words(scenario)
    return {
        "name": scenario.alias,
        "title": plain_words(scenario.title),
        "story": plain_words(scenario.story),
        "within": plain_words(lesson.within) or None,
        "questions": [_question_words(asked) for asked in lesson.asked],
    }


def _question_words(asked: Asked) -> Words:
    words: Words = {"key": asked.key, "ask": plain_words(asked.ask)}
    if asked.choices:
        return {**words, "choices": {key: plain_words(text) for key, text in asked.choices}}
    return {**words, "number": asked.number, "like": asked.like}


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
                "case": plain_words(scenario.called),
                "find": plain_words(scenario.find),
                "events": [event_words(event) for event in events],
                "points": [_point_words(point) for point in points],
                "found": found(points),
            }
        )
    else:
        say(
            breaking(
                "\n".join([scenario.title, scenario.story, *_limit(scenario), "", *map(event_line, events)])
            )
        )
    return _finished(scenario, points, as_json=options.json)


def _limit(scenario: Scenario) -> list[str]:
    """By when, where there is a hurry."""
    within = lesson_words(scenario).within
    return [within_words(within)] if within else []


def _point_words(point: Point) -> Words:
    return {
        "about": point.about.value,
        "subject": point.subject,
        "passed": point.passed,
        "words": plain_words(point.words),
        "said": plain_words(point.said),
    }


def _finished(scenario: Scenario, points: tuple[Point, ...], *, as_json: bool) -> int:
    """Say what there was to find. Raises ``RefusedError`` where not all of it was found."""
    if not as_json:
        marks = {True: "right", False: "not right"}
        lines = [f"{marks[point.passed]}: {_ended(point.words)} {point.said}" for point in points]
        say(breaking("\n".join(["", *lines, "", scenario.afterwards])))
    missed = [point.words.rstrip("?") for point in points if not point.passed]
    if missed:
        raise RefusedError(
            f"Not everything was found in {scenario.alias}",
            f"Not right: {'; '.join(missed)}",
            f"Look at it again: programmer train {scenario.alias}",
        )
    return int(ExitCode.DONE)


def _ended(words: str) -> str:
    return words if words.endswith("?") else f"{words}."


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
    asked = lesson_words(scenario).asked
    if not asked:
        return "--answer KEY=VALUE"
    first = asked[0]
    if first.choices:
        return f"--answer {first.key}=ANSWER, which is one of {', '.join(key for key, _ in first.choices)}"
    return f"--answer '{first.key}={first.like}'"
