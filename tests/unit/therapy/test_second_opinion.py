"""The second opinion agrees with the first on every sound program, and is reached by another road."""

from __future__ import annotations

import ast
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy import second_opinion as module
from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import encode_program
from programmer.therapy.critical_figures import DrugPerDay
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from programmer.therapy.second_opinion import NoSecondOpinion, second_opinion
from tests.support.programs import (
    continuous,
    programs,
    schedule,
    usual_doses,
    usual_drugs,
    usual_masses,
    whole_programs,
)

FULL, MARK = Nanolitres(20_000_000), Nanolitres(2_000_000)
volumes = st.integers(0, 40_000_000).map(Nanolitres)
DOSE_AT = -8  # the dose of a continuous program is its last eight bytes
CONCENTRATION_AT = 15


def imported_by(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.requirement("OPCA-R7.1.0-1")
def test_it_shares_no_code_with_the_encoder() -> None:
    room = Path(module.__file__).parent
    files = list(room.rglob("*.py"))
    imports = {name for file in files for name in imported_by(file.read_text())}
    ours = {name for name in imports if name.startswith("programmer") and "second_opinion" not in name}
    assert {file.stem for file in files} == {"__init__", "walk", "figures"}
    assert ours == {
        "programmer.therapy.critical_figures",
        "programmer.therapy.critical_figures.CriticalFigures",
        "programmer.therapy.critical_figures.DrugPerDay",
        "programmer.therapy.quantities",
        "programmer.therapy.quantities.Nanolitres",
    }


@pytest.mark.requirement("OPCA-R7.1.0-1")
@given(programs, volumes, volumes)
def test_both_ways_of_working_out_the_figures_agree(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres
) -> None:
    assert second_opinion(encode_program(program), reservoir, mark) == critical_figures(
        program, reservoir, mark
    )


def test_the_figures_of_a_known_program_are_these() -> None:
    # 00:00 90 mcg per day for 7 h, then 1,000 mcg per day for 17 h
    figures = second_opinion(encode_program(schedule((0, 90_000), (25_200, 1_000_000))), FULL, MARK)
    # 90,000 x 7/24 + 1,000,000 x 17/24 = 734,583 1/3 ng
    assert figures.doses == (DrugPerDay("baclofen", 734_584),)
    assert figures.peak_dose == 1_000_000
    assert figures.boluses_per_day == 0
    assert figures.reservoir == FULL
    assert figures.days_to_alarm == 12  # 18 mL at 1.469166… mL per day


@pytest.mark.requirement("OPCA-R7.1.0-1")
@pytest.mark.parametrize("bit", range(63))
def test_a_changed_dose_changes_the_figures(bit: int) -> None:
    encoded = bytearray(encode_program(continuous(90_000)))
    encoded[DOSE_AT + bit // 8] ^= 1 << bit % 8
    assert second_opinion(bytes(encoded), FULL, MARK) != critical_figures(continuous(90_000), FULL, MARK)


@pytest.mark.parametrize("bit", range(13, 63))
def test_a_changed_concentration_changes_the_days_that_are_left(bit: int) -> None:
    encoded = bytearray(encode_program(continuous(90_000)))
    encoded[CONCENTRATION_AT + bit // 8] ^= 1 << bit % 8
    assert second_opinion(bytes(encoded), FULL, MARK) != critical_figures(continuous(90_000), FULL, MARK)


@given(st.integers(1, 86_399), st.integers(1, 86_399))
def test_a_moved_step_changes_the_figures(time: int, other: int) -> None:
    moved = second_opinion(encode_program(schedule((0, 90_000), (other, 1_000_000))), FULL, MARK)
    first = critical_figures(schedule((0, 90_000), (time, 1_000_000)), FULL, MARK)
    assert (moved == first) == (time == other)


@pytest.mark.parametrize(
    ("what", "encoded"),
    [
        ("nothing", b""),
        ("another schema", b"\x02\x00" + encode_program(continuous(1))[2:]),
        ("a mode not known", encode_program(continuous(1))[:-9] + b"\x99" + bytes(8)),
        ("no delivery", encode_program(continuous(1))[:-12]),
        ("no drug", encode_program(continuous(1))[:2] + encode_program(continuous(1))[-12:]),
        ("a schedule without steps", encode_program(schedule((0, 1)))[:-13] + b"\x00"),
    ],
)
def test_bytes_it_cannot_read_get_no_opinion(what: str, encoded: bytes) -> None:
    with pytest.raises(NoSecondOpinion):
        second_opinion(encoded, FULL, MARK)


@given(programs, st.data())
def test_a_program_cut_short_gets_no_opinion(program: PumpProgram, data: st.DataObject) -> None:
    encoded = encode_program(program)
    with pytest.raises(NoSecondOpinion):
        second_opinion(encoded[: data.draw(st.integers(0, len(encoded) - 1))], FULL, MARK)


@given(st.binary(max_size=60))
def test_any_bytes_get_an_opinion_or_none_and_never_an_accident(encoded: bytes) -> None:
    try:
        second_opinion(b"\x01\x00" + encoded, FULL, MARK)
    except NoSecondOpinion:
        return


# ---- what decides about usual programs ----------------------------------------------------------------------------

STRONG = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))
BOLUS = PatientBolus(Nanograms(10_000), Seconds(300), Seconds(3_300), 9, BolusWindow(2, Seconds(14_400)))


@given(
    whole_programs(usual_drugs, usual_doses, usual_masses), volumes, st.integers(0, 3_000_000).map(Nanolitres)
)
def test_both_ways_agree_about_programs_as_they_are_used(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres
) -> None:
    assert second_opinion(encode_program(program), reservoir, mark) == critical_figures(
        program, reservoir, mark
    )


def day(*rows: tuple[int, int]) -> DaySchedule:
    return DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in rows))


