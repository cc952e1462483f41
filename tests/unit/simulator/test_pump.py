"""The simulated pump lives the same life however its time is cut, and its alarms come to the microsecond."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.device.implant.codes import Status
from programmer.device.implant.messages.commands import Done
from programmer.randomness import SeededRandomness
from programmer.simulator.log import PumpLog
from programmer.simulator.models import pump_model
from programmer.simulator.pump import FactoryState, SimulatedPump
from programmer.simulator.tokens import TokenTable
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import BatteryState, ChangedBy, Delivery, PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime
from tests.support.programs import continuous, usual_programs
from tests.support.simulated import DAY, HOUR, factory_state

START = PumpTime(1_795_168_800_000_000)
TOKEN = bytes(16)
FULL_LIFE = 2555


def a_pump(factory: FactoryState | None = None, seed: int = 1) -> SimulatedPump:
    return SimulatedPump(factory or factory_state(), START, SeededRandomness(seed))


def live(pump: SimulatedPump, duration_us: int) -> None:
    pump.advance_to(PumpTime(pump.now.value + duration_us))


def all_events(pump: SimulatedPump) -> list[PumpEvent]:
    events: list[PumpEvent] = []
    while part := pump.log.part(len(events) + 1, 255).events:
        events += part
    return events


def alarms_of(pump: SimulatedPump) -> list[tuple[int, AlarmKind]]:
    """Every alarm raised: microseconds after the start, and which."""
    kinds = {kind.value: kind for kind in AlarmKind}
    return [
        (event.pump_time.value - START.value, kinds[event.detail[0]])
        for event in all_events(pump)
        if event.kind is PumpEventKind.ALARM_RAISED
    ]


@given(
    usual_programs,
    st.integers(0, 3_000_000),
    st.integers(FULL_LIFE - 92, FULL_LIFE + 1),
    st.lists(st.integers(0, 6 * DAY), max_size=8),
)
def test_one_leap_and_many_steps_are_the_same_life(
    program: Any, fill: int, days: int, cuts: list[int]
) -> None:
    factory = factory_state(fill=fill, program=program, days=days)
    at_once, by_steps = a_pump(factory), a_pump(factory)
    live(at_once, 6 * DAY)
    for cut in sorted([*cuts, 6 * DAY]):
        by_steps.advance_to(PumpTime(START.value + cut))
    assert by_steps.status() == at_once.status()
    assert all_events(by_steps) == all_events(at_once)


@pytest.mark.requirement("CRISYS-010-011", "OPCA-R6.6.0-1")
@given(usual_programs, st.integers(0, 3_000_000), st.integers(FULL_LIFE - 95, FULL_LIFE - 88))
def test_what_the_log_tells_happened_in_its_order(program: Any, fill: int, days: int) -> None:
    pump = a_pump(factory_state(fill=fill, program=program, days=days))
    live(pump, 6 * DAY)
    times = [event.pump_time for event in all_events(pump)]
    assert times == sorted(times)


@pytest.mark.requirement(
    "CRISYS-018",
    "CRISYS-023",
    "CRISYS-059",
    "GIP-1.8",
    "GIP-1.9",
    "OPCA-R5.1.0-4",
    "OPCA-R6.2.0-2",
    "OPCA-R6.8.0-10",
    "OPCA-R6.8.0-9",
    "OPCA-T4",
)
def test_low_empty_and_too_long_are_told_to_the_microsecond() -> None:
    # 1 mL per day: 1 nL in 86,400 us.
    pump = a_pump(factory_state(fill=2_000_001, program=continuous(500_000)))
    live(pump, 5 * DAY)
    empty = 2 * DAY + 86_400
    assert alarms_of(pump) == [
        (86_400, AlarmKind.LOW_RESERVOIR),
        (empty, AlarmKind.EMPTY_RESERVOIR),
        (empty + 2 * DAY, AlarmKind.STOPPED_TOO_LONG),
    ]
    status = pump.status()
    assert (status.delivery, status.delivery_by) == (Delivery.STOPPED, ChangedBy.PUMP)
    assert status.delivery_since.value == START.value + empty
    assert status.state_rev == 3  # two high alarms; a low reservoir does not count


@pytest.mark.requirement("OPCA-R6.6.0-2")
def test_an_alarm_is_raised_once() -> None:
    pump = a_pump(factory_state(fill=2_000_001, program=continuous(500_000)))
    for _ in range(48):
        live(pump, HOUR)
    assert [kind for _, kind in alarms_of(pump)] == [AlarmKind.LOW_RESERVOIR]


@pytest.mark.requirement("GIP-1.9", "GPCA-C07", "GPCA-EC20", "OPCA-R6.8.0-9")
def test_a_pump_filled_to_the_mark_warns_from_the_start() -> None:
    assert alarms_of(a_pump(factory_state(fill=2_000_000))) == [(0, AlarmKind.LOW_RESERVOIR)]
    assert alarms_of(a_pump(factory_state(fill=2_000_001))) == []


@pytest.mark.requirement("CRISYS-023", "GPCA-EC21")
def test_a_pump_made_empty_warns_from_the_start_and_does_not_run() -> None:
    pump = a_pump(factory_state(fill=0))
    assert {kind for _, kind in alarms_of(pump)} == {AlarmKind.LOW_RESERVOIR, AlarmKind.EMPTY_RESERVOIR}
    assert (pump.status().delivery, pump.status().delivery_by) == (Delivery.STOPPED, ChangedBy.PUMP)


@pytest.mark.requirement("CRISYS-014-015", "CRISYS-044", "CRISYS-071", "OPCA-T4")
def test_forty_eight_hours_of_stop_are_too_long_and_resume_clears_it() -> None:
    pump = a_pump()
    pump.stop(TOKEN)
    live(pump, 2 * DAY - 1)
    assert alarms_of(pump) == []
    live(pump, 1)
    assert alarms_of(pump) == [(2 * DAY, AlarmKind.STOPPED_TOO_LONG)]
    assert isinstance(pump.resume(bytes(16)), Done)
    assert pump.status().active_alarms == ()
    last_two = [event.kind for event in all_events(pump)][-2:]
    assert last_two == [PumpEventKind.ALARM_CLEARED, PumpEventKind.RESUMED]


@pytest.mark.requirement("CRISYS-012-013", "CRISYS-045-047")
def test_resume_is_refused_while_running_and_when_empty() -> None:
    pump = a_pump(factory_state(fill=10, program=continuous(500_000)))
    assert pump.resume(TOKEN) is Status.CANNOT_RESUME
    live(pump, DAY)
    assert pump.resume(TOKEN) is Status.CANNOT_RESUME


@pytest.mark.requirement("OPCA-R7.3.0-4")
@pytest.mark.parametrize(
    ("days_made", "state", "left", "warned"),
    [
        (0, BatteryState.GOOD, 2555, False),
        (FULL_LIFE - 91, BatteryState.GOOD, 91, False),
        (FULL_LIFE - 90, BatteryState.ERI, 90, True),
        (FULL_LIFE - 1, BatteryState.ERI, 1, True),
        (FULL_LIFE, BatteryState.END_OF_SERVICE, 0, True),
        (FULL_LIFE + 9, BatteryState.END_OF_SERVICE, 0, True),
    ],
)
def test_the_battery_asks_for_replacement_ninety_days_before_its_end(
    days_made: int, state: BatteryState, left: int, warned: bool
) -> None:
    pump = a_pump(factory_state(days=days_made))
    battery = pump.status().battery
    assert (battery.state, battery.days_left) == (state, left)
    assert (AlarmKind.BATTERY_REPLACE in pump.status().active_alarms) == warned


@pytest.mark.requirement("OPCA-R7.3.0-4")
def test_the_battery_s_warning_comes_with_its_last_ninetieth_day() -> None:
    pump = a_pump(factory_state(days=FULL_LIFE - 92))
    live(pump, 3 * DAY)
    assert alarms_of(pump) == [(2 * DAY, AlarmKind.BATTERY_REPLACE)]
    assert pump.status().state_rev == 1


def test_time_that_has_passed_does_not_come_back() -> None:
    pump = a_pump()
    live(pump, HOUR)
    before = pump.status()
    pump.advance_to(START)
    assert pump.status() == before


def test_another_program_goes_on_from_the_same_reservoir() -> None:
    pump = a_pump()
    live(pump, HOUR)
    before = pump.status()
    done = pump.install(continuous(500_000), TOKEN)
    assert pump.status().reservoir == before.reservoir
    assert (done.state_rev, done.active_hash) == (2, pump.active_hash)
    live(pump, HOUR)
    assert before.reservoir.value - pump.reservoir.value == 41_666


def test_the_same_seed_makes_the_same_memory() -> None:
    assert a_pump(seed=4).status() == a_pump(seed=4).status()
    assert a_pump(seed=4).log.position.epoch != a_pump(seed=5).log.position.epoch


# ---- its memories ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("GPCA-C14", "OPCA-R6.6.0-6", "OPCA-R6.6.0-7")
def test_a_log_that_is_full_forgets_its_oldest_records_and_says_so() -> None:
    log = PumpLog(b"e" * 16, capacity=5)
    assert (log.position.first_sequence, log.position.last_sequence) == (0, 0)
    for at in range(12):
        assert log.write(PumpTime(at), PumpEventKind.STOPPED) == at + 1
    assert (log.position.first_sequence, log.position.last_sequence) == (8, 12)
    assert [event.sequence for event in log.part(1, 255).events] == [8, 9, 10, 11, 12]
    assert [event.sequence for event in log.part(10, 2).events] == [10, 11]
    assert log.part(1, 0).events == ()
    assert log.part(13, 255).events == ()


def test_an_answer_of_the_log_fits_into_a_frame() -> None:
    log = PumpLog(b"e" * 16)
    for at in range(60):
        log.write(PumpTime(at), PumpEventKind.PROGRAM_CHANGED, bytes(48))
    answer = log.part(1, 255)
    assert len(answer.events) == 6
    assert len(answer.encode()) + 6 <= 480


def test_the_table_of_tokens_forgets_the_oldest_and_remembers_how_far_it_reaches() -> None:
    table = TokenTable(b"e" * 16, capacity=2)
    for number in range(1, 5):
        table.remember(bytes([number]) * 16, b"stop", Status.CONFLICT, 10 * number)
    assert table.answer(b"\x01" * 16).refused is None
    assert table.answer(b"\x04" * 16).refused == Status.CONFLICT
    assert table.answer(b"\x01" * 16).reaches_back_to == 21
    assert table.used_otherwise(b"\x04" * 16, b"resume")
    assert not table.used_otherwise(b"\x04" * 16, b"stop")
    assert not table.used_otherwise(b"\x01" * 16, b"resume")


# ---- what it is built from --------------------------------------------------------------------------------------


def test_the_model_is_that_of_the_data_file() -> None:
    model = pump_model()
    assert model.name == "Reference 20"
    assert model.limits.capacity.value == 20_000_000
    assert (model.limits.min_flow.value, model.limits.max_flow.value) == (48_000, 24_000_000)
    assert (model.catheter.tubing.value, model.catheter.volume_per_cm.value) == (140_000, 2_200)
    assert model.battery_days == FULL_LIFE


def test_a_model_that_is_not_there_is_no_model() -> None:
    with pytest.raises(KeyError):
        pump_model("reference-60")
