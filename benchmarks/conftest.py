"""Tells the ratios after a run: they are what is promised, the times below move with the machine."""

from __future__ import annotations

from typing import Any

import pytest

_RATIOS: list[tuple[str, dict[str, Any]]] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Keep what a race found, whether or not its promise held."""
    try:
        return (yield)
    finally:
        found = getattr(item, "funcargs", {}).get("benchmark")
        if found is not None and found.extra_info:
            _RATIOS.append((item.name.removeprefix("test_").replace("_", " "), dict(found.extra_info)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each race."""
    if _RATIOS:
        terminalreporter.section("ratios")
    for name, found in _RATIOS:
        figures = "; ".join(f"{what.replace('_', ' ')} {figure:,}" for what, figure in found.items())
        terminalreporter.write_line(f"{name}: {figures}")