WEEK = WeekSchedule(
    (day((0, 200_000)),) * 4 + (day((0, 100_000), (43_200, 500_000)),) + (day((0, 800_000)),) * 2
)
PERIODIC = PeriodicBolus(NanogramsPerDay(100_000), Nanograms(20_000), Seconds(600), Seconds(5 * 3600))


def test_a_week_is_read_to_its_last_sunday() -> None:
    program = PumpProgram(STRONG, WEEK, (CLONIDINE,), BOLUS)
    figures = second_opinion(encode_program(program), FULL, MARK)
    # Saturday or Sunday give 800 mcg, nine boluses 90; clonidine is a twentieth of it.
    assert figures.doses == (DrugPerDay("baclofen", 890_000), DrugPerDay("clonidine", 44_500))
    assert figures.peak_dose == 800_000 + 10_000 * 288
    assert figures.boluses_per_day == 9
    # A week takes 2,700 + 630 mcg, and 36 mg are ten weeks and 2,700 mcg: the fullest four days take 2,100 + 360,
    # the fullest five 2,300 + 450.
    assert figures.days_to_alarm == 74
    assert figures == critical_figures(program, FULL, MARK)


@pytest.mark.parametrize("level", range(2_000_000, 4_000_000, 83_250))
def test_days_within_a_week_are_counted_alike(level: int) -> None:
    program = PumpProgram(STRONG, WEEK, (), BOLUS)
    found = second_opinion(encode_program(program), Nanolitres(level), MARK)
    assert found == critical_figures(program, Nanolitres(level), MARK)


@pytest.mark.parametrize(
    ("program", "boluses", "days"),
    [
        (PumpProgram(STRONG, PERIODIC), 5, 183),  # 196 mcg per day and one bolus early: 17.99 mL / 0.098 mL
        (PumpProgram(STRONG, PERIODIC, (), BOLUS), 6 + 9, 125),
        (PumpProgram(STRONG, Stopped()), 0, None),
        (PumpProgram(STRONG, MinimumRate(NanogramsPerDay(12_000))), 0, 3_000),
        (PumpProgram(STRONG, PERIODIC, opening=SingleBolus(Nanograms(3_600_000), Seconds(60))), 5, 165),
    ],
)
def test_boluses_and_days_of_known_programs_are_these(
    program: PumpProgram, boluses: int, days: int | None
) -> None:
    figures = second_opinion(encode_program(program), FULL, MARK)
    assert (figures.boluses_per_day, figures.days_to_alarm) == (boluses, days)
    assert figures == critical_figures(program, FULL, MARK)


@pytest.mark.parametrize(
    ("opening", "doses", "days"),
    [
        (PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(200_000), Seconds(600)), (400_000, 0), 89),
        # a day at 0.2 mL per day, and then 89 of the 17.8 mL that are left
        (BridgeBolus((STRONG,), NanogramsPerDay(400_000), Nanolitres(200_000)), (400_000, 0), 90),
        # 0.4 mL per day push 0.1 mL in a quarter of a day: 400 mcg per day more, and clonidine at 40 mcg per day
        (
            BridgeBolus((STRONG, CLONIDINE), NanogramsPerDay(800_000), Nanolitres(100_000)),
            (500_000, 10_000),
            89,
        ),
        # 0.05 mL per day push 0.1 mL in two days, of which one counts
        (BridgeBolus((CLONIDINE,), NanogramsPerDay(5_000), Nanolitres(100_000)), (400_000, 5_000), 91),
    ],
)
def test_what_a_bridge_brings_is_counted_by_its_old_drugs(
    opening: Opening, doses: tuple[int, int], days: int
) -> None:
    program = PumpProgram(STRONG, Continuous(NanogramsPerDay(400_000)), opening=opening)
    figures = second_opinion(encode_program(program), FULL, MARK)
    assert figures == critical_figures(program, FULL, MARK)
    assert figures.days_to_alarm == days
    found = {dose.name: dose.nanograms for dose in figures.doses}
    assert (found["baclofen"], found.get("clonidine", 0)) == doses


