"""The link as a technician looks at it: how well it works, whom it believes, and every frame of it."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QTimer

from programmer.telemetry.statistics import LinkStatistics
from programmer.ui import phrases
from programmer.ui.link_tap import MOST_FRAMES, HeardFrame, LinkTap
from programmer.ui.pairing_thread import PairingAnswer
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.link_figures import (
    Throughput,
    by_pump_facts,
    goes_unanswered,
    quality_facts,
    round_trip_figure,
    trust_facts,
)
from programmer.ui.viewmodels.link_frames import chosen_frame, frame_line
from programmer.ui.viewmodels.link_state import ChosenFrame, LinkPart, LinkState
from programmer.ui.viewmodels.pairings import Pairings
from programmer.ui.viewmodels.questions import PairingQuestions
from programmer.ui.viewmodels.story import Contact
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.frame_table import FrameLine

LOOK_MS = 100


class LinkViewModel(ViewModel[LinkState]):
    """Looks at the tap ten times a second at most, and only while it is watched: a burst of frames waits there."""

    def __init__(self, desk: PumpDesk, tap: LinkTap, questions: PairingQuestions) -> None:
        super().__init__(LinkState())
        self._desk = desk
        self._tap = tap
        self._pairings = Pairings(questions)
        self._part = LinkPart.FRAMES
        self._heard: deque[HeardFrame] = deque(maxlen=MOST_FRAMES)
        self._lines: deque[FrameLine] = deque(maxlen=MOST_FRAMES)
        self._taken = 0
        self._paused_utc_us: int | None = None
        self._chosen: ChosenFrame | None = None
        self._throughput = Throughput()
        self._watched = False
        self._clockwork = QTimer(self)
        self._clockwork.setInterval(LOOK_MS)
        self._clockwork.timeout.connect(self.look)
        desk.moved.connect(self._refresh)

    def watch(self, shown: bool) -> None:
        """Begin to look, or stop because nobody does."""
        if shown and not self._watched:
            self._throughput.forget()
            self._clockwork.start()
        elif not shown:
            self._clockwork.stop()
        self._watched = shown
        self._desk.count_link(shown)
        if shown:
            self.look()

    def look(self) -> None:
        """Take what has passed since the last look."""
        passed, total = self._tap.passed
        self._throughput.sample(self._desk.now.monotonic_us, total)
        if self._paused_utc_us is None and passed != self._taken:
            self._take(self._tap.since(self._taken))
        self._refresh()

    def _take(self, heard: tuple[HeardFrame, ...]) -> None:
        offset_us = self._desk.local_offset_us
        self._heard.extend(heard)
        self._lines.extend(frame_line(one, offset_us) for one in heard)
        self._taken = heard[-1].number if heard else self._taken

    # ---- frames --------------------------------------------------------------------------------------------

    def pause(self) -> None:
        """Let the list stand still, or go on with what has passed meanwhile."""
        self._paused_utc_us = self._desk.now.utc_us if self._paused_utc_us is None else None
        self.look()

    def choose_frame(self, number: int) -> None:
        """Read one of ``state.frames`` aloud."""
        heard = next((one for one in self._heard if one.number == number), None)
        if heard is not None:
            self._chosen = chosen_frame(heard, self._desk.local_offset_us)
        self._refresh()

    # ---- paired pumps --------------------------------------------------------------------------------------

    def choose_part(self, part: LinkPart) -> None:
        """Show frames or paired pumps; the key store is asked only for the latter."""
        self._part = part
        if part is LinkPart.PUMPS:
            self._pairings.ask()
        self._refresh()

    def choose_pump(self, key: str) -> None:
        """Take one of ``state.pairings.pumps``."""
        self._pairings.choose(key)
        self._refresh()

    def ask_to_forget(self) -> None:
        """Ask whether the chosen pump shall be forgotten."""
        self._pairings.ask_to_forget()
        self._refresh()

    def forget(self) -> None:
        """Yes, forget it."""
        self._pairings.forget()
        self._refresh()

    def keep(self) -> None:
        """No, keep it."""
        self._pairings.keep()
        self._refresh()

    def take_answer(self, answer: PairingAnswer) -> None:
        """Hear about the pairings (``PairingThread.answered``)."""
        self._pairings.take_answer(answer)
        self._refresh()

    # ---- showing -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if not self._watched:
            return
        story = self._desk.story
        counted = self._counted()
        self._show(
            LinkState(
                line=self._line(counted),
                part=self._part,
                figure=round_trip_figure(story, counted, self._throughput.per_second),
                quality=() if counted is None else quality_facts(counted),
                trust=() if counted is None else trust_facts(counted),
                by_pump=by_pump_facts(story.link_counted, stale=not story.live),
                frames=tuple(self._lines),
                paused=self._paused_words(),
                chosen=self._chosen,
                pairings=self._pairings.state(self._desk.local_offset_us, self._connected_serial()),
            )
        )

    def _connected_serial(self) -> str:
        found = self._desk.story.interrogation
        return found.identity.serial if found is not None and self._desk.story.has_visit else ""

    def _counted(self) -> LinkStatistics | None:
        """As the link does now, and not when the pump was last heard: what is asked of these is what goes wrong."""
        return None if self._desk.story.contact is Contact.NONE else self._tap.counted

    def _line(self, counted: LinkStatistics | None) -> str:
        story = self._desk.story
        match story.contact:
            case Contact.NONE:
                return "No pump is connected"
            case Contact.CONNECTING:
                return f"Connecting to {story.url}"
            case Contact.LOST:
                lost = phrases.local_clock(story.lost_utc_us, self._desk.local_offset_us, seconds=True)
                return f"{story.url}{phrases.DOT}lost since {lost}; it is called again and again"
            case Contact.HELD if counted is not None and goes_unanswered(counted):
                return f"{story.url}{phrases.DOT}no answer to the last {counted.unanswered} frames sent"
            case Contact.HELD:
                return f"{story.url}{phrases.DOT}every frame of the session is sealed"

    def _paused_words(self) -> str:
        if self._paused_utc_us is None:
            return ""
        since = phrases.local_clock(self._paused_utc_us, self._desk.local_offset_us, seconds=True)
        passed = self._tap.passed[0] - self._taken
        return f"Paused at {since}; {passed:,} {'frame' if passed == 1 else 'frames'} since"
