"""What a pump's log tells of boluses, in words and with amounts."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.records.rows import SessionRecord
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.therapy.moments import moment_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import Nanolitres, PumpTime
from programmer.visit.log_words import bolus_event_text, programs_of_events
from tests.support.programs_of_every_kind import BRIDGED, PATIENT, PERIODIC, PRIMED, SINGLE, TOKEN
from tests.unit.visit.bench import Bench

HOUR = 3_600_000_000


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.records.close()


def later(bench: Bench, hours: float) -> None:
    """Let the pump, and not the link, live so much longer."""
    bench.site.pump.advance_to(PumpTime(bench.site.pump.now.value + int(hours * HOUR)))
    bench.site.run_at(1)


def newest(bench: Bench) -> SessionRecord:
    history = bench.records.history()
    found = history.session(history.summaries()[0].session.id)
    assert found is not None
    return found


def record(bench: Bench) -> SessionRecord:
    """A visit in which the pump is only read."""
    bench.begin().end()
    return newest(bench)


def told(found: SessionRecord) -> list[str]:
    programs = programs_of_events(found)
    words = [bolus_event_text(row.event, programs.get(row.id)) for row in found.events]
    return [word.replace("\u00a0", " ") for word in words if word is not None]


def said(bench: Bench) -> list[str]:
    return told(record(bench))


def test_a_patient_bolus_is_told_with_its_amounts(bench: Bench) -> None:
    bench.site.pump.install(PATIENT, TOKEN)
    bench.site.pump.press_button()
    later(bench, 1)
    bench.site.pump.press_button()
    assert said(bench) == [
        "Patient bolus begun: 5 mcg over 5 min",
        "Patient bolus ended, given in full: 5 mcg",
        "Patient bolus asked for and not given: the lockout is not over",
    ]


def test_a_bolus_cut_by_stop_says_what_is_missing(bench: Bench) -> None:
    """Half of 20 mcg in 20 min, at 500 mcg/mL."""
    bench.site.pump.install(SINGLE, TOKEN)
    later(bench, 1 / 6)
    bench.site.pump.stop(b"another's stop  ")
    assert said(bench)[-1] == "Single bolus cut short, 10 mcg (0.02 mL) of it not given"


def test_a_bolus_cut_by_another_program_keeps_the_amounts_of_its_own(bench: Bench) -> None:
    """The pump writes down the change first; a millilitre of the old holds 500 mcg, of the new 2,000."""
    bench.site.pump.install(SINGLE, TOKEN)
    later(bench, 1 / 6)
    visit = bench.begin()
    bench.site.pump.install(BRIDGED, b"and another one.")
    visit.interrogate()
    visit.end()
    (words,) = (each for each in told(newest(bench)) if each.startswith("Single bolus cut"))
    lost, _, volume = words.removeprefix("Single bolus cut short, ").partition(" mcg (")
    assert Fraction(lost.removeprefix("≈ ")) == Fraction(volume.split()[0]) * 500


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (BRIDGED, "Bridge finished: 0.316 mL pushed, 158 mcg of the old baclofen"),
        (PRIMED, "Priming bolus finished: 0.316 mL pushed"),
    ],
)
def test_the_end_of_an_opening_says_what_it_pushed(bench: Bench, program: PumpProgram, words: str) -> None:
    bench.site.pump.install(program, TOKEN)
    later(bench, 40)
    assert words in said(bench)


def test_a_clock_that_was_set_and_a_refill_are_told_with_what_was_before_and_what_is_now(
    bench: Bench,
) -> None:
    pump = bench.site.pump
    before = moment_text(pump.now).replace("\u00a0", " ")
    pump.set_clock(PumpTime(pump.now.value + HOUR))
    pump.tell_refill(Nanolitres(18_000_000))
    assert said(bench) == [
        f"Clock set; until then it showed {before}",
        "Refill told: the reservoir holds 18 mL",
    ]


def test_periodic_boluses_are_told_one_by_one(bench: Bench) -> None:
    bench.site.pump.install(PERIODIC, TOKEN)
    later(bench, 9)
    assert said(bench).count("Periodic bolus begun: 10 mcg over 10 min") == 2


def test_a_reading_tells_the_program_of_what_was_written_before_it(bench: Bench) -> None:
    """A pump that came with its program wrote no change of it into its log."""
    factory = replace(default_factory_state(), program=PERIODIC)
    bench.put_in_reach(PumpSite(factory, bench.clock, bench.randomness))
    later(bench, 5)
    assert said(bench) == [
        "Periodic bolus begun: 10 mcg over 10 min",
        "Periodic bolus ended, given in full: 10 mcg",
    ]


def test_without_the_program_the_kind_is_told_and_the_volume(bench: Bench) -> None:
    bench.site.pump.install(SINGLE, TOKEN)
    later(bench, 1 / 6)
    bench.site.pump.stop(b"another's stop  ")
    events = [row.event for row in record(bench).events]
    words = [(bolus_event_text(event) or "").replace("\u00a0", " ") for event in events]
    assert "Single bolus begun" in words
    assert "Single bolus cut short, 0.02 mL of it not given" in words


def test_the_mark_of_a_visit_is_told_with_the_number_of_its_records(bench: Bench) -> None:
    first = record(bench).summary.session.id
    assert said(bench)[-1] == f"End of a visit noted, by the number {first.hex()}"


def test_a_record_of_a_newer_pump_is_left_to_its_kind() -> None:
    event = PumpEvent(1, PumpTime(0), PumpEventKind.BOLUS_BEGUN, b"\x00\x01", b"")
    assert bolus_event_text(event) is None
