"""A time of another day than the pump's today is told with its date, and a stop with how long it lasts."""

from __future__ import annotations

import pytest

from programmer.therapy.moments import date_text
from programmer.therapy.quantities import PumpTime
from programmer.ui.viewmodels.orders_state import OrderKind
from programmer.ui.viewmodels.program_fields import SINGLE_DOSE, SINGLE_OVER
from programmer.ui.widgets.stop_button_state import StopPhase
from tests.ui.pump_bench import Bench

HOUR_US = 3_600_000_000


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.fixture
def day(bench: Bench) -> str:
    """A pump that stands for 30 hours; the date of its stop without the year."""
    stopped = bench.site.pump.now
    bench.site.pump.stop(b"somebody else's STOP")
    bench.clock.wait_us(30 * HOUR_US)
    bench.connect()
    return date_text(stopped).rpartition(" ")[0]


def test_the_header_tells_how_long_the_pump_stands_and_since_which_day(bench: Bench, day: str) -> None:
    stop = bench.workstation.header.state.stop
    assert stop.phase is StopPhase.STOPPED
    assert plain(stop.words) == "Stopped 30 h ago"
    assert plain(stop.detail).startswith(f"since {day}, ")


def since_of_the_alarm(bench: Bench) -> str:
    (line,) = (one for one in bench.workstation.banner.state.alarms if one.key == "stopped")
    return plain(line.since)


def test_the_alarm_tells_the_day_of_the_stop_and_how_long_it_lasts(bench: Bench, day: str) -> None:
    assert since_of_the_alarm(bench).startswith(f"since {day}, ")
    assert since_of_the_alarm(bench).endswith(", for 30 h")


def test_how_long_a_pump_stands_is_counted_on_while_it_does_not_answer(bench: Bench, day: str) -> None:
    bench.line.lose_all_replies()
    bench.clock.wait_us(9 * HOUR_US)
    bench.turn()
    assert since_of_the_alarm(bench).endswith(", for 39 h")


def test_who_leaves_is_told_the_day_of_the_stop(bench: Bench, day: str) -> None:
    (reason,) = bench.workstation.leaving.state.reasons
    assert f"delivers nothing since {day}, " in reason
    assert plain(reason).endswith(", for 30 h")


def test_the_end_of_a_bolus_beyond_midnight_is_told_with_its_date(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.orders
    page.open(OrderKind.BOLUS)
    page.type_text(SINGLE_DOSE, "20")
    page.type_text(SINGLE_OVER[0], "24")
    page.type_text(SINGLE_OVER[1], "0")
    (ends,) = (one.value for one in page.state.facts if one.label == "It ends, if given now")
    status = bench.site.pump.status()
    tomorrow = type(status.pump_time)(status.pump_time.value + 24 * HOUR_US)
    assert ends.startswith(f"about {date_text(tomorrow).rpartition(' ')[0]}, ")


def test_a_stored_command_that_a_pump_of_another_day_confirmed_is_told_with_the_date_of_its_clock(
    bench: Bench,
) -> None:
    pump = bench.site.pump
    pump.set_clock(PumpTime(pump.now.value + 48 * HOUR_US))
    bench.connect()
    bench.stage("102")
    bench.workstation.program.confirm()
    bench.run(3)
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    history = bench.workstation.history
    history.refresh()
    bench.turn()
    history.open_session(history.state.rows[0].key)
    bench.turn()
    record = history.state.record
    assert record is not None
    day = date_text(pump.now).rpartition(" ")[0]
    (command,) = record.commands
    assert plain(command.cells[2]).startswith(f"Confirmed by the pump at {day}, ")
    assert day not in plain(command.cells[0])
