"""The records of a pump's log that a capture holds, for questions that begin elsewhere than the recorded ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from programmer.device.implant.messages.log import MAX_RECORDS_BYTES, LogAnswer, LogRequest
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.welcome import Answer
from programmer.telemetry.wire import Malformed
from programmer.therapy.pump import LogPosition, PumpEvent


@dataclass(slots=True)
class RecordedLog:
    """Records of the newest epoch, from the lowest number that was asked for: what lies before is not known."""

    _position: LogPosition | None = None
    _from: int = 0
    _records: dict[int, PumpEvent] = field(default_factory=dict)

    def keep(self, payload: bytes, body: bytes) -> None:
        """Take in what one LOG_READ told; a damaged answer tells nothing."""
        try:
            request, answer = LogRequest.decode(payload), LogAnswer.decode(body)
        except Malformed:
            return
        if self._position is None or self._position.epoch != answer.position.epoch:
            self._from, self._records = request.from_sequence, {}
        self._position = answer.position
        self._from = min(self._from, request.from_sequence)
        self._records |= {event.sequence: event for event in answer.events}

    def answer(self, payload: bytes) -> Answer:
        """What the pump would have answered, made of records that it told; UNKNOWN_REQUEST before the first.

        Raises ``Malformed``.
        """
        request = LogRequest.decode(payload)
        if self._position is None or request.from_sequence < self._from:
            return Answer(LinkStatus.UNKNOWN_REQUEST)
        chosen: list[PumpEvent] = []
        room = MAX_RECORDS_BYTES
        for sequence in sorted(self._records):
            event = self._records[sequence]
            if sequence < request.from_sequence:
                continue
            room -= len(event.raw)
            if room < 0 or len(chosen) >= request.at_most:
                break
            chosen.append(event)
        return Answer(LinkStatus.OK, LogAnswer(self._position, tuple(chosen)).encode())
