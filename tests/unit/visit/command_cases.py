"""The commands of a visit, each made ready to be given, and what the pump's own memory says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from programmer.device.implant.codes import Opcode
from programmer.records.rows import IntentKind
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import encode_program
from programmer.therapy.outcome import Outcome
from programmer.therapy.pump import PumpEventKind
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from programmer.visit.bolus_proposal import BolusProposal
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


def _ready_to_give(_bench: Bench, visit: Visit) -> Give:
    proposal = a_bolus_proposed(visit)
    return lambda: visit.orders.give_bolus(proposal)


def a_bolus_proposed(visit: Visit) -> BolusProposal:
    """A bolus for the pump as it was read, with a reason for whatever needs one."""
    return visit.propose_bolus(A_BOLUS, "asked for by a test")


def _ready_to_cancel(bench: Bench, visit: Visit) -> Give:
    bench.site.pump.order_bolus(A_BOLUS, b"somebody else's.")
    seen = visit.interrogate().status
    return lambda: visit.orders.cancel_bolus(seen)


def _ready_to_acknowledge(bench: Bench, visit: Visit) -> Give:
    bench.site.pump.reset()
    seen = visit.interrogate().status
    return lambda: visit.orders.acknowledge(seen)


def _ready_to_set_clock(_bench: Bench, visit: Visit) -> Give:
    seen = visit.status
    return lambda: visit.orders.set_clock(seen)


def _ready_to_tell_refill(_bench: Bench, visit: Visit) -> Give:
    seen, limits = visit.status, visit.interrogation.limits
    return lambda: visit.orders.tell_refill(A_REFILL, seen, limits)


def _logged(kind: PumpEventKind) -> Callable[[Bench], bool]:
    return lambda bench: any(event.kind is kind for event in bench.site.pump.log.part(1, 1000).events)


A_BOLUS = SingleBolus(Nanograms(20_000), Seconds(3600))
A_REFILL = Nanolitres(18_500_000)
GIVE_BOLUS = CommandCase(
    IntentKind.GIVE_BOLUS,
    Opcode.BOLUS,
    _ready_to_give,
    _logged(PumpEventKind.BOLUS_BEGUN),
    PumpEventKind.BOLUS_GIVEN,
    99,
)
CANCEL_BOLUS = CommandCase(
    IntentKind.CANCEL_BOLUS,
    Opcode.BOLUS_CANCEL,
    _ready_to_cancel,
    _logged(PumpEventKind.BOLUS_ENDED),
    PumpEventKind.BOLUS_CANCELLED,
    51,
)
ACKNOWLEDGE = CommandCase(
    IntentKind.ACKNOWLEDGE,
    Opcode.ALARM_ACKNOWLEDGE,
    _ready_to_acknowledge,
    lambda bench: AlarmKind.RESET not in bench.site.pump.engine.alarms,
    PumpEventKind.ALARMS_ACKNOWLEDGED,
    55,
)
SET_CLOCK = CommandCase(
    IntentKind.SET_CLOCK,
    Opcode.CLOCK_SET,
    _ready_to_set_clock,
    _logged(PumpEventKind.CLOCK_SET),
    PumpEventKind.CLOCK_SET,
    63,
)
TELL_REFILL = CommandCase(
    IntentKind.TELL_REFILL,
    Opcode.REFILL,
    _ready_to_tell_refill,
    lambda bench: bench.site.pump.reservoir <= A_REFILL,
    PumpEventKind.REFILL_TOLD,
    91,
)
ORDERS = (GIVE_BOLUS, CANCEL_BOLUS, ACKNOWLEDGE, SET_CLOCK, TELL_REFILL)
COMMANDS = (COMMIT, STOP, RESUME, *ORDERS)
