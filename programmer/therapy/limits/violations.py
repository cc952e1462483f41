"""A limit that was passed: which, by how much, what was asked, what holds, and what the mistake may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from programmer.therapy.drug_library import Fact
from programmer.therapy.notation import NO_BREAK, decimal_text


class Severity(Enum):
    """A soft limit is passed for a reason that is recorded; a hard one by nobody."""

    HARD = "hard"
    SOFT = "soft"


class Limit(Enum):
    """Which limit was passed. The first eight are the pump's own, the only ones that it knows itself."""

    FLOW_TOO_HIGH = "flow-too-high"
    FLOW_TOO_LOW = "flow-too-low"
    TOO_MANY_STEPS = "too-many-steps"
    BOLUS_FLOW_TOO_HIGH = "bolus-flow-too-high"
    BOLUS_FLOW_TOO_LOW = "bolus-flow-too-low"
    OPENING_FLOW_TOO_HIGH = "opening-flow-too-high"
    OPENING_FLOW_TOO_LOW = "opening-flow-too-low"
    MINIMUM_RATE_DIFFERS = "minimum-rate-differs"

    LIBRARY_REFUSED = "library-refused"
    UNKNOWN_DRUG = "unknown-drug"
    HARD_LIMIT_MISSING = "hard-limit-missing"
    DOSE_PER_DAY = "dose-per-day"
    START_DOSE = "start-dose"
    BOLUS = "bolus"
    CONCENTRATION = "concentration"
    CONCENTRATION_NOT_LISTED = "concentration-not-listed"
    OFF_LABEL = "off-label"
    MIXTURE = "mixture"

    STEP_UP = "step-up"
    STEP_UP_AMOUNT = "step-up-amount"
    STEP_DOWN = "step-down"
    STEP_DOWN_AMOUNT = "step-down-amount"
    DRUG_DROPPED = "drug-dropped"
    LAST_DAY_NOT_KNOWN = "last-day-not-known"
    LIKELY_SLIP = "likely-slip"
    INTERVAL_SHORT = "interval-short"
    LOCKOUT_SHORT = "lockout-short"
    DOSE_PER_HOUR = "dose-per-hour"
    PAUSE_LONG = "pause-long"

    RESERVOIR_OVERFILLED = "reservoir-overfilled"
    RESERVOIR_TOO_SMALL = "reservoir-too-small"
    ALARM_SOON = "alarm-soon"

    BRIDGE_MISSING = "bridge-missing"
    BRIDGE_UNFOUNDED = "bridge-unfounded"
    BRIDGE_OLD_DIFFERS = "bridge-old-differs"
    BRIDGE_PATH_DIFFERS = "bridge-path-differs"
    BRIDGE_OF_NO_USE = "bridge-of-no-use"
    BRIDGE_UNFINISHED = "bridge-unfinished"
    PRIME_UNFINISHED = "prime-unfinished"
    TUBING_HOLDS_OLD = "tubing-holds-old"
    PRIME_VOLUME = "prime-volume"
    PRIME_FULL_PATH = "prime-full-path"


PUMP_LIMITS = tuple(Limit)[:8]

_OPENING = {
    Limit.FLOW_TOO_HIGH: "More than this pump can deliver",
    Limit.FLOW_TOO_LOW: "Less than this pump can deliver",
    Limit.TOO_MANY_STEPS: "More steps than this pump can hold",
    Limit.BOLUS_FLOW_TOO_HIGH: "With a bolus on top, more than this pump can deliver",
    Limit.BOLUS_FLOW_TOO_LOW: "Even with a bolus, less than this pump can deliver",
    Limit.OPENING_FLOW_TOO_HIGH: "Faster than this pump can deliver",
    Limit.OPENING_FLOW_TOO_LOW: "Slower than this pump can deliver",
    Limit.MINIMUM_RATE_DIFFERS: "Not what this pump's minimum rate gives",
    Limit.LIBRARY_REFUSED: "There is no drug library to check this by",
    Limit.UNKNOWN_DRUG: "Not in the drug library",
    Limit.HARD_LIMIT_MISSING: "The drug library has no hard limit",
    Limit.DOSE_PER_DAY: "Dose in 24 hours above the limit",
    Limit.START_DOSE: "Dose to start with above the usual",
    Limit.BOLUS: "Bolus above the limit",
    Limit.CONCENTRATION: "Concentration above the highest",
    Limit.CONCENTRATION_NOT_LISTED: "Not one of the concentrations in the drug library",
    Limit.OFF_LABEL: "Off-label",
    Limit.MIXTURE: "A mixture is compounded and off-label",
    Limit.STEP_UP: "A large step up",
    Limit.STEP_UP_AMOUNT: "A large step up",
    Limit.STEP_DOWN: "A large step down",
    Limit.STEP_DOWN_AMOUNT: "A large step down",
    Limit.DRUG_DROPPED: "No longer given",
    Limit.LAST_DAY_NOT_KNOWN: "What was given today is not all known",
    Limit.LIKELY_SLIP: "This looks like a slip",
    Limit.INTERVAL_SHORT: "A very short interval",
    Limit.LOCKOUT_SHORT: "A very short lockout",
    Limit.DOSE_PER_HOUR: "Dose in one hour above the limit",
    Limit.PAUSE_LONG: "A long pause",
    Limit.RESERVOIR_OVERFILLED: "More than the reservoir holds",
    Limit.RESERVOIR_TOO_SMALL: "The reservoir does not hold enough",
    Limit.ALARM_SOON: "The reservoir alarm comes soon",
    Limit.BRIDGE_MISSING: "The bridge bolus is missing",
    Limit.BRIDGE_UNFOUNDED: "There is nothing to bridge",
    Limit.BRIDGE_OLD_DIFFERS: "The bridge is for another drug than the pump held",
    Limit.BRIDGE_PATH_DIFFERS: "The bridge is for another volume than the path holds",
    Limit.BRIDGE_OF_NO_USE: "The bridge does what a forgotten one would do",
    Limit.BRIDGE_UNFINISHED: "An earlier bridge would be cut off",
    Limit.PRIME_UNFINISHED: "An earlier prime would be cut off",
    Limit.TUBING_HOLDS_OLD: "The tubing in the pump still holds the old drug",
    Limit.PRIME_VOLUME: "The priming volume is not that of the path",
    Limit.PRIME_FULL_PATH: "A prime is for an empty path",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """``step`` counts the basal steps of all days from 0, where a step is meant. ``subject`` is the drug as it is
    shown, or what else is meant; empty where only the program as a whole is. ``ratio`` is entered / limit.
    ``reason`` says what it means or what the mistake may be; ``fact`` where the limit comes from.
    """

    limit: Limit
    step: int
    entered: str
    allowed: str
    severity: Severity = Severity.HARD
    subject: str = ""
    ratio: Fraction | None = None
    reason: str = ""
    fact: Fact | None = None

    @property
    def sentence(self) -> str:
        """What is wrong, for a person; without its full stop."""
        parts = [f"{self._opening}: {self.entered}", self.allowed, self._ratio_text, self.reason]
        return "; ".join(part for part in parts if part)

    @property
    def _opening(self) -> str:
        opening = _OPENING[self.limit]
        return f"{self.subject}: {opening[0].lower()}{opening[1:]}" if self.subject else opening

    @property
    def _ratio_text(self) -> str:
        """Told beside the limits of the library; what is off by a volume is told by the volumes."""
        if self.ratio is None or self.fact is None:
            return ""
        return f"{decimal_text(self.ratio, places=2)}{NO_BREAK}× the limit"
