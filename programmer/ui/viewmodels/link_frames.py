"""Frames of the link in words: a line for each, and all of it for the one that is chosen."""

from __future__ import annotations

from programmer.device.implant.reading_aloud import describe, opcode_name
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Dropped, Frame
from programmer.telemetry.secure_channel import Distrusted
from programmer.therapy.notation import NO_BREAK
from programmer.ui import phrases
from programmer.ui.link_tap import HeardFrame
from programmer.ui.viewmodels.link_state import ChosenFrame
from programmer.ui.widgets.frame_table import FrameLine

COLUMNS = ("Time", "Way", "Message", "Counter", "Length", "Verdict")
WIDEST = (
    "00:00:00.000",
    f"←{NO_BREAK}from pump",
    "ALARM_ACKNOWLEDGE, answer",
    "1,048,576",
    f"480{NO_BREAK}bytes",
    "no end of frame in 600 bytes",
)
_DISTRUSTED = frozenset(why.value for why in Distrusted)
_DROPPED = frozenset(why.value for why in Dropped)


def frame_line(heard: HeardFrame, offset_us: int) -> FrameLine:
    """``14:02:11.345  ← from pump  STATUS, answer  12  98 bytes  taken``."""
    seen, frame = heard.seen, heard.seen.frame
    millisecond = heard.utc_us // 1000 % 1000
    cells = (
        f"{phrases.local_clock(heard.utc_us, offset_us, seconds=True)}.{millisecond:03}",
        f"→{NO_BREAK}to pump" if seen.outgoing else f"←{NO_BREAK}from pump",
        "no frame" if frame is None else message_words(frame),
        phrases.NOTHING if frame is None else f"{frame.counter:,}",
        f"{seen.length:,}{NO_BREAK}bytes" if seen.length else phrases.NOTHING,
        seen.verdict,
    )
    return FrameLine(heard.number, cells, seen.verdict in _DISTRUSTED, seen.verdict in _DROPPED)


def message_words(frame: Frame) -> str:
    """``STATUS, answer``."""
    kind = ", event" if frame.flags & EVENT else ", answer" if frame.flags & RESPONSE else ""
    return f"{opcode_name(frame.opcode)}{kind}"


def chosen_frame(heard: HeardFrame, offset_us: int) -> ChosenFrame:
    """The envelope of a frame, and every field of what it says."""
    cells, frame = frame_line(heard, offset_us).cells, heard.seen.frame
    title = f"{cells[2]}{phrases.DOT}{cells[1]}{phrases.DOT}{cells[0]}{phrases.DOT}{cells[5]}"
    if frame is None:
        return ChosenFrame(heard.number, title, "The bytes that came are no frame.", ())
    words = (_session_words(frame), f"counter {frame.counter:,}", f"{len(frame.payload):,} bytes of payload")
    return ChosenFrame(heard.number, title, phrases.DOT.join(words), tuple(describe(frame)))


def _session_words(frame: Frame) -> str:
    if not frame.session:
        return "Outside a session, in clear"
    return f"Session {frame.session:#06x}, {'not opened' if frame.flags & SECURED else 'sealed'}"
