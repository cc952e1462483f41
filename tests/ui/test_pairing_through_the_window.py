"""A pump in a process of its own is paired with, by the code that it prints, through the window alone."""

from collections.abc import Iterator

import pytest

from programmer.ui.viewmodels.connect_state import ConnectPhase
from tests.support.process_bench import SimulatorProcess
from tests.ui.window_bench import WindowBench


@pytest.fixture
def pump() -> Iterator[SimulatorProcess]:
    """A simulated pump that no workstation is paired with."""
    process = SimulatorProcess(paired=False)
    yield process
    process.end()


def connect_to(bench: WindowBench, url: str) -> None:
    """Type the address and press Connect."""
    page = bench.window.connect_page
    bench.click(page.links.rows()[-1])
    bench.type_into(page.links.address.edit, url)
    bench.click(page.connect_button)


def test_the_printed_code_pairs_once_and_for_all(bench_window: WindowBench, pump: SimulatorProcess) -> None:
    page, desk = bench_window.window.connect_page, bench_window.desk.connect_page
    connect_to(bench_window, pump.url)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.PAIRING)
    assert "is not paired with this workstation" in bench_window.words(page.pairing)
    assert page.pairing.code.edit.hasFocus()
    assert not page.pairing.pair_button.isEnabled()
    bench_window.type_into(page.pairing.code.edit, pump.pairing_code.lower().replace("-", " "))
    bench_window.click(page.pairing.pair_button)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.CONNECTED)
    assert "Paired with pump RF20-20764." in bench_window.words(page)
    bench_window.click(page.connected.disconnect_card.button)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.CHOOSING)
    bench_window.click(page.connect_button)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.CONNECTED)
    assert "Paired with pump" not in bench_window.words(page)


def test_cancel_leaves_the_pump_as_it_was(bench_window: WindowBench, pump: SimulatorProcess) -> None:
    page, desk = bench_window.window.connect_page, bench_window.desk.connect_page
    connect_to(bench_window, pump.url)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.PAIRING)
    bench_window.click(page.pairing.cancel_button)
    assert desk.state.phase is ConnectPhase.CHOOSING
    assert page.connect_button.isEnabled()
