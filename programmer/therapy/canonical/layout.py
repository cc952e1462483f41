"""The numbers by which the parts of an encoded program are known; any two differ in at least four bits."""

from __future__ import annotations

from programmer.therapy.boluses import PrimeExtent

SCHEMA = 1
TAG_DRUGS = 0x1E
TAG_DELIVERY = 0x2D
TAG_PATIENT_BOLUS = 0x33
TAG_OPENING = 0x4B
MODE_STOPPED = 0x33
MODE_CONTINUOUS = 0x4B
MODE_DAY_SCHEDULE = 0x55
MODE_MINIMUM_RATE = 0x66
MODE_WEEK_SCHEDULE = 0x78
MODE_PERIODIC_BOLUS = 0x87
OPENING_SINGLE = 0x1E
OPENING_PRIMING = 0x2D
OPENING_BRIDGE = 0x33
EXTENTS = {
    PrimeExtent.PUMP_AND_CATHETER: 0x1E,
    PrimeExtent.CATHETER_ONLY: 0x2D,
    PrimeExtent.CATHETER_CHANGED: 0x33,
}
