"""Whose pump it is, is chosen by a person, never by the list."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from programmer.ui.viewmodels.common_states import ALLOWED, PatientLine
from programmer.ui.viewmodels.connect_state import AssignmentState, PatientFormState
from programmer.ui.views.connect.assignment_card import NOBODY_CHOSEN, AssignmentCard
from tests.ui.pump_bench import Bench

PATIENTS = (PatientLine("a1", "Demo patient 0001"), PatientLine("b2", "Demo patient 0002"))
STATE = AssignmentState(PATIENTS, ALLOWED, may_add=True)


@pytest.mark.requirement("GPCA-EC15")
def test_no_patient_is_chosen_before_a_person_chooses_one(qtbot: QtBot, bench: Bench) -> None:
    card = AssignmentCard(bench.workstation.connect_page)
    qtbot.addWidget(card)
    card.render_assignment(STATE, PatientFormState())
    assert card.choice.currentIndex() == -1
    assert card.choice.placeholderText() == "Choose a patient"
    assert not card.ask.isEnabled()
    assert card.ask.toolTip() == NOBODY_CHOSEN
    card.choice.setCurrentIndex(1)
    assert card.ask.isEnabled()
    # The same list shown again leaves the choice; another list takes it back.
    card.render_assignment(STATE, PatientFormState())
    assert card.choice.currentData() == "b2"
    card.render_assignment(replace(STATE, candidates=PATIENTS[:1]), PatientFormState())
    assert card.choice.currentIndex() == -1
    assert not card.ask.isEnabled()
