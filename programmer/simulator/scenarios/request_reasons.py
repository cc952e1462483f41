"""Why a pump refuses what a scenario asks of it: every reason that an event can name, and what it says."""

from __future__ import annotations

from programmer.device.implant.codes import Status

REQUEST_REASONS: dict[str, dict[str, str]] = {
    "program": {
        "flow-too-high": "a rate is faster than `max_flow`",
        "flow-too-low": "a rate is above 0 and slower than `min_flow`",
        "too-many-steps": "a day has more steps than `max_steps`",
        "bolus-flow-too-high": "a rate with a bolus on top is faster than `max_flow`",
        "bolus-flow-too-low": "the rate of a bolus is slower than `min_flow`",
        "opening-flow-too-high": "prime or bridge is faster than `max_flow`",
        "opening-flow-too-low": "prime or bridge is slower than `min_flow`",
        "minimum-rate-differs": "its minimum rate is not what `maintaining_flow` gives, or the model has none",
        "other-drug": "it is for another drug or concentration than the pump holds, and neither bridges nor primes",
        "bridge-unfinished": "a bridge is under way, and the program does not carry it on",
        "bridge-unfounded": "it bridges to what the pump holds already",
        "alarm-blocks": "the pump is at the end of its service",
    },
    "resume": {
        "cannot-resume": "delivery is not stopped, the pump takes itself for empty, or an alarm holds it",
    },
    "tell-refill": {"more-than-it-holds": "it is more than `capacity`"},
    "battery": {"end-of-service": "its end of service is for good"},
}
"""By request, by reason."""


def status_reason(status: Status) -> str:
    """The link's status code as a word: ``other-drug``."""
    return status.name.lower().replace("_", "-")
