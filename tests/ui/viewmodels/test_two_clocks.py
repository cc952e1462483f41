"""The window says by which clock the pump confirmed, wherever the two differ by more than a minute."""

from __future__ import annotations

import re

import pytest

from programmer.therapy.quantities import PumpTime
from tests.ui.pump_bench import Bench
from tests.ui.viewmodels.test_times_of_another_day import HOUR_US, plain

_TIME = r"\d\d:\d\d:\d\d"
BOTH = rf"{_TIME} by the pump's clock, (\w{{3}} \d+ \w{{3}}( \d{{4}})?, )?{_TIME} by the workstation's"


def _programmed(bench: Bench, ahead_us: int) -> None:
    pump = bench.site.pump
    pump.set_clock(PumpTime(pump.now.value + ahead_us))
    bench.connect()
    bench.stage("102")
    bench.workstation.program.confirm()
    bench.run(3)


@pytest.mark.parametrize("ahead_us", [-HOUR_US, HOUR_US // 30])
def test_result_history_and_record_tell_both_clocks_where_they_differ(bench: Bench, ahead_us: int) -> None:
    _programmed(bench, ahead_us)
    result = bench.workstation.program.state.result
    assert result is not None
    lines = [plain(line) for line in result.lines]
    assert any(re.fullmatch(rf"\w{{3}} \d+ \w{{3}} \d{{4}}, {BOTH}", line) for line in lines), lines
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    row, cell = _stored(bench)
    assert re.fullmatch(rf"Program change confirmed {_TIME} by the pump's clock", row)
    assert re.match(rf"Confirmed by the pump at {BOTH}", cell)


def test_where_they_agree_it_is_told_as_ever(bench: Bench) -> None:
    _programmed(bench, 0)
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    row, cell = _stored(bench)
    assert re.fullmatch(rf"Program change confirmed {_TIME}", row)
    assert re.fullmatch(rf"Confirmed by the pump at {_TIME}", cell)


def test_the_notice_after_resume_tells_both_clocks(bench: Bench) -> None:
    pump = bench.site.pump
    pump.set_clock(PumpTime(pump.now.value + HOUR_US))
    pump.stop(b"somebody else's STOP")
    bench.connect()
    page = bench.workstation.pump
    page.ask_to_resume()
    page.confirm_resume()
    bench.run(2)
    notice = page.state.resume.result
    assert notice is not None
    assert re.search(rf"confirmed by the pump at {BOTH}", plain(notice.headline))


def _stored(bench: Bench) -> tuple[str, str]:
    """Outcome in the list of visits, and in the one opened."""
    history = bench.workstation.history
    history.refresh()
    bench.turn()
    row = history.state.rows[0]
    history.open_session(row.key)
    bench.turn()
    record = history.state.record
    assert record is not None
    (command,) = record.commands
    (told,) = (cell for cell in row.cells if " confirmed " in cell)
    return plain(told), plain(command.cells[2])
