"""The clauses that are tried are those of the published standard."""

from __future__ import annotations

import re

from programmer.conformance.clauses import CLAUSES, How
from programmer.conformance.trial import ALL_CHECKS
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
    seen = _rows_of("read", "read, time", "pair", "bench", "bench, time") - _rows_of("programmer")
    assert seen <= tried
    assert all(CLAUSES[clause][0] is not How.INSIDE for clause in seen)
