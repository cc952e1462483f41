"""The simulated pump's memory of the commands it was given, so that none is ever done twice."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from programmer.device.implant.messages.commands import Done, TokenAnswer

CAPACITY = 64


@dataclass(frozen=True, slots=True)
class _Entry:
    command: bytes
    done: Done | None
    refused: int | None
    sequence: int


class TokenTable:
    """The last 64 tokens with what became of them."""

    def __init__(self, epoch: bytes, capacity: int = CAPACITY) -> None:
        self._epoch = epoch
        self._capacity = capacity
        self._entries: OrderedDict[bytes, _Entry] = OrderedDict()
        self._reaches_back_to = 0

    def answer(self, token: bytes) -> TokenAnswer:
        """What is known of a token."""
        entry = self._entries.get(token)
        if entry is None:
            return TokenAnswer(self._epoch, self._reaches_back_to)
        return TokenAnswer(self._epoch, self._reaches_back_to, entry.done, entry.refused)

    def used_otherwise(self, token: bytes, command: bytes) -> bool:
        """Whether the token came before with another command."""
        entry = self._entries.get(token)
        return entry is not None and entry.command != command

    def remember(self, token: bytes, command: bytes, result: Done | int, sequence: int) -> None:
        """Store what became of a command; ``sequence`` is the log's last number at that moment."""
        done = result if isinstance(result, Done) else None
        refused = None if isinstance(result, Done) else result
        self._entries[token] = _Entry(command, done, refused, sequence)
        if len(self._entries) > self._capacity:
            _, oldest = self._entries.popitem(last=False)
            self._reaches_back_to = max(self._reaches_back_to, oldest.sequence + 1)
