"""Every fault that can be switched on, and commands given while it strikes."""

from __future__ import annotations

from dataclasses import replace

from programmer.device.implant.codes import Opcode, Status
from programmer.known_error import LinkTrouble
from programmer.randomness import SeededRandomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind, WriteStep
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.visit.context import VisitContext
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.unit.visit.bench import URL, Bench
from tests.unit.visit.command_cases import CommandCase

K, D = FaultKind, Direction
SECOND = 1_000_000

FAULTS: dict[str, Fault] = {
    "lose the request": Fault(K.LOSE_REQUEST),
    "lose the reply": Fault(K.LOSE_REPLY),
    "a request a little late": Fault(K.DELAY, direction=D.REQUEST, delay_us=300_000),
    "a request too late": Fault(K.DELAY, direction=D.REQUEST, delay_us=40 * SECOND),
    "a reply later than the repetition": Fault(K.DELAY, delay_us=700_000),
    "a reply too late": Fault(K.DELAY, delay_us=8 * SECOND),
    "damage the request": Fault(K.CORRUPT, direction=D.REQUEST),
    "damage the reply badly": Fault(K.CORRUPT, bits=40),
    "the request twice": Fault(K.DUPLICATE, direction=D.REQUEST),
    "the reply twice": Fault(K.DUPLICATE),
    "the request in pieces": Fault(K.SPLIT, direction=D.REQUEST, at_byte=5),
    "the reply in pieces": Fault(K.SPLIT, at_byte=1),
    "the reply in pieces far apart": Fault(K.SPLIT, at_byte=20, delay_us=200_000),
    "requests in one block": Fault(K.MERGE, direction=D.REQUEST),
    "replies in one block": Fault(K.MERGE),
    "the line drops within the request": Fault(K.DISCONNECT, direction=D.REQUEST, at_byte=12),
    "the line drops behind the request": Fault(K.DISCONNECT, direction=D.REQUEST, at_byte=600),
    "the line drops before the reply": Fault(K.DISCONNECT, at_byte=0),
    "the line drops within the reply": Fault(K.DISCONNECT, at_byte=7),
    "a reset before": Fault(K.RESET, direction=D.REQUEST),
    "a reset after": Fault(K.RESET),
    "a refusal": Fault(K.REFUSE, status=Status.CONFLICT),
    "a stall": Fault(K.STALL, lasts_us=3600 * SECOND),
    "a drift": Fault(K.DRIFT, ppm=300_000),
    "a gap in the log": Fault(K.LOG_GAP, records=2),
    "a second programmer greets before": Fault(K.SECOND_PROGRAMMER),
    "a second programmer greets after": Fault(K.SECOND_PROGRAMMER, direction=D.REPLY),
    "a second programmer stops": Fault(K.SECOND_PROGRAMMER, act=Act.STOP),
    "a second programmer resumes": Fault(K.SECOND_PROGRAMMER, act=Act.RESUME),
    "a second programmer programs": Fault(K.SECOND_PROGRAMMER, act=Act.PROGRAM),
    **{f"a reset at {step}": Fault(K.RESET, step=step) for step in WriteStep},
}
ANYWHERE = {
    name: FAULTS[name]
    for name in (
        "lose the reply",
        "requests in one block",
        "the line drops within the reply",
        "a reset after",
        "a second programmer greets after",
    )
}
"""Faults that are also tried without a limit to one request."""
TIMES = {"once": 1, "three times": 3, "always": None}


def at(fault: Fault, opcode: Opcode) -> Fault:
    """The fault limited to a request, where its kind and its options leave that open."""
    everywhere = fault.kind is K.LOG_GAP or fault.step is not None
    return fault if everywhere else replace(fault, opcode=opcode)


class Remembering:
    """Randomness that knows what it gave away, so that a command can be known by its token in the pump's log."""

    def __init__(self, seed: int) -> None:
        self.given: set[bytes] = set()
        self._randomness = SeededRandomness(seed)

    def token_bytes(self, length: int) -> bytes:
        token = self._randomness.token_bytes(length)
        self.given.add(token)
        return token


class FaultBench(Bench):
    """A bench whose line is the pump's own, with nothing but the pump's own faults."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = Remembering(77)
        self.context = VisitContext(self.clock, self.tokens, self.records, shipped_library())

    def started_over(self) -> Visit:
        """A visit, two days later, to a pump fresh from the factory: what was given before is not of this day."""
        self.clock.wait_us(2 * 86_400 * SECOND)
        self.put_in_reach(self.new_site())
        visit = self.visit(channel=MemoryLink(URL, self.site.line(), self.clock))
        visit.begin()
        return visit

    def times_done(self, case: CommandCase) -> int:
        """How often the pump's own log says that it carried out a command of this workstation."""
        log, done, sequence = self.site.pump.log, 0, 1
        while events := log.part(sequence, 255).events:
            done += sum(event.kind is case.event and self._is_ours(event) for event in events)
            sequence = events[-1].sequence + 1
        return done

    def _is_ours(self, event: PumpEvent) -> bool:
        return event.kind in _WITHOUT_TOKEN or event.detail[:16] in self.tokens.given


# Their records hold no token; nobody else here sets a clock or tells a refill.
_WITHOUT_TOKEN = {PumpEventKind.CLOCK_SET, PumpEventKind.REFILL_TOLD}


def settled(bench: Bench, visit: Visit, outcome: Outcome) -> Outcome:
    """What became of a command in the end, when everything late has come: where it is still open, connect until
    that succeeds, and ask the pump."""
    bench.clock.wait_us(60 * SECOND)
    bench.site.tick()
    for _ in range(5):
        if not visit.unsettled:
            return outcome
        try:
            (command,) = visit.reconnect()
        except LinkTrouble:
            continue
        outcome = command.outcome
    raise AssertionError("the pump was not reached again")


def assert_true(outcome: Outcome, done: int) -> None:
    """Confirmed, Refused and Failed are facts about the pump; Uncertain claims nothing."""
    match outcome:
        case Confirmed():
            assert done == 1
        case Failed() | Refused():
            assert done == 0
        case Uncertain():
            assert done in {0, 1}
