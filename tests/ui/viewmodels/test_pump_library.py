"""Which library is in force, and what a clinic loosened, stands on the Pump page and in the foot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from programmer.records.rows import Provenance
from programmer.therapy.drug_library import DrugLibrary, LibraryIdentity, Loosened, NoLibrary
from programmer.therapy.drug_library.figures import Fact, Figure
from programmer.ui.viewmodels.drug_lines import library_word, loosened_word
from programmer.ui.viewmodels.footer import FooterViewModel
from programmer.ui.viewmodels.pump_library import library_facts, loosened_notice
from programmer.ui.viewmodels.pump_state import PumpState
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import BRIDGED, MIXTURE, PATIENT, TOKEN
from tests.ui.pump_bench import Bench


def figure(amount: int) -> Figure:
    return Figure(Fraction(amount), Fact(f"{amount} mcg/day", "D", "ward protocol 12"))


LOOSENED = Loosened("baclofen", "baclofen", "dose per day", "Ward 3", figure(2000), figure(5000))
WHO = Provenance("J. Clinician", "bench", "0.1.0")
CLINICS = LibraryIdentity("Own limits", "7", date(2026, 11, 19), b"C" * 32, "Ward 3", "pharmacist Y")


def clinics() -> DrugLibrary:
    return replace(shipped_library(), clinic=CLINICS, loosened=(LOOSENED,))


def test_the_foot_names_the_clinic_whose_library_it_is(bench: Bench) -> None:
    foot = FooterViewModel(bench.workstation.desk, WHO, clinics())
    assert "Drug library of Ward 3, 7 (4343…4343)\u00a0· 1 hard limit loosened" in foot.state.footer.right
    assert library_word(shipped_library()).startswith("Drug library ")
    assert loosened_word(shipped_library()) == ""


@pytest.mark.requirement("CRISYS-052")
def test_the_pump_page_tells_every_loosened_limit_of_the_drugs_it_holds() -> None:
    (notice,) = loosened_notice(clinics(), PATIENT)
    assert "never more than" in notice.text
    assert "Ward 3" in notice.text
    assert loosened_notice(clinics(), MIXTURE) == ()
    labels = [(fact.label, fact.value) for fact in library_facts(clinics())]
    assert ("Library of Ward 3", "version 7") in labels
    assert ("Against the shipped library", "1 hard limit loosened") in labels


def test_without_a_library_the_page_says_so_and_is_not_ready_to_program() -> None:
    (fact,) = library_facts(NoLibrary("The drug library is not used", "Its seal is broken", "Install again"))
    assert fact.value == "none in force: The drug library is not used"


def test_while_a_bridge_runs_the_pump_is_not_ready_to_program_and_can_yet_be_resumed(bench: Bench) -> None:
    bench.site.pump.install(BRIDGED, TOKEN)
    bench.connect()
    state: PumpState = bench.workstation.pump.state
    assert state.facts_title == "Not ready to program"
    assert not state.change_therapy.enabled
    bench.site.pump.stop(b"another's stop  ")
    bench.run(2)
    assert bench.workstation.pump.state.resume.offer.enabled
