"""From the moment when the pump confirms STOP every place says that it stands, before it is read again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from programmer.records.rows import IntentKind
from programmer.therapy.outcome import Confirmed
from programmer.ui.viewmodels.program_state import ResultKind
from programmer.ui.viewmodels.pump_state import PumpPhase
from programmer.visit.notices import CommandEnded, Notice, TaskProgress
from tests.ui.pump_bench import Bench


def press_stop(bench: Bench) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()


def at_the_confirmed_stop(bench: Bench, look: Callable[[], str]) -> str:
    """What ``look`` saw when STOP was confirmed and nothing was read since."""
    seen: list[str] = []

    def hear(notice: Notice) -> None:
        if isinstance(notice, CommandEnded) and notice.kind is IntentKind.STOP:
            assert isinstance(notice.outcome, Confirmed)
            assert not bench.workstation.desk.story.read_since_command
            seen.append(look().replace("\u00a0", " "))

    bench.on_notice = hear
    press_stop(bench)
    bench.run(2)
    (words,) = seen
    return words


def program_words(bench: Bench) -> str:
    state = bench.workstation.program.state
    notice, trouble = state.notice, state.trouble
    assert notice is not None
    return f"{notice.headline} {notice.text} {'' if trouble is None else trouble.remedy}"


@pytest.mark.parametrize("staged", [True, False])
def test_the_previous_program_is_not_said_to_run(bench: Bench, staged: bool) -> None:
    bench.connect()
    bench.edit_dose("102")
    if staged:
        bench.stage("102")
    words = at_the_confirmed_stop(bench, lambda: program_words(bench))
    assert "still runs" not in words
    assert "Delivery is stopped and stays stopped." in words
    assert "The previous program stays in the pump and delivers nothing." in words


def test_a_write_that_stop_cut_off_is_not_offered_to_go_on(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("102")
    bench.workstation.program.stage()
    words: list[str] = []

    def hear(notice: Notice) -> None:
        if isinstance(notice, TaskProgress) and not words:
            words.append("")
            press_stop(bench)
        if isinstance(notice, CommandEnded):
            words.append(program_words(bench))

    bench.on_notice = hear
    bench.run(5)
    assert "go on when ready" not in words[1]
    assert "Delivery is stopped: resume it on the Pump page" in words[1]


def test_the_alarm_stands_at_once(bench: Bench) -> None:
    bench.connect()
    words = at_the_confirmed_stop(
        bench, lambda: " ".join(line.words for line in bench.workstation.banner.state.alarms)
    )
    assert "Delivery is stopped: no drug is given" in words


def test_no_refill_is_foretold_and_no_dose_shown_as_given(bench: Bench) -> None:
    bench.connect()

    def look() -> str:
        pump = bench.workstation.pump.state
        assert pump.phase is PumpPhase.STOPPED
        assert pump.figure is not None
        return f"{bench.workstation.header.state.header.reservoir} | {pump.figure}"

    words = at_the_confirmed_stop(bench, look)
    assert "refill in" not in words
    assert "Delivery stopped" in words


def test_a_program_that_was_lost_on_a_stopped_pump_is_not_to_be_treated_as_running(bench: Bench) -> None:
    bench.connect()
    press_stop(bench)
    bench.run(3)
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.kind is ResultKind.UNCERTAIN
    assert result.trouble is not None
    assert "may be running" not in result.trouble.remedy
    assert "The pump was stopped when the program was sent" in result.trouble.remedy
    assert "it delivers nothing until it is resumed" in result.trouble.remedy


def test_after_a_program_that_was_lost_on_a_running_pump_either_program_may_be_running(bench: Bench) -> None:
    bench.connect()
    bench.stage("102")
    bench.line.lose_all_replies()
    bench.workstation.program.confirm()
    bench.run(8)
    result = bench.workstation.program.state.result
    assert result is not None
    assert result.trouble is not None
    assert result.trouble.remedy.endswith(
        "reckon with both programs: the old one or the new one may be running"
    )
