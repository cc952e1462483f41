"""A command ends in one of four ways, and only a person's note closes one that is not known."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import pytest

from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain, outcome_word
from programmer.therapy.quantities import PumpTime

ENDS: tuple[Outcome, ...] = (
    Confirmed(PumpTime(1), 2),
    Refused("the pump says no"),
    Failed("the link broke", "the pump does not know the token"),
    Uncertain("the pump did not answer"),
)


def test_no_end_of_a_command_is_taken_for_another() -> None:
    assert all(first != second for first, second in combinations(ENDS, 2))
    assert len(set(ENDS)) == 4


def test_what_is_not_known_is_open_until_somebody_signs() -> None:
    assert Uncertain("the pump did not answer").signed == ""
    signed = dataclasses.replace(Uncertain("the pump did not answer"), signed="the pump was exchanged")
    assert signed != Uncertain("the pump did not answer")
    assert signed.reason == "the pump did not answer"


@pytest.mark.parametrize("end", ENDS, ids=lambda end: type(end).__name__)
def test_an_end_cannot_be_changed_afterwards(end: Outcome) -> None:
    field = dataclasses.fields(end)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(end, field, "something else")


WORDS: tuple[tuple[Outcome | None, str], ...] = (
    (ENDS[0], "confirmed"),
    (ENDS[1], "refused"),
    (ENDS[2], "not applied"),
    (ENDS[3], "not known"),
    (Uncertain("the pump did not answer", signed="the pump was exchanged"), "closed as not known"),
    (None, "not known"),
)


@pytest.mark.parametrize(
    ("end", "word"), WORDS, ids=lambda part: part if isinstance(part, str) else type(part).__name__
)
def test_each_end_has_a_word_of_its_own_and_silence_has_that_of_what_is_not_known(
    end: Outcome | None, word: str
) -> None:
    assert outcome_word(end) == word
    assert "fail" not in word  # nobody may read that a dose "failed" and give it again
