"""A program change is named with everything that became another."""

from dataclasses import replace

import pytest

from programmer.therapy.programs import Continuous, PumpProgram
from programmer.ui.viewmodels.command_words import change_text
from tests.support.programs_of_every_kind import (
    BACLOFEN_500,
    BRIDGED,
    PATIENT,
    PERIODIC,
    PRIMED,
    SINGLE,
    micrograms,
)

EVEN = PumpProgram(BACLOFEN_500, Continuous(micrograms(90)))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (EVEN, EVEN, "90 mcg per day"),
        (EVEN, replace(EVEN, mode=Continuous(micrograms(97))), "90 → 97 mcg per day"),
        (EVEN, PERIODIC, "90 → 108 mcg per day, periodic bolus, every 4 h 0 min = 6 per day"),
        (PERIODIC, BRIDGED, "108 mcg per day, another filling, bridge of 0.316 mL first"),
        (EVEN, PRIMED, "90 mcg per day, priming bolus of 0.316 mL first"),
        (EVEN, SINGLE, "90 mcg per day, single bolus of 20 mcg"),
        (EVEN, PATIENT, "90 mcg per day, patient bolus of 5 mcg"),
        (PATIENT, EVEN, "90 mcg per day, no patient bolus any more"),
    ],
)
def test_a_change_is_named_in_full(before: PumpProgram, after: PumpProgram, words: str) -> None:
    assert change_text(before, after).replace("\u00a0", " ") == words


def test_a_program_that_stayed_is_not_begun_again() -> None:
    assert "bridge" not in change_text(BRIDGED, BRIDGED)
