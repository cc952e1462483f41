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
53      4     active alarms, bit 0 low reservoir, 1 empty, 2 nothing given for 48 h, 3 battery,
              4 motor stall, 5 end of service, 6 memory error, 7 reset
57      4     those of them that stay although their cause is over, the same bits
61      16    log epoch
77      4     first sequence number in the log
81      4     last sequence number in the log
85      32    SHA-256 of the program in force
117     4     prime or bridge: what is still to be pushed, nL, rounded up; 0 none
121     8     since when the mode runs, signed, pump time; none (below) before
129     1     bolus that runs: 0x1E patient, 0x2D single, 0x33 periodic, 0x4B none
130     8     until when it runs, signed, pump time; none (below) without one
138     2     patient boluses that began in the last 24 h
140     8     lockout until, signed, pump time; none (below) if none holds
======  ====  ====================================================================

A pump time that there is none of is written as -2^63. Extensions (type u8, length u8, value) may follow.
"""

from __future__ import annotations

from programmer.device.implant.codes import (
    BATTERY_CODES,
    BOLUS_CODES,
    CHANGED_BY_CODES,
    DELIVERY_CODES,
    alarm_bitmap,
    alarms_in,
)
from programmer.device.implant.messages.coding import word_of
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.pump import Battery, BolusKind, LogPosition, PumpStatus
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime

_DAYS_NOT_KNOWN = 0xFFFF
_NO_TIME = -(2**63)
NO_BOLUS = 0x4B


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
    return _write_boluses(writer.fixed(status.program_hash, 32), status).done()


def _write_boluses(writer: PayloadWriter, status: PumpStatus) -> PayloadWriter:
    writer.u32(status.opening_left.value)
    _write_time(writer, status.mode_since)
    writer.u8(NO_BOLUS if status.bolus is None else BOLUS_CODES[status.bolus])
    _write_time(writer, status.bolus_until)
    return _write_time(writer.u16(status.patient_boluses_today), status.lockout_until)


def _write_time(writer: PayloadWriter, time: PumpTime | None) -> PayloadWriter:
    return writer.i64(_NO_TIME if time is None else time.value)


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
    opening_left, mode_since = Nanolitres(reader.u32()), _read_time(reader)
    bolus, bolus_until = _read_bolus(reader), _read_time(reader)
    begun, lockout_until = reader.u16(), _read_time(reader)
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
        opening_left=opening_left,
        mode_since=mode_since,
        bolus=bolus,
        bolus_until=bolus_until,
        patient_boluses_today=begun,
        lockout_until=lockout_until,
    )


def _read_time(reader: PayloadReader) -> PumpTime | None:
    value = reader.i64()
    return None if value == _NO_TIME else PumpTime(value)


def _read_bolus(reader: PayloadReader) -> BolusKind | None:
    code = reader.u8()
    return None if code == NO_BOLUS else word_of(code, BOLUS_CODES, "the bolus that runs")


def _read_battery(reader: PayloadReader) -> Battery:
    state, days = word_of(reader.u8(), BATTERY_CODES, "battery"), reader.u16()
    return Battery(state, None if days == _DAYS_NOT_KNOWN else days)
