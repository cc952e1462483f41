"""What a trial does to a pump, what it tells of it, and when it is refused."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from programmer.clock import ManualClock
from programmer.conformance.clauses import CLAUSES, How
from programmer.conformance.finding import Finding, Outcome, Report
from programmer.conformance.trial import Trial
from programmer.device.implant.codes import Opcode
from programmer.known_error import LinkTrouble, RefusedError
from programmer.randomness import SeededRandomness
from programmer.telemetry.byte_channel import HungUp
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import Frame, FrameEvent
from programmer.telemetry.link_troubles import LinkSilent, NotPaired, PairingFailed
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.responder import Answer, Responder
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import encode_program
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, MinimumRate, PumpProgram, Stopped
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Seconds,
)
from tests.conformance.standard import DOCS
from tests.support.programs_of_every_kind import PERIODIC, SINGLE, WEEKLY
from tests.support.trusted import stranger
from tests.unit.conformance.broken_desks import Desk
from tests.unit.conformance.broken_sessions import EndsSessionsOnHello, TakesACodeTwice
from tests.unit.conformance.pumps import URL, BenchPump

_THERAPY = {
    Opcode.STAGE_BEGIN,
    Opcode.STAGE_CHUNK,
    Opcode.STAGE_VERIFY,
    Opcode.STAGE_READ,
    Opcode.STAGE_ABORT,
    Opcode.COMMIT,
    Opcode.STOP,
    Opcode.RESUME,
    Opcode.BOLUS,
    Opcode.BOLUS_CANCEL,
    Opcode.ALARM_ACKNOWLEDGE,
    Opcode.CLOCK_SET,
    Opcode.REFILL,
    Opcode.CHECKPOINT,
}


_BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))


def clauses(report: Report, outcome: Outcome) -> set[str]:
    """Those that came out like that."""
    return {finding.clause for finding in report.findings if finding.outcome is outcome}


def found(report: Report, clause: str) -> Finding:
    """What became of that clause."""
    return next(finding for finding in report.findings if finding.clause == clause)


def opcodes(pump: BenchPump) -> set[int]:
    """Everything that the pump was sent, as far as it was a frame."""
    return {event.opcode for event in pump.heard if isinstance(event, Frame)}


def test_the_simulated_pump_keeps_everything_that_can_be_tried() -> None:
    pump = BenchPump()
    code = pump.keys.show_code(0)
    report = pump.tried(bench=True, code=code)
    assert report.conforms
    untried = {clause for clause, (how, _) in CLAUSES.items() if how in (How.INSIDE, How.PROGRAMMER)}
    assert clauses(report, Outcome.NOT_TRIED) == untried
    assert clauses(report, Outcome.FAIL) == set()


def test_a_pump_that_sends_no_events_is_not_tried_for_them() -> None:
    report = BenchPump(hints=False).paired().tried(bench=True)
    assert report.conforms
    assert "may send none" in found(report, "E-1").why
    assert "may send none" in found(report, "E-4").why


@pytest.mark.parametrize(
    ("program", "shown"),
    [
        (PumpProgram(_BACLOFEN, Continuous(NanogramsPerDay(90_000))), set()),
        (WEEKLY, {"N-5"}),
        (PumpProgram(_BACLOFEN, Stopped()), {"N-6"}),
        (PERIODIC, {"N-6"}),
        (SINGLE, {"N-6"}),
    ],
    ids=["even", "week", "stopped", "periodic", "single"],
)
def test_only_what_the_program_in_force_shows_of_a_form_passes(program: PumpProgram, shown: set[str]) -> None:
    pump = BenchPump().paired()
    pump.pump.install(program, bytes(range(16)))
    report = pump.tried()
    assert report.conforms
    assert clauses(report, Outcome.PASS) & {"N-5", "N-6"} == shown
    for clause in {"N-5", "N-6"} - shown:
        assert "the program in force has" in found(report, clause).why


def test_what_the_program_in_force_does_not_show_passes_on_the_bench_by_what_is_refused_only() -> None:
    class ObeysNothing(Desk):
        """Knows nothing but reading, as a replay does."""

        def serve(self, opcode: int, payload: bytes) -> Answer:
            return (
                Answer(LinkStatus.UNKNOWN_REQUEST) if opcode in _THERAPY else super().serve(opcode, payload)
            )

    report = BenchPump(desk=ObeysNothing).paired().tried(bench=True)
    assert not report.conforms
    assert clauses(report, Outcome.PASS) & {"N-5", "N-6", "N-7", "X-6", "E-1", "E-4"} == set()


def test_a_minimum_rate_whose_dose_is_not_what_maintains_the_pump_fails_its_clause() -> None:
    pump = BenchPump().paired()
    limits = pump.pump.model.limits
    due = limits.maintaining_flow.value * _BACLOFEN.concentration.value // NANOLITRES_PER_MILLILITRE
    pump.pump.install(PumpProgram(_BACLOFEN, MinimumRate(NanogramsPerDay(due))), bytes(range(16)))
    assert found(pump.tried(), "N-6").outcome is Outcome.PASS
    pump.pump.install(PumpProgram(_BACLOFEN, MinimumRate(NanogramsPerDay(due + 1))), bytes(range(1, 17)))
    assert clauses(pump.tried(), Outcome.FAIL) == {"N-6"}


def test_without_bench_no_frame_of_a_command_or_a_stage_is_sent() -> None:
    pump = BenchPump().paired()
    report = pump.tried()
    assert report.conforms
    assert not opcodes(pump) & _THERAPY
    bench = {clause for clause, (how, _) in CLAUSES.items() if how is How.BENCH}
    assert bench <= clauses(report, Outcome.NOT_TRIED)
    assert pump.pump.state_rev == BenchPump().pump.state_rev


def test_every_clause_is_told_in_the_order_of_the_standard() -> None:
    report = BenchPump().paired().tried()
    assert [finding.clause for finding in report.findings] == list(CLAUSES)
    assert all(finding.why for finding in report.findings if finding.outcome is not Outcome.PASS)


def test_a_bench_trial_leaves_program_delivery_and_clock_as_they_were() -> None:
    pump, alone = BenchPump().paired(), BenchPump()
    program = pump.pump.canonical
    report = pump.tried(bench=True)
    alone.clock.wait_us(pump.clock.monotonic_us())
    alone.tick()
    assert pump.pump.canonical == program
    assert not pump.pump.engine.stopped
    assert pump.pump.engine.boluses == alone.pump.engine.boluses
    assert abs(pump.pump.now.value - alone.pump.now.value) < 1_000_000
    assert any("records more" in sentence for sentence in report.left)


def test_a_pump_that_was_stopped_is_stopped_afterwards() -> None:
    pump = BenchPump().paired()
    pump.pump.stop(bytes(range(16)))
    assert pump.tried(bench=True).conforms
    assert pump.pump.engine.stopped


def test_a_program_is_written_back_without_what_would_open_it_anew() -> None:
    pump = BenchPump().paired()
    single = SingleBolus(Nanograms(50_000), Seconds(3600))
    opened = PumpProgram(_BACLOFEN, Continuous(NanogramsPerDay(90_000)), opening=single)
    pump.pump.install(opened, bytes(range(16)))
    report = pump.tried(bench=True)
    assert pump.pump.canonical == encode_program(opened.settled)
    assert any("without what opens it" in sentence for sentence in report.left)


def test_what_fails_on_the_way_is_put_back_all_the_same() -> None:
    class StaysDeaf(Responder):
        """Answers no second STOP, and so leaves the trial with a stopped pump in its hands."""

        def handle(self, event: FrameEvent, now_us: int) -> bytes:
            reply = super().handle(event, now_us)
            return b"" if isinstance(event, Frame) and event.opcode == Opcode.CLOCK_SET else reply

    pump = BenchPump(responder=StaysDeaf).paired()
    program = pump.pump.canonical
    report = pump.tried(bench=True)
    assert found(report, "X-17").outcome is Outcome.FAIL
    assert pump.pump.canonical == program
    assert not pump.pump.engine.stopped


class Interrupted(BenchPump):
    """At the fifth STOP something comes between, once or from then on."""

    trouble: type[BaseException] = KeyboardInterrupt
    for_good = False

    def receive(self, incoming: bytes) -> bytes:
        reply = super().receive(incoming)
        stops = sum(isinstance(one, Frame) and one.opcode == Opcode.STOP for one in self.heard)
        if (stops == 5 and incoming and not self.met) or (self.met and self.for_good):
            self.met = True
            raise self.trouble
        return reply

    met = False


class Unplugged(Interrupted):
    """The line drops and stays down."""

    trouble = HungUp
    for_good = True


def test_who_gives_a_bench_trial_up_leaves_the_pump_as_it_was() -> None:
    pump = Interrupted().paired()
    program = pump.pump.canonical
    with pytest.raises(KeyboardInterrupt):
        pump.tried(bench=True)
    assert pump.met
    assert pump.pump.canonical == program
    assert not pump.pump.engine.stopped


def test_where_the_line_drops_on_the_bench_it_is_said_that_nothing_was_put_back() -> None:
    with pytest.raises(LinkTrouble, match="not put back"):
        Unplugged().paired().tried(bench=True)


def test_a_bench_trial_of_what_is_not_simulated_is_refused_before_any_command() -> None:
    pump = BenchPump(simulated=False).paired()
    with pytest.raises(RefusedError, match="does not say"):
        pump.tried(bench=True)
    assert not opcodes(pump) & _THERAPY
    assert pump.tried().conforms


def test_that_it_is_simulated_must_be_said_within_the_session() -> None:
    class SaysSoInClear(Responder):
        """In clear it names itself simulated, within the session it does not."""

        def __post_init__(self) -> None:
            super().__post_init__()
            honest = self.identity
            self.identity = lambda: honest()[:-1] + b"\x01"

    pump = BenchPump(responder=SaysSoInClear, simulated=False).paired()
    with pytest.raises(RefusedError):
        pump.tried(bench=True)
    assert not opcodes(pump) & _THERAPY
    assert clauses(pump.tried(), Outcome.FAIL) == {"R-2"}


def test_a_pump_that_is_not_paired_is_told_how_to() -> None:
    with pytest.raises(NotPaired, match="pairing code"):
        BenchPump().tried()


def test_a_pairing_is_tried_and_kept() -> None:
    pump = BenchPump()
    report = pump.tried(code=pump.keys.show_code(0))
    assert {"P-3", "P-4", "P-5", "P-6", "P-7", "P-10"} <= clauses(report, Outcome.PASS)
    assert pump.trust.paired()[0].serial == pump.pump.identity.serial
    assert pump.tried().conforms


def test_a_code_is_not_touched_where_a_pairing_exists() -> None:
    pump = BenchPump().paired()
    code = pump.keys.show_code(0)
    assert pump.tried(code=code).conforms
    assert pump.keys.shown_code(pump.clock.monotonic_us()) == code


def test_the_code_of_another_pump_is_a_trouble_and_no_verdict() -> None:
    pump = BenchPump()
    pump.keys.show_code(0)
    with pytest.raises(PairingFailed):
        pump.tried(code=PairingCode(bytes(16)))


def test_a_code_that_pairs_twice_fails_its_clause() -> None:
    pump = BenchPump(keys=TakesACodeTwice)
    assert clauses(pump.tried(code=pump.keys.show_code(0)), Outcome.FAIL) == {"P-4"}


def test_the_figures_of_the_manual_are_those_of_such_a_pump() -> None:
    pump = BenchPump(responder=EndsSessionsOnHello)
    report = pump.tried(code=pump.keys.show_code(0))
    passed, failed, untried = (report.count(outcome) for outcome in Outcome)
    manual = (DOCS / "conformance.md").read_text(encoding="utf-8")
    assert f"(S-3): {passed} clauses passed, {failed} failed, {untried} were not tried" in manual


class Hints(Responder):
    """Sends an event with every answer to a command."""

    opcode = int(Opcode.EVENT)

    def handle(self, event: FrameEvent, now_us: int) -> bytes:
        reply = super().handle(event, now_us)
        asked = isinstance(event, Frame) and event.opcode in {Opcode.STOP, Opcode.RESUME}
        return reply + self.hint(self.opcode, bytes(4)) if asked else reply


class HintsStrangely(Hints):
    """Its events have another opcode."""

    opcode = int(Opcode.STATUS)


@pytest.mark.parametrize(("pump", "outcome"), [(Hints, Outcome.PASS), (HintsStrangely, Outcome.FAIL)])
def test_events_disturb_nothing_and_are_looked_at(pump: type[Responder], outcome: Outcome) -> None:
    report = BenchPump(responder=pump).paired().tried(bench=True)
    assert found(report, "E-1").outcome is outcome
    assert clauses(report, Outcome.FAIL) == ({"E-1"} if outcome is Outcome.FAIL else set())


class Device:
    """Something at the other end that is no pump."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._answer = answer

    def receive(self, incoming: bytes) -> bytes:
        """What it says to that."""
        return self._answer(incoming) if incoming else b""

    def tick(self) -> None:
        """Nothing happens by itself."""


