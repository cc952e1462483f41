"""A trainee at a terminal beside a served pump: types what hands do, answers at the end."""

from __future__ import annotations

import argparse
import select
import sys
from collections.abc import Iterator
from fractions import Fraction

from programmer.cli.output import breaking, say
from programmer.cli.pump_server import address, serve_until_signal
from programmer.clock import SystemClock
from programmer.randomness import SystemRandomness
from programmer.simulator.lessons import lesson_words
from programmer.simulator.scenarios.check import Choice, Number, Point, Question
from programmer.simulator.scenarios.check_words import like_this, read_answer
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.reading import action_from_line
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.sentences import event_text
from programmer.simulator.scenarios.tables import NotAScenario
from programmer.simulator.scenarios.training import Training
from programmer.simulator.server import SocketServer
from programmer.therapy.notation import NotAQuantity
from programmer.therapy.quantities import PumpTime
from programmer.training import within_words

_HOW = """Connect the programmer to {url}: interrogate, stop, resume, program.
The pump shows the pairing code {code}; give it with --pairing-code the first time.
What hands do is typed here, as in a timeline: do = "withdraw", volume = "5 mL"
An empty line: you have done."""


def at_the_bedside(scenario: Scenario, options: argparse.Namespace) -> tuple[Point, ...]:
    """Serve the pump, take what is typed, ask the questions, and judge."""
    clock = SystemClock()
    said: list[str] = []
    training = Training(
        scenario,
        lambda event: said.append(_by_hand(event)),
        clock=clock,
        randomness=SystemRandomness(),
        meets=PumpTime(clock.utc_us() + clock.local_offset_us()),
        speed=options.speed,
    )
    within = lesson_words(scenario).within
    hurry = f"{breaking(within_words(within))}\n" if within else ""
    say(breaking(f"{scenario.title}\n\n{scenario.story}\n{hurry}"))
    server = SocketServer(training.play.site, *address(options.listen))
    try:
        bedside = _Bedside(training, said)
        code = training.play.site.show_pairing_code()
        if serve_until_signal(server, _HOW.format(url=server.url, code=code), bedside.has_done):
            raise KeyboardInterrupt  # whoever leaves is not asked anything
    finally:
        server.close()
    return training.judged({question.key: _asked(question) for question in training.check.questions})


def _by_hand(event: Event) -> str:
    return breaking(event_text(event))


class _Bedside:
    """Reads lines between two looks at the link; nothing waits for them."""

    def __init__(self, training: Training, said: list[str]) -> None:
        self._training = training
        self._said = said

    def has_done(self) -> bool:
        """Carry out what was typed; whether an empty line, or the end of the input, was among it."""
        return any(self._line(line) for line in _typed())

    def _line(self, line: str) -> bool:
        if not line.strip():
            return True
        self._said.clear()
        try:
            self._training.do(action_from_line(line))
        except NotAScenario as trouble:
            say(f"{trouble}.")
        else:
            say("\n".join(self._said) or "done")
        return False


def _typed() -> Iterator[str]:
    while select.select([sys.stdin], [], [], 0)[0]:
        line = sys.stdin.readline()
        yield line
        if not line.strip():
            return


def _asked(question: Question) -> Fraction | str:
    """Ask until the answer can be read; the end of the input answers nothing."""
    say(breaking(f"\n{question.ask}"))
    match question.answer:
        case Choice() as choice:
            say(breaking("\n".join(f"  {key}: {text}" for key, text in choice.offered)))
        case Number(measure) as number:
            say(breaking(f"  a {measure.word}, like {like_this(number)}"))
    while line := sys.stdin.readline():
        try:
            return read_answer(question, line)
        except NotAQuantity as trouble:
            say(f"{trouble}.")
    return ""
