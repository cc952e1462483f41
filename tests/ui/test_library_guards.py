"""Where no drug library may be used the window offers no programming, and says why."""

from __future__ import annotations

import pytest

from programmer.therapy.drug_library import NoLibrary
from programmer.ui.viewmodels.common_states import Trouble
from programmer.ui.viewmodels.programming_guards import library_guards
from tests.support.libraries import shipped


@pytest.mark.requirement("CRISYS-052", "GPCA-EC19")
def test_a_library_that_is_not_used_is_a_reason_to_program_nothing() -> None:
    refused = NoLibrary("The drug library is not used", "Its seal is broken", "Install this program again")
    assert library_guards(refused) == (
        Trouble("The drug library is not used", "Its seal is broken", "Install this program again"),
    )


def test_a_good_library_forbids_nothing() -> None:
    assert library_guards(shipped()) == ()
