"""What one thread gives to another, which it wakes without holding the interpreter's lock.

A thread woken by a ``queue.SimpleQueue`` finds that lock still in the hands of whom woke it, and goes to sleep again
until that one waits in turn: three changes of thread for each item, and most of the time that handing over takes.
Linux has a bell that is rung by a call of the system, during which nobody holds the lock.
"""

from __future__ import annotations

import os
import select
import weakref
from collections import deque
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class HandOver(Protocol[T]):
    """A queue that any thread may put into, and one thread takes from."""

    def put(self, item: T) -> None:
        """Give an item; never waits."""
        ...

    def get(self, *, timeout: float | None = None) -> T:
        """Take the oldest item, waiting at most so many seconds for one; without end if None. Raises ``Empty``."""
        ...

    def get_nowait(self) -> T:
        """Take the oldest item. Raises ``Empty``."""
        ...


def hand_over() -> HandOver[T]:
    """An empty one: with a bell where the system has it."""
    return _WithBell() if hasattr(os, "eventfd") else SimpleQueue()


class _WithBell(Generic[T]):
    """The item lies there before the bell is rung, and whoever is woken looks again: none is overslept.

    A bell that rang for an item already taken wakes once in vain.
    """

    def __init__(self) -> None:
        self._waiting: deque[T] = deque()
        self._bell = os.eventfd(0, os.EFD_CLOEXEC)
        weakref.finalize(self, os.close, self._bell)
        rung = select.poll()
        rung.register(self._bell, select.POLLIN)
        self._wait = rung.poll

    def put(self, item: T) -> None:
        self._waiting.append(item)
        os.eventfd_write(self._bell, 1)

    def get(self, *, timeout: float | None = None) -> T:
        while not self._waiting:
            if timeout is not None and not self._wait(timeout * 1000):
                raise Empty
            os.eventfd_read(self._bell)
        return self._waiting.popleft()

    def get_nowait(self) -> T:
        if not self._waiting:
            raise Empty
        return self._waiting.popleft()
