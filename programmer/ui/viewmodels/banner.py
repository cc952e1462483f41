"""What there is to be warned of, from the pump and from this program itself."""

from __future__ import annotations

from programmer.therapy.alarms import Priority
from programmer.therapy.moments import since_text
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.history_thread import HistoryAnswer
from programmer.ui.viewmodels.command_words import named
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.since_command import stop_aftermath
from programmer.ui.viewmodels.story import Contact, PumpStory, StopStage
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.alarm_banner import AlarmBannerState, AlarmLine
from programmer.visit.alarm_words import ALARMS

_UNTIL_IT_TELLS = "only STOP and reading until the pump tells"  # short: one line has to hold it
NO_SOUND = "shown only, no sound"
RECORDS_NOT_SOUND = (
    "Records: not what this program wrote, and something may be missing; the History page says what"
)


class BannerViewModel(ViewModel[AlarmBannerState]):
    """Its state goes to ``AlarmBanner.set_state``; alarms are shown until they are over, none is acknowledged away."""

    def __init__(self, desk: PumpDesk) -> None:
        super().__init__(AlarmBannerState())
        self._desk = desk
        self._records_are_sound = True
        desk.moved.connect(self._refresh)

    def take_answer(self, answer: HistoryAnswer) -> None:
        """Hear whether the records are what was written."""
        if answer.checked is not None:
            self._records_are_sound = answer.checked.sound
            self._refresh()

    def _refresh(self) -> None:
        lines = alarm_lines(self._desk.story, self._desk.local_offset_us, self._desk.now.utc_us)
        if not self._records_are_sound:
            lines.append(_line("records", Priority.LOW, RECORDS_NOT_SOUND))
        urgent_first = sorted(lines, key=lambda line: -line.priority)
        self._show(AlarmBannerState(tuple(urgent_first), NO_SOUND if lines else ""))


def alarm_lines(story: PumpStory, offset_us: int, now_utc_us: int) -> list[AlarmLine]:
    """Everything to be warned of; among equals a STOP that was not carried out comes first."""
    return [
        *_of_stop(story, offset_us),
        *_of_program(story, offset_us),
        *_of_commands(story, offset_us),
        *_of_link(story),
        *lines_of_the_pump(story, now_utc_us),
    ]


def lines_of_the_pump(story: PumpStory, now_utc_us: int) -> list[AlarmLine]:
    """What there is to be warned of in the pump itself: that it gives nothing, and its own alarms."""
    return [*_of_delivery(story, now_utc_us), *_of_pump(story)]


def _line(key: str, priority: Priority, words: str, since: str = "") -> AlarmLine:
    return AlarmLine(key, priority, words, since, can_acknowledge=False)


def _of_stop(story: PumpStory, offset_us: int) -> list[AlarmLine]:
    """That the last STOP came to nothing stands until STOP is pressed again, whatever is read meanwhile; that it
    was taken back, until another command is given. What the pump does now the Pump page tells in full."""
    after = stop_aftermath(story)
    pressed = f"pressed {phrases.local_clock(story.stop.pressed_utc_us, offset_us)}"
    if story.stop.stage is StopStage.OVERTAKEN and after is not None and after.amiss:
        words = f"STOP was confirmed, but {after.headline}. {after.remedy}"
        return [_line("stop-overtaken", Priority.MEDIUM, words, pressed)]
    if story.stop.stage is not StopStage.NOT_DONE:
        return []
    words = f"STOP was not carried out: {story.stop.words}. {story.stop.remedy}"
    if after is not None and after.amiss:
        words = f"STOP was not carried out, and {after.headline}. {after.remedy}"
    return [_line("stop-not-done", Priority.HIGH, words, pressed)]


def _of_program(story: PumpStory, offset_us: int) -> list[AlarmLine]:
    """What is wrong on this side of the link."""
    lines = []
    lost_at = phrases.local_clock(story.lost_utc_us, offset_us, seconds=True)
    if story.broken:
        words = "This program can no longer reach the pump: close it and start it again"
        lines.append(_line("thread-broke", Priority.HIGH, words, f"since {lost_at}"))
    if story.records_error is not None:
        words = f"Records not written: {story.records_error.what}. {story.records_error.remedy}"
        lines.append(_line("records-failed", Priority.HIGH, words))
    if story.contact is Contact.LOST:
        lines.append(_line("link-lost", Priority.MEDIUM, f"Link lost: alarm state unknown since {lost_at}"))
    return lines


def _of_commands(story: PumpStory, offset_us: int) -> list[AlarmLine]:
    lines = [
        _line(
            f"unsettled-{intent.id.hex()}",
            Priority.HIGH,
            f"Outcome not known: {named(story, intent, offset_us)} — {_UNTIL_IT_TELLS}",
        )
        for intent in story.unsettled
    ]
    if story.stop_in_doubt and not lines:
        pressed = phrases.local_clock(story.stop.pressed_utc_us, offset_us)
        lines.append(
            _line("stop-not-known", Priority.HIGH, f"Not known whether the STOP of {pressed} was done")
        )
    return lines


def _of_link(story: PumpStory) -> list[AlarmLine]:
    """That frames came which only somebody else can have made, or a fault beyond what a line does."""
    count = 0 if story.statistics is None else story.statistics.tag_failures
    if not count:
        return []
    frames = "1 frame was" if count == 1 else f"{count:,} frames were"
    words = f"Link: {frames} not sealed by this pump, and not believed"
    words += ". Somebody may be meddling: look at the link (Ctrl+L)"
    return [_line("tag-failures", Priority.LOW, words)]


def _of_delivery(story: PumpStory, now_utc_us: int) -> list[AlarmLine]:
    if not story.has_visit or story.status is None:
        return []
    if story.stopped_since is not None:
        # The pump's clock goes on while it does not answer: how long it stands is counted to this moment.
        passed_us = max(0, now_utc_us - story.read_utc_us)
        since = since_text(PumpTime(story.status.pump_time.value + passed_us), story.stopped_since)
        return [_line("stopped", Priority.MEDIUM, "Delivery is stopped: no drug is given", since)]
    found = story.interrogation
    if found is not None and _gives_nothing(found.program, story.status):
        return [_line("no-dose", Priority.MEDIUM, "The program in force gives no drug")]
    return []


def _gives_nothing(program: PumpProgram, status: PumpStatus) -> bool:
    """No rate, nothing on its way, and nothing that the patient may ask for."""
    under_way = bool(status.opening_left) or status.bolus is not None
    return not dose_per_day(program.mode) and program.patient_bolus is None and not under_way


def _of_pump(story: PumpStory) -> list[AlarmLine]:
    """The pump's own alarms; while it does not answer they are those it told last."""
    if not story.has_visit or story.status is None:
        return []
    last_known = "" if story.live else "as last read"
    return [_line(kind.word, kind.priority, ALARMS[kind], last_known) for kind in story.status.active_alarms]
