"""Looking ahead: every change of rate, at the pump and at the tip, and the day of the refill."""

from fractions import Fraction

import pytest

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.preview import Ahead, look_ahead
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.pump import Catheter
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    SecondsOfDay,
)

HOUR = 3_600_000_000
MCG = 1_000
CATHETER = Catheter("Reference catheter", Nanolitres(140_000), Nanolitres(2_200), 800)
BUILD = PumpBuild(Nanolitres(20_000_000), Nanolitres(2_000_000), CATHETER)
MONDAY = 738_000 * MICROSECONDS_PER_DAY


def baclofen(mcg_per_ml: int) -> DrugFill:
    return DrugFill("baclofen", NanogramsPerMillilitre(mcg_per_ml * MCG))


def per_day(mcg: int) -> NanogramsPerDay:
    return NanogramsPerDay(mcg * MCG)


def pump(mode: DeliveryMode, drug: DrugFill | None = None, fill_ml: int = 20) -> Engine:
    program = PumpProgram(drug or baclofen(500), mode)
    return Engine(BUILD, program, now=MONDAY, believed=Nanolitres(fill_ml * 1_000_000))


def refilled(engine: Engine, program: PumpProgram) -> Engine:
    engine.hands.empty()
    engine.hands.fill(engine.believed, program.drugs)
    engine.install(program)
    return engine


def tip_rates(ahead: Ahead, name: str = "baclofen") -> list[tuple[float, float]]:
    """Hours and mcg per day, wherever the rate at the tip becomes another."""
    found: list[tuple[float, float]] = []
    for knot in ahead.knots:
        rate = knot.tip_rate(name) / MCG
        if not found or found[-1][1] != rate:
            found.append(((knot.at.value - ahead.knots[0].at.value) / HOUR, float(rate)))
    return found


def mass_at_tip(ahead: Ahead, since: PumpTime, until: PumpTime) -> Fraction:
    """Nanograms of baclofen that arrive between these moments."""
    ends = [knot.at for knot in ahead.knots[1:]] + [ahead.until]
    return (
        sum(
            (
                knot.tip_rate("baclofen") * max(0, min(end, until).value - max(knot.at, since).value)
                for knot, end in zip(ahead.knots, ends, strict=True)
            ),
            Fraction(0),
        )
        / MICROSECONDS_PER_DAY
    )


def test_an_even_rate_is_even_at_pump_and_tip() -> None:
    ahead = look_ahead(pump(Continuous(per_day(90))), 72 * HOUR)
    assert tip_rates(ahead) == [(0, 90)]
    assert {knot.at_pump for knot in ahead.knots} == {(("baclofen", Fraction(90 * MCG)),)}
    assert ahead.until == PumpTime(MONDAY + 72 * HOUR)


def test_a_change_of_rate_is_felt_at_the_tip_at_once() -> None:
    steps = (ScheduleStep(SecondsOfDay(0), per_day(90)), ScheduleStep(SecondsOfDay(8 * 3600), per_day(120)))
    ahead = look_ahead(pump(DaySchedule(steps)), 48 * HOUR)
    assert tip_rates(ahead) == [(0, 90), (8, 120), (24, 90), (32, 120), (48, 90)]


@pytest.mark.requirement("IT-5")
def test_a_forgotten_bridge_to_a_weaker_drug_is_the_fourfold_dose_for_nine_and_a_half_hours() -> None:
    # T10: 2,000 to 500 mcg/mL at 400 mcg per day over 0.316 mL.
    weaker = PumpProgram(baclofen(500), Continuous(per_day(400)))
    engine = refilled(pump(Continuous(per_day(400)), baclofen(2000)), weaker)
    (_, first), (hours, second) = tip_rates(look_ahead(engine, 72 * HOUR))
    assert (first, second) == (1600, 400)
    assert float(hours) == pytest.approx(9.48, abs=1e-6)


@pytest.mark.requirement("IT-5")
def test_a_forgotten_bridge_to_a_stronger_drug_is_a_quarter_of_the_dose_for_a_day_and_a_half() -> None:
    # T9: 500 to 2,000 mcg/mL at 400 mcg per day over 0.316 mL.
    stronger = PumpProgram(baclofen(2000), Continuous(per_day(400)))
    engine = refilled(pump(Continuous(per_day(400))), stronger)
    (_, first), (hours, second) = tip_rates(look_ahead(engine, 72 * HOUR))
    assert (first, second) == (100, 400)
    assert float(hours) == pytest.approx(37.92, abs=1e-6)


