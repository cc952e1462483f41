"""When a served pump shows its next pairing code, and when somebody has to ask for it."""

from __future__ import annotations

import json
import signal

import pytest

from programmer.cli.pump_server import Codes
from programmer.clock import ManualClock
from programmer.randomness import SeededRandomness
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.telemetry.pump_keys import MOST_WRONG, OFFER_LIFE_US


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def site(clock: ManualClock) -> PumpSite:
    site = PumpSite(default_factory_state(), clock, SeededRandomness(1))
    site.show_pairing_code()
    return site


@pytest.fixture
def codes(site: PumpSite) -> Codes:
    return Codes(site)


def told(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], str]:
    """The codes on standard output, and what stands on standard error."""
    out, err = capsys.readouterr()
    return [json.loads(line)["pairing_code"] for line in out.splitlines()], err


def guess(site: PumpSite) -> None:
    """End the code by wrong proofs."""
    for _ in range(MOST_WRONG):
        site.keys.proof_was_wrong()


def test_while_a_code_is_good_no_other_is_shown(codes: Codes, capsys: pytest.CaptureFixture[str]) -> None:
    assert not codes.look()
    assert told(capsys) == ([], "")


def test_a_code_that_was_used_is_followed_by_another(
    site: PumpSite, codes: Codes, capsys: pytest.CaptureFixture[str]
) -> None:
    site.keys.pair(bytes(range(32)))
    assert not codes.look()
    assert told(capsys) == ([site.pairing_code], "")


def test_a_code_that_has_lapsed_is_followed_by_another(
    site: PumpSite, codes: Codes, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.wait_us(OFFER_LIFE_US)
    codes.look()
    assert told(capsys) == ([site.pairing_code], "")


def test_after_wrong_proofs_none_is_shown_however_long_it_takes_and_that_is_said_once(
    site: PumpSite, codes: Codes, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    guess(site)
    for _ in range(3):
        codes.look()
        clock.wait_us(OFFER_LIFE_US)
    shown, said = told(capsys)
    assert shown == []
    assert said.count("Three wrong proofs") == 1
    assert site.pairing_code == ""


def test_after_wrong_proofs_who_asks_gets_another_and_is_told_again_when_that_ends(
    site: PumpSite, codes: Codes, capsys: pytest.CaptureFixture[str]
) -> None:
    guess(site)
    codes.look()
    codes.ask(signal.SIGINT, None)
    codes.look()
    shown, said = told(capsys)
    assert shown == [site.pairing_code]
    assert "Three wrong proofs" in said
    guess(site)
    codes.look()
    assert "Three wrong proofs" in told(capsys)[1]
