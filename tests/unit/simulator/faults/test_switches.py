"""Switches strike as often as they are told, when they are told, and tell it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.device.implant.codes import Opcode, Status
from programmer.randomness import SeededRandomness
from programmer.simulator.faults.fault import Fault, NotAFault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind, WriteStep
from programmer.simulator.faults.switches import STRIKES_KEPT, FaultSwitches, Moment, Strike
from programmer.therapy.quantities import PumpTime
from tests.support.programs import continuous

K = FaultKind
REQUEST, REPLY = Direction.REQUEST, Direction.REPLY


class Moments:
    """The link's time and the pump's, wound by hand."""

    def __init__(self) -> None:
        self.link_us = 0

    def __call__(self) -> Moment:
        return Moment(self.link_us, PumpTime(1000 + self.link_us), 2000 + self.link_us)


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def switches(moments: Moments) -> FaultSwitches:
    return FaultSwitches(SeededRandomness(1), moments)


def strikes(switches: FaultSwitches, count: int, kind: FaultKind = K.LOSE_REPLY) -> list[bool]:
    """Whether each of so many replies to COMMIT is struck."""
    return [bool(switches.offer(kind, Opcode.COMMIT, REPLY)) for _ in range(count)]


@pytest.mark.parametrize(
    ("times", "expected"),
    [(1, [True, False, False, False]), (3, [True, True, True, False]), (None, [True] * 4)],
    ids=["once", "counted", "until switched off"],
)
def test_a_fault_strikes_as_often_as_it_was_told(
    switches: FaultSwitches, times: int | None, expected: list[bool]
) -> None:
    switches.arm(Fault(K.LOSE_REPLY, times=times))
    assert strikes(switches, 4) == expected


def test_a_fault_that_is_switched_off_does_not_strike(switches: FaultSwitches) -> None:
    first, second = switches.arm(Fault(K.LOSE_REPLY, times=None)), switches.arm(Fault(K.DELAY, delay_us=1))
    switches.disarm(first)
    switches.disarm(99)
    assert strikes(switches, 1) == [False]
    assert [one.number for one in switches.armed()] == [second]
    switches.clear()
    assert switches.listed() == ()


def test_it_waits_for_its_request_its_direction_and_its_chunk(switches: FaultSwitches) -> None:
    switches.arm(Fault(K.LOSE_REPLY, opcode=Opcode.COMMIT))
    switches.arm(Fault(K.CORRUPT, direction=REQUEST))
    switches.arm(Fault(K.RESET, step=WriteStep.CHUNK, chunk=2))
    assert not switches.offer(K.LOSE_REPLY, Opcode.STATUS, REPLY)
    assert not switches.offer(K.LOSE_REPLY, None, REPLY)
    assert not switches.offer(K.CORRUPT, Opcode.COMMIT, REPLY)
    assert not switches.offer(K.RESET, Opcode.STAGE_CHUNK, REPLY, 1)
    assert switches.struck() == ()
    assert switches.offer(K.LOSE_REPLY, Opcode.COMMIT, REPLY)
    assert switches.offer(K.CORRUPT, None, REQUEST)
    assert switches.offer(K.RESET, Opcode.STAGE_CHUNK, REPLY, 2)


def test_it_is_seen_what_is_armed_how_often_it_struck_and_when_last(
    switches: FaultSwitches, moments: Moments
) -> None:
    number = switches.arm(Fault(K.LOSE_REPLY, times=2))
    (before,) = switches.armed()
    assert (before.opportunities, before.struck, before.last_us, before.spent) == (0, 0, None, False)
    moments.link_us = 5
    strikes(switches, 1)
    moments.link_us = 9
    strikes(switches, 2)
    (after,) = switches.listed()
    assert (after.opportunities, after.struck, after.last_us, after.spent) == (2, 2, 9, True)
    assert switches.armed() == ()
    what = "lose-reply at COMMIT"
    assert switches.struck() == (
        Strike(number, K.LOSE_REPLY, what, Opcode.COMMIT, 5, PumpTime(1005)),
        Strike(number, K.LOSE_REPLY, what, Opcode.COMMIT, 9, PumpTime(1009)),
    )


def test_the_log_of_strikes_keeps_the_last_thousand(switches: FaultSwitches, moments: Moments) -> None:
    switches.arm(Fault(K.LOSE_REPLY, times=None))
    for moment in range(STRIKES_KEPT + 5):
        moments.link_us = moment
        strikes(switches, 1)
    assert [strike.at_us for strike in switches.struck()] == list(range(5, STRIKES_KEPT + 5))
    assert switches.listed()[0].struck == STRIKES_KEPT + 5


def test_the_same_seed_strikes_at_the_same_places(moments: Moments) -> None:
    def struck(seed: int) -> list[bool]:
        switches = FaultSwitches(SeededRandomness(seed), moments)
        switches.arm(Fault(K.LOSE_REPLY, times=None, chance=Fraction(1, 10)))
        return strikes(switches, 2000)

    assert struck(1) == struck(1) != struck(2)
    assert 150 < sum(struck(1)) < 250


def test_a_fault_that_always_strikes_draws_no_chance(moments: Moments) -> None:
    randomness = SeededRandomness(4)
    switches = FaultSwitches(randomness, moments)
    switches.arm(Fault(K.LOSE_REPLY, times=None))
    strikes(switches, 10)
    assert randomness.token_bytes(8) == SeededRandomness(4).token_bytes(8)


def test_a_condition_begins_at_once_and_holds_until_it_is_switched_off(switches: FaultSwitches) -> None:
    number = switches.arm(Fault(K.DRIFT, ppm=50))
    assert switches.in_force(K.DRIFT) == ()
    switches.offer_conditions(None)
    assert [fault.ppm for fault in switches.in_force(K.DRIFT)] == [50]
    assert [(one.in_force, one.spent) for one in switches.armed()] == [(True, True)]
    switches.offer_conditions(None)
    assert switches.listed()[0].struck == 1
    switches.disarm(number)
    assert switches.in_force(K.DRIFT) == ()


def test_a_condition_that_waits_for_a_request_begins_with_it_and_ends_by_itself(
    switches: FaultSwitches,
) -> None:
    switches.arm(Fault(K.STALL, opcode=Opcode.STATUS, lasts_us=100, times=2))
    switches.offer_conditions(None)
    switches.offer_conditions(Opcode.COMMIT)
    assert (switches.in_force(K.STALL), switches.next_end()) == ((), None)
    switches.offer_conditions(Opcode.STATUS)
    switches.offer_conditions(Opcode.STATUS)
    assert switches.next_end() == 2100
    switches.end_conditions(2099)
    assert len(switches.in_force(K.STALL)) == 1
    switches.end_conditions(2100)
    assert (switches.in_force(K.STALL), switches.next_end()) == ((), None)
    assert not switches.listed()[0].spent


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"kind": K.LOSE_REPLY, "at_byte": 3}, "“at_byte” is no option of lose-reply"),
        ({"kind": K.LOG_GAP, "opcode": Opcode.COMMIT}, "log-gap cannot be limited to an opcode"),
        ({"kind": K.DELAY}, "delay needs “delay”"),
        ({"kind": K.REFUSE}, "refuse needs “status”"),
        ({"kind": K.DRIFT}, "drift needs “ppm”"),
        ({"kind": K.LOSE_REPLY, "opcode": 7}, "0x0007 is no opcode"),
        ({"kind": K.RESET, "opcode": 0x0505}, "HELLO is answered by the link itself; reset never meets it"),
        ({"kind": K.LOSE_REPLY, "times": 0}, "a fault strikes at least once"),
        ({"kind": K.LOSE_REPLY, "chance": Fraction(0)}, "a chance is more than 0% and at most 100%"),
        ({"kind": K.LOSE_REPLY, "chance": Fraction(2)}, "a chance is more than 0% and at most 100%"),
        ({"kind": K.REFUSE, "status": 0x0303}, "a pump refuses with a status that says no"),
        ({"kind": K.DRIFT, "ppm": 0}, "a drift is at most 500000 parts per million, and not 0"),
        ({"kind": K.DRIFT, "ppm": 500_001}, "a drift is at most 500000 parts per million, and not 0"),
        ({"kind": K.DELAY, "delay_us": 0}, "delay is 1 or more, not 0"),
        ({"kind": K.CORRUPT, "at_byte": -1}, "at_byte is 0 or more, not -1"),
        ({"kind": K.CORRUPT, "at_byte": 601}, "no frame has more than 600 bytes"),
        ({"kind": K.SPLIT, "at_byte": 0}, "pieces are of at least 1 byte"),
        ({"kind": K.STALL, "times": 2}, "stall that strikes more than once needs an opcode or a chance"),
        ({"kind": K.STALL, "times": None, "lasts_us": 5}, "stall that lasts until it is switched off"),
        (
            {"kind": K.RESET, "step": WriteStep.VERIFY, "direction": REPLY},
            "a reset has a step of writing, or",
        ),
        ({"kind": K.RESET, "chunk": 1}, "“chunk” belongs to the step “chunk”"),
        (
            {"kind": K.SECOND_PROGRAMMER, "act": Act.STOP, "program": continuous(1)},
            "a program is for a second programmer whose act is “program”",
        ),
    ],
    ids=str,
)
def test_options_that_make_no_fault_are_told(options: dict[str, object], why: str) -> None:
    with pytest.raises(NotAFault, match=why):
        Fault(**options)  # type: ignore[arg-type]


def test_a_pump_can_refuse_with_everything_that_says_no() -> None:
    for status in Status:
        assert Fault(K.REFUSE, status=status).status == status
