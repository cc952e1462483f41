"""The frame of every view-model: one frozen state, one signal."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

State = TypeVar("State")


class ViewModel(QObject, Generic[State]):
    """``changed`` carries the new state, and only when it differs from the one before."""

    changed = Signal(object)

    def __init__(self, first: State) -> None:
        super().__init__()
        self._state = first

    @property
    def state(self) -> State:
        """What is to be shown now."""
        return self._state

    def _show(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
