"""What will arrive counts the bolus that runs and the one that waits, ordered or programmed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.happenings import BolusStarted
from programmer.delivery.state import BolusUnderWay
from programmer.device.implant.messages.bolus_events import encode_ended
from programmer.device.implant.messages.commands import Done
from programmer.records.rows import PumpEventRow
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind
from programmer.therapy.quantities import Nanograms, Nanolitres, PumpTime, Seconds
from programmer.visit.comparison.boluses import running_dose, running_lines
from programmer.visit.twin import twin
from programmer.visit.visit import Visit
from programmer.visit.waiting import waiting_boluses
from tests.unit.visit.bench import SECOND, Bench, a_program, micrograms

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
ON_REQUEST = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(7200), 4)
OPENED = SingleBolus(Nanograms(9_000), Seconds(1800))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def met(bench: Bench, program: PumpProgram) -> Visit:
    """A visit to a pump that runs that program."""
    visit = bench.begin()
    bench.site.pump.install(program, b"somebody else's.")
    visit.interrogate()
    return visit


def on_request(opening: SingleBolus | None = None) -> PumpProgram:
    return replace(a_program(Continuous(micrograms(90))), patient_bolus=ON_REQUEST, opening=opening)


def order(bench: Bench, nanograms: int) -> None:
    """A programmer has the pump give so much over an hour."""
    bench.site.tick()
    bolus = SingleBolus(Nanograms(nanograms), Seconds(3600))
    assert isinstance(bench.site.pump.order_bolus(bolus, b"another's token."), Done)


def press(bench: Bench) -> None:
    bench.site.tick()
    assert isinstance(bench.site.pump.press_button(), BolusStarted)


def later(bench: Bench, visit: Visit, by_us: int) -> Visit:
    bench.clock.wait_us(by_us)
    visit.reconnect()
    return visit


def agrees(bench: Bench, visit: Visit) -> None:
    """The course that is shown, and what the pump then does, every ten minutes for two hours."""
    ahead = twin(visit.interrogation, a_program(), hours=2).present
    begin = visit.interrogation.status.pump_time.value
    for number in range(13):
        bench.clock.wait_us(begin + number * 10 * MINUTE - bench.site.pump.now.value)
        bench.site.tick()
        status = bench.site.pump.status()
        knot = next(one for one in reversed(ahead.knots) if one.at <= status.pump_time)
        given = knot.flow * (status.pump_time.value - knot.at.value) / (24 * HOUR)
        per_nanolitre = Fraction(visit.interrogation.program.drug.concentration.value, 1_000_000)
        assert int(knot.flow * per_nanolitre) == status.dose_rate.value
        assert abs(knot.reservoir.value - given - status.reservoir.value) <= 3


@pytest.mark.parametrize("opening", [None, OPENED], ids=["no opening", "an opening that is over"])
def test_an_ordered_bolus_that_runs_arrives_as_the_pump_gives_it(
    bench: Bench, opening: SingleBolus | None
) -> None:
    visit = met(bench, on_request(opening))
    later(bench, visit, HOUR)
    order(bench, 20_001)
    later(bench, visit, 17 * MINUTE)
    assert visit.interrogation.status.bolus is BolusKind.SINGLE
    agrees(bench, visit)


@pytest.mark.parametrize("hours", [0, -7, 7, -48, 48])
@pytest.mark.parametrize("opening", [None, OPENED], ids=["no opening", "an opening that is over"])
def test_an_ordered_bolus_that_waits_goes_on_after_the_patient_s(
    bench: Bench, opening: SingleBolus | None, hours: int
) -> None:
    visit = met(bench, on_request(opening))
    later(bench, visit, HOUR)
    order(bench, 20_001)
    bench.clock.wait_us(17 * MINUTE)
    press(bench)
    bench.clock.wait_us(MINUTE)
    bench.site.tick()
    if hours:
        bench.site.pump.set_clock(PumpTime(bench.site.pump.now.value + hours * HOUR))
    later(bench, visit, MINUTE)
    assert visit.interrogation.status.bolus is BolusKind.PATIENT
    (waits,) = visit.interrogation.waiting
    assert waits.kind is BolusKind.SINGLE
    agrees(bench, visit)


def test_an_opening_that_waits_and_a_periodic_bolus_that_waits_go_on_too(bench: Bench) -> None:
    visit = met(bench, on_request(OPENED))
    later(bench, visit, 5 * MINUTE)
    press(bench)
    later(bench, visit, MINUTE)
    assert [one.kind for one in visit.interrogation.waiting] == [BolusKind.SINGLE]
    agrees(bench, visit)
    periodic = PeriodicBolus(micrograms(60), Nanograms(7_000), Seconds(1800), Seconds(4 * 3600))
    bench.site.pump.install(a_program(periodic), b"somebody else's.")
    later(bench, visit, 4 * HOUR + 10 * MINUTE)
    order(bench, 20_001)
    later(bench, visit, 7 * MINUTE)
    assert [one.kind for one in visit.interrogation.waiting] == [BolusKind.PERIODIC]
    agrees(bench, visit)


@pytest.mark.parametrize("opening", [None, OPENED], ids=["no opening", "an opening that is over"])
@pytest.mark.parametrize("after", [5 * MINUTE, HOUR])
def test_an_ordered_bolus_is_never_told_as_the_one_that_opens_the_program(
    bench: Bench, opening: SingleBolus | None, after: int
) -> None:
    """Its size no status tells; that a new program cuts it is told all the same."""
    visit = met(bench, on_request(opening))
    later(bench, visit, after)
    if visit.interrogation.status.bolus is not None:
        assert running_dose(visit.interrogation.program, visit.interrogation.status) == OPENED.dose
        visit.orders.cancel_bolus(visit.status)
    order(bench, 20_001)
    later(bench, visit, 7 * MINUTE)
    found = visit.interrogation
    assert running_dose(found.program, found.status) is None
    (line,) = running_lines(found)
    assert line.proposed == "ends at once; what is left of it is not given"


def test_the_bolus_that_opens_a_program_is_told_with_its_dose_after_the_patient_s_too(bench: Bench) -> None:
    visit = met(bench, on_request(OPENED))
    later(bench, visit, 29 * MINUTE)
    press(bench)
    found = later(bench, visit, 10 * MINUTE + SECOND).interrogation
    assert found.status.bolus is BolusKind.SINGLE
    assert running_dose(found.program, found.status) == OPENED.dose


def test_what_was_cut_or_has_ended_waits_no_more(bench: Bench) -> None:
    visit = met(bench, on_request())
    order(bench, 20_001)
    press(bench)
    waiting = later(bench, visit, MINUTE).interrogation.waiting
    assert [one.kind for one in waiting] == [BolusKind.SINGLE]
    assert isinstance(visit.orders.cancel_bolus(visit.status), Confirmed)
    visit.interrogate()
    assert visit.interrogation.status.bolus is BolusKind.PATIENT
    assert visit.interrogation.waiting == ()


@pytest.mark.parametrize(
    "entries",
    [
        [(PumpEventKind.BOLUS_GIVEN, b"?"), (PumpEventKind.BOLUS_BEGUN, b"\x2d")],
        [(PumpEventKind.BOLUS_BEGUN, b"\x2d\x00")],
        [(PumpEventKind.BOLUS_BEGUN, b"\x33")],
    ],
    ids=["given by a newer pump", "begun in a newer pump", "of a kind that the program has none of"],
)
def test_what_the_log_does_not_tell_the_size_of_is_not_made_up(
    bench: Bench, entries: list[tuple[PumpEventKind, bytes]]
) -> None:
    visit = met(bench, on_request(OPENED))
    later(bench, visit, HOUR)
    press(bench)
    later(bench, visit, MINUTE)
    assert told_with(bench, visit, entries) == ()


def test_what_the_log_told_only_after_the_reading_is_not_of_it(bench: Bench) -> None:
    visit = met(bench, on_request())
    order(bench, 20_001)
    press(bench)
    (waits,) = later(bench, visit, MINUTE).interrogation.waiting
    ended = [(PumpEventKind.BOLUS_ENDED, encode_ended(BolusKind.SINGLE, Nanolitres(0)))]
    assert told_with(bench, visit, ended, read=False) == (waits,)
    assert told_with(bench, visit, ended) == ()


def told_with(
    bench: Bench, visit: Visit, entries: list[tuple[PumpEventKind, bytes]], *, read: bool = True
) -> tuple[BolusUnderWay, ...]:
    """What waits where these entries come last in the pump's log, before the reading or after it."""
    found, session = visit.interrogation, bench.records.history().summaries()[0].session
    last, epoch = found.status.log.last_sequence, found.status.log.epoch
    rows = [
        PumpEventRow(
            bench.context.new_id(),
            session.id,
            session.pump_id,
            epoch,
            PumpEvent(last + number, found.status.pump_time, kind, detail, bytes([number])),
        )
        for number, (kind, detail) in enumerate(entries, 1)
    ]
    log = replace(found.status.log, last_sequence=last + len(entries) * read)
    with bench.records.unit_of_work() as work:
        work.events.add(rows)
        told = replace(found, status=replace(found.status, log=log))
        return waiting_boluses(work, session.pump_id, told)


