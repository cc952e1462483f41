"""Alarms flash at the pace of their urgency, most urgent first, and never by colour alone."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from programmer.therapy.alarms import Priority
from programmer.ui.theme import LIGHT
from programmer.ui.widgets.alarm_banner import AlarmBanner, AlarmBannerState, AlarmLine
from programmer.ui.widgets.flash_clock import FlashClock, is_lit, until_next_edge_ms


def pace(priority: Priority, seconds: int = 60) -> tuple[float, float]:
    """Flashes a second and the share of the time it is lit, sampled every millisecond."""
    samples = [is_lit(priority, at) for at in range(seconds * 1000)]
    flashes = sum(1 for before, after in itertools.pairwise(samples) if after and not before)
    return flashes / seconds, sum(samples) / len(samples)


@pytest.mark.requirement("OPCA-T5")
def test_a_high_alarm_flashes_at_two_hertz_half_lit() -> None:
    frequency, duty = pace(Priority.HIGH)
    assert 1.4 <= frequency <= 2.8
    assert frequency == pytest.approx(2.0, abs=0.05)
    assert 0.2 <= duty <= 0.8


@pytest.mark.requirement("OPCA-T5")
def test_a_medium_alarm_flashes_at_six_tenths_of_a_hertz_half_lit() -> None:
    frequency, duty = pace(Priority.MEDIUM)
    assert 0.4 <= frequency <= 0.8
    assert frequency == pytest.approx(0.6, abs=0.05)
    assert 0.2 <= duty <= 0.6


@pytest.mark.requirement("OPCA-T5")
def test_a_low_alarm_is_steady() -> None:
    assert pace(Priority.LOW, seconds=5) == (0, 1)


@pytest.mark.parametrize("priority", [Priority.HIGH, Priority.MEDIUM])
def test_no_edge_is_missed_between_two_wakes_of_the_clock(priority: Priority) -> None:
    at, lit = 0.0, is_lit(priority, 0)
    for _ in range(100):
        step = until_next_edge_ms(at)
        assert is_lit(priority, at + step / 2) == lit
        at += step + 0.01
        lit = is_lit(priority, at)


def test_the_clock_runs_only_while_somebody_needs_it(qtbot: QtBot) -> None:
    clock = FlashClock(now_ms=lambda: 0)
    banner = AlarmBanner(clock)
    qtbot.addWidget(banner)
    seen = [clock.running]
    for state in (
        AlarmBannerState((line("a", Priority.HIGH),)),
        AlarmBannerState((line("a", Priority.LOW),)),
    ):
        banner.set_state(state)
        seen.append(clock.running)
    assert seen == [False, True, False]


def test_the_clock_really_ticks(qtbot: QtBot) -> None:
    clock = FlashClock()
    with qtbot.waitSignals([clock.edge, clock.edge], timeout=3000):
        clock.hold()
    clock.release()


def line(key: str, priority: Priority, words: str = "Reservoir low") -> AlarmLine:
    return AlarmLine(key, priority, words, "since 14:02")


@pytest.fixture
def banner(qtbot: QtBot) -> AlarmBanner:
    made = AlarmBanner(FlashClock(now_ms=lambda: 0))
    qtbot.addWidget(made)
    made.resize(1366, 60)
    return made


THREE = AlarmBannerState(
    (
        line("low", Priority.LOW),
        line("medium", Priority.MEDIUM),
        line("high", Priority.HIGH),
        line("m2", Priority.MEDIUM),
    )
)


def test_without_alarms_there_is_no_banner(banner: AlarmBanner) -> None:
    assert banner.isHidden()
    banner.set_state(THREE)
    banner.set_state(AlarmBannerState())
    assert banner.isHidden()


@pytest.mark.requirement("CRISYS-060-064", "OPCA-R6.5.0-11")
def test_the_most_urgent_is_shown_and_the_others_are_counted(banner: AlarmBanner) -> None:
    banner.set_state(THREE)
    (strip,) = banner.strips()
    assert strip.priority is Priority.HIGH
    assert strip._more.text() == "3 more"


@pytest.mark.requirement("CRISYS-060-064", "CRISYS-068-070")
def test_all_are_listed_by_urgency_and_then_newest_first(banner: AlarmBanner) -> None:
    banner.set_state(THREE)
    banner.show()
    QTest.mouseClick(banner.strips()[0]._more, Qt.MouseButton.LeftButton)
    assert [strip._key for strip in banner.strips()] == ["high", "medium", "m2", "low"]
    QTest.mouseClick(banner.strips()[0]._more, Qt.MouseButton.LeftButton)
    assert len(banner.strips()) == 1


@pytest.mark.requirement("OPCA-T5")
@pytest.mark.parametrize(
    ("priority", "marks"), [(Priority.HIGH, "*** "), (Priority.MEDIUM, "** "), (Priority.LOW, "* ")]
)
def test_urgency_is_said_in_marks_and_words_too(banner: AlarmBanner, priority: Priority, marks: str) -> None:
    banner.set_state(AlarmBannerState((line("a", priority),)))
    strip = banner.strips()[0]
    assert strip._marks.text().startswith(marks)
    assert priority.name.lower() in strip.accessibleName()


def test_the_ground_changes_with_the_clock_and_the_edge_stays(qtbot: QtBot) -> None:
    now = [0]
    clock = FlashClock(now_ms=lambda: now[0])
    banner = AlarmBanner(clock)
    qtbot.addWidget(banner)
    banner.resize(800, 44)
    banner.set_state(AlarmBannerState((line("a", Priority.HIGH),)))
    lit = banner.strips()[0].grab().toImage()
    now[0] = 300
    clock.edge.emit()
    dark = banner.strips()[0].grab().toImage()
    assert lit.pixelColor(5, 22).name().upper() == LIGHT.alarm_high
    assert dark.pixelColor(5, 22).name().upper() == LIGHT.surface
    assert dark.pixelColor(5, 1).name().upper() == LIGHT.alarm_high


def test_acknowledging_names_the_alarm_and_leaves_it_there(banner: AlarmBanner, qtbot: QtBot) -> None:
    banner.set_state(THREE)
    banner.show()
    with qtbot.waitSignal(banner.acknowledge_asked) as asked:
        QTest.mouseClick(banner.strips()[0]._acknowledge, Qt.MouseButton.LeftButton)
    assert asked.args == ["high"]
    acknowledged = AlarmLine(
        "high", Priority.HIGH, "Reservoir empty", "", acknowledged="seen by J. Clinician 14:05"
    )
    banner.set_state(AlarmBannerState((acknowledged,)))
    strip = banner.strips()[0]
    assert strip._acknowledge.isHidden()
    assert strip._acknowledged.text() == "seen by J. Clinician 14:05"


@pytest.mark.requirement("OPCA-R6.5.0-14")
def test_a_silenced_sound_is_always_said(banner: AlarmBanner) -> None:
    banner.set_state(AlarmBannerState((line("a", Priority.HIGH),), sound="Sound paused until 14:12"))
    assert not banner.strips()[0]._sound.isHidden()
