"""A scenario that is run: what happens when, what had been delivered, and what each action does."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.delivery.happenings import Hold
from programmer.delivery.orders import Kind
from programmer.device.implant.codes import Status
from programmer.simulator.scenarios.actions import TellRefill
from programmer.simulator.scenarios.events import EVENT_KINDS, Event
from programmer.simulator.scenarios.request_reasons import REQUEST_REASONS, status_reason
from programmer.simulator.scenarios.running import Run, run_scenario
from programmer.simulator.scenarios.sentences import event_line
from programmer.simulator.scenarios.timeline_words import ACTIONS
from programmer.simulator.scenarios.words import event_words, totals_words, truth_words
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.limits import PUMP_LIMITS
from programmer.therapy.pump import BatteryState, Delivery
from programmer.therapy.quantities import Nanolitres
from tests.unit.simulator.scenarios.scenario_files import FAST, IDEAL, PATIENT, PROGRAM, entry, scenario

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
BOLUS = entry("60 min", "bolus", 'dose = "2 mg"\nduration = "30 min"')
SLOW = PROGRAM.replace("24 mg", "1 mg")
PRESSES = entry("70 min", "press", 'every = "6 min"\ntimes = 3')


def told(run: Run) -> list[tuple[float, str, object]]:
    """Time in minutes, kind, and the bolus, reason, alarm or opening of each event."""
    return [(event.t_us / MINUTE, event.kind, _subject(event)) for event in run.events]


def _subject(event: Event) -> object:
    return next(
        (event.more[key] for key in ("reason", "bolus", "alarm", "opening") if key in event.more), None
    )


def _later(run: Run) -> list[Event]:
    return [event for event in run.events if event.t_us]


def run(*parts: str, until: int = 2 * HOUR, at: tuple[int, ...] = ()) -> Run:
    return run_scenario(scenario(*parts), until, at)


@pytest.mark.requirement("CRISYS-031-036", "OPCA-R5.2.0-1", "OPCA-R5.3.0-3", "OPCA-R6.5.0-7")
def test_a_patients_bolus_goes_first_and_the_other_resumes_after_it() -> None:
    assert told(run(IDEAL, PROGRAM, PATIENT, BOLUS, PRESSES)) == [
        (0, "mode-began", None),
        (60, "bolus-started", "bolus"),
        (70, "bolus-suspended", "bolus"),
        (70, "bolus-started", "patient_bolus"),
        (75, "bolus-finished", "patient_bolus"),
        (75, "bolus-resumed", "bolus"),
        (76, "bolus-refused", "lockout"),
        (82, "bolus-refused", "lockout"),
        (95, "bolus-finished", "bolus"),
    ]


def test_an_ideal_pump_tells_its_totals_exactly() -> None:
    ran = run(IDEAL, PROGRAM, PATIENT, BOLUS, PRESSES, at=(65 * MINUTE,))
    first, last = (totals_words(at, exact=True) for at in ran.totals)
    nothing = {"periodic": 0, "prime": 0, "bridge": 0}
    assert first == {
        "t_s": 3900,
        "delivered_nl": "4250000/3",
        "by": {"basal": "3250000/3", "bolus": "1000000/3", "patient_bolus": 0, **nothing},
    }
    assert last == {
        "t_s": 7200,
        "delivered_nl": 4_500_000,
        "by": {"basal": 2_000_000, "bolus": 2_000_000, "patient_bolus": 500_000, **nothing},
    }


def test_a_pump_with_pulses_tells_whole_nanolitres_that_add_up() -> None:
    moments = tuple(minute * MINUTE for minute in range(61, 120, 7))
    ran = run('[model]\nstroke = "250 nL"\ncalibration = "+3.3333 %"', PROGRAM, BOLUS, at=moments)
    for at in ran.totals:
        words = totals_words(at, exact=False)
        assert all(isinstance(volume, int) for volume in words["by"].values())
        assert sum(words["by"].values()) == words["delivered_nl"] == int(at.totals.delivered)


def test_cutting_the_time_changes_nothing() -> None:
    parts = (FAST, PROGRAM, PATIENT, BOLUS, PRESSES, entry("80 min", "stall"), entry("100 min", "recover"))
    whole, cut = run(*parts), run(*parts, at=tuple(range(MINUTE // 7, 2 * HOUR, 11 * MINUTE + 1)))
    assert whole.events == cut.events
    assert whole.totals[-1] == cut.totals[-1]
    assert whole.play.pump.engine.snapshot() == cut.play.pump.engine.snapshot()


def test_the_same_seed_gives_the_same_history() -> None:
    first, second = (
        run("seed = 7", FAST, PROGRAM, PATIENT, PRESSES),
        run("seed = 7", FAST, PROGRAM, PATIENT, PRESSES),
    )
    assert first.events == second.events
    assert first.play.pump.log.position == second.play.pump.log.position


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
@pytest.mark.parametrize(
    ("model", "dose", "duration", "reason"),
    [
        ("", "10 mg", "1 s", "flow-too-high"),
        ('[model]\nmax_flow = "1 mL/h"', "2 mg", "60 min", "flow-too-high"),
        ('[model]\nmin_flow = "2 mL/h"\nmax_flow = "9 mL/h"', "0.5 mg", "60 min", "flow-too-low"),
    ],
)
def test_a_clinician_s_bolus_beyond_the_model_is_refused_and_nothing_of_it_given(
    model: str, dose: str, duration: str, reason: str
) -> None:
    program = PROGRAM.replace("24 mg/day", "0 mg/day") if reason == "flow-too-low" else SLOW
    ran = run(model, program, entry("60 min", "bolus", f'dose = "{dose}"\nduration = "{duration}"'))
    assert told(ran)[1:] == [(60, "bolus-refused", reason)]
    assert ran.totals[-1].totals.by[Kind.BOLUS] == 0


def test_what_is_repeated_without_an_end_goes_on_to_the_end() -> None:
    ran = run(FAST, SLOW, PATIENT, entry("0 min", "press", 'every = "8 h"'), until=6 * DAY)
    assert [event.t_us for event in ran.events if event.kind == "bolus-started"] == [
        8 * HOUR * number for number in range(19)
    ]


def test_of_one_moment_the_order_of_the_file_decides() -> None:
    ran = run(PROGRAM, entry("1 h", "stop"), entry("1 h", "press"), entry("1 h", "resume"))
    assert [kind for at, kind, _ in told(ran) if at and "hold" not in kind] == [
        "stopped",
        "bolus-refused",
        "resumed",
    ]


def test_a_fast_crystal_ends_a_bolus_early_and_its_clock_runs_ahead() -> None:
    ran = run('[state]\ndrift = "+25 %"', IDEAL, PROGRAM, BOLUS, until=5 * HOUR)
    (ended,) = (event for event in ran.events if event.kind == "bolus-finished")
    assert ended.t_us == 60 * MINUTE + 24 * MINUTE
    assert ran.play.clock_error_us == 5 * HOUR // 4
    assert ran.totals[-1].totals.by[Kind.BASAL] == Fraction(6_250_000)


def test_an_event_is_dated_with_the_first_true_microsecond_at_which_the_pump_has_it() -> None:
    ran = run('[state]\ndrift = "+30 %"', IDEAL, PROGRAM, BOLUS)
    (ended,) = (event for event in ran.events if event.kind == "bolus-finished")
    assert ended.t_us == 4_984_615_385  # 60 min and 30 min / 1.3, rounded up


def test_the_clock_begins_where_the_scenario_says() -> None:
    ran = run('[state]\nclock = "2026-03-01 07:00"\nclock_shift = "-5 min"', PROGRAM, entry("1 h", "press"))
    assert event_words(ran.events[-1])["clock"] == "2026-03-01T07:55:00"
    assert ran.play.clock_error_us == -5 * MINUTE


def test_setting_the_clock_to_the_true_time_needs_no_moment() -> None:
    ran = run('[state]\nclock_shift = "+1 h"', PROGRAM, entry("1 h", "set-clock"))
    assert ran.play.clock_error_us == 0


def test_what_the_pump_believes_and_what_is_so_are_two_things() -> None:
    ran = run('[state]\nbelieved = "18 mL"\ntrue = "9 mL"', PROGRAM, until=HOUR)
    assert ran.totals[-1].totals.believed - ran.totals[-1].totals.reservoir == 9_000_000


def test_what_fills_the_path_comes_out_first() -> None:
    old = '[state]\npath = [{ name = "baclofen", concentration = "2 mg/mL" }]'
    tip = run(old, PROGRAM, until=HOUR // 4).play.pump.engine.tip()
    assert dict(tip.rates)["baclofen"] == 48_000_000
    later = run(old, PROGRAM, until=HOUR).play.pump.engine.tip()
    assert dict(later.rates).get("morphine") == 24_000_000


def test_a_program_that_the_pump_would_refuse_is_refused() -> None:
    other = '[timeline.drug]\nname = "morphine"\nconcentration = "2 mg/mL"\n'
    mode = '[timeline.program]\nmode = "continuous"\ndose = "{}"\n'
    ran = run(
        PROGRAM,
        entry("1 h", "program", other + mode.format("24 mg/day")),
        entry("1 h", "program", other + mode.format("480 mg/day")),
        entry("1 h", "resume"),
    )
    assert [(event.kind, event.more["request"], event.more["reason"]) for event in _later(ran)] == [
        ("request-refused", "program", "other-drug"),
        ("request-refused", "program", "flow-too-high"),
        ("request-refused", "resume", "cannot-resume"),
    ]


def test_hands_tell_what_came_and_what_does_not_fit() -> None:
    ran = run(
        '[model]\nresidual = "1 mL"\n[state]\nbelieved = "10 mL"\ndelivery = "stopped"',
        PROGRAM,
        entry("1 h", "withdraw", 'volume = "2 mL"'),
        entry("1 h", "empty"),
        entry("1 h", "fill", 'volume = "19.5 mL"'),
        entry("1 h", "fill", 'volume = "19 mL"'),
    )
    assert [(event.kind, event.more["volume_nl"], event.more.get("room_nl")) for event in _later(ran)] == [
        ("withdrawn", 2_000_000, None),
        ("withdrawn", 7_000_000, None),
        ("fill-refused", 19_500_000, 19_000_000),
        ("filled", 19_000_000, None),
    ]


# Each action, what else it needs, and a kind of event that it must bring, possibly after another action.
EACH: dict[str, tuple[str, str]] = {
    "withdraw": ('volume = "1 mL"', "withdrawn"),
    "empty": ("", "withdrawn"),
    "fill": ('volume = "1 mL"\ninto = "catheter port"', "filled"),
    "tell-refill": ('volume = "12 mL"', "refill-told"),
    "aspirate": ('volume = "0.1 mL"', "aspirated"),
    "dye": ('volume = "1 mL"', "dye-given"),
    "change-catheter": ("filled = false", "catheter-changed"),
    "trim-catheter": ('length = "60 cm"', "catheter-trimmed"),
    "press": ("", "bolus-refused"),
    "enter-scanner": ("", "scanner-entered"),
    "leave-scanner": ("", "scanner-left"),
    "stall": ("", "stall"),
    "recover": ("", "stall-recovered"),
    "occlude": ("", "occluded"),
    "clear-occlusion": ("", "occlusion-cleared"),
    "leak": ('share = "20 %"', "leak"),
    "disconnect": ("", "disconnected"),
    "mend": ("", "mended"),
    "calibrate": ('error = "+5 %"', "calibrated"),
    "drift": ('error = "50 ppm"', "drift"),
    "telemetry": ("on = true\nby_interference = true", "hold-began"),
    "battery": ('left = "30 days"', "alarm-raised"),
    "memory-error": ("", "memory-error"),
    "reset": ("", "stopped"),
    "interrogate": ("", "interrogated"),
    "program": (PROGRAM.replace("[", "[timeline."), "program-changed"),
    "stop": ("", "stopped"),
    "resume": ("", "request-refused"),
    "bolus": ('dose = "0.1 mg"\nduration = "5 min"', "bolus-started"),
    "set-clock": ('to = "2026-02-01 00:00"', "clock-set"),
    "fault": ('fault = "lose-reply"', "fault-armed"),
}
BEFORE = {
    "recover": entry("30 min", "stall"),
    "leave-scanner": entry("30 min", "enter-scanner"),
    "bolus": FAST,
}


@pytest.mark.parametrize("word", ACTIONS)
def test_each_action_is_told_as_an_event_of_a_known_kind(word: str) -> None:
    more, kind = EACH[word]
    ran = run(PROGRAM, BEFORE.get(word, ""), entry("1 h", word, more))
    assert kind in {event.kind for event in ran.events if event.t_us >= HOUR}
    assert {event.kind for event in ran.events} <= set(EVENT_KINDS)


@pytest.mark.requirement("OPCA-R6.8.0-10", "OPCA-R6.8.0-9")
def test_the_low_and_the_empty_mark_are_told_when_they_are_reached() -> None:
    ran = run(IDEAL, '[state]\nbelieved = "6 mL"', PROGRAM, until=7 * HOUR)
    reached = [(event.t_us, event.kind) for event in ran.events if event.kind.endswith("-reservoir")]
    assert reached == [(HOUR, "low-reservoir"), (6 * HOUR, "empty-reservoir")]


@pytest.mark.requirement("GPCA-C08")
def test_the_empty_mark_is_where_the_model_has_it() -> None:
    ran = run(IDEAL + 'empty_mark = "2 mL"', '[state]\nbelieved = "6 mL"', PROGRAM, until=7 * HOUR)
    assert [event.t_us for event in ran.events if event.kind == "empty-reservoir"] == [4 * HOUR]


def test_what_opens_the_program_begins_with_the_scenario() -> None:
    ran = run(FAST, PROGRAM, '[single_bolus]\ndose = "2 mg"\nduration = "30 min"')
    assert told(ran) == [
        (0, "mode-began", None),
        (0, "opening-started", "bolus"),
        (0, "bolus-started", "bolus"),
        (30, "bolus-finished", "bolus"),
    ]


def test_what_is_so_from_the_beginning_is_told_at_the_beginning() -> None:
    ran = run('[state]\nbelieved = "1 mL"\nbattery_age = "2500 days"', PROGRAM, until=MINUTE)
    assert {(event.t_us, event.kind, event.more.get("alarm")) for event in ran.events} >= {
        (0, "low-reservoir", None),
        (0, "alarm-raised", "low-reservoir"),
        (0, "alarm-raised", "battery-replace"),
    }


def test_a_pump_may_be_stopped_from_the_beginning() -> None:
    ran = run('[state]\ndelivery = "stopped"', PROGRAM)
    assert [(event.t_us, event.more.get("by")) for event in ran.events if event.kind == "stopped"] == [
        (0, "factory")
    ]
    assert ran.totals[-1].totals.delivered == 0


def test_a_pump_pushes_by_its_own_stroke() -> None:
    ran = run('[model]\nstroke = "7000 nL"', PROGRAM, until=HOUR)
    assert ran.totals[-1].totals.delivered == 142 * 7_000


def test_what_is_filled_into_the_pocket_is_in_the_tissue_and_not_in_the_reservoir() -> None:
    filled = entry("1 min", "fill", 'volume = "2 mL"\ninto = "pocket"')
    totals = run(IDEAL, PROGRAM, filled, until=HOUR).totals[-1].totals
    assert totals.lost == 2_000_000
    assert totals.reservoir == 99_000_000
    assert totals.tissue == {"morphine": 2_000_000}


def test_of_a_catheter_that_came_off_everything_is_lost_until_it_is_mended() -> None:
    parts = (IDEAL, PROGRAM, entry("15 min", "disconnect"), entry("30 min", "mend"))
    totals = run(*parts, until=HOUR).totals[-1].totals
    assert totals.lost == 250_000
    assert totals.given == 750_000


def test_what_is_lost_is_not_given() -> None:
    totals = (
        run(IDEAL, PROGRAM, entry("30 min", "leak", 'share = "25 %"'), until=HOUR + HOUR // 2)
        .totals[-1]
        .totals
    )
    assert totals.lost == 250_000
    assert totals.given == 1_250_000


@pytest.mark.parametrize(
    ("do", "more", "kind"),
    [
        ("dye", "", "dye-given"),
        ("fill", '\ninto = "catheter port"', "filled"),
        ("aspirate", "", "aspirated"),
    ],
)
def test_what_hands_try_at_an_occluded_catheter_is_told_as_nothing(do: str, more: str, kind: str) -> None:
    acts = entry("1 min", do, f'volume = "0.1 mL"{more}'), entry("1 h", do, f'volume = "0.1 mL"{more}')
    ran = run(IDEAL, PROGRAM, entry("30 min", "occlude"), *acts)
    assert [event.more["volume_nl"] for event in ran.events if event.kind == kind] == [100_000, 0]


def test_a_bolus_into_an_occluded_path_ends_for_the_pump_with_nothing_missing() -> None:
    ran = run(IDEAL, PROGRAM, BOLUS, entry("30 min", "occlude"))
    (ended,) = (event for event in ran.events if event.kind == "bolus-finished")
    assert ended.more["missing_nl"] == 0
    assert ran.totals[-1].totals.by[Kind.BOLUS] == 0


@pytest.mark.parametrize("drift", ["+50 %", "-50 %", "+0 %"])
def test_until_when_a_bolus_is_refused_is_true_time_whatever_the_crystal(drift: str) -> None:
    first, early = entry("0 min", "press"), entry("1 min", "press")
    refused = next(one for one in _drifting(drift, first, early).events if one.kind == "bolus-refused")
    until_us = int(float(str(refused.more["until_s"])) * 1_000_000)
    just_before, then = (
        _drifting(drift, first, entry("1 min", "press", f'every = "{span}"\ntimes = 2'))
        for span in (f"{until_us // 1_000_000 - 61} s", f"{until_us // 1_000_000 - 60} s")
    )
    assert [one.kind for one in just_before.events].count("bolus-started") == 1
    assert [one.kind for one in then.events].count("bolus-started") == 2


def _drifting(drift: str, *entries: str) -> Run:
    return run(f'[state]\ndrift = "{drift}"', IDEAL, PROGRAM, PATIENT, *entries)


@pytest.mark.parametrize(
    ("befalls", "flow"),
    [
        (entry("1 h", "occlude"), "0 mL/day"),
        (entry("1 h", "stall"), "0 mL/day"),
        (entry("1 h", "empty"), "0 mL/day"),
        (entry("1 h", "calibrate", 'error = "+50 %"'), "36 mL/day"),
        (entry("1 h", "disconnect"), "24 mL/day"),
    ],
)
def test_the_true_flow_is_what_leaves_the_pump_and_not_what_it_is_told(befalls: str, flow: str) -> None:
    ran = run(IDEAL, PROGRAM, befalls, until=HOUR + MINUTE)
    assert truth_words(ran.play)["flow"] == flow
    assert ran.play.pump.engine.flow == 24_000_000


def test_a_catheter_is_not_cut_to_more_than_it_is_by_then() -> None:
    longer = entry("1 min", "change-catheter", 'length = "90 cm"')
    cut = [
        entry(at, "trim-catheter", f'length = "{length} cm"') for at, length in (("2 min", 70), ("3 min", 80))
    ]
    ran = run(IDEAL, PROGRAM, longer, *cut)
    assert [one.kind for one in _later(ran)] == ["catheter-changed", "catheter-trimmed", "trim-refused"]
    assert ran.play.pump.engine.catheter.length_mm == 700


def test_what_a_trainee_tells_a_pump_beyond_its_reservoir_is_refused() -> None:
    ran = run(PROGRAM, until=HOUR)
    believed = ran.play.pump.engine.believed
    ran.play.do(TellRefill(Nanolitres(20_000_001)))
    assert ran.play.pump.engine.believed == believed
    ran.play.do(TellRefill(Nanolitres(20_000_000)))
    assert ran.play.pump.engine.believed == Nanolitres(20_000_000)


def test_a_battery_past_its_end_of_service_is_given_no_other_life() -> None:
    ends, later = entry("1 h", "battery", 'left = "0 days"'), entry("2 h", "battery", 'left = "30 days"')
    ran = run(PROGRAM, ends, later, until=3 * HOUR)
    engine = ran.play.pump.engine
    assert told(ran)[-1] == (120, "request-refused", "end-of-service")
    assert (engine.battery_state, engine.battery_days_left) == (BatteryState.END_OF_SERVICE, 0)
    assert engine.holds == {Hold.END_OF_SERVICE}


@pytest.mark.parametrize("began", ["", "\nby_interference = true"])
@pytest.mark.parametrize("ended", ["", "\nby_interference = true"])
@pytest.mark.parametrize("holds", ["true", "false"])
def test_telemetry_mode_that_is_told_as_over_holds_no_more(began: str, ended: str, holds: str) -> None:
    on, off = (
        entry("1 h", "telemetry", f"on = true{began}"),
        entry("2 h", "telemetry", f"on = false{ended}"),
    )
    ran = run(f"[model]\nholds_in_telemetry = {holds}", SLOW, on, off, until=3 * HOUR)
    assert not ran.play.pump.engine.holds
    hours = 2 if began or holds == "true" else 3
    assert int(ran.totals[-1].totals.delivered) == 1_000_000 * hours // 24


@pytest.mark.requirement("GIP-1.7", "OPCA-R6.1.0-2")
@pytest.mark.parametrize(("stalls", "noticed"), [("true", ["stall-noticed"]), ("false", [])])
def test_an_occlusion_stalls_the_motor_of_a_model_that_says_so(stalls: str, noticed: list[str]) -> None:
    ran = run(f"[model]\nstalls_when_occluded = {stalls}", SLOW, entry("1 h", "occlude"), until=3 * HOUR)
    assert [event.kind for event in ran.events if event.kind == "stall-noticed"] == noticed
    assert ran.play.pump.status().delivery is (Delivery.STOPPED if noticed else Delivery.RUNNING)
    assert int(ran.totals[-1].totals.delivered) == 1_000_000 // 24


def test_while_interference_holds_delivery_the_status_says_running_at_no_rate() -> None:
    ran = run(SLOW, entry("1 h", "telemetry", "on = true\nby_interference = true"))
    status = ran.play.pump.status()
    assert (status.delivery, status.dose_rate.value, status.active_alarms) == (Delivery.RUNNING, 0, ())


def test_the_truth_tells_what_reservoir_and_path_hold_by_drug_and_without_rounding() -> None:
    ran = run(IDEAL, '[state]\nbelieved = "90 mL"\npath = "spinal fluid"', PROGRAM, until=6 * MINUTE + 1)
    truth = truth_words(ran.play)
    entered = Fraction(6 * MINUTE + 1, 3_600)  # nL: 1,000,000 an hour
    assert truth["exact_nl"]["reservoir"] == str(90_000_000 - entered)
    assert truth["in_reservoir"]["concentration"] == {"morphine": "1000 mcg/mL"}
    near, far = truth["in_path"]["from_the_pump_on"]
    assert near == {"volume_nl": str(entered), "concentration": {"morphine": "1000 mcg/mL"}}
    assert far == {"volume_nl": str(316_000 - entered), "concentration": {}}


def test_a_catheter_without_fluid_and_its_drugs_are_told_in_whole_numbers() -> None:
    ran = run(IDEAL, PROGRAM, entry("6 min", "change-catheter", "filled = false"), until=6 * MINUTE)
    truth = truth_words(ran.play)
    assert truth["exact_nl"]["path"] == 140_000
    assert truth["in_reservoir"]["mass"] == {"morphine": "99900 mcg"}
    assert truth["in_path"] == {
        "mass": {"morphine": "140 mcg"},
        "from_the_pump_on": [
            {"volume_nl": 140_000, "concentration": {"morphine": "1000 mcg/mL"}},
            {"volume_nl": 176_000, "concentration": None},
        ],
    }


STOPPED = """[drug]
name = "baclofen"
concentration = "500 mcg/mL"
[program]
mode = "stopped"
"""


def test_a_stopped_program_is_told_of_after_48_hours_and_status_shows_the_alarm() -> None:
    ran = run(STOPPED, until=100 * HOUR)
    assert told(ran) == [(0, "mode-began", None), (48 * 60, "alarm-raised", "stopped-too-long")]
    status = ran.play.pump.status()
    assert (status.delivery, status.dose_rate.value) == (Delivery.RUNNING, 0)
    assert status.active_alarms == (AlarmKind.STOPPED_TOO_LONG,)


def test_a_clinician_s_bolus_in_a_stopped_program_is_refused() -> None:
    ran = run(STOPPED, entry("1 h", "bolus", 'dose = "10 mcg"\nduration = "10 min"'))
    assert told(ran)[-1] == (60, "bolus-refused", "stopped")
    assert ran.totals[-1].totals.delivered == 0


def test_a_patient_is_told_of_a_stall_as_an_alarm_and_of_an_empty_pump_as_empty() -> None:
    stalled = run(IDEAL, PROGRAM, PATIENT, entry("1 min", "stall"), entry("1 h", "press"))
    assert told(stalled)[-1] == (60, "bolus-refused", "alarm")
    empty = run(
        IDEAL, PROGRAM, PATIENT, entry("1 min", "tell-refill", 'volume = "0 mL"'), entry("1 h", "press")
    )
    assert told(empty)[-1] == (60, "bolus-refused", "empty")


def test_every_reason_that_the_pump_can_give_for_refusing_a_program_is_listed() -> None:
    objections = {
        status_reason(status)
        for status in (
            Status.OTHER_DRUG,
            Status.BRIDGE_UNFINISHED,
            Status.BRIDGE_UNFOUNDED,
            Status.ALARM_BLOCKS,
        )
    }
    assert set(REQUEST_REASONS["program"]) == {limit.value for limit in PUMP_LIMITS} | objections


BRIDGE = """[bridge_bolus]
drug = { name = "morphine", concentration = "2 mg/mL" }
dose = "24 mg/day"
path = "1 mL"
"""


def test_a_bridge_is_told_as_such_when_it_begins_and_not_again_when_it_goes_on() -> None:
    """It waits at first, is stopped on the way, and is carried on by another program."""
    again = PROGRAM.replace("24 mg", "20 mg").replace("[", "[timeline.") + BRIDGE.replace(
        "[", "[timeline.", 1
    )
    ran = run(
        FAST + '[state]\ndelivery = "stopped"\n',
        PROGRAM,
        BRIDGE,
        entry("10 min", "resume"),
        entry("20 min", "stop"),
        entry("30 min", "resume"),
        entry("40 min", "program", again),
        until=4 * HOUR,
    )
    about = [(at, kind, which) for at, kind, which in told(ran) if "opening" in kind or "mode" in kind]
    assert about == [
        (10, "opening-started", "bridge"),
        (140, "opening-finished", None),
        (140, "mode-began", None),
    ]
    (started,) = (event for event in ran.events if event.kind == "opening-started")
    assert event_words(started)["volume_nl"] == 1_000_000
    assert "opening started: bridge bolus, 1\u00a0mL" in event_line(started)
    assert (40, "program-changed", None) in told(ran)


def test_a_program_that_is_written_tells_its_opening_and_a_bridge_of_the_beginning_at_0() -> None:
    prime = '[timeline.priming_bolus]\nextent = "pump and catheter"\nvolume = "0.5 mL"\nduration = "1 h"\n'
    other = PROGRAM.replace("24 mg", "20 mg").replace("[", "[timeline.") + prime
    ran = run(FAST, PROGRAM, BRIDGE, entry("30 min", "program", other))
    assert [one for one in told(ran) if "opening" in one[1]] == [
        (0, "opening-started", "bridge"),
        (30, "opening-started", "prime"),
        (90, "opening-finished", None),
    ]


def test_an_ideal_pump_tells_what_is_missing_and_what_there_is_room_for_as_a_fraction() -> None:
    """Of 2,000,000 nL in 7 min six minutes are missing; of 1 mL per hour beside it two minutes have left."""
    cut = entry("1 min", "bolus", 'dose = "2 mg"\nduration = "7 min"'), entry("2 min", "stop")
    ran = run(IDEAL, PROGRAM, *cut, entry("2 min", "fill", 'volume = "99 mL"'))
    ended, refused = (event.more for event in ran.events if event.kind in {"bolus-finished", "fill-refused"})
    assert ended["missing_nl"] == "12000000/7"
    assert refused["room_nl"] == "6700000/21"
    pulses = run(IDEAL.replace('stroke = "0 nL"', 'stroke = "1 nL"'), PROGRAM, *cut)
    (rounded,) = (event.more["missing_nl"] for event in pulses.events if event.kind == "bolus-finished")
    assert rounded == 1_714_286
