"""Lets quick tests go before slow ones, so that most faults are noticed at once: a pytest plugin for mutation.py."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pytest

SLOW_S = 0.05
DURATIONS = Path("mutmut-stats.json")  # mutmut's own, where it runs the tests


@functools.cache
def _durations(_written: float) -> dict[str, float]:
    durations: dict[str, float] = json.loads(DURATIONS.read_text(encoding="utf-8"))["duration_by_test"]
    return durations


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests file by file, then the slow ones, the slowest last."""
    if not DURATIONS.exists():
        return
    known = _durations(DURATIONS.stat().st_mtime)

    def turn(item: pytest.Item) -> tuple[float, str]:
        seconds = known.get(item.nodeid, 0.0)
        return (seconds if seconds >= SLOW_S else 0.0, str(item.path))

    items.sort(key=turn)
