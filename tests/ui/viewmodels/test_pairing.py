"""Getting to know a pump through the Connect page."""

import pytest

from programmer.known_error import LinkTrouble
from programmer.telemetry.link_troubles import not_authentic
from programmer.telemetry.pairing_code import PairingCode
from programmer.ui.viewmodels.connect_state import ConnectPhase, PairingState
from programmer.visit.notices import TaskRefused
from programmer.visit.tasks import Connect
from tests.support.trusted import stranger
from tests.ui.pump_bench import Bench

_TEN_MINUTES_S = 600


def pairing(bench: Bench) -> PairingState:
    shown = bench.workstation.connect_page.state.pairing
    assert shown is not None
    return shown


@pytest.fixture
def unknown(bench: Bench) -> Bench:
    """A workstation that has tried to connect to a pump that does not know it."""
    bench.trust = stranger(5)
    bench.workstation.connect_page.connect_pump()
    bench.run(1)
    return bench


def type_and_pair(bench: Bench, code: str) -> None:
    bench.workstation.connect_page.type_pairing_code(code)
    bench.workstation.connect_page.pair_pump()
    bench.run(1.5)


def other_code(code: str) -> str:
    """A code without a slip of the pen that the pump does not show."""
    return PairingCode(bytes(byte ^ 1 for byte in PairingCode.read(code).secret)).shown()


def test_a_pump_that_is_not_paired_asks_for_its_code(unknown: Bench) -> None:
    assert unknown.workstation.connect_page.state.phase is ConnectPhase.PAIRING
    assert pairing(unknown).missing.endswith("is not paired with this workstation")
    assert "does not know this workstation's key" in pairing(unknown).why
    assert any("pairing code" in step for step in pairing(unknown).steps)
    assert not pairing(unknown).pair.enabled


def test_the_code_the_pump_shows_pairs_and_connects(unknown: Bench) -> None:
    type_and_pair(unknown, unknown.site.show_pairing_code().lower().replace("-", " "))
    state = unknown.workstation.connect_page.state
    assert state.phase is ConnectPhase.CONNECTED
    assert [notice.headline for notice in state.announcements] == ["Paired with pump RF20-10432."]
    assert [pump.serial for pump in unknown.trust.paired()] == ["RF20-10432"]


def test_a_pump_that_was_paired_is_known_the_next_time(unknown: Bench) -> None:
    type_and_pair(unknown, unknown.site.show_pairing_code())
    unknown.workstation.connect_page.disconnect_pump()
    unknown.run(1)
    unknown.connect()
    assert not unknown.workstation.connect_page.state.announcements


def test_a_code_that_is_not_complete_says_how_much_there_is(unknown: Bench) -> None:
    unknown.workstation.connect_page.type_pairing_code("abcde fgh")
    field = pairing(unknown).code
    assert not field.reason
    assert field.under.startswith("8 of 30 letters and digits")
    assert not pairing(unknown).pair.enabled


@pytest.mark.parametrize("slip", ["0", "1", "8", "ß", "."])
def test_a_letter_that_no_code_has_is_told_at_the_field(unknown: Bench, slip: str) -> None:
    code = unknown.site.show_pairing_code()
    unknown.workstation.connect_page.type_pairing_code(slip + code[1:])
    assert "nothing was sent" in pairing(unknown).code.reason
    assert not pairing(unknown).pair.enabled


def test_a_slip_of_the_pen_is_told_before_anything_is_sent_and_uses_nothing_up(unknown: Bench) -> None:
    code, before = unknown.site.show_pairing_code(), len(unknown.connects)
    swapped = (
        code[1] + code[0] + code[2:] if code[0] != code[1] else ("A" if code[0] != "A" else "B") + code[1:]
    )
    type_and_pair(unknown, swapped)
    assert "letter or digit of the pairing code is wrong; nothing was sent" in pairing(unknown).code.reason
    assert len(unknown.connects) == before
    type_and_pair(unknown, code)
    assert unknown.workstation.connect_page.state.phase is ConnectPhase.CONNECTED


