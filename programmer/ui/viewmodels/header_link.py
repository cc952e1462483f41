"""What the header says of the link."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.notation import NO_BREAK
from programmer.ui import phrases
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.widgets.text_label import Tone
from programmer.visit.tasks import AddPatient, CorrectIndication, Settle


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing answers what is sent. ``since_utc_us`` is when the last answer came, None where none has come yet."""

    since_utc_us: int | None


def link_words(story: PumpStory, silence: Silence | None, offset_us: int) -> tuple[str, Tone]:
    """How the link is, and its tone. Silence goes before whatever is under way: that is what it waits for."""
    match story.contact:
        case Contact.NONE:
            return "No pump", Tone.MUTED
        case _ if story.broken:
            return "Broken down", Tone.DANGER
        case Contact.LOST:
            lost_at = phrases.local_clock(story.lost_utc_us, offset_us, seconds=True)
            return f"Lost {lost_at}, calling", Tone.DANGER  # under “Link”, with no room for more
        case _ if silence is not None:
            return _silence_words(silence, offset_us), Tone.DANGER
        case Contact.CONNECTING:
            return "Connecting…", Tone.ACCENT
        case Contact.HELD:
            return _held_words(story)


def _silence_words(silence: Silence, offset_us: int) -> str:
    if silence.since_utc_us is None:
        return "Connecting, no answer"
    since = phrases.local_clock(silence.since_utc_us, offset_us, seconds=True)
    return f"No answer since {since}"


def _held_words(story: PumpStory) -> tuple[str, Tone]:
    if story.doing(Settle):
        return "Asking the pump", Tone.ACCENT
    busy = any(one.begun and not isinstance(one.task, AddPatient | CorrectIndication) for one in story.tasks)
    if busy or story.command_under_way:
        return "Busy", Tone.ACCENT
    if story.statistics is None or not story.statistics.answers:
        return "Ready", Tone.DONE
    return f"Ready{phrases.DOT}{NO_BREAK.join(phrases.round_trip(story.statistics.round_trip_us))}", Tone.DONE


def not_believed_words(story: PumpStory) -> str:
    """``2 frames not believed``: somebody may be meddling, or old frames came late; the page of the link tells."""
    count = 0 if story.statistics is None else story.statistics.distrusted
    return f"{count:,} {'frame' if count == 1 else 'frames'} not believed" if count else ""
