"""The clauses that are tried are those of the published standard."""

from __future__ import annotations

import re

import pytest

from programmer.conformance.clauses import CLAUSES, How
from programmer.conformance.trial import ALL_CHECKS, READING_CHECKS
from tests.conformance.standard import clauses, rows, section

_SEEN_ELSEWHERE = {"K-3", "P-3", "P-4", "P-5", "P-6", "P-10"}


def _rows_of(*words: str) -> set[str]:
    """The clauses of the rows of section 13 whose first cells hold one of these words."""
    named = [row for row in rows(section("## 13. Clauses")) if any(word in row[:2] for word in words)]
    return {clause for row in named for clause in re.findall(r"[A-Z]-\d+", row[2])}


def test_every_clause_of_the_standard_has_its_line_in_the_order_of_the_standard() -> None:
    assert list(CLAUSES) == clauses()


def test_what_binds_the_programmer_alone_is_not_held_against_a_pump() -> None:
    alone = {clause for clause, (how, _) in CLAUSES.items() if how is How.PROGRAMMER}
    assert alone == _rows_of("programmer")


def test_whatever_the_standard_calls_seen_on_the_line_is_tried() -> None:
    tried = {clause for check in ALL_CHECKS for clause in check.clauses} | _SEEN_ELSEWHERE
    seen = _rows_of("read", "read, time", "pair", "pair, time", "bench", "bench, time") - _rows_of(
        "programmer"
    )
    assert seen <= tried


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (How.READING, ("read", "read, time")),
        (How.PAIRING, ("pair", "pair, time")),
        (How.BENCH, ("bench", "bench, time")),
        (How.INSIDE, ("inside",)),
    ],
)
def test_the_standard_says_of_each_clause_what_it_takes_to_try_it(how: How, words: tuple[str, ...]) -> None:
    listed = {clause for clause, (needed, _) in CLAUSES.items() if needed is how}
    assert listed == _rows_of(*words) - _rows_of("programmer")


def test_what_reading_alone_can_show_is_tried_by_reading_and_what_cannot_be_seen_is_not_tried() -> None:
    tried = {clause for check in ALL_CHECKS for clause in check.clauses}
    by_reading = {clause for check in READING_CHECKS for clause in check.clauses}
    assert {CLAUSES[clause][0] for clause in by_reading} == {How.READING}
    assert {CLAUSES[clause][0] for clause in tried} == {How.READING, How.BENCH}