def tried(device: Device) -> Report:
    """What a trial finds of a device."""
    clock = ManualClock()
    return Trial(MemoryLink(URL, device, clock), clock, SeededRandomness(1), stranger()).run()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_answered_the_trial_comes_to_a_verdict(seed: int) -> None:
    class SpoilsAnswers(Desk):
        """Some of its answers are cut short, changed or too long."""

        def serve(self, opcode: int, payload: bytes) -> Answer:
            answer = super().serve(opcode, payload)
            dice = chance.random()
            if dice > 0.2 or opcode == LinkOpcode.IDENT:
                return answer
            body = bytearray(answer.body)
            if body and dice < 0.1:
                body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
            return Answer(
                answer.status, bytes(body[: chance.randrange(len(body) + 1)]) if dice > 0.15 else bytes(body)
            )

    chance = random.Random(seed)
    report = BenchPump(desk=SpoilsAnswers).paired().tried(bench=True)
    assert not report.conforms
    assert [finding.clause for finding in report.findings] == list(CLAUSES)


@pytest.mark.parametrize("seed", range(10))
def test_a_line_that_loses_and_spoils_frames_makes_no_departure_of_the_pump(seed: int) -> None:
    class OnABadLine(BenchPump):
        """Of a hundred blocks each way three are lost or arrive with a bit wrong."""

        def receive(self, incoming: bytes) -> bytes:
            return _on_a_bad_line(super().receive(_on_a_bad_line(incoming, chance)), chance)

    chance = random.Random(seed)
    report = OnABadLine().paired().tried(bench=True)
    assert clauses(report, Outcome.FAIL) == set(), [
        found(report, one) for one in clauses(report, Outcome.FAIL)
    ]


