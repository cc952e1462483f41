"""The second opinion agrees with the first on every sound program, and is reached by another road."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy import second_opinion as module
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import encode_program
from programmer.therapy.critical_figures import DrugPerDay
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanolitres
from programmer.therapy.second_opinion import NoSecondOpinion, second_opinion
from tests.support.programs import continuous, programs, schedule

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