@pytest.mark.parametrize(
    ("old", "mcg", "peak"),
    [
        ((STRONG,), 399, 400_000),
        ((STRONG,), 401, 401_000),
        # 100 mcg per day of clonidine push 2,000 of baclofen
        ((CLONIDINE, STRONG), 100, 2_000_000),
        ((CLONIDINE,), 5_000, 400_000),
    ],
    ids=["slower", "faster", "the second of a mixture", "another drug"],
)
def test_the_highest_rate_is_that_of_a_bridge_where_it_gives_the_same_drug_faster(
    old: tuple[DrugFill, ...], mcg: int, peak: int
) -> None:
    bridge = BridgeBolus(old, NanogramsPerDay(mcg * 1_000), Nanolitres(200_000))
    program = PumpProgram(STRONG, Continuous(NanogramsPerDay(400_000)), opening=bridge)
    assert second_opinion(encode_program(program), FULL, MARK).peak_dose == peak
    assert critical_figures(program, FULL, MARK).peak_dose == peak


PATIENT_ONCE = PatientBolus(Nanograms(100_000), Seconds(60), Seconds(3_600), 1)
ONE_STEP = DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(400_000)),))
TWO_STEPS = DaySchedule((*ONE_STEP.steps, ScheduleStep(SecondsOfDay(43_200), NanogramsPerDay(410_000))))


@pytest.mark.parametrize(
    ("mode", "patient", "path", "days"),
    [
        # 1.5 days in the bridge, and 17.7 mL for 88.5 days after it
        (Continuous(NanogramsPerDay(400_000)), None, 300_000, 90),
        (ONE_STEP, None, 300_000, 90),
        (TWO_STEPS, None, 300_000, 88),
        (Continuous(NanogramsPerDay(400_000)), PATIENT_ONCE, 300_000, 71),
        (Continuous(NanogramsPerDay(0)), None, 300_000, None),
        (TWO_STEPS, None, 17_999_999, 89),
        (TWO_STEPS, None, 18_000_000, 90),
        (Continuous(NanogramsPerDay(0)), None, 19_000_000, 90),
    ],
)
def test_a_bridge_takes_its_time_before_the_days_to_the_alarm(
    mode: DeliveryMode, patient: PatientBolus | None, path: int, days: int | None
) -> None:
    bridge = BridgeBolus((STRONG,), NanogramsPerDay(400_000), Nanolitres(path))
    program = PumpProgram(STRONG, mode, patient_bolus=patient, opening=bridge)
    assert critical_figures(program, FULL, MARK).days_to_alarm == days
    assert second_opinion(encode_program(program), FULL, MARK) == critical_figures(program, FULL, MARK)


def test_below_the_mark_already_there_are_no_days_whatever_is_bridged() -> None:
    bridge = BridgeBolus((STRONG,), NanogramsPerDay(400_000), Nanolitres(300_000))
    program = PumpProgram(STRONG, Continuous(NanogramsPerDay(400_000)), opening=bridge)
    low = Nanolitres(1_000_000)
    assert critical_figures(program, low, MARK).days_to_alarm == 0
    assert second_opinion(encode_program(program), low, MARK) == critical_figures(program, low, MARK)


def section(tag: int, body: bytes) -> bytes:
    return struct.pack("<BH", tag, len(body)) + body


PLAIN = encode_program(continuous(90_000))


TOO_EARLY = "the program's bytes end too early"
NO_TIME = "a bolus or a bridge without a duration"


@pytest.mark.parametrize(
    ("what", "encoded", "reason"),
    [
        ("a section not known", PLAIN + section(0x55, b""), "a section that is not known here"),
        ("a mode not known", PLAIN[:-9] + b"\x99" + bytes(8), "a delivery mode that is not known here"),
        ("an opening not known", PLAIN + section(0x4B, b"\x55"), "an opening that is not known here"),
        ("a bolus in no time", PLAIN + section(0x4B, b"\x1e" + struct.pack("<QI", 1, 0)), NO_TIME),
        ("a patient bolus in no time", PLAIN + section(0x33, struct.pack("<QIIH", 1, 0, 0, 1)), NO_TIME),
        ("a bridge at no dose", PLAIN + section(0x4B, b"\x33" + struct.pack("<IQ", 1, 0) + PLAIN[5:23]), NO_TIME),
        ("no strength", PLAIN.replace(struct.pack("<Q", 500_000), bytes(8)), "a drug without a concentration"),
        ("an empty patient bolus", PLAIN + section(0x33, b""), TOO_EARLY),
        ("another schema", b"\x02" + PLAIN[1:], "a program schema that is not known here"),
        ("no delivery", PLAIN[:-12], "no drug or no delivery in the program's bytes"),
        ("no drug", PLAIN[:2] + PLAIN[-12:], "no drug or no delivery in the program's bytes"),
    ],
)  # fmt: skip
def test_what_it_cannot_read_it_names(what: str, encoded: bytes, reason: str) -> None:
    with pytest.raises(NoSecondOpinion) as refusal:
        second_opinion(encoded, FULL, MARK)
    assert str(refusal.value) == reason