def test_a_wrong_code_is_said_so_and_can_be_mended(unknown: Bench) -> None:
    code = unknown.site.show_pairing_code()
    type_and_pair(unknown, other_code(code))
    trouble = pairing(unknown).trouble
    assert trouble is not None
    assert trouble.what == "The pump did not take this code: attempt 1 of 3"
    assert trouble.remedy == "Read it off the pump again: it is good for 2 more attempts"
    assert pairing(unknown).code.text == other_code(code)
    type_and_pair(unknown, code)
    assert unknown.workstation.connect_page.state.phase is ConnectPhase.CONNECTED


def test_three_wrong_codes_use_the_offer_up(unknown: Bench) -> None:
    code = unknown.site.show_pairing_code()
    for attempt in (1, 2, 3):
        type_and_pair(unknown, other_code(code))
        trouble = pairing(unknown).trouble
        assert trouble is not None
        assert trouble.what.endswith(f"attempt {attempt} of 3")
        assert ("new code" in trouble.remedy) is (attempt == 3)
        assert ("used up" in trouble.why) is (attempt == 3)
    type_and_pair(unknown, code)
    trouble = pairing(unknown).trouble
    assert trouble is not None
    assert "shows no pairing code now" in trouble.why
    assert "three attempts" in trouble.why
    assert "show a new code" in trouble.remedy
    type_and_pair(unknown, other_code(unknown.site.show_pairing_code()))
    trouble = pairing(unknown).trouble
    assert trouble is not None
    assert trouble.what.endswith("attempt 1 of 3"), "of the new code"


def test_a_code_has_lapsed_after_ten_minutes(unknown: Bench) -> None:
    code = unknown.site.show_pairing_code()
    unknown.clock.wait_us(_TEN_MINUTES_S * 1_000_000)
    type_and_pair(unknown, code)
    trouble = pairing(unknown).trouble
    assert trouble is not None
    assert "ten minutes" in trouble.why


def test_silence_while_pairing_keeps_what_was_typed(unknown: Bench) -> None:
    code = unknown.site.show_pairing_code()
    unknown.line.lose_all_requests()
    unknown.workstation.connect_page.type_pairing_code(code)
    unknown.workstation.connect_page.pair_pump()
    unknown.run(5)
    trouble = pairing(unknown).trouble
    assert trouble is not None
    assert trouble.what.startswith("Nothing answers")
    unknown.line.lose_all_requests(False)
    type_and_pair(unknown, pairing(unknown).code.text)
    assert unknown.workstation.connect_page.state.phase is ConnectPhase.CONNECTED


def test_giving_up_leads_back_to_the_choice_and_forgets_the_code(unknown: Bench) -> None:
    unknown.workstation.connect_page.type_pairing_code("ABCDE")
    unknown.workstation.connect_page.give_up_pairing()
    state = unknown.workstation.connect_page.state
    assert state.phase is ConnectPhase.CHOOSING
    assert state.trouble is None
    assert state.connect.enabled
    unknown.workstation.connect_page.connect_pump()
    unknown.run(1)
    assert pairing(unknown).code.text == ""


def test_who_cannot_prove_to_be_the_pump_is_a_trouble_of_its_own(bench: Bench) -> None:
    task = Connect("socket://127.0.0.1:9")
    bench.workstation.take_notice(TaskRefused(task, not_authentic(task.url)))
    state = bench.workstation.connect_page.state
    assert state.phase is ConnectPhase.CHOOSING
    assert state.trouble is not None
    assert "could not prove to be the pump" in state.trouble.what
    assert "do not program over this link" in state.trouble.remedy


def test_no_account_of_a_connection_shows_the_code() -> None:
    task = Connect("socket://127.0.0.1:9", None, "ABCDE-FGHIJ")
    assert "ABCDE" not in repr(TaskRefused(task, LinkTrouble("a", "b", "c")))
