"""What ``programmer interrogate`` says of a pump, whatever its program."""

from fractions import Fraction

from programmer.cli.words import Words, interrogation_words
from programmer.therapy.programs import PumpProgram
from tests.support.programs_of_every_kind import BRIDGED, MIXTURE, PATIENT, PERIODIC, RunningPump
from tests.unit.visit.bench import Bench


def words(program: PumpProgram, hours: Fraction | int = 0, *, pressed: bool = False) -> Words:
    bench, pump = Bench(), RunningPump(program)
    if pressed:
        pump.pump.press_button()
    pump.wait(hours)
    bench.put_in_reach(pump.site)
    found = bench.begin().interrogation
    bench.records.close()
    return interrogation_words(found)


def test_the_rate_of_a_bridge_is_that_of_the_old_drug() -> None:
    said = words(BRIDGED)
    assert (said["rate"], said["dose_rate"], said["mode_since"]) == ("0.2 mL/day", "100 mcg/day", None)


def test_what_is_left_of_a_bridge_is_told() -> None:
    assert words(BRIDGED, 12)["opening_left"] == "0.216 mL"


def test_the_bolus_that_runs_is_told_with_its_end_and_the_lockout() -> None:
    said = words(PATIENT, Fraction(1, 60), pressed=True)
    assert said["bolus"]["kind"] == "patient bolus"
    assert said["bolus"]["until"] is not None
    assert said["patient_boluses_in_24_h"] == 1
    assert said["lockout_until"] is not None


def test_nothing_under_way_is_null() -> None:
    said = words(PERIODIC, 1)
    assert (said["opening_left"], said["bolus"], said["lockout_until"]) == (None, None, None)


def test_the_most_in_a_day_counts_a_bridge_only_until_it_is_over() -> None:
    """48 and 6 boluses of 10 mcg; while the bridge runs, 24 h at 100 instead of 48 mcg per day on top."""
    most = [words(BRIDGED, hours)["doses"][0]["most_in_24_h"] for hours in (0, 48)]
    assert most == ["160 mcg", "108 mcg"]


def test_every_drug_of_a_mixture_has_its_doses() -> None:
    assert words(MIXTURE)["doses"] == [
        {"drug": "hydromorphone", "per_day": "2000 mcg/day", "most_in_24_h": "2200 mcg"},
        {"drug": "bupivacaine", "per_day": "4000 mcg/day", "most_in_24_h": "4400 mcg"},
    ]
