"""The manual that F1 opens tells what stands beside each other before a program is confirmed."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from programmer.records.rows import IntentKind
from programmer.resources_location import resource_path
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.programs import Continuous
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds
from programmer.visit.comparison import compare
from programmer.visit.proposal import reason_gap
from programmer.visit.until_known import until_it_tells
from tests.support.library import shipped_library
from tests.unit.visit.bench import Bench, a_program


def manual() -> str:
    """Its words, each line end and tag a blank."""
    text = resource_path("manual").joinpath("index.html").read_text(encoding="utf-8")
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.mark.parametrize("line", ["Once, at the start", "In this pump's steps", "Refill by"])
def test_a_line_of_the_comparison_is_told_by_the_name_that_it_has_there(line: str) -> None:
    read = Bench().begin().interrogation
    odd = replace(read, limits=replace(read.limits, flow_step=Nanolitres(1_000)))
    bolus = SingleBolus(Nanograms(5_000), Seconds(600))
    proposed = replace(a_program(Continuous(NanogramsPerDay(95_300))), opening=bolus)
    lines = compare(odd, proposed, drugs=shipped_library())
    assert line in {one.subject for one in lines}
    assert line in manual()


def test_the_manual_says_how_long_a_reason_is() -> None:
    rule = "says why in a few words, of 10 letters or more, at least 4 of them different"
    assert f"It {rule}" in manual()
    assert reason_gap("a" * 13) == f"a reason {rule}"
    assert reason_gap("abcabcabca") == f"a reason {rule}"
    assert not reason_gap("abcdabcdab")


def test_the_manual_says_what_a_step_is_counted_from() -> None:
    assert "A step is measured from what treated 24 hours ago" in manual()


@pytest.mark.parametrize("kind", IntentKind, ids=lambda kind: kind.value)
def test_the_manual_says_the_same_of_an_unknown_command_as_the_window(kind: IntentKind) -> None:
    worst = until_it_tells((kind,)).removeprefix("Until the pump tells, ")
    assert f"{worst[:1].upper()}{worst[1:]}." in manual()
