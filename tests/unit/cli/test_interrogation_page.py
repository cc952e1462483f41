"""The page that ``programmer interrogate`` prints for people: commas, tall-man letters, one unit for each drug."""

import re

import pytest

from programmer.cli.interrogation_page import Lines, found_lines
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre
from programmer.visit.program_rows import Rows
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import BRIDGED, EVERY_KIND, MIXTURE, RunningPump
from tests.unit.visit.bench import Bench

CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(1_200_000))
WITH_CLONIDINE = PumpProgram(
    DrugFill("hydromorphone", NanogramsPerMillilitre(2_000_000)),
    Continuous(NanogramsPerDay(1_500_000)),
    (CLONIDINE,),
)


def lines(program: PumpProgram, hours: int = 0) -> Lines:
    bench, pump = Bench(), RunningPump(program)
    pump.wait(hours)
    bench.put_in_reach(pump.site)
    found = bench.begin().interrogation
    bench.records.close()
    return found_lines(found, DrugWords(shipped_library()))


def texts(found: Lines | Rows) -> list[tuple[str, str]]:
    """Every line, whatever table it stands in."""
    rows = found.items() if isinstance(found, dict) else found
    return [
        pair
        for name, value in rows
        for pair in ([(name, value.replace("\u00a0", " "))] if isinstance(value, str) else texts(value))
    ]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_figure_is_written_as_people_read_it(kind: str) -> None:
    for name, text in texts(lines(EVERY_KIND[kind])):
        assert not re.search(r"(?<![\d.])\d{4,} ?(mcg|mg|mL)|/day|µ|\d{4}-\d\d-\d\d", text), (name, text)


def test_each_drug_is_written_as_the_library_has_it_and_in_its_one_unit() -> None:
    told = dict(texts(lines(WITH_CLONIDINE)))
    assert told["Drug"] == "HYDROmorphone 2,000 mcg/mL"
    assert told["With"] == "cloNIDine 1,200 mcg/mL"
    assert told["Dose per day"] == told["dose rate"] == "1.5 mg per day"
    assert told["cloNIDine per day"] == "900 mcg per day"
    assert told["Most HYDROmorphone in any 24 h"] == "1.5 mg"
    assert told["rate"] == "0.75 mL per day"


def test_each_other_drug_of_a_mixture_has_a_line_of_its_own() -> None:
    five = PumpProgram(MIXTURE.drug, MIXTURE.mode, (*MIXTURE.others, CLONIDINE))
    assert [value for name, value in texts(lines(five)) if name == "With"] == [
        "bupivacaine 20 mg/mL",
        "cloNIDine 1,200 mcg/mL",
    ]


def test_the_most_in_a_day_counts_a_bridge_only_until_it_is_over() -> None:
    most = [dict(texts(lines(BRIDGED, hours)))["Most baclofen in any 24 h"] for hours in (0, 48)]
    assert most == ["160 mcg", "108 mcg"]
