"""The way to a pump: which link, which patient, connecting, assigning, letting go."""

from __future__ import annotations

from programmer.ui.viewmodels.connect_state import ConnectState
from programmer.ui.viewmodels.view_model import ViewModel


class ConnectViewModel(ViewModel[ConnectState]):
    """Navigation is the window's own matter."""

    def refresh(self) -> None:
        """Look for ports and ask the records for patients and recent links again."""
        raise NotImplementedError

    def choose_link(self, key: str) -> None:
        """Take one of ``state.links``."""
        raise NotImplementedError

    def choose_speed(self, speed: int) -> None:
        """How fast the simulated pump lives."""
        raise NotImplementedError

    def type_url(self, text: str) -> None:
        """What stands in the field for an address."""
        raise NotImplementedError

    def choose_patient(self, key: str) -> None:
        """Take one of ``state.patients``; empty for nobody in particular."""
        raise NotImplementedError

    def open_patient_form(self) -> None:
        """Begin a new patient."""
        raise NotImplementedError

    def close_patient_form(self) -> None:
        """Drop what was typed there."""
        raise NotImplementedError

    def type_patient_name(self, text: str) -> None:
        """What stands in the field."""
        raise NotImplementedError

    def type_born_year(self, text: str) -> None:
        """What stands in the field."""
        raise NotImplementedError

    def type_patient_reason(self, text: str) -> None:
        """What stands in the field."""
        raise NotImplementedError

    def add_patient(self) -> None:
        """Write the new patient into the records; chosen once that is done."""
        raise NotImplementedError

    def connect_pump(self) -> None:
        """Begin a visit."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Give up connecting."""
        raise NotImplementedError

    def try_again(self) -> None:
        """Connect once more in the same way."""
        raise NotImplementedError

    def ask_to_assign(self, key: str) -> None:
        """Ask whether the pump shall be this patient's."""
        raise NotImplementedError

    def confirm_assignment(self) -> None:
        """Yes, assign it."""
        raise NotImplementedError

    def drop_assignment(self) -> None:
        """No."""
        raise NotImplementedError

    def type_leaving_reason(self, text: str) -> None:
        """Why the pump is left as it is."""
        raise NotImplementedError

    def disconnect_pump(self) -> None:
        """End the visit, with the typed reason where one is due."""
        raise NotImplementedError
