"""Changing therapy: edit, stage, compare, confirm, and how it ended."""

from __future__ import annotations

from programmer.therapy.programs import DaySchedule
from programmer.ui.viewmodels.program_state import ProgramState
from programmer.ui.viewmodels.view_model import ViewModel


class ProgramViewModel(ViewModel[ProgramState]):
    """One step at a time; see ``ProgramStep``."""

    def choose_mode(self, key: str) -> None:
        """``stopped``, ``continuous`` or ``day-schedule``."""
        raise NotImplementedError

    def type_dose(self, text: str) -> None:
        """The dose per day of the continuous mode, in mcg, exactly as it stands in the field."""
        raise NotImplementedError

    def take_schedule(self, schedule: DaySchedule | None) -> None:
        """What the table of steps stands for (``ScheduleTable.schedule_changed``); None while it is no schedule."""
        raise NotImplementedError

    def reset_to_pump(self) -> None:
        """Edit what the pump runs, from its last reading."""
        raise NotImplementedError

    def stage(self) -> None:
        """Next: bring the program into the pump beside the one in force."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Give up staging."""
        raise NotImplementedError

    def back(self) -> None:
        """From COMPARE to EDIT; what is staged is withdrawn."""
        raise NotImplementedError

    def confirm(self) -> None:
        """Program the pump. Valid in COMPARE only and once."""
        raise NotImplementedError

    def ask_pump_again(self) -> None:
        """Ask the pump what became of the command."""
        raise NotImplementedError

    def finish(self) -> None:
        """Leave the result; editing begins anew from what the pump runs."""
        raise NotImplementedError
