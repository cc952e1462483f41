"""Every status of the implant is a sentence a person can act on, and no answer makes the sentence fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.device.implant.codes import ALL_STATUSES, LIMIT_CODES, Status
from programmer.device.implant.refusals import cannot_read, reason_for, unreadable
from programmer.known_error import ExitCode
from programmer.telemetry.codes import LinkStatus
from programmer.therapy.limits import PUMP_LIMITS, Limit

# These never reach the driver as a refusal: done, no session (the link's own trouble), another version.
ELSEWHERE = {LinkStatus.OK, LinkStatus.NO_SESSION, LinkStatus.VERSION}


@pytest.mark.parametrize("status", sorted(set(ALL_STATUSES) - ELSEWHERE))
def test_every_status_has_its_sentence(status: int) -> None:
    reason = reason_for(status)
    assert reason.startswith("The pump")
    assert not reason.endswith(".")
    assert "does not know (0x" not in reason


def test_the_sentences_differ() -> None:
    told = [reason_for(status) for status in set(ALL_STATUSES) - ELSEWHERE]
    assert len(set(told)) == len(told)


def test_a_status_not_known_here_is_told_with_its_number() -> None:
    assert reason_for(0x4848) == "The pump answered with a code this program does not know (0x4848)"


def test_the_pump_s_own_limits_name_step_and_limit() -> None:
    body = bytes(
        (
            3,
            *(LIMIT_CODES[Limit.FLOW_TOO_HIGH], 0),
            *(LIMIT_CODES[Limit.FLOW_TOO_LOW], 4),
            *(LIMIT_CODES[Limit.TOO_MANY_STEPS], 14),
        )
    )
    assert reason_for(Status.REFUSED, body) == (
        "The pump's own limit check does not allow this program: "
        "step 1, the rate is higher than the pump can deliver; "
        "step 5, the rate is lower than the pump can deliver; "
        "step 15, there are more steps than the pump can hold"
    )


def test_a_step_beyond_what_the_pump_can_name_is_told_as_that() -> None:
    body = bytes((2, LIMIT_CODES[Limit.FLOW_TOO_LOW], 254, LIMIT_CODES[Limit.FLOW_TOO_HIGH], 255))
    told = reason_for(Status.REFUSED, body)
    assert "step 255, the rate is lower" in told
    assert "step 256 or later, the rate is higher" in told


def test_each_of_the_pump_s_own_limits_has_its_words() -> None:
    told = {reason_for(Status.REFUSED, bytes((1, LIMIT_CODES[limit], 0))) for limit in PUMP_LIMITS}
    assert len(told) == len(PUMP_LIMITS)
    assert all(": step 1, " in sentence for sentence in told)


@pytest.mark.parametrize("body", [b"", b"\x01", b"\x01\x99", b"\x01\x00\x00", b"\x02\x99\x00", b"\xff"])
def test_limits_that_make_no_sense_leave_the_refusal_as_it_is(body: bytes) -> None:
    assert reason_for(Status.REFUSED, body) == "The pump's own limit check does not allow this program"


@given(st.integers(0, 0xFFFF), st.binary(max_size=40))
def test_there_is_always_a_sentence(status: int, body: bytes) -> None:
    assert reason_for(status, body)


def test_what_the_pump_would_not_let_be_read_is_a_refusal() -> None:
    trouble = cannot_read("Its log", Status.NO_STAGE, b"")
    assert trouble.exit_code is ExitCode.REFUSED
    assert trouble.what == "Its log could not be read from the pump"
    assert trouble.why == reason_for(Status.NO_STAGE)


def test_an_answer_without_sense_is_trouble_of_the_link() -> None:
    trouble = unreadable("its log", "payload ends 3 bytes too early")
    assert trouble.exit_code is ExitCode.LINK_TROUBLE
    assert str(trouble).startswith(
        "The pump's answer about its log makes no sense. Payload ends 3 bytes too early; the pump may be"
    )
