"""``programmer capture`` records what it says it records, no secrets, and leaves no file where there was no link."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from programmer.cli.commands import capture as capture_command
from programmer.clock import ManualClock
from programmer.settings import SIMULATED_PUMP_URL
from programmer.telemetry.capture.recording import Recording
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import SECURED, Frame, FrameDecoder
from programmer.telemetry.noise.cipher import CipherState
from tests.support.process_bench import Stranger
from tests.support.requirements import REPOSITORY
from tests.unit.cli.conftest import Command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "link.jsonl"


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_the_frames_in_clear_are_those_on_the_line(file: Path, command: Command) -> None:
    assert command("capture", SIMULATED_PUMP_URL, str(file), "--seconds", "0").code == 0
    lines = lines_of(file)
    for way in ("out", "in"):
        raw = b"".join(bytes.fromhex(line["bytes"]) for line in lines if line.get("line") == way)
        on_the_line = [frame for frame in FrameDecoder().receive(raw) if isinstance(frame, Frame)]
        in_clear = [line for line in lines if line.get("frame") == way]
        assert [(f"{frame.opcode:#06x}", frame.session, frame.counter) for frame in on_the_line] == [
            (line["opcode"], line["session"], line["counter"]) for line in in_clear
        ]
        sealed = [frame for frame in on_the_line if frame.flags & SECURED]
        assert len(sealed) > 5
        assert not any(line["flags"] & SECURED for line in in_clear)


def test_moments_never_go_back_and_the_end_says_why(file: Path, command: Command) -> None:
    command("capture", SIMULATED_PUMP_URL, str(file), "--seconds", "1")
    first, *rest = lines_of(file)
    assert first["capture"] == "ITP/1"
    moments = [line["us"] for line in rest]
    assert moments == sorted(moments)
    assert moments[-1] >= 1_000_000
    assert rest[-1]["end"] == "the time is over"
    statuses = [line for line in rest if line.get("opcode") == "0x0606" and line["frame"] == "out"]
    assert len(statuses) == 2


def test_no_key_of_a_session_gets_into_the_file(
    file: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[bytes] = []
    made = CipherState.__init__

    def remember(state: CipherState, key: bytes) -> None:
        keys.append(key)
        made(state, key)

    monkeypatch.setattr(CipherState, "__init__", remember)
    assert command("capture", SIMULATED_PUMP_URL, str(file), "--seconds", "0").code == 0
    content = file.read_text()
    assert len(keys) >= 4
    assert not [key for key in keys if key.hex() in content]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["socket://127.0.0.1:9"], "Nothing listens there"),
        (["simulated:no-such-pump"], "no-such-pump"),
        ([SIMULATED_PUMP_URL, "--pairing-code", "AAAAA"], "The pairing code cannot be right"),
        ([SIMULATED_PUMP_URL, "--seconds", "-1"], "0 to 604800 seconds, not -1"),
        ([SIMULATED_PUMP_URL, "--seconds", "604801"], "0 to 604800 seconds, not 604801"),
    ],
)
def test_where_there_was_no_link_there_is_no_file(
    arguments: list[str], why: str, file: Path, command: Command
) -> None:
    url, *options = arguments
    ran = command("capture", url, str(file), *options)
    assert ran.code in {2, 3, 4}
    assert why in ran.err
    assert not file.exists()


def test_a_capture_that_ends_early_says_where_what_came_until_then_stands(
    file: Path, command: Command
) -> None:
    """And the file says the same of its end as standard error."""
    stranger = Stranger(lambda _: b"\0what?\0")
    try:
        ran = command("capture", stranger.url, str(file))
    finally:
        stranger.close()
    assert ran.code == 4
    kept, trouble = ran.err.splitlines()
    assert kept == (
        f"programmer: What came until then is recorded into {file}. It may hold health data, and holds no keys."
    )
    assert str(lines_of(file)[-1]["end"]) in trouble


def test_a_file_that_is_there_is_kept(file: Path, command: Command) -> None:
    file.write_text("precious")
    ran = command("capture", SIMULATED_PUMP_URL, str(file))
    assert ran.code == 3
    assert "is there already, and no capture is ever written over" in ran.err
    assert file.read_text() == "precious"


def test_a_capture_that_could_not_be_written_to_its_end_says_so(
    file: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Recording):
        """As on a disk that has filled up."""

        def note_bytes(self, outgoing: bool, raw: bytes) -> None:
            super().note_bytes(outgoing, raw)
            self.trouble = OSError(28, "No space left on device")

    monkeypatch.setattr(capture_command, "Recording", Full)
    ran = command("capture", SIMULATED_PUMP_URL, str(file))
    assert (ran.code, ran.out) == (3, "")
    assert "It could not be written any further (No space left on device)." in ran.err


def test_the_document_names_every_field_that_is_written(file: Path) -> None:
    document = (REPOSITORY / "docs" / "capture-format.md").read_text(encoding="utf-8")
    tape = Recording(file, "x", "1", ManualClock())
    tape.note_bytes(True, b"\x01")
    tape.note_frame(FrameSeen(False, Frame(SECURED, 1, 1, 1, b"", bytes(16)), 30, "taken"))
    tape.end("the time is over")
    names = {name for line in lines_of(file) for name in line}
    assert len(names) == 18
    for name in names:
        assert f"`{name}`" in document, name
