"""The top of the window, and the STOP button's machine.

=============  ==============================  =====================================
phase          event                           next
=============  ==============================  =====================================
UNAVAILABLE    a pump is connected             READY, or STOPPED if it is stopped
READY          press                           ARMED for five seconds
ARMED          press                           SENDING
ARMED          five seconds                    READY
SENDING        the pump confirms               STOPPED
SENDING        refused, or provably not sent   READY, saying so
SENDING        not known                       READY, saying so: it is repeated no more
STOPPED        the pump says that it runs      READY, saying so
=============  ==============================  =====================================

A STOP is repeated until the pump confirms within the session that asked, and not beyond it: one that arrived later
could do harm. The button says which of the two it is, and without a session what to do.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer

from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.moments import clock_text, clock_text_seen_from, span_from_another_day
from programmer.therapy.notation import APPROXIMATELY, NO_BREAK, volume_text
from programmer.therapy.pump import BatteryState
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.link_tap import LinkTap
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.header_link import Silence, link_words, not_believed_words
from programmer.ui.viewmodels.header_state import HeaderPageState
from programmer.ui.viewmodels.link_figures import goes_unanswered
from programmer.ui.viewmodels.pairing import asks_for_code
from programmer.ui.viewmodels.refill_due import in_days_words, refill_due
from programmer.ui.viewmodels.story import Contact, PumpStory, StopStage
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.header import HeaderState
from programmer.ui.widgets.stop_button_state import StopButtonState, StopPhase
from programmer.ui.widgets.text_label import Tone

ARMED_US = 5_000_000
STALE_US = 5_000_000
_COUNTDOWN_MS = 50
_BY_PUMP = "confirmed by the pump"
_PRESSABLE = {StopPhase.READY, StopPhase.ARMED}


class HeaderViewModel(ViewModel[HeaderPageState]):
    """``state.stop`` says what a press does now."""

    def __init__(self, desk: PumpDesk, drugs: LibraryInForce, tap: LinkTap) -> None:
        super().__init__(HeaderPageState())
        self._desk = desk
        self._tap = tap
        self._counted_before: LinkStatistics | None = None
        self._drugs = drugs
        self._armed_until_us: int | None = None
        self._countdown = QTimer(self)
        self._countdown.setInterval(_COUNTDOWN_MS)
        self._countdown.timeout.connect(self._refresh)
        desk.moved.connect(self._refresh)
        self._refresh()

    def press_stop(self) -> None:
        """STOP was pressed (both ``pressed_once`` and ``pressed_again`` come here)."""
        self._refresh()
        phase = self.state.stop.phase
        if phase is StopPhase.ARMED:
            self._armed_until_us = None
            self._desk.stop_pump()
        elif phase is StopPhase.READY:
            self._armed_until_us = self._desk.now.monotonic_us + ARMED_US
        self._refresh()

    def drop_stop(self) -> None:
        """Disarm without stopping."""
        self._armed_until_us = None
        self._refresh()

    def _refresh(self) -> None:
        now_us = self._desk.now.monotonic_us
        if self._armed_until_us is not None and now_us >= self._armed_until_us:
            self._armed_until_us = None
        stop = self._stop_state()
        if stop.phase not in _PRESSABLE:
            self._armed_until_us = None
        left = 1.0 if self._armed_until_us is None else (self._armed_until_us - now_us) / ARMED_US
        self._run_countdown(self._armed_until_us is not None)
        self._show(HeaderPageState(self._header(), stop, left))

    def _run_countdown(self, run: bool) -> None:
        if run and not self._countdown.isActive():
            self._countdown.start()
        elif not run:
            self._countdown.stop()

    # ---- STOP ----------------------------------------------------------------------------------------------

    def _stop_state(self) -> StopButtonState:
        story = self._desk.story
        if story.broken or not story.has_visit:
            return StopButtonState(StopPhase.UNAVAILABLE, detail=impossible_words(story))
        if story.stop.stage is StopStage.UNDER_WAY:
            return StopButtonState(StopPhase.SENDING, detail=_sending_detail(story))
        if story.live and story.status is not None and story.stopped_since is not None:
            words = _stopped_words(story.status.pump_time, story.stopped_since)
            return StopButtonState(StopPhase.STOPPED, *words)
        if self._armed_until_us is not None:
            return StopButtonState(StopPhase.ARMED, detail=f"{self._loss()}\n{how_it_goes(story)}".strip())
        return StopButtonState(StopPhase.READY, detail=_ready_detail(story))

    def _loss(self) -> str:
        """What loss of the drug in this pump means."""
        found = self._desk.story.interrogation
        return self._drugs.loss(None if found is None else found.program.drug.name)

    # ---- the rest ------------------------------------------------------------------------------------------

    def _silence(self, story: PumpStory) -> Silence | None:
        """Read where the page of the link reads it; what the link before this one counted is no silence of it."""
        counted = self._tap.counted
        if story.contact is not Contact.CONNECTING:
            self._counted_before = counted
        elif counted is self._counted_before:
            return None
        return Silence(self._tap.answered_utc_us) if goes_unanswered(counted) else None

    def _header(self) -> HeaderState:
        story = self._desk.story
        name, line = patient_words(story)
        link, tone = link_words(story, self._silence(story), self._desk.local_offset_us)
        if not story.has_visit or story.interrogation is None or story.status is None:
            return HeaderState(name, line, link=link, link_tone=tone)
        age_us = self._desk.now.utc_us - story.read_utc_us
        stale = not story.live or age_us >= STALE_US
        identity, battery = story.interrogation.identity, story.status.battery
        return HeaderState(
            patient=name,
            patient_line=line,
            pump=f"{identity.model}{NO_BREAK} {identity.serial}",
            link=link,
            link_tone=tone,
            link_note=not_believed_words(story),
            reservoir=reservoir_words(story, self._drugs)
            + (f"{phrases.DOT}{phrases.ago(age_us)}" if stale else ""),
            battery=phrases.battery_text(battery),
            battery_tone=Tone.PLAIN if battery.state is BatteryState.GOOD else Tone.DANGER,
            stale=stale,
        )


def impossible_words(story: PumpStory) -> str:
    """What to do where no STOP can be sent."""
    if story.broken:
        return "start the program again"
    if story.contact is Contact.CONNECTING:
        return "once the pump is read"
    return "pair with the pump first" if asks_for_code(story.refusal) else "connect to a pump first"


def how_it_goes(story: PumpStory) -> str:
    """What becomes of a STOP that is pressed now."""
    if story.contact is Contact.LOST:
        return (
            "The link is lost: the pump is called first. If it does not answer now, nothing is sent, and nothing is "
            "kept to be sent later."
        )
    return "It goes out at once and is repeated until the pump confirms, in this session and not beyond it."


def _sending_detail(story: PumpStory) -> str:
    called = story.contact is Contact.LOST
    return "sent if the pump answers now" if called else "repeated in this session"


def _stopped_words(now: PumpTime, since: PumpTime) -> tuple[str, str]:
    """``Stopped 14:02``, and of another day how long ago, with the date under it: there is no room beside it."""
    at, span = clock_text_seen_from(now, since), span_from_another_day(now, since)
    if at == clock_text(since):
        return f"Stopped {at}", _BY_PUMP
    return f"Stopped {span} ago" if span else "Stopped", f"since {at}"


def _ready_detail(story: PumpStory) -> str:
    if story.stop.stage is StopStage.NOT_DONE:
        return "last STOP not carried out"
    if story.contact is Contact.LOST and story.stop.stage is not StopStage.NOT_KNOWN:
        return "calls the pump first"
    if story.stop.stage is StopStage.OVERTAKEN and not story.stopped:
        return "the last STOP no longer holds"
    return "last STOP not known, sent no more" if story.stop.stage is StopStage.NOT_KNOWN else "sent at once"


def patient_words(story: PumpStory) -> tuple[str, str]:
    """Whose pump this is, and the line under the name."""
    standing = story.standing
    if not story.has_visit or standing is None:
        return phrases.NOBODY, ""
    if standing.owner is not None:
        return standing.owner.name, phrases.patient_line(standing.owner)
    expected = standing.expected
    return phrases.UNIDENTIFIED, "" if expected is None else f"chosen: {expected.name}, not assigned"


def reservoir_words(story: PumpStory, drugs: LibraryInForce) -> str:
    """``11.42 mL · refill in 10 days``: the level, and when the alarm or the drug's stability asks for the refill."""
    found, status = story.interrogation, story.status
    if found is None or status is None:
        return phrases.NOTHING
    level = volume_text(status.reservoir, places=2).removeprefix(APPROXIMATELY)
    if story.stopped:
        return f"{level}{phrases.DOT}stopped"
    if status.program_hash != found.status.program_hash:
        # Another program runs than the one that was read: how long it lasts is not known before the next reading.
        return level
    if status.reservoir <= found.limits.low_reservoir_mark:
        return f"{level}{phrases.DOT}alarm reached"
    at = refill_due(found, status, drugs).at
    return level if at is None else f"{level}{phrases.DOT}refill {in_days_words(at, status.pump_time)}"
