"""An attempt to connect that came to nothing is made again only where a new one could be begun."""

from __future__ import annotations

from programmer.ui.viewmodels.connect_state import ConnectPhase
from tests.ui.pump_bench import Bench
from tests.ui.viewmodels.test_connect import left_open
from tests.ui.viewmodels.test_indication import choose


def nothing_answers(bench: Bench) -> None:
    """An attempt to connect that came to nothing."""
    bench.line.lose_all_requests()
    bench.workstation.connect_page.connect_pump()
    bench.run(4)
    bench.line.lose_all_requests(False)
    assert bench.workstation.connect_page.state.try_again.enabled


def test_trying_again_waits_for_what_is_chosen_and_not_recorded_as_connecting_does(bench: Bench) -> None:
    choose(bench)
    nothing_answers(bench)
    page = bench.workstation.connect_page
    page.open_indication()
    page.choose_known_age("adult")
    assert page.state.try_again.why_not == "The indication is chosen and not recorded yet"
    page.try_again()
    assert len(bench.connects) == 1
    page.record_indication()
    bench.turn()
    page.try_again()
    bench.run(2)
    assert page.state.phase is ConnectPhase.CONNECTED


def test_trying_again_waits_while_a_pump_that_is_gone_is_called(bench: Bench) -> None:
    left_open(bench)
    page = bench.workstation.connect_page
    page.choose_link("lossy:pump")
    nothing_answers(bench)
    page.open_gone_form()
    page.type_gone_serial("RF20-10432")
    page.type_gone_note("Explanted on Friday, seen on the table")
    page.sign_for_gone()
    assert page.state.gone.busy
    tried = len(bench.connects)
    assert page.state.try_again.why_not == "A pump is being called"
    page.try_again()
    assert len(bench.connects) == tried


def test_an_attempt_is_made_again_whatever_address_is_typed_since(bench: Bench) -> None:
    nothing_answers(bench)
    page = bench.workstation.connect_page
    page.choose_link("typed")
    assert page.state.connect.why_not == "An address is missing"
    assert page.state.try_again.enabled
