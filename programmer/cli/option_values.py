"""What was typed for an option that says more than a word: read, or not understood."""

from __future__ import annotations

from programmer.known_error import UsageError
from programmer.simulator.scenarios.quantities import read_span
from programmer.therapy.notation import NotAQuantity


def span_option(option: str, text: str) -> int:
    """What an option says of time, in microseconds. Raises ``UsageError``."""
    try:
        return read_span(text)
    except NotAQuantity as trouble:
        raise not_understood(option, str(trouble), f'Write, for example, {option} "400 min"') from trouble


def not_understood(typed: str, reason: str, remedy: str) -> UsageError:
    """Why an option cannot be taken, for a reason that may begin with a small letter."""
    return UsageError(f"{typed} is not understood", reason[:1].upper() + reason[1:], remedy)
