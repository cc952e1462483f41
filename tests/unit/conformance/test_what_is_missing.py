"""A device that does not know a request of the standard fails the clause that demands it, and is tried no further."""

from __future__ import annotations

import re

import pytest

from programmer.clock import ManualClock
from programmer.conformance.demanded import DEMANDED_BY, RIGHT_FORMS
from programmer.conformance.finding import Outcome, Report
from programmer.conformance.trial import Trial
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import encode_identity
from programmer.device.implant.messages.log import LogRequest
from programmer.randomness import SeededRandomness
from programmer.simulator.replay.pump import ReplayedPump
from programmer.simulator.replay.recorded import RecordedAnswers
from programmer.simulator.requests import RequestDesk
from programmer.telemetry.capture.entries import Entry, FrameNoted
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import RESPONSE, Frame
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.responder import Answer
from tests.conformance.standard import DOCUMENT
from tests.support.trusted import stranger
from tests.unit.conformance.broken_desks import Desk
from tests.unit.conformance.pumps import BenchPump

_READING = sorted(RIGHT_FORMS)
_ON_THE_BENCH = sorted(set(DEMANDED_BY) - set(RIGHT_FORMS))
_DEPENDENT = {
    Opcode.LOG_READ: {"H-1", "H-2", "H-4", "R-1"},
    Opcode.TOKEN_STATUS: {"C-2", "R-1"},
    Opcode.LIMITS: {"C-4", "R-1", "R-4"},
    Opcode.STATUS: {"S-3", "S-15", "K-9", "V-1"},
}


def without(opcode: int) -> type[RequestDesk]:
    """A desk that does not know that request."""

    class Lacks(Desk):
        """Knows everything else."""

        def serve(self, asked: int, payload: bytes) -> Answer:
            return Answer(LinkStatus.UNKNOWN_REQUEST) if asked == opcode else super().serve(asked, payload)

    return Lacks


def failed(report: Report) -> list[str]:
    """The clauses that failed."""
    return [finding.clause for finding in report.findings if finding.outcome is Outcome.FAIL]


@pytest.mark.parametrize("opcode", [*_READING, *_ON_THE_BENCH])
def test_what_is_not_served_fails_the_clause_that_demands_it_and_no_other(opcode: int) -> None:
    report = BenchPump(desk=without(opcode)).paired().tried(bench=opcode in _ON_THE_BENCH)
    assert failed(report) == [DEMANDED_BY[opcode]]
    assert not report.conforms
    finding = next(one for one in report.findings if one.outcome is Outcome.FAIL)
    assert "every pump serves it" in finding.why
    assert finding.sent
    assert finding.came


@pytest.mark.parametrize("opcode", _DEPENDENT)
def test_what_depends_on_it_was_not_tried_and_says_which_request_is_missing(opcode: Opcode) -> None:
    report = BenchPump(desk=without(opcode)).paired().tried()
    found = {finding.clause: finding for finding in report.findings}
    for clause in _DEPENDENT[opcode]:
        assert found[clause].outcome is Outcome.NOT_TRIED
        assert opcode.name in found[clause].why
        assert DEMANDED_BY[opcode] in found[clause].why


def test_wrong_sizes_of_all_other_requests_are_tried_where_one_is_missing() -> None:
    class LacksOneAndPassesOverMore(Desk):
        """Two faults at once."""

        def serve(self, asked: int, payload: bytes) -> Answer:
            if asked == Opcode.LIMITS:
                return Answer(LinkStatus.UNKNOWN_REQUEST)
            return super().serve(asked, b"" if asked == Opcode.LINK_COUNTERS else payload)

    report = BenchPump(desk=LacksOneAndPassesOverMore).paired().tried()
    assert failed(report) == ["A-3", "R-2"]


def test_a_reading_that_is_played_back_fails_for_what_was_never_recorded_and_not_for_its_log() -> None:
    report = _played_back(Opcode.STATUS, Opcode.LIMITS, Opcode.CATHETER, Opcode.PROGRAM_READ)
    found = {finding.clause: finding for finding in report.findings}
    assert not report.conforms
    assert {"H-3", "X-6", "E-5"} <= set(failed(report))
    for clause in ("H-1", "H-2", "H-4", "R-1", "C-2"):
        assert found[clause].outcome is Outcome.NOT_TRIED
        assert found[clause].why.startswith("needs ")


def test_a_piece_that_is_not_served_is_named_where_others_are() -> None:
    """As the reading of a programmer is: the program from its start, and the log from its first record."""
    report = _played_back(Opcode.STATUS, Opcode.PROGRAM_READ, Opcode.LOG_READ, log_from=1)
    found = {finding.clause: finding for finding in report.findings}
    for clause in ("N-1", "N-2", "N-4"):
        assert found[clause].outcome is Outcome.PASS
    middle = found["R-5"].why
    assert re.match(r"PROGRAM_READ \(offset [1-9]\d*\) was answered UNKNOWN_REQUEST, ", middle)
    assert middle.endswith("; other forms of PROGRAM_READ it served")
    assert found["H-3"].why == (
        "LOG_READ (from_sequence 0, at_most 255) was answered UNKNOWN_REQUEST, and every pump serves it; "
        "other forms of LOG_READ it served"
    )
    assert found["H-4"].why.startswith("needs LOG_READ (from_sequence 0, at_most 255), which was answered")


def _played_back(*read: Opcode, log_from: int = 0) -> Report:
    """A trial of a pump that remembers these readings."""
    bench, entries = BenchPump(), list[Entry]()
    for counter, opcode in enumerate(read, start=1):
        asked = RIGHT_FORMS[opcode]
        if opcode is Opcode.LOG_READ:
            asked = LogRequest(log_from).encode()
        answer = bench.desk.serve(opcode, asked)
        told = counter.to_bytes(4, "little") + answer.status.to_bytes(2, "little") + answer.body
        sent, came = Frame(0, opcode, 7, counter, asked), Frame(RESPONSE, opcode, 7, counter, told)
        entries.append(FrameNoted(0, FrameSeen(True, sent, 0, "")))
        entries.append(FrameNoted(0, FrameSeen(False, came, 0, "taken")))
    recorded = RecordedAnswers.of(entries)
    recorded.identity = encode_identity(bench.pump.identity)
    clock = ManualClock()
    pump = ReplayedPump(recorded, clock, SeededRandomness(8))
    code = PairingCode.read(pump.show_pairing_code())
    return Trial(
        MemoryLink("replayed", pump.line(), clock), clock, SeededRandomness(9), stranger(), code
    ).run()


def test_every_request_of_a_session_is_demanded_by_a_clause_that_names_it() -> None:
    served = {int(code) for code in Opcode if code is not Opcode.EVENT} | {int(LinkOpcode.IDENT)}
    assert set(DEMANDED_BY) == served
    for opcode in Opcode:
        clause = DEMANDED_BY.get(opcode, "C-1")
        assert clause == "C-1" or opcode.name in _text_of(clause), opcode.name


def _text_of(clause: str) -> str:
    found = re.search(rf"^\*\*{clause}\.\*\* (.+?)\n\n", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]
