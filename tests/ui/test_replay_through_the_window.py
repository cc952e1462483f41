"""A recorded link that is played again as a pump is shown in the window, marked as simulated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from programmer.cli.main import run
from programmer.settings import SIMULATED_PUMP_URL
from programmer.ui.viewmodels.connect_state import ConnectPhase
from tests.support.process_bench import SimulatorProcess
from tests.ui.test_pairing_through_the_window import connect_to
from tests.ui.window_bench import WindowBench


@pytest.fixture
def pump(tmp_path: Path) -> Iterator[SimulatorProcess]:
    """What was recorded of the pump inside the program, as a pump of its own."""
    file = tmp_path / "link.jsonl"
    assert run(["capture", SIMULATED_PUMP_URL, str(file), "--seconds", "0"]) == 0
    process = SimulatorProcess(str(file), paired=False, command="replay")
    yield process
    process.end()


def test_a_recorded_pump_is_read_in_the_window(bench_window: WindowBench, pump: SimulatorProcess) -> None:
    page, desk = bench_window.window.connect_page, bench_window.desk.connect_page
    connect_to(bench_window, pump.url)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.PAIRING)
    bench_window.type_into(page.pairing.code.edit, pump.pairing_code)
    bench_window.click(page.pairing.pair_button)
    bench_window.until(lambda: desk.state.phase is ConnectPhase.CONNECTED)
    bench_window.go("pump")
    window = bench_window.window
    bench_window.until(lambda: "baclofen 500 mcg/mL" in bench_window.words(window.pump_page.figure))
    bench_window.until(lambda: "Simulated pump — not a patient" in bench_window.words(window.footer))
