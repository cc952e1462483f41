"""A capture: what is written is read again, nobody else can read it, and no damage to it is more than a line."""

from __future__ import annotations

import io
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.clock import ManualClock
from programmer.known_error import RefusedError
from programmer.telemetry.capture.entries import (
    LONGEST_LINE,
    DamagedLine,
    Ended,
    Entry,
    FrameNoted,
    LineBytes,
    NotACapture,
    Started,
    entry_line,
    read_entry,
    read_start,
)
from programmer.telemetry.capture.reading import Unreadable, read_capture
from programmer.telemetry.capture.recording import Recording
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import SECURED, Frame

SEEN = FrameSeen(True, Frame(0, 0x0606, 7, 3, b""), 23, "sent")
SEALED = FrameSeen(False, Frame(SECURED, 0x0606, 7, 3, b"\x01", bytes(16)), 40, "authentication tag wrong")
ENTRIES: list[Entry] = [
    LineBytes(5, True, b"\x00\x01"),
    FrameNoted(6, SEEN),
    FrameNoted(7, SEALED),
    FrameNoted(8, FrameSeen(False, None, 0, "checksum wrong")),
    Ended(9, "the time is over, “so”"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "link.jsonl"


def recording(file: Path, **more: int) -> Recording:
    return Recording(file, "/dev/ttyUSB0", "1.2", ManualClock(), **more)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_a_line_and_is_read_again_as_it_was(entry: Entry) -> None:
    line = entry_line(entry)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert line.isascii()
    assert read_entry(line) == entry


def test_the_longest_entry_is_no_longer_than_a_line_may_be(file: Path) -> None:
    tape = recording(file)
    tape.note_bytes(False, bytes(10_000))
    tape.note_frame(
        FrameSeen(False, Frame(SECURED, 0xFFFF, 0xFFFF, 2**32 - 1, bytes(480), bytes(16)), 517, "x")
    )
    tape.end("over")
    entries = list(read_capture(file))
    assert b"".join(entry.raw for entry in entries if isinstance(entry, LineBytes)) == bytes(10_000)
    assert not [entry for entry in entries if isinstance(entry, Unreadable)]


def test_a_recording_is_read_again_with_its_times(file: Path) -> None:
    clock = ManualClock(1_000_000)
    tape = Recording(file, "/dev/ttyUSB0", "1.2", clock)
    clock.wait_us(40)
    tape.note_bytes(True, b"\x01")
    tape.note_bytes(False, b"")
    tape.note_frame(SEEN)
    clock.wait_us(2)
    tape.end("over")
    assert list(read_capture(file)) == [
        Started("/dev/ttyUSB0", "1.2", 1_000_000),
        LineBytes(40, True, b"\x01"),
        FrameNoted(40, SEEN),
        Ended(42, "over"),
    ]


def test_only_its_user_can_read_a_capture(file: Path) -> None:
    tape = recording(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    tape.end("over")


def test_a_file_that_is_there_is_never_written_over(file: Path) -> None:
    file.write_text("precious")
    with pytest.raises(RefusedError, match="is there already"):
        recording(file)
    assert file.read_text() == "precious"


def test_a_link_that_leads_elsewhere_is_not_followed(file: Path, tmp_path: Path) -> None:
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RefusedError, match="is there already"):
        recording(file)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="cannot be made"):
        recording(tmp_path / "no" / "link.jsonl")


def test_what_was_on_the_line_before_a_crash_can_be_read(file: Path) -> None:
    tape = recording(file)
    tape.note_bytes(True, b"\x01")
    assert list(read_capture(file))[1:] == [LineBytes(0, True, b"\x01")]  # not ended, and not closed either
    tape.end("over")


def test_a_line_that_a_crash_cut_off_takes_no_other_with_it(file: Path) -> None:
    tape = recording(file)
    tape.note_bytes(True, b"\x01")
    tape.end("over")
    file.write_bytes(file.read_bytes()[:-5])
    assert list(read_capture(file))[1:] == [LineBytes(0, True, b"\x01"), Unreadable(3, "it was cut off")]


def test_a_capture_is_bounded_and_says_why_it_ends(file: Path) -> None:
    tape = recording(file, most_bytes=8_192)
    for _ in range(200):
        tape.note_bytes(True, bytes(100))
    assert tape.full
    assert tape.over
    tape.end("the file is full")
    assert file.stat().st_size <= 8_192
    assert list(read_capture(file))[-1] == Ended(0, "the file is full")


def test_nothing_that_befalls_the_file_disturbs_the_link(file: Path) -> None:
    tape = recording(file)
    tape.note_bytes(True, b"\x01")
    tape._file.close()
    tape._file = io.FileIO("/dev/full", "w")
    tape.note_bytes(True, b"\x02")
    tape.note_frame(SEEN)
    assert tape.trouble is not None
    assert tape.over
    tape.end("over")
    assert list(read_capture(file))[1:] == [LineBytes(0, True, b"\x01")]


def test_where_nothing_was_on_the_line_no_file_is_left(file: Path) -> None:
    recording(file).end("nothing listens there")
    assert not file.exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "first line is not"),
        (b"\xff\n", "first line is not"),
        (b"[1]\n", "first line is not"),
        (b'{"capture":"ITP/2","version":1}\n', "not ITP/1"),
        (b'{"capture":"ITP/1","version":2}\n', "version 2 of the format, and this program reads version 1"),
    ],
)
def test_what_is_no_capture_is_refused_with_the_reason(line: bytes, why: str, file: Path) -> None:
    with pytest.raises(NotACapture, match=why):
        read_start(line)
    file.write_bytes(line)
    with pytest.raises(RefusedError, match="is no capture"):
        list(read_capture(file))


def test_a_line_without_end_is_passed_over_and_the_next_is_read(file: Path) -> None:
    start = entry_line(Started("x", "1", 0))
    file.write_bytes(start + b"x" * (3 * LONGEST_LINE) + b"\n" + entry_line(ENTRIES[0]))
    assert list(read_capture(file))[1:] == [
        Unreadable(2, "it is longer than any line of a capture"),
        ENTRIES[0],
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ('{"us":-1,"end":"x"}', "us is not a whole number"),
        ('{"us":true,"end":"x"}', "us is not a whole number"),
        ('{"us":1}', "of a kind that is not known"),
        ('{"us":1,"line":"up","bytes":""}', "neither out nor in"),
        ('{"us":1,"line":"in","bytes":"0"}', "not hexadecimal"),
        ('{"us":1,"frame":"in","verdict":"x","opcode":"0x6"}', "flags is not"),
        ('{"us":1,"frame":"in","verdict":"x","flags":0,"opcode":"0x_606"}', "not a code of two bytes"),
        ("[" * 10_000, "not JSON"),
        ('{"us":' + "9" * 5_000 + "}", "not JSON"),
    ],
)
def test_a_damaged_line_says_what_is_wrong_with_it(words: str, why: str) -> None:
    with pytest.raises(DamagedLine, match=why):
        read_entry(words.encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_line_holds_it_is_read_or_said_to_be_damaged(line: bytes) -> None:
    with suppress(DamagedLine):
        read_entry(line)


@given(st.sampled_from(ENTRIES), st.data())
def test_a_sound_line_with_a_byte_changed_is_read_or_said_to_be_damaged(
    entry: Entry, data: st.DataObject
) -> None:
    line = bytearray(entry_line(entry))
    line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DamagedLine):
        read_entry(bytes(line))
