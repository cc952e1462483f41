"""A pump that cannot be read in full can still be stopped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import LinkTrouble
from programmer.telemetry.frames import Frame
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.canonical import program_hash
from programmer.therapy.outcome import Confirmed
from tests.unit.visit.bench import Bench

_HEAD, _HASH_AT = 6, 85  # of an answer, and of the hash in a STATUS body
_FOREIGN = b"\x63\x00 a schema of the future"


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    made.plug.on_reply = _speak_of_a_foreign_program
    yield made
    made.records.close()


def _speak_of_a_foreign_program(reply: Frame) -> Frame:
    """A pump whose program is of a schema that nobody here knows, and which is consistent about it."""
    sha256 = program_hash(_FOREIGN)
    if reply.opcode == Opcode.PROGRAM_READ:
        head = PayloadReader(reply.payload).fixed(_HEAD)
        body = PayloadWriter().u16(len(_FOREIGN)).u16(0).fixed(sha256, 32).rest(_FOREIGN).done()
        return reply._replace(payload=head + body)
    if reply.opcode == Opcode.STATUS:
        start = _HEAD + _HASH_AT
        return reply._replace(payload=reply.payload[:start] + sha256 + reply.payload[start + 32 :])
    return reply


def test_its_program_cannot_be_read_and_so_it_cannot_be_programmed(bench: Bench) -> None:
    visit = bench.visit()

    with pytest.raises(LinkTrouble, match="cannot read"):
        visit.begin()


def test_it_is_stopped_and_the_pump_confirms_it(bench: Bench) -> None:
    visit = bench.visit()
    visit.begin_to_stop()

    assert isinstance(visit.stop(), Confirmed)

    assert not bench.pump_runs
    assert visit.drug_name is None
    assert [type(outcome) for outcome in bench.outcomes()] == [Confirmed]
