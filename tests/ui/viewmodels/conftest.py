"""The bench on which view-models are tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.pump_bench import Bench


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Iterator[Bench]:
    """A workstation that has asked its first questions."""
    bench = Bench(tmp_path)
    bench.workstation.start()
    bench.turn()
    yield bench
    bench.workstation.close()
    bench.records.close()
