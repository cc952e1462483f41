"""What a pump is for and for whom, as far as it decides which limits hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Condition(Enum):
    """What is treated. The value is its key in the library."""

    PAIN = "pain"
    SPINAL_SPASTICITY = "spinal-spasticity"
    CEREBRAL_SPASTICITY = "cerebral-spasticity"


class AgeGroup(Enum):
    """Whether the patient is a child. The value is its key in the library."""

    ADULT = "adult"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Indication:
    """None stands for what is not known; then the strictest of the limits in question holds."""

    condition: Condition | None = None
    age: AgeGroup | None = None

    def covers(self, condition: Condition, age: AgeGroup) -> bool:
        """Whether that row of the library may be this patient's."""
        return self.condition in {None, condition} and self.age in {None, age}
