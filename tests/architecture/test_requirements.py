"""Hazards, requirements and tests hold together: nothing is claimed that no test shows, and no mark is astray."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.support.requirements import (
    HAZARDS,
    LIKELIHOODS,
    SAFETY,
    SEVERITIES,
    SOURCES,
    BadRow,
    State,
    _marks,
    _requirement,
    hazards,
    marked_tests,
    requirements,
    sources,
)
from tests.support.safety_matrix import MATRIX, matrix

ID = {
    "open-pca": re.compile(r"OPCA-(R\d\.\d+\.\d-\d+|T\d)"),
    "open-pca-exceptions": re.compile(r"GPCA-EC\d\d"),
    "crisys-gpca": re.compile(r"CRISYS-\d{3}(-\d{3})?"),
    "crisys-constants": re.compile(r"GPCA-C\d\d"),
    "gip-hazards": re.compile(r"GIP-\d+\.\d+"),
    "incidents": re.compile(r"IT-\d"),
}


def test_every_file_of_the_directory_is_read() -> None:
    assert set(SAFETY.rglob("*.yaml")) == {HAZARDS, *SOURCES}


def test_every_requirement_has_a_name_of_its_source_and_of_its_own() -> None:
    wrong = [
        row.id for each in sources() for row in each.requirements if not ID[each.path.stem].fullmatch(row.id)
    ]
    assert wrong == []
    assert [name for name, times in Counter(row.id for row in requirements()).items() if times > 1] == []


def test_every_hazard_has_a_name_of_its_own_and_a_risk_of_the_scales() -> None:
    assert [each.id for each in hazards()] == [f"H{number:02}" for number in range(1, len(hazards()) + 1)]
    assert {each.severity for each in hazards()} <= SEVERITIES
    assert {each.likelihood for each in hazards()} <= LIKELIHOODS


def test_requirements_answer_hazards_that_are_there() -> None:
    known = {each.id for each in hazards()}
    assert [
        (row.id, set(row.hazards) - known) for row in requirements() if not set(row.hazards) <= known
    ] == []


def test_a_hazard_is_controlled_by_requirements_that_answer_it() -> None:
    answers = {row.id: row.hazards for row in requirements()}
    wrong = [
        (each.id, name)
        for each in hazards()
        for name in each.controls
        if each.id not in answers.get(name, ())
    ]
    assert wrong == []


def test_what_is_said_to_be_built_is_marked_on_a_test() -> None:
    unshown = [row.id for row in requirements() if row.state.tested and row.id not in marked_tests()]
    assert unshown == []


def test_what_is_not_built_is_marked_on_no_test() -> None:
    claimed = [row.id for row in requirements() if not row.state.tested and row.id in marked_tests()]
    assert claimed == []


def test_no_mark_names_a_requirement_that_is_not_there() -> None:
    known = {row.id for row in requirements()}
    astray = [(name, tests) for name, tests in marked_tests().items() if name not in known]
    assert astray == []


def test_the_requirements_of_crisys_are_all_there_but_those_of_the_housing() -> None:
    told: list[int] = []
    for row in requirements():
        if row.id.startswith("CRISYS-"):
            first, *last = (int(number) for number in row.id.split("-")[1:])
            told += range(first, (last or [first])[0] + 1)
    assert sorted(told) == [number for number in range(1, 87) if number not in {83, 84}]


def test_the_page_is_what_its_data_say() -> None:
    """If not: .venv/bin/python .ci/safety_matrix.py."""
    assert MATRIX.read_text(encoding="utf-8") == matrix()


def test_the_pages_say_that_this_is_not_a_certified_device() -> None:
    for path in SAFETY.glob("*.md"):
        assert "ot a certified medical device" in path.read_text(encoding="utf-8"), path.name


ROW = {
    "id": "IT-1",
    "says": "It stops.",
    "for": ["programmer"],
    "state": "built",
    "here": "At once.",
    "hazards": ["H01"],
}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "done"},
        {"for": ["nurse"]},
        {"for": []},
        {"hazards": "H01"},
        {"says": " "},
        {"why": "It is not ours."},
        {"missing": "A button."},
        {"state": "partly"},
    ],
)
def test_a_row_in_another_form_is_refused(change: dict[str, object]) -> None:
    assert _requirement(ROW).state is State.BUILT
    with pytest.raises(BadRow):
        _requirement(ROW | change)


def test_a_mark_that_no_test_carries_is_refused() -> None:
    mark = 'pytest.mark.requirement("IT-1")'
    carried = ast.parse(f"@{mark}\ndef test_it(): pass\n")
    assert list(_marks(carried, "a.py")) == [("a.py::test_it", "IT-1")]
    for astray in (f"@{mark}\ndef bench(): pass\n", f"pytestmark = {mark}\n"):
        with pytest.raises(BadRow):
            list(_marks(ast.parse(astray), "a.py"))
    with pytest.raises(BadRow):
        list(_marks(ast.parse("@pytest.mark.requirement(NAME)\ndef test_it(): pass\n"), "a.py"))
