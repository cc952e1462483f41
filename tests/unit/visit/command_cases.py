"""The three commands that touch therapy, each made ready to be given, and what the pump's own memory says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from programmer.device.implant.codes import Opcode
from programmer.records.rows import IntentKind
from programmer.therapy.canonical import encode_program
from programmer.therapy.outcome import Outcome
from programmer.therapy.pump import PumpEventKind
from programmer.visit.visit import Visit
from tests.unit.visit.bench import Bench, a_program, stage

Give = Callable[[], Outcome]


@dataclass(frozen=True)
class CommandCase:
    """``ready`` brings the pump to where the command makes sense and returns what gives it.

    ``frame`` is the length of its request as it goes on the line; ``times_done`` counts it in the pump's own log.
    """

    kind: IntentKind
    opcode: Opcode
    ready: Callable[[Bench, Visit], Give]
    applied: Callable[[Bench], bool]
    event: PumpEventKind
    frame: int

    def __str__(self) -> str:
        return self.kind.value

    def times_done(self, bench: Bench) -> int:
        """How often the pump's log says that it was done by a programmer."""
        return sum(event.kind is self.event for event in bench.site.pump.log.part(1, 1000).events)


def _ready_to_commit(_bench: Bench, visit: Visit) -> Give:
    staged = stage(visit)
    return lambda: visit.commit(staged)


def _ready_to_resume(bench: Bench, visit: Visit) -> Give:
    bench.site.pump.stop(b"somebody else's.")
    seen = visit.interrogate().status
    return lambda: visit.resume(seen)


COMMIT = CommandCase(
    IntentKind.COMMIT_PROGRAM,
    Opcode.COMMIT,
    _ready_to_commit,
    lambda bench: bench.pump_program == encode_program(a_program()),
    PumpEventKind.PROGRAM_CHANGED,
    121,
)
STOP = CommandCase(
    IntentKind.STOP,
    Opcode.STOP,
    lambda _bench, visit: visit.stop,
    lambda bench: not bench.pump_runs,
    PumpEventKind.STOPPED,
    51,
)
RESUME = CommandCase(
    IntentKind.RESUME,
    Opcode.RESUME,
    _ready_to_resume,
    lambda bench: bench.pump_runs,
    PumpEventKind.RESUMED,
    87,
)
COMMANDS = (COMMIT, STOP, RESUME)