@pytest.mark.requirement("IT-5")
def test_with_its_bridge_the_dose_at_the_tip_never_changes() -> None:
    # T8: the bridge is 0.8 mL per day for 9.48 h, then 0.2 mL per day.
    bridge = BridgeBolus((baclofen(500),), per_day(400), Nanolitres(316_000))
    bridged = PumpProgram(baclofen(2000), Continuous(per_day(400)), opening=bridge)
    ahead = look_ahead(refilled(pump(Continuous(per_day(400))), bridged), 72 * HOUR)
    assert tip_rates(ahead) == [(0, 400)]
    assert [knot.flow for knot in ahead.knots[:1]] == [800_000]
    assert ahead.knots[-1].flow == 200_000
    assert mass_at_tip(ahead, ahead.knots[0].at, ahead.until) == 3 * 400 * MCG


def test_another_drug_shows_beside_the_one_that_is_still_in_the_catheter() -> None:
    morphine = DrugFill("morphine", NanogramsPerMillilitre(10_000_000))
    engine = refilled(pump(Continuous(per_day(90))), PumpProgram(morphine, Continuous(per_day(1000))))
    ahead = look_ahead(engine, 200 * HOUR)
    assert ahead.drugs() == ("baclofen", "morphine")
    assert tip_rates(ahead, "morphine")[0] == (0, 0)
    assert tip_rates(ahead, "baclofen")[-1][1] == 0
    assert tip_rates(ahead, "morphine")[-1][1] == 1000


def test_the_mass_at_the_tip_adds_up_over_any_stretch() -> None:
    ahead = look_ahead(pump(Continuous(per_day(96))), 72 * HOUR)
    since = PumpTime(MONDAY + 5 * HOUR)
    assert mass_at_tip(ahead, since, PumpTime(since.value + 6 * HOUR)) == 24 * MCG


def test_the_day_of_the_low_reservoir_is_the_one_that_arithmetic_gives() -> None:
    # (20 - 2) mL at 0.4 mL per day: 45 days.
    ahead = look_ahead(pump(Continuous(per_day(200))), 72 * HOUR)
    assert ahead.low == PumpTime(MONDAY + 45 * MICROSECONDS_PER_DAY)
    assert ahead.levels[0] == (PumpTime(MONDAY), Nanolitres(20_000_000))
    assert ahead.levels[-1][1] <= Nanolitres(2_000_000)


def test_a_reservoir_that_is_low_already_is_low_from_the_beginning() -> None:
    assert look_ahead(pump(Continuous(per_day(200)), fill_ml=2), HOUR).low == PumpTime(MONDAY)


def test_a_pump_that_delivers_nothing_never_comes_to_its_mark() -> None:
    ahead = look_ahead(pump(Stopped()), 72 * HOUR)
    assert ahead.low is None
    assert all(not knot.at_tip and not knot.at_pump for knot in ahead.knots)


def test_looking_ahead_changes_nothing() -> None:
    engine = pump(Continuous(per_day(90)))
    before = engine.snapshot()
    look_ahead(engine, 72 * HOUR)
    assert engine.snapshot() == before


def test_there_is_no_looking_back() -> None:
    with pytest.raises(ValueError, match="goes forward"):
        look_ahead(pump(Continuous(per_day(90))), 0)


def test_what_was_given_today_is_never_less_than_nothing_while_a_bridge_waits_for_its_pulse() -> None:
    bridge = BridgeBolus((baclofen(500),), per_day(90), Nanolitres(316_000))
    morphine = DrugFill("morphine", NanogramsPerMillilitre(10_000_000))
    build = PumpBuild(Nanolitres(20_000_000), Nanolitres(2_000_000), CATHETER, stroke_fl=50_000_000)
    program = PumpProgram(baclofen(500), Continuous(per_day(90)))
    engine = Engine(build, program, now=MONDAY, believed=Nanolitres(20_000_000))
    engine.advance(MONDAY + HOUR)
    engine.install(PumpProgram(morphine, Continuous(per_day(900)), opening=bridge))
    for seconds in range(1, 60):
        engine.advance(MONDAY + HOUR + seconds * 1_000_000)
        assert engine.drug_today.value >= 0


@pytest.mark.parametrize("begun_us", [0, 1, 37_000_001, 86_399_999_999, 41_234_567_891])
def test_how_long_the_old_drug_arrives_does_not_depend_on_when_one_looks(begun_us: int) -> None:
    engine = Engine(
        BUILD,
        PumpProgram(baclofen(500), Continuous(per_day(400))),
        now=MONDAY + begun_us,
        believed=Nanolitres(20_000_000),
    )
    ahead = look_ahead(refilled(engine, PumpProgram(baclofen(2000), Continuous(per_day(400)))), 72 * HOUR)
    changed = [knot.at.value for knot in ahead.knots if knot.tip_rate("baclofen") == 400 * MCG]
    assert changed[0] - (MONDAY + begun_us) == 136_512_000_000
