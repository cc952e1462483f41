"""How the pump is now.

STATUS answer:

======  ====  ====================================================================
offset  size  field
======  ====  ====================================================================
0       4     state_rev: rises with every change of program, delivery or high alarm
4       8     pump time, signed, microseconds on the pump's clock since 1970-01-01
12      1     delivery: 0x1E running, 0x2D stopped
13      1     by: 0x33 programmer, 0x4B pump, 0x55 factory
14      8     since, signed, pump time
22      8     dose rate in force, ng per day, 0 when nothing is delivered
30      4     reservoir, nL, as the pump computes it
34      8     delivered in its life, nL
42      8     delivered since its midnight, ng, rounded down
50      1     battery: 0x66 good, 0x78 replace soon (ERI), 0x87 end of service
51      2     days left, 0xFFFF not known
53      4     active alarms, bit 0 low reservoir, 1 empty, 2 stopped 48 h, 3 battery
57      4     latched alarms, the same bits
61      16    log epoch
77      4     first sequence number in the log
81      4     last sequence number in the log
85      32    SHA-256 of the program in force
======  ====  ====================================================================

Extensions (type u8, length u8, value) may follow.
"""

from __future__ import annotations

from programmer.device.implant.codes import (
    BATTERY_CODES,
    CHANGED_BY_CODES,
    DELIVERY_CODES,
    alarm_bitmap,
    alarms_in,
)
from programmer.device.implant.messages.coding import word_of
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.pump import Battery, LogPosition, PumpStatus
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime

_DAYS_NOT_KNOWN = 0xFFFF


def encode_status(status: PumpStatus) -> bytes:
    """Return the body of a STATUS answer."""
    writer = PayloadWriter().u32(status.state_rev).i64(status.pump_time.value)
    writer.u8(DELIVERY_CODES[status.delivery]).u8(CHANGED_BY_CODES[status.delivery_by])
    writer.i64(status.delivery_since.value).u64(status.dose_rate.value).u32(status.reservoir.value)
    writer.u64(status.delivered_total.value).u64(status.delivered_today.value)
    days = status.battery.days_left
    writer.u8(BATTERY_CODES[status.battery.state]).u16(_DAYS_NOT_KNOWN if days is None else days)
    writer.u32(alarm_bitmap(status.active_alarms)).u32(alarm_bitmap(status.latched_alarms))
    writer.fixed(status.log.epoch, 16).u32(status.log.first_sequence).u32(status.log.last_sequence)
    return writer.fixed(status.program_hash, 32).done()


def decode_status(body: bytes) -> PumpStatus:
    """Read the body of a STATUS answer. Raises ``Malformed``."""
    reader = PayloadReader(body)
    state_rev, pump_time = reader.u32(), PumpTime(reader.i64())
    delivery = word_of(reader.u8(), DELIVERY_CODES, "delivery")
    changed_by = word_of(reader.u8(), CHANGED_BY_CODES, "who changed delivery")
    since, dose_rate = PumpTime(reader.i64()), NanogramsPerDay(reader.u64())
    reservoir, total = Nanolitres(reader.u32()), Nanolitres(reader.u64())
    today = Nanograms(reader.u64())
    battery = _read_battery(reader)
    active, latched = alarms_in(reader.u32()), alarms_in(reader.u32())
    log = LogPosition(reader.fixed(16), reader.u32(), reader.u32())
    program_hash = reader.fixed(32)
    reader.tail()
    return PumpStatus(
        pump_time=pump_time,
        delivery=delivery,
        delivery_since=since,
        delivery_by=changed_by,
        dose_rate=dose_rate,
        reservoir=reservoir,
        delivered_total=total,
        delivered_today=today,
        battery=battery,
        active_alarms=active,
        latched_alarms=latched,
        log=log,
        program_hash=program_hash,
        state_rev=state_rev,
    )


def _read_battery(reader: PayloadReader) -> Battery:
    state, days = word_of(reader.u8(), BATTERY_CODES, "battery"), reader.u16()
    return Battery(state, None if days == _DAYS_NOT_KNOWN else days)
