"""A simulated pump on a trainer's bench: the window and the link reach it in turn, never at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from fractions import Fraction
from threading import RLock

from programmer.clock import Clock
from programmer.known_error import RefusedError
from programmer.randomness import Randomness, SeededRandomness
from programmer.simulator.fault_forms import fault_of, switch_words
from programmer.simulator.lessons import lesson_words
from programmer.simulator.line import PumpLine
from programmer.simulator.practice import Practice
from programmer.simulator.pump import FactoryState
from programmer.simulator.scenarios.check import Check, Question
from programmer.simulator.scenarios.check_words import read_answer
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.judging import found
from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.reading import action_from_words
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.sentences import event_text, since_text
from programmer.simulator.scenarios.tables import NotAScenario
from programmer.simulator.scenarios.training import Training
from programmer.simulator.site import PumpSite
from programmer.simulator.truth import truth_of
from programmer.telemetry.trust import Trust
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import NotAQuantity
from programmer.therapy.quantities import PumpTime
from programmer.training import EventWords, Glance, Lesson, PointWords, Verdict, Words

EVENTS_KEPT = 200


class GuardedLine:
    """A line to the pump on a bench, which waits while somebody at the bench has the pump in hand."""

    def __init__(self, line: PumpLine, lock: RLock) -> None:
        self._line = line
        self._lock = lock

    def receive(self, incoming: bytes) -> bytes:
        """As the line itself does. Raises ``HungUp``."""
        with self._lock:
            return self._line.receive(incoming)

    def tick(self) -> None:
        """Let time pass at the pump."""
        with self._lock:
            self._line.tick()


class Bench:
    """``programmer.training.TrainingBench`` over a pump: one of a scenario, or one to practise with freely.

    Every method may be called from any thread.
    """

    def __init__(
        self, played: Scenario | FactoryState, clock: Clock, randomness: Randomness, *, speed: int = 1
    ) -> None:
        self._lock = RLock()
        self._events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self._training: Training | None = None
        self._watched: Play | Practice
        self.lesson: Lesson | None = None
        if isinstance(played, Scenario):
            seed = played.seed
            chance = randomness if seed is None else SeededRandomness(seed)
            meets = PumpTime(clock.utc_us() + clock.local_offset_us())
            training = Training(
                played, self._events.append, clock=clock, randomness=chance, meets=meets, speed=speed
            )
            self._training, self.lesson = training, lesson_words(played)
            self._site, self._do, self._watched = training.play.site, training.do, training.play
        else:
            self._site = PumpSite(played, clock, randomness, speed)
            practice = Practice(self._site, randomness, self._events.append)
            self._do, self._watched = practice.do, practice

    def line(self) -> GuardedLine:
        """Another way to reach the pump."""
        return GuardedLine(self._site.line(), self._lock)

    def introduce(self, trust: Trust) -> None:
        """Pair that programmer with the pump, without a code."""
        with self._lock:
            self._site.introduce(trust)

    # ---- time -----------------------------------------------------------------------------------------------

    def run_at(self, speed: int) -> None:
        """From now on it lives that many times as fast; 0: not at all."""
        with self._lock:
            self._site.run_at(speed)

    def skip(self, span_us: int) -> None:
        """Let it live so much of its time at once."""
        with self._lock:
            self._site.skip(span_us)

    def glance(self, *, truth: bool) -> Glance:
        """How it stands now; the truth only where it is asked for."""
        with self._lock:
            self._site.tick()
            pump = self._site.pump
            return Glance(
                clock=moment_text(pump.now, seconds=True),
                lived=since_text(self._site.elapsed_us),
                speed=self._site.speed,
                switches=switch_words(self._site.faults),
                events=tuple(_event_words(event) for event in reversed(self._events)),
                truth=truth_of(pump, self._watched.clock_error_us) if truth else (),
                here=self._here(),
            )

    def _here(self) -> str:
        if self._training is None:
            return ""
        return since_text(self._site.elapsed_us - self._training.play.scenario.meet_us)

    # ---- what is done to it ---------------------------------------------------------------------------------

    def do(self, wish: Words) -> str:
        """Do one thing now; returns what came of it. Raises ``RefusedError``."""
        try:
            action = action_from_words(wish)
        except NotAScenario as trouble:
            raise RefusedError("Nothing was done", str(trouble), "Correct it, and try again") from trouble
        with self._lock:
            self._site.tick()
            before = list(self._events)
            self._do(action)
            new = [event for event in self._events if not any(event is old for old in before)]
        return "; ".join(event_text(event) for event in new)

    def arm(self, wish: Words) -> None:
        """Throw a fault switch. Raises ``RefusedError``."""
        fault = fault_of(wish)
        with self._lock:
            self._site.faults.arm(fault)
            self._site.tick()

    def disarm(self, number: int) -> None:
        """Take one switch back."""
        with self._lock:
            self._site.faults.disarm(number)
            self._site.tick()

    def clear(self) -> None:
        """Take all switches back."""
        with self._lock:
            self._site.faults.clear()
            self._site.tick()

    # ---- what is found --------------------------------------------------------------------------------------

    def objection(self, key: str, answer: str) -> str:
        """Why that is no answer to the question of that key; empty where it is one."""
        try:
            read_answer(self._question(key), answer)
        except NotAQuantity as trouble:
            return str(trouble)
        return ""

    def judge(self, answers: Mapping[str, str]) -> Verdict:
        """What the check makes of the answers, and of the pump as it is now. Raises ``RefusedError``."""
        training = self._training
        if training is None:
            raise RefusedError(
                "There is nothing to be judged", "No scenario is played", "Start one of the scenarios"
            )
        read = {key: self._read(key, answer) for key, answer in answers.items() if answer.strip()}
        with self._lock:
            self._site.tick()
            points = training.judged(read)
        shown = (PointWords(one.words, one.passed, one.said) for one in points)
        return Verdict(found(points), tuple(shown), training.play.scenario.afterwards)

    def _read(self, key: str, answer: str) -> Fraction | str:
        question = self._question(key)
        try:
            return read_answer(question, answer)
        except NotAQuantity as trouble:
            reason = str(trouble)
            raise RefusedError(
                f"“{answer}” is no answer", reason[:1].upper() + reason[1:], question.ask
            ) from trouble

    def _question(self, key: str) -> Question:
        check: Check | None = None if self._training is None else self._training.check
        return {question.key: question for question in ([] if check is None else check.questions)}[key]


def _event_words(event: Event) -> EventWords:
    return EventWords(moment_text(event.clock, seconds=True), event_text(event), event.known)
