"""The window says of an unknown command the worst of its kind, also of one that another sitting gave."""

from __future__ import annotations

import pytest

from programmer.records.rows import IntentKind
from programmer.therapy.outcome import Uncertain
from programmer.ui.viewmodels.common_states import NOTHING_TO_SETTLE
from programmer.ui.viewmodels.program_ending import inherited_result
from programmer.ui.viewmodels.since_command import resume_notice
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.visit.until_known import doubt, until_it_tells
from programmer.visit.visit import SettledCommand
from tests.unit.records.visit_rows import a_pump, a_session, an_intent

NO_ANSWER = Uncertain("No answer came; it may or may not have been done")


def found_open(*kinds: IntentKind) -> tuple[SettledCommand, ...]:
    session = a_session(a_pump())
    return tuple(SettledCommand(an_intent(session, kind=kind), NO_ANSWER) for kind in kinds)


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("kind", IntentKind, ids=lambda kind: kind.value)
def test_a_command_of_another_sitting_is_told_with_the_worst_of_its_kind(kind: IntentKind) -> None:
    found = found_open(kind)
    story = PumpStory(inherited=found, unsettled=(found[0].intent,))
    result = inherited_result(story, NOTHING_TO_SETTLE, 0)
    assert result is not None
    assert result.trouble is not None
    assert result.headline == doubt(kind)
    assert result.trouble.remedy == f"Keep the pump in reach. {until_it_tells((kind,))}"


def test_of_several_only_what_is_still_open_is_told_as_not_known() -> None:
    stop, resume = found_open(IntentKind.STOP, IntentKind.RESUME)
    story = PumpStory(inherited=(stop, resume), unsettled=(resume.intent,))
    result = inherited_result(story, NOTHING_TO_SETTLE, 0)
    assert result is not None
    assert result.trouble is not None
    assert result.headline == doubt(IntentKind.RESUME)
    assert "still delivering" not in result.trouble.remedy


def test_a_resume_that_is_not_known_is_told_as_a_pump_that_delivers_nothing() -> None:
    resume = CommandStory(IntentKind.RESUME, b"A" * 32, 0, NO_ANSWER)
    notice = resume_notice(PumpStory(resume=resume), 0)
    assert notice is not None
    assert notice.headline == "It is not known whether delivery was resumed."
    assert notice.text.endswith("treat the pump as not delivering: withdrawal is the danger.")
