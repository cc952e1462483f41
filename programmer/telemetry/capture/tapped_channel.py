"""A byte channel that tells a recording of every byte, both ways."""

from __future__ import annotations

from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.capture.recording import Recording


class TappedChannel:
    """The same line as ``channel``; what is recorded of it changes nothing on it."""

    def __init__(self, channel: ByteChannel, recording: Recording) -> None:
        self._channel = channel
        self._recording = recording

    @property
    def url(self) -> str:
        return self._channel.url

    def open(self) -> None:
        self._channel.open()

    def close(self) -> None:
        self._channel.close()

    def write(self, outgoing: bytes) -> None:
        self._recording.note_bytes(True, outgoing)
        self._channel.write(outgoing)

    def read(self, timeout_us: int) -> bytes:
        received = self._channel.read(timeout_us)
        self._recording.note_bytes(False, received)
        return received
