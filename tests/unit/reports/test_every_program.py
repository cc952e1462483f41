"""The report tells of every kind of program, and of what was under way when the pump was last read."""

from collections.abc import Iterator

import pytest

from programmer.records.rows import SessionRecord
from programmer.reports.report import Facts, Statement, Table
from programmer.reports.session_report import session_report
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.programs import PumpProgram
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import BRIDGED, MIXTURE, PATIENT, RunningPump
from tests.unit.visit.bench import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.records.close()


def visit_to(bench: Bench, program: PumpProgram, hours: int = 0, *, pressed: bool = False) -> SessionRecord:
    pump = RunningPump(program)
    if pressed:
        pump.pump.press_button()
    pump.wait(hours)
    bench.put_in_reach(pump.site)
    bench.begin().end()
    history = bench.records.history()
    found = history.session(history.summaries()[0].session.id)
    assert found is not None
    return found


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def facts(record: SessionRecord) -> dict[str, str]:
    sections = session_report(record, DrugWords(shipped_library())).sections
    (pump,) = (part for part in sections if isinstance(part, Facts) and part.title.startswith("Pump at"))
    return {plain(name): plain(value) for name, value in pump.rows}


def test_a_bridge_under_way_stands_above_the_facts(bench: Bench) -> None:
    sections = session_report(visit_to(bench, BRIDGED, 12)).sections
    said = [plain(part.text) for part in sections if isinstance(part, Statement)]
    assert any("bridge: 0.216 mL still to push, old drug baclofen 500 mcg/mL" in text for text in said)


def test_a_bridge_that_is_over_is_not_spoken_of(bench: Bench) -> None:
    record = visit_to(bench, BRIDGED, 48)
    said = [part.text for part in session_report(record).sections if isinstance(part, Statement)]
    assert not any("bridge" in text for text in said)
    assert facts(record)["Most baclofen in any 24 h"] == "108 mcg"


def test_every_drug_of_a_mixture_is_named_as_it_must_be_written(bench: Bench) -> None:
    found = facts(visit_to(bench, MIXTURE))
    assert found["Drug"] == "HYDROmorphone 10 mg/mL with bupivacaine 20 mg/mL"
    assert found["bupivacaine per day"] == "4 mg per day"


def test_patient_boluses_are_told_with_their_limits_and_in_the_log(bench: Bench) -> None:
    record = visit_to(bench, PATIENT, 1, pressed=True)
    found = facts(record)
    assert (found["Lockout from its end"], found["Taken in the last 24 h"]) == ("3 h 0 min", "1 of 4")
    (log,) = (
        part
        for part in session_report(record).sections
        if isinstance(part, Table) and part.title.startswith("Pump log")
    )
    assert "Patient bolus begun: 5 mcg over 5 min" in [plain(row[2]) for row in log.rows]
