"""What one thread hands to another arrives, in order and without delay."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from programmer.telemetry.hand_over import HandOver, hand_over

ITEMS = 2_000
OPEN_FILES = Path("/proc/self/fd")


def test_items_come_out_in_the_order_in_which_they_went_in() -> None:
    queue: HandOver[int] = hand_over()
    for item in range(5):
        queue.put(item)
    assert [queue.get(), queue.get_nowait(), queue.get(timeout=0), queue.get(timeout=5), queue.get()] == [
        *range(5)
    ]


def test_an_empty_one_says_so_at_once_or_after_the_time_out() -> None:
    queue: HandOver[int] = hand_over()
    with pytest.raises(Empty):
        queue.get_nowait()
    began = time.monotonic()
    with pytest.raises(Empty):
        queue.get(timeout=0.02)
    assert time.monotonic() - began >= 0.02


def test_a_bell_that_rang_for_an_item_already_taken_brings_nothing_that_is_not_there() -> None:
    queue: HandOver[int] = hand_over()
    queue.put(1)
    assert queue.get_nowait() == 1
    with pytest.raises(Empty):
        queue.get(timeout=0.001)
    queue.put(2)
    assert queue.get(timeout=5) == 2


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_two_threads_that_wait_for_each_other_never_oversleep(timeout: float | None) -> None:
    asked: HandOver[int] = hand_over()
    answered: HandOver[int] = hand_over()

    def own() -> None:
        for _ in range(ITEMS):
            answered.put(asked.get(timeout=timeout) + 1)

    thread = threading.Thread(target=own, daemon=True)
    thread.start()
    for item in range(ITEMS):
        asked.put(item)
        assert answered.get(timeout=5) == item + 1
    thread.join()


def test_nothing_is_lost_of_what_several_threads_give_at_once() -> None:
    queue: HandOver[tuple[int, int]] = hand_over()

    def give(giver: int) -> None:
        for n in range(ITEMS):
            queue.put((giver, n))

    givers = [threading.Thread(target=give, args=(giver,), daemon=True) for giver in range(3)]
    for giver in givers:
        giver.start()
    taken = [queue.get(timeout=5) for _ in range(3 * ITEMS)]
    for giver in givers:
        giver.join()
    assert [[n for which, n in taken if which == giver] for giver in range(3)] == [[*range(ITEMS)]] * 3
    with pytest.raises(Empty):
        queue.get_nowait()


@pytest.mark.skipif(not OPEN_FILES.exists(), reason="there is no list of open files")
def test_one_that_nobody_holds_any_more_leaves_no_file_open() -> None:
    before = len(list(OPEN_FILES.iterdir()))
    queues: list[HandOver[int]] = [hand_over() for _ in range(20)]
    assert len(list(OPEN_FILES.iterdir())) >= before
    queues.clear()
    assert len(list(OPEN_FILES.iterdir())) == before


def test_without_a_bell_it_is_the_queue_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "eventfd", raising=False)
    queue: HandOver[int] = hand_over()
    assert isinstance(queue, SimpleQueue)
    queue.put(3)
    assert queue.get(timeout=5) == 3
