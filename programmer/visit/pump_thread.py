"""The one thread that owns a pump."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from queue import Empty
from threading import Thread

from programmer.clock import Clock
from programmer.telemetry.hand_over import HandOver, hand_over
from programmer.visit.attendant import Attendant, Correct, MakeVisit, Register, SignGone
from programmer.visit.notices import Notice, ThreadBroke
from programmer.visit.tasks import Task

_IDLE_S = 0.05


class _Leave:
    """Put into the queue when the thread is to end."""


class PumpThread:
    """Every method may be called from any thread; ``tell`` is called in this one, with every notice."""

    def __init__(
        self,
        make_visit: MakeVisit,
        clock: Clock,
        tell: Callable[[Notice], None],
        register: Register | None = None,
        correct: Correct | None = None,
        *,
        sign_gone: SignGone | None = None,
    ) -> None:
        self._attendant = Attendant(make_visit, clock, tell, register, correct, sign_gone=sign_gone)
        self._tell = tell
        self._tasks: HandOver[Task | _Leave] = hand_over()
        self._thread = Thread(target=self._run, name="pump", daemon=True)
        self._last_note = ""

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def submit(self, task: Task) -> None:
        """Queue a task. Its end is told by a notice."""
        self._tasks.put(task)

    def stop_pump(self) -> None:
        """STOP: goes before everything that is queued or under way."""
        self._attendant.attention.ask_to_stop()

    def cancel(self) -> None:
        """Give up what is under way, where that is still possible."""
        self._attendant.attention.ask_to_cancel()

    def count_link(self, wanted: bool) -> None:
        """Ask the pump now and then what its side of the link did not take, or no more."""
        self._attendant.counts_link = wanted

    def ask_to_end(self, note: str = "the program was closed") -> None:
        """End the visit and the thread as soon as what is under way allows; returns at once."""
        self._last_note = note
        self._tasks.put(_Leave())
        self._attendant.attention.ask_to_cancel()

    @property
    def over(self) -> bool:
        """Whether nothing runs here: not begun yet, or ended."""
        return not self._thread.is_alive()

    def close(self, note: str = "the program was closed") -> None:
        """End the visit and the thread; returns when both are over, which a silent pump may put off for seconds."""
        self.ask_to_end(note)
        if not self.over:
            self._thread.join()

    def _run(self) -> None:
        try:
            while self._turn():
                pass
            self._attendant.close(self._last_note)
        except Exception:  # noqa: BLE001 - the last resort: a bug must be told, not die in silence
            self._tell(ThreadBroke(traceback.format_exc()))

    def _turn(self) -> bool:
        """One round; False when the thread is to end. STOP is looked at before the queue."""
        self._attendant.attend()
        task = self._next_task()
        if isinstance(task, _Leave):
            return False
        if task is not None:
            self._attendant.handle(task)
        return True

    def _next_task(self) -> Task | _Leave | None:
        """With a pump that answers all waiting is the channel's; without one this thread waits for a task."""
        try:
            return self._tasks.get_nowait() if self._attendant.link_up else self._tasks.get(timeout=_IDLE_S)
        except Empty:
            return None
