"""What a pump does after a command is told in the words of the drug library in force."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.records.rows import IntentKind
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.outcome import Failed
from programmer.therapy.programs import PumpProgram
from programmer.visit.aftermath import CommandSeen, aftermath
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import MIXTURE, PERIODIC, TOKEN
from tests.unit.visit.bench import Bench


@pytest.mark.parametrize(
    ("program", "words", "told"),
    [
        (MIXTURE, DrugWords(shipped_library()), "HYDROmorphone, continuous, 2 mg per day"),
        (
            PERIODIC,
            DrugWords(shipped_library()),
            "baclofen, periodic bolus, every 4 h 0 min = 6 per day, 108 mcg per day",
        ),
        (MIXTURE, AS_NAMED, "hydromorphone, continuous, 2,000 mcg per day"),
    ],
    ids=["a drug of mg", "a drug of mcg", "without a library"],
)
def test_another_program_is_told_by_the_name_and_in_the_unit_of_its_drug(
    program: PumpProgram, words: DrugWords, told: str
) -> None:
    bench = Bench()
    bench.site.pump.install(program, TOKEN)
    visit = bench.begin()
    now = visit.status
    seen = CommandSeen(IntentKind.STOP, replace(now, program_hash=bytes(32)), bytes(32))
    after = aftermath(seen, Failed("It was lost", "The pump says so"), now, visit.reading, words)
    bench.records.close()
    assert after.amiss
    assert [one.replace("\u00a0", " ") for one in after.sentences] == [f"It runs another program: {told}"]