def press_on(bench: Bench, visit: Visit, hours: int) -> Visit:
    """For so many hours the patient asks every seven, the last time two minutes before the pump is read."""
    for _ in range(hours // 7):
        bench.clock.wait_us(7 * HOUR)
        press(bench)
    return later(bench, visit, 2 * MINUTE)


@pytest.mark.parametrize("days", [2, 6])
def test_an_opening_that_lasts_for_days_goes_on_after_the_patient_s(bench: Bench, days: int) -> None:
    opened = SingleBolus(Nanograms(80_000 * days), Seconds(86_400 * days))
    visit = press_on(bench, met(bench, on_request(opened)), hours=24 * days - 12)
    assert visit.interrogation.status.bolus is BolusKind.PATIENT
    assert [one.kind for one in visit.interrogation.waiting] == [BolusKind.SINGLE]
    agrees(bench, visit)


def test_a_bolus_that_a_scenario_orders_over_days_goes_on_after_the_patient_s(bench: Bench) -> None:
    """A programmer orders none over more than a day; a bench can."""
    visit = met(bench, on_request())
    later(bench, visit, HOUR)
    bench.site.tick()
    bench.site.pump.order_bolus(SingleBolus(Nanograms(200_001), Seconds(60 * 3600)), b"another's token.")
    press_on(bench, visit, hours=28)
    assert [one.kind for one in visit.interrogation.waiting] == [BolusKind.SINGLE]
    agrees(bench, visit)


def test_a_periodic_bolus_waits_for_days_behind_one_that_lasts_for_days(bench: Bench) -> None:
    visit = met(bench, on_request())
    periodic = PeriodicBolus(micrograms(60), Nanograms(7_000), Seconds(1800), Seconds(4 * 3600))
    opened = SingleBolus(Nanograms(200_001), Seconds(60 * 3600))
    bench.site.pump.install(replace(a_program(periodic), opening=opened), b"somebody else's.")
    later(bench, visit, 59 * HOUR + 50 * MINUTE)
    assert visit.interrogation.status.bolus is BolusKind.SINGLE
    assert [one.kind for one in visit.interrogation.waiting] == [BolusKind.PERIODIC]
    agrees(bench, visit)
