"""What is said where the drug that arrives is not the one, or not the dose, that the program means to give."""

from fractions import Fraction

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.preview import look_ahead
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.drug_library.drug_words import AS_NAMED
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NO_BREAK
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import Catheter
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres, Seconds
from programmer.visit.departures import departure_text, departures
from programmer.visit.twin import programmed

HOUR = 3_600_000_000
CATHETER = Catheter("Reference catheter", Nanolitres(140_000), Nanolitres(2_200), 800)
BUILD = PumpBuild(Nanolitres(20_000_000), Nanolitres(2_000_000), CATHETER)


def fill(name: str, mcg_per_ml: int) -> DrugFill:
    return DrugFill(name, NanogramsPerMillilitre(mcg_per_ml * 1000))


def program(drug: DrugFill, mcg: int, **more: object) -> PumpProgram:
    return PumpProgram(drug, Continuous(NanogramsPerDay(mcg * 1000)), **more)  # type: ignore[arg-type]


def told(present: PumpProgram, proposed: PumpProgram, hours: int = 72) -> list[str]:
    engine = Engine(BUILD, present, believed=Nanolitres(20_000_000))
    ahead = look_ahead(programmed(engine, proposed), hours * HOUR)
    return [departure_text(one, AS_NAMED).replace(NO_BREAK, " ") for one in departures(ahead)]


def test_nothing_is_said_where_everything_arrives_as_meant() -> None:
    assert told(program(fill("baclofen", 500), 90), program(fill("baclofen", 500), 104)) == []


def test_a_forgotten_bridge_down_is_the_fourfold_overdose() -> None:
    sentences = told(program(fill("baclofen", 2000), 400), program(fill("baclofen", 500), 400))
    assert sentences == [
        "For 9 h 28 min 48 s 1,600 mcg per day of baclofen arrives, 4 × the 400 mcg per day that is meant."
    ]


def test_a_forgotten_bridge_up_is_a_day_and_a_half_of_a_quarter() -> None:
    sentences = told(program(fill("baclofen", 500), 400), program(fill("baclofen", 2000), 400))
    assert sentences == [
        "For 37 h 55 min 12 s 100 mcg per day of baclofen arrives, 0.25 × the 400 mcg per day that is meant."
    ]


def test_with_its_bridge_nothing_is_said() -> None:
    bridge = BridgeBolus((fill("baclofen", 500),), NanogramsPerDay(400_000), Nanolitres(316_000))
    assert (
        told(program(fill("baclofen", 500), 400), program(fill("baclofen", 2000), 400, opening=bridge)) == []
    )


def test_another_drug_without_bridge_is_said_of_both() -> None:
    sentences = told(program(fill("baclofen", 500), 90), program(fill("morphine", 10_000), 1000))
    assert sentences == [
        "For 72 h 0 min and longer 50 mcg per day of baclofen arrives, which the program does not mean to give.",
        "For 72 h 0 min and longer no morphine arrives, though 1,000 mcg per day is meant.",
    ]


def test_a_prime_into_a_full_catheter_is_a_dose_that_nobody_means_to_give() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(3600))
    drug = fill("baclofen", 500)
    assert told(program(drug, 90), program(drug, 90, opening=prime)) == [
        "For 1 h 0 min 2,112 mcg per day of baclofen arrives, which the program does not mean to give."
    ]


def test_what_goes_on_beyond_the_look_is_said_to_go_on() -> None:
    engine = Engine(BUILD, program(fill("baclofen", 500), 400), believed=Nanolitres(20_000_000))
    ahead = look_ahead(programmed(engine, program(fill("baclofen", 2000), 400)), 10 * HOUR)
    (one,) = departures(ahead)
    assert not one.ends
    assert one.ratio == Fraction(1, 4)
    assert one.lasts == Seconds(36_000)
