"""Which pages may be opened is one rule, whatever the command is that is under way or open."""

from dataclasses import replace

import pytest

from programmer.records.rows import IntentKind
from programmer.ui.viewmodels.common_states import ALLOWED, refused
from programmer.ui.viewmodels.story import CommandStory, Contact, PumpStory, StopStage, StopStory
from programmer.ui.viewmodels.ways import COMMAND_OPEN, UNDER_WAY, WaysState, ways
from tests.unit.records.visit_rows import a_pump, a_session, an_intent

HELD = PumpStory(contact=Contact.HELD)
GIVEN = CommandStory(IntentKind.GIVE_BOLUS, b"", 0)


@pytest.mark.parametrize("kind", list(IntentKind))
@pytest.mark.parametrize("contact", [Contact.HELD, Contact.LOST])
def test_over_an_open_command_of_any_kind_only_the_train_page_is_shut(
    kind: IntentKind, contact: Contact
) -> None:
    intent = an_intent(a_session(a_pump()), kind=kind)
    story = replace(HELD, contact=contact, unsettled=(intent,))
    assert ways(story, trained=False) == WaysState(ALLOWED, refused(COMMAND_OPEN))
    assert ways(story, trained=True) == WaysState(ALLOWED, ALLOWED)


@pytest.mark.parametrize(
    "story",
    [
        replace(HELD, commit=GIVEN),
        replace(HELD, resume=GIVEN),
        replace(HELD, order=GIVEN),
        replace(HELD, stop=StopStory(StopStage.UNDER_WAY)),
    ],
)
def test_while_any_command_is_under_way_nobody_goes_for_another_pump(story: PumpStory) -> None:
    assert ways(story, trained=True) == WaysState(refused(UNDER_WAY), refused(UNDER_WAY))


def test_otherwise_every_page_is_open() -> None:
    assert ways(PumpStory(), trained=False) == WaysState()
    assert ways(HELD, trained=False) == WaysState()
