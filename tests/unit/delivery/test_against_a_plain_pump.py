"""The closed form delivers what a pump delivers that is followed second by second."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from programmer.delivery.happenings import BolusStarted
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind
from tests.unit.delivery.deliveries import (
    SECOND,
    Act,
    acts,
    lived,
    programs,
    pump,
    pushed,
    whole_second_bridges,
)
from tests.unit.delivery.plain_pump import PlainPump

LAST_S = 4 * 3600


def _followed(plain: PlainPump, done: list[Act]) -> None:
    at = sorted(done)
    while plain.second < LAST_S:
        while at and at[0][0] == plain.second * SECOND:
            {"press": plain.press, "stop": plain.stop, "resume": plain.resume}[at.pop(0)[1]]()
        plain.tick()


@pytest.mark.requirement("CRISYS-016", "CRISYS-040-042", "GIP-1.13", "OPCA-R5.1.0-3", "OPCA-R6.2.0-1")
@settings(max_examples=25)
@given(programs(whole_second_bridges()), acts(LAST_S - 1))
def test_every_program_delivers_what_is_added_up_second_by_second(
    program: PumpProgram, done: list[Act]
) -> None:
    plain = PlainPump(program)
    _followed(plain, done)
    start = pump(program, reservoir=2**62)
    end, told = lived(start, done, LAST_S * SECOND)
    assert pushed(end) == plain.pushed
    begun = [row.at for row in told if isinstance(row, BolusStarted) and row.bolus is BolusKind.PATIENT]
    assert begun == [start * SECOND for start in plain.starts]
    assert bool(end.opening_left) == bool(plain.opening_seconds)
    running = end.boluses[0].kind if end.boluses else None
    words = {"patient": BolusKind.PATIENT, "single": BolusKind.SINGLE, "periodic": BolusKind.PERIODIC}
    assert running == next((words[kind] for kind, left in plain.seconds_left.items() if left), None)
