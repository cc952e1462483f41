"""The window's bench, ended in any case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.window_bench import WindowBench


@pytest.fixture
def bench_window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowBench]:
    """An open window, at work, no pump connected."""
    bench = WindowBench(qtbot, tmp_path)
    yield bench
    bench.close()