def _on_a_bad_line(block: bytes, chance: random.Random) -> bytes:
    dice = chance.random()
    if len(block) < 2 or dice > 0.03:
        return block
    if dice < 0.015:
        return b""
    spoilt = bytearray(block)
    spoilt[chance.randrange(len(block))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def test_a_device_that_says_nothing_is_no_link() -> None:
    with pytest.raises(LinkSilent) as silent:
        tried(Device(lambda _: b""))
    assert isinstance(silent.value, LinkTrouble)


@pytest.mark.parametrize(
    ("said", "clause"),
    [
        (b"\x00\x05abcd\x00", "F-1"),
        (b"hello world", "F-3"),
        (b"\x00\x09ab\x00", "F-3"),
        (b"\x00" + b"\x15" + bytes(range(1, 21)) + b"\x00", "F-2"),
    ],
)
def test_a_device_whose_bytes_are_no_frames_does_not_conform(said: bytes, clause: str) -> None:
    report = tried(Device(lambda _: said))
    assert not report.conforms
    assert clauses(report, Outcome.FAIL) == {clause}
    assert clauses(report, Outcome.PASS) == set()


@pytest.mark.parametrize("delay_us", [200_000, 450_000])
def test_a_slow_pump_is_done_with_in_forty_seconds_and_put_back(delay_us: int) -> None:
    class Slow(BenchPump):
        """Every answer takes its time."""

        def receive(self, incoming: bytes) -> bytes:
            if incoming:
                self.clock.wait_us(delay_us)
            return super().receive(incoming)

    pump = Slow().paired()
    program = pump.pump.canonical
    report = pump.tried(bench=True)
    assert report.seconds <= 40
    assert report.out_of_time
    assert not report.conforms
    assert clauses(report, Outcome.FAIL) == set()
    assert any("no time left" in finding.why for finding in report.findings)
    assert pump.pump.canonical == program
    assert not pump.pump.engine.stopped
    assert all(bolus.kind is not BolusKind.SINGLE for bolus in pump.pump.engine.boluses)
