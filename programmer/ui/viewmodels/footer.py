"""The foot of the window."""

from __future__ import annotations

from programmer.records.rows import Provenance
from programmer.therapy.drug_library import LibraryInForce
from programmer.ui import phrases
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.drug_lines import library_word, loosened_word
from programmer.ui.viewmodels.footer_state import FooterPageState
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.footer import FooterState

_LICENCES = (
    "This program is free under the MIT licence. It stands on Python (PSF), Qt and PySide6 (LGPL-3.0), pyqtgraph, "
    "SQLAlchemy, Alembic, cobs, fastcrc, keyring and platformdirs (MIT), cryptography (Apache-2.0), NumPy, SQLCipher "
    "and pyserial (BSD), and is set in Inter (OFL-1.1)."
)


def about(version: str) -> tuple[str, ...]:
    """The paragraphs under About: the title, what this is not, and the rest."""
    return (
        "Intrathecal Programmer",
        "This is not a certified medical device. It must not program a pump in a person.",
        f"Version {version}",
        "Clinician programmer for intrathecal drug pumps.",
        "The pump it comes with is simulated: no drug is delivered to anybody.",
        _LICENCES,
    )


class FooterViewModel(ViewModel[FooterPageState]):
    """Only shows."""

    def __init__(self, desk: PumpDesk, provenance: Provenance, drugs: LibraryInForce) -> None:
        super().__init__(FooterPageState())
        self._desk = desk
        self._provenance = provenance
        loosened = loosened_word(drugs)
        self._library = f"{library_word(drugs)}{phrases.DOT}{loosened}" if loosened else library_word(drugs)
        desk.moved.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        who = self._provenance
        right = (
            who.actor,
            self._library,
            f"version {who.program_version}",
            "Not a certified medical device",
            "F1 Help",
        )
        self._show(FooterPageState(FooterState(self._left(), right), about(who.program_version)))

    def _left(self) -> tuple[str, ...]:
        story = self._desk.story
        if not story.has_visit:
            return (f"Connecting to {story.url}",) if story.url else ("No pump",)
        return (what_this_is(story), story.url, f"last contact {self._age(story)}")

    def _age(self, story: PumpStory) -> str:
        return phrases.ago(self._desk.now.utc_us - story.read_utc_us)


def what_this_is(story: PumpStory) -> str:
    """Whether a person hangs on this pump, by the pump's own word."""
    found = story.interrogation
    return phrases.SIMULATED if found is not None and found.identity.simulated else "Pump of a person"
