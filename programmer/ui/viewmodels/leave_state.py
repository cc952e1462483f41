"""Whether the window may be closed."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.ui.viewmodels.common_states import ALLOWED, EMPTY_FIELD, FieldState, Offer


@dataclass(frozen=True, slots=True)
class LeaveState:
    """``reasons`` are why leaving now is not harmless; if there are any, a reason must be typed for ``leave``.
    ``losses`` are what is gone then, though no patient is concerned."""

    reasons: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    reason: FieldState = EMPTY_FIELD
    leave: Offer = ALLOWED

    @property
    def free(self) -> bool:
        """Whether the window may close without a word."""
        return not (self.reasons or self.losses)
