"""What an order is looked at against: the pump as it was read and as it is now, and the drug library."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.pump import PumpStatus
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.story import PumpStory
from programmer.visit.interrogation import Interrogation


@dataclass(frozen=True, slots=True)
class OrderSight:
    """``found`` is the last reading in full, ``status`` the newest of any kind."""

    story: PumpStory
    found: Interrogation
    status: PumpStatus
    drugs: LibraryInForce

    @property
    def unit(self) -> str:
        """In which a bolus is typed."""
        return unit_of(self.drugs, self.found.program.drug.name)


def sight_of(story: PumpStory, drugs: LibraryInForce) -> OrderSight | None:
    """None while no pump was read."""
    found, status = story.interrogation, story.status
    return None if found is None or status is None else OrderSight(story, found, status, drugs)
