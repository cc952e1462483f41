"""The naive pump itself, on cases small enough to be worked by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from tests.reference.fluid import Path
from tests.reference.motor import Machine
from tests.reference.naive_pump import NaivePump

DAY = 86_400
# 1,000,000 ng/mL: a nanolitre carries a nanogram, so doses are volumes
DRUG = DrugFill("morphine", NanogramsPerMillilitre(1_000_000))
ML = 1_000_000
IDEAL = Machine()
ALARMS = {"motor-stall"}
REQUEST = PatientBolus(Nanograms(10), Seconds(10), Seconds(1), 8)
PULSES = Machine(stroke=Fraction(100))


def one_a_second(**more: object) -> PumpProgram:
    """1 nL in each second."""
    return replace(PumpProgram(DRUG, even(1)), **more)  # type: ignore[arg-type]


def even(per_second: int) -> DeliveryMode:
    return Continuous(NanogramsPerDay(per_second * DAY))


def patient(
    volume: int, seconds: int, lockout: int, most: int = 9, window: BolusWindow | None = None
) -> PatientBolus:
    return PatientBolus(Nanograms(volume), Seconds(seconds), Seconds(lockout), most, window)


def said(pump: NaivePump, *, of: str = "bolus") -> list[tuple[int, str, str]]:
    return [event for event in pump.events if of in event[1]]


def test_an_ideal_pump_pushes_what_it_is_told() -> None:
    pump = NaivePump(IDEAL, one_a_second(), reservoir=20 * ML)
    pump.run(1000)
    assert pump.delivered == 1000
    assert pump.motor.believed == pump.motor.reservoir.volume == 20 * ML - 1000
    assert pump.motor.imbalance() == 0


def test_a_pulse_happens_when_a_whole_stroke_has_come_together() -> None:
    pump = NaivePump(PULSES, one_a_second(), reservoir=20 * ML)
    pump.run(99)
    assert pump.delivered == 0
    pump.run(100)
    assert pump.delivered == 100
    pump.run(250)
    assert pump.delivered == 200
    assert pump.motor.waiting == 50


def test_the_part_of_a_pulse_that_waits_is_taken_off_the_basal_flow_first() -> None:
    program = one_a_second(patient_bolus=patient(80, 40, 3600))
    pump = NaivePump(PULSES, program, reservoir=20 * ML)
    pump.run(150)
    pump.press()
    pump.run(190)  # 190 nL basal and 80 nL bolus told: two pulses, 70 nL wait
    assert pump.by_kind["basal"] == 120
    assert pump.by_kind["patient_bolus"] == 80


def test_a_schedule_follows_the_clock_that_is_set() -> None:
    steps = (
        ScheduleStep(SecondsOfDay(0), NanogramsPerDay(DAY)),
        ScheduleStep(SecondsOfDay(3600), NanogramsPerDay(3 * DAY)),
    )
    pump = NaivePump(IDEAL, one_a_second(mode=DaySchedule(steps)), reservoir=20 * ML, clock=3500)
    pump.run(200)
    assert pump.delivered == 100 + 300
    pump.set_clock(0)
    pump.run(300)
    assert pump.delivered == 400 + 100


def test_a_flow_is_rounded_down_to_whole_steps() -> None:
    pump = NaivePump(replace(IDEAL, flow_step=50_000), one_a_second(), reservoir=20 * ML, step=60)
    pump.run(DAY)
    assert pump.delivered == 50_000


def test_a_patient_bolus_goes_before_a_single_one_which_resumes() -> None:
    program = one_a_second(
        patient_bolus=patient(100, 10, 60), opening=SingleBolus(Nanograms(200), Seconds(100))
    )
    pump = NaivePump(IDEAL, program, reservoir=20 * ML)
    pump.run(50)
    pump.press()
    pump.run(60)
    assert pump.by_kind["bolus"] == 100
    assert pump.by_kind["patient_bolus"] == 100
    pump.run(200)
    assert pump.delivered == 200 + 100 + 200
    assert said(pump) == [
        (0, "bolus-started", "bolus"),
        (50, "bolus-started", "patient_bolus"),
        (50, "bolus-suspended", "bolus"),
        (60, "bolus-finished", "patient_bolus"),
        (60, "bolus-resumed", "bolus"),
        (110, "bolus-finished", "bolus"),
    ]


def test_lockout_counts_from_the_end_and_limits_count_starts() -> None:
    told = patient(10, 10, 50, most=3, window=BolusWindow(2, Seconds(600)))
    pump = NaivePump(IDEAL, one_a_second(patient_bolus=told), reservoir=20 * ML, step=1)
    answers = []
    for second in (0, 59, 60, 130, 599, 600, 700, 1300):
        pump.run(second)
        answers.append(pump.press())
    assert answers == [
        None,
        "lockout",
        None,
        "most per window",
        "most per window",
        None,
        "most per 24 h",  # three, before the window that holds two
        "most per 24 h",
    ]


def test_periodic_boluses_count_from_the_mode_and_none_is_made_up_for() -> None:
    mode = PeriodicBolus(NanogramsPerDay(0), Nanograms(30), Seconds(10), Seconds(100))
    pump = NaivePump(IDEAL, one_a_second(mode=mode), reservoir=20 * ML)
    pump.run(105)
    pump.stop()
    assert pump.delivered == 15
    pump.run(200)
    assert pump.resume() is None
    pump.run(320)
    assert pump.delivered == 15 + 30
    assert said(pump) == [
        (100, "bolus-started", "periodic"),
        (105, "bolus-finished", "periodic: cut"),
        (300, "bolus-started", "periodic"),
        (310, "bolus-finished", "periodic"),
    ]


def test_a_prime_takes_the_place_of_everything_and_waits_through_a_hold() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(1000), Seconds(100))
    program = one_a_second(opening=prime, patient_bolus=patient(10, 10, 60))
    pump = NaivePump(IDEAL, program, reservoir=20 * ML)
    pump.run(40)
    assert pump.press() == "opening"
    pump.stop()
    pump.run(140)
    assert pump.press() == "held"
    pump.resume()
    pump.run(260)
    assert pump.by_kind["prime"] == 1000
    assert pump.by_kind["basal"] == 60
    assert pump.mode_since == 200


def test_a_bridge_between_two_seconds_ends_at_the_later_one_with_its_own_volume() -> None:
    bridge = BridgeBolus((DRUG,), NanogramsPerDay(3 * DAY), Nanolitres(100))
    pump = NaivePump(IDEAL, one_a_second(opening=bridge), reservoir=20 * ML)
    pump.run(34)
    assert pump.delivered == 100
    assert pump.mode_since == 34


def test_a_bridge_over_a_path_not_shorter_is_carried_on() -> None:
    def bridge(path: int) -> PumpProgram:
        return one_a_second(opening=BridgeBolus((DRUG,), NanogramsPerDay(10 * DAY), Nanolitres(path)))

    pump = NaivePump(IDEAL, bridge(1000), reservoir=20 * ML)
    pump.run(40)
    pump.write(bridge(600))
    assert pump.opening is not None
    assert pump.opening.left == 600
    pump.run(50)
    pump.write(bridge(500))
    assert pump.opening.left == 500
    pump.write(bridge(499))
    assert pump.opening.left == 499
    pump.run(60)
    pump.write(bridge(500))  # longer than the one begun
    assert pump.opening.left == 500


def test_a_program_written_while_held_begins_at_the_end_of_the_hold() -> None:
    mode = PeriodicBolus(NanogramsPerDay(0), Nanograms(30), Seconds(10), Seconds(100))
    pump = NaivePump(IDEAL, one_a_second(), reservoir=20 * ML)
    pump.stop()
    pump.run(50)
    pump.write(one_a_second(mode=mode))
    pump.run(70)
    pump.resume()
    pump.run(171)
    assert said(pump, of="started") == [(170, "bolus-started", "periodic")]


def test_low_cuts_the_bolus_and_leaves_the_basal_rate() -> None:
    program = one_a_second(patient_bolus=patient(100, 10, 60))
    pump = NaivePump(IDEAL, program, reservoir=2 * ML + 55)
    pump.press()
    pump.run(10)
    assert pump.delivered == 55 + 5
    assert said(pump, of="") == [
        (0, "bolus-started", "patient_bolus"),
        (5, "alarm-raised", "low-reservoir"),
        (5, "bolus-finished", "patient_bolus: cut"),
    ]
    assert pump.press() == "low reservoir"
    pump.refilled(20 * ML)
    pump.run(65)
    assert pump.press() is None


def test_an_empty_pump_stops_and_is_not_resumed_before_a_refill() -> None:
    pump = NaivePump(replace(PULSES, low_mark=0), one_a_second(), reservoir=250)
    pump.run(1000)
    assert pump.delivered == 250  # the third pulse found 50 nL
    assert pump.motor.believed == 0
    assert (300, "alarm-raised", "empty-reservoir") in pump.events
    assert pump.resume() == "empty"
    pump.refilled(20 * ML)
    assert pump.resume() is None


def test_a_stall_is_counted_until_it_is_noticed() -> None:
    machine = replace(PULSES, stall_noticed_after=500)
    pump = NaivePump(machine, one_a_second(), reservoir=20 * ML)
    pump.run(150)
    pump.stall()
    pump.run(1000)
    assert pump.delivered == 100
    assert pump.motor.believed == 20 * ML - 600
    assert (650, "alarm-raised", "motor-stall") in pump.events
    pump.motor_turns()
    pump.run(1050)
    assert pump.delivered == 200  # 50 nL had waited
    assert pump.motor.imbalance() == 0


def test_calibration_and_leak_part_the_believed_from_the_true() -> None:
    pump = NaivePump(PULSES, one_a_second(), reservoir=20 * ML)
    pump.motor.calibration, pump.motor.leak = 50_000, 250_000
    pump.run(1000)
    assert pump.motor.believed == 20 * ML - 1000
    assert pump.delivered == sum(pump.by_kind.values()) == 1050
    assert pump.motor.lost.volume == Fraction(1050, 4)
    assert pump.motor.imbalance() == 0


def test_the_new_drug_is_at_the_tip_when_the_path_has_been_swept() -> None:
    old = {"morphine": Fraction(500_000)}
    pump = NaivePump(replace(IDEAL, tubing=40, catheter=60), one_a_second(), reservoir=20 * ML, in_path=old)
    pump.run(150)
    assert pump.motor.tip.drug["morphine"] == 50 + 50


def test_mixing_spreads_the_front_and_makes_no_drug() -> None:
    path = Path(Fraction(100), Fraction(100), {"morphine": Fraction(0)})
    path.push(Fraction(90), {"morphine": Fraction(16_000_000)})
    path.spread(Fraction(90), Fraction(40))
    spread = path.slugs[1:9]
    assert [slug.volume for slug in spread] == [10] * 8
    assert [slug.mixture for slug in spread] == [
        {"morphine": Fraction(share * 1_000_000)} for share in (15, 13, 11, 9, 7, 5, 3, 1)
    ]
    assert path.drug("morphine") == 90 * 16


def test_fluids_that_are_mixed_already_mix_on_and_make_no_drug() -> None:
    path = Path(Fraction(100), Fraction(100), {"morphine": Fraction(3_000_000)})
    path.push(Fraction(10), {"morphine": Fraction(1_000_000), "clonidine": Fraction(5_000_000)})
    path.push(Fraction(40), {"morphine": Fraction(16_000_000)})
    before = path.drug("morphine"), path.drug("clonidine")
    path.spread(Fraction(40), Fraction(40))
    assert (path.drug("morphine"), path.drug("clonidine")) == before
    # what the far side gives: 7/16 of the first slice of 10, then 5, 3 and 1 sixteenths of the old fluid
    given = (7 * 1 + 9 * 3) / Fraction(16)
    assert path.slugs[0].mixture == {
        "morphine": (Fraction(15, 16) * 16 + given / 16) * 1_000_000,
        "clonidine": Fraction(7 * 5, 16) * 1_000_000 / 16,
    }


def test_a_prime_that_is_over_early_mixes_over_what_has_followed() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(20), Seconds(10))
    machine = replace(IDEAL, tubing=40, catheter=60, mixing=80)
    pump = NaivePump(machine, one_a_second(opening=prime), reservoir=20 * ML, in_path={})
    pump.run(10)
    contents = [slug.mixture for slug in pump.motor.path.slugs for _ in range(int(slug.volume))]
    shares = [15, 15, 15, 15, 15, 13, 13, 13, 13, 13, 11, 11, 11, 11, 11, 9, 9, 9, 9, 9]
    assert [(mixture or {}).get("morphine") for mixture in contents[:20]] == [
        Fraction(share * 1_000_000, 16) for share in shares
    ]
    assert pump.motor.path.drug("morphine") == 20


@pytest.mark.parametrize(("volume", "came"), [(5, 5), (None, 900), (2000, 900)])
def test_a_syringe_leaves_what_cannot_be_reached(volume: int | None, came: int) -> None:
    pump = NaivePump(replace(IDEAL, residual=100), one_a_second(), reservoir=1000)
    assert pump.motor.withdraw(volume) == came
    assert pump.motor.imbalance() == 0


def test_hands_keep_the_books() -> None:
    new = {"morphine": Fraction(3_000_000)}
    pump = NaivePump(replace(IDEAL, tubing=40, catheter=60), one_a_second(), reservoir=1000)
    motor = pump.motor
    assert motor.fill(20 * ML, new) == 20 * ML - 1000
    assert motor.fill(1000, new) is None
    assert motor.reservoir.mixture["morphine"] == 2_000_000
    motor.fill_pocket(10, new)
    motor.fill_catheter(80, new)
    assert motor.tip.drug["morphine"] == 60 + 20 * 3
    motor.aspirate(25)
    assert motor.taken_out.drug["morphine"] == 75
    assert [slug.volume for slug in motor.path.slugs] == [40, 35, 25]
    motor.new_catheter(30, None)
    assert motor.imbalance() == 0
    pump.run(50)
    assert motor.tip.volume == 80 + 20  # nothing at first: it was empty
    assert motor.imbalance() == 0


def test_stopped_too_long_and_the_end_of_service() -> None:
    pump = NaivePump(replace(IDEAL, lasts=100 * DAY), one_a_second(), reservoir=20 * ML, step=3600)
    pump.stop()
    pump.run(3 * DAY)
    pump.resume()
    pump.run(101 * DAY)
    assert said(pump, of="alarm") == [
        (2 * DAY, "alarm-raised", "stopped-too-long"),
        (3 * DAY, "alarm-cleared", "stopped-too-long"),
        (10 * DAY, "alarm-raised", "battery-replace"),
        (100 * DAY, "alarm-raised", "end-of-service"),
    ]
    assert pump.delivered == 97 * DAY


def test_a_program_that_gives_nothing_counts_as_a_stop_and_goes_on_with_its_count() -> None:
    nothing = PumpProgram(DRUG, Stopped())
    pump = NaivePump(IDEAL, nothing, reservoir=20 * ML, step=3600)
    pump.run(DAY)
    pump.stop()
    pump.run(DAY + 7200)
    pump.resume()
    pump.write(PumpProgram(DRUG, Continuous(NanogramsPerDay(0))))
    pump.run(3 * DAY)
    pump.write(one_a_second())
    pump.run(4 * DAY)
    pump.write(nothing)
    pump.run(7 * DAY)
    assert said(pump, of="alarm") == [
        (2 * DAY, "alarm-raised", "stopped-too-long"),
        (3 * DAY, "alarm-cleared", "stopped-too-long"),
        (6 * DAY, "alarm-raised", "stopped-too-long"),
    ]


def test_a_memory_error_is_over_when_a_program_is_written_and_a_reset_with_resume() -> None:
    pump = NaivePump(IDEAL, one_a_second(), reservoir=20 * ML)
    pump.memory_error()
    assert pump.resume() == "alarm"
    pump.write(one_a_second())
    assert pump.resume() is None
    pump.reset()
    assert pump.holds == {"stopped"}
    assert pump.resume() is None
    assert pump.alarms == set()


def test_the_scanner_holds_the_motor_and_lets_it_go_after_a_while() -> None:
    machine = replace(IDEAL, stall_noticed_after=100, motor_turns_after_scanner=50)
    pump = NaivePump(machine, one_a_second(), reservoir=20 * ML)
    pump.into_scanner()
    pump.run(200)
    pump.out_of_scanner()
    pump.run(300)
    assert pump.delivered == 50
    assert said(pump, of="") == [
        (0, "stall", ""),
        (100, "alarm-raised", "motor-stall"),
        (250, "stall-recovered", ""),
        (250, "alarm-cleared", "motor-stall"),
    ]


def test_a_blocked_path_stalls_the_motor_of_a_model_that_says_so_until_it_is_free() -> None:
    machine = replace(IDEAL, stalls_when_occluded=True, stall_noticed_after=100)
    pump = NaivePump(machine, one_a_second(), reservoir=20 * ML)
    pump.occlude()
    pump.run(120)
    pump.motor_turns()
    pump.stall()
    pump.run(200)
    pump.free()
    pump.run(250)
    pump.motor_turns()
    pump.run(300)
    assert pump.delivered == 50
    assert pump.motor.believed == 20 * ML - 100 - 50
    assert [event[:2] for event in said(pump, of="stall")] == [(0, "stall"), (250, "stall-recovered")]


def test_a_recovery_that_is_not_logged_is_shown_as_a_stall_until_somebody_reads_the_pump_again() -> None:
    machine = replace(IDEAL, recovery_logged=False, stall_noticed_after=100, blocks_boluses=frozenset(ALARMS))
    for seen in (NaivePump.interrogated, NaivePump.acknowledge):
        pump = NaivePump(machine, one_a_second(patient_bolus=REQUEST), reservoir=20 * ML)
        pump.stall()
        pump.run(150)
        seen(pump)
        pump.motor_turns()
        assert pump.alarms == ALARMS
        assert pump.press() is None
        pump.stall()
        pump.run(200)
        seen(pump)
        assert pump.alarms == set()
        pump.run(250)
        assert pump.alarms == ALARMS


def test_telemetry_holds_delivery_where_the_model_says_so() -> None:
    pump = NaivePump(replace(IDEAL, holds_in_telemetry=True), one_a_second(), reservoir=20 * ML)
    pump.telemetry(on=True)
    pump.run(10)
    pump.telemetry(on=False)
    pump.run(30)
    assert pump.delivered == 20
