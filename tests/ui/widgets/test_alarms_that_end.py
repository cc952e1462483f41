"""When the most urgent alarm is over, the next stands in its place."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from programmer.therapy.alarms import Priority
from programmer.ui.widgets.alarm_banner import AlarmBanner, AlarmBannerState, AlarmLine
from programmer.ui.widgets.flash_clock import FlashClock

EMPTY = AlarmLine("empty", Priority.HIGH, "Reservoir empty", "")
LOW = AlarmLine("low", Priority.MEDIUM, "Low reservoir", "")


@pytest.mark.requirement("CRISYS-067")
def test_the_next_alarm_takes_the_place_of_the_one_that_is_over(qtbot: QtBot) -> None:
    banner = AlarmBanner(FlashClock(now_ms=lambda: 0))
    qtbot.addWidget(banner)
    banner.set_state(AlarmBannerState((LOW, EMPTY)))
    (strip,) = banner.strips()
    assert (strip.priority, strip._more.text()) == (Priority.HIGH, "1 more")
    banner.set_state(AlarmBannerState((LOW,)))
    (strip,) = banner.strips()
    assert strip.priority is Priority.MEDIUM
    assert "Low reservoir" in strip.accessibleName()
    assert strip._more.isHidden()
