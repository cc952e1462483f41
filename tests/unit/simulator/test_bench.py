"""On a bench a pump is reached by window and link in turn; what is asked of it in words is done or refused whole."""

from threading import Thread

import pytest

from programmer.clock import ManualClock
from programmer.known_error import RefusedError, UsageError
from programmer.randomness import SeededRandomness
from programmer.simulator.bench import EVENTS_KEPT, Bench
from programmer.simulator.faults.kinds import FaultKind
from programmer.simulator.faults.words import KIND_WORDS
from programmer.simulator.scenarios.reading import shipped_names, shipped_scenario
from programmer.simulator.training_room import SimulatedRoom
from programmer.therapy.moments import moment_text
from programmer.therapy.quantities import PumpTime
from programmer.training import FaultOption
from tests.support.trusted import stranger

HOUR_US = 3_600_000_000


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def room(clock: ManualClock) -> SimulatedRoom:
    return SimulatedRoom(clock, SeededRandomness(1))


def begun(room: SimulatedRoom, lesson: str) -> Bench:
    bench = room.bench(room.begin(lesson))
    assert bench is not None
    return bench


def test_a_model_lives_as_fast_as_it_is_told_and_a_scenario_as_before(room: SimulatedRoom) -> None:
    url = room.begin("left-stopped")
    bench = begun(room, "left-stopped")
    bench.run_at(3600)
    room.line(url, url.partition(":")[2], None, stranger())
    assert bench.glance(truth=False).speed == 3600
    room.line("simulated:reference-20?speed=60", "reference-20", 60, stranger())
    room.line("simulated:reference-20", "reference-20", None, stranger())
    model = room.bench("simulated:reference-20")
    assert model is not None
    assert model.glance(truth=False).speed == 1


def test_there_is_no_bench_for_a_pump_outside_and_none_before_a_pump_is_made(room: SimulatedRoom) -> None:
    assert room.bench("socket://127.0.0.1:4000") is None
    assert room.bench("simulated:reference-20") is None
    room.line("simulated:reference-20?speed=60", "reference-20", 60, stranger())
    bench = room.bench("simulated:reference-20?speed=60")
    assert bench is not None
    assert bench.lesson is None
    assert bench.glance(truth=False).speed == 60


def test_a_scenario_that_was_not_begun_has_no_line(room: SimulatedRoom) -> None:
    with pytest.raises(UsageError):
        room.line("simulated:scenario/left-stopped", "scenario/left-stopped", None, stranger())


@pytest.mark.parametrize("name", shipped_names())
def test_each_shipped_scenario_begins_where_a_trainee_comes_and_tells_its_truth(
    room: SimulatedRoom, name: str
) -> None:
    bench = begun(room, name)
    glance = bench.glance(truth=True)
    assert glance.events == ()
    assert {line.subject for line in glance.truth} >= {"Reservoir", "Arrives at the tip", "What is wrong"}
    assert bench.lesson is not None
    assert bench.lesson.asked


def days_lived(bench: Bench) -> str:
    return bench.glance(truth=False).lived.replace("\u00a0", " ")


@pytest.mark.parametrize("speed", [0, 1, 10_000])
def test_a_skip_is_exactly_as_long_as_it_says_at_every_speed(room: SimulatedRoom, speed: int) -> None:
    bench = begun(room, "wrong-concentration")
    bench.run_at(speed)
    assert days_lived(bench) == "3 days"
    bench.skip(HOUR_US)
    assert days_lived(bench) == "3 days 1 h 0 min"


def test_a_pump_lives_on_at_its_speed_though_nobody_is_connected(
    room: SimulatedRoom, clock: ManualClock
) -> None:
    bench = begun(room, "left-stopped")
    bench.run_at(3600)
    clock.wait_us(1_000_000)
    assert days_lived(bench).startswith("1 day 7 h")


def test_every_kind_of_fault_is_offered_by_its_line(room: SimulatedRoom) -> None:
    offered = {kind.key: kind.line for kind in room.fault_kinds()}
    assert offered == {kind.value: words for kind, words in KIND_WORDS.items()}
    needed = {kind.key: [one.key for one in kind.options if one.needed] for kind in room.fault_kinds()}
    assert {key: keys for key, keys in needed.items() if keys} == {
        FaultKind.DELAY: ["delay"],
        FaultKind.REFUSE: ["status"],
        FaultKind.DRIFT: ["ppm"],
    }


def _example(option: FaultOption) -> str:
    """What may be typed there, without what is said beside it."""
    return option.like.partition(",")[0]


def test_each_choice_that_a_form_offers_makes_a_switch(room: SimulatedRoom) -> None:
    bench = begun(room, "left-stopped")
    for kind in room.fault_kinds():
        base = {one.key: _example(one) or one.choices[0][0] for one in kind.options if one.needed}
        for option in kind.options:
            for key, _ in option.choices or ((_example(option), ""),):
                if option.key != "chunk":
                    bench.arm({"fault": kind.key, **base, option.key: key})
    assert len(bench.glance(truth=False).switches) > 100


def test_a_fault_in_words_that_make_none_is_refused(room: SimulatedRoom) -> None:
    bench = begun(room, "left-stopped")
    with pytest.raises(RefusedError, match="Chance"):
        bench.arm({"fault": "lose-reply", "chance": "often"})
    with pytest.raises(RefusedError, match="With what"):
        bench.arm({"fault": "refuse"})
    assert bench.glance(truth=False).switches == ()


def test_a_condition_holds_until_it_is_switched_off(room: SimulatedRoom) -> None:
    bench = begun(room, "wrong-concentration")
    bench.arm({"fault": "stall", "times": "always"})
    assert bench.glance(truth=False).switches[0].struck.startswith("holds now")
    assert (
        "the motor stands"
        in {line.subject: line.true for line in bench.glance(truth=True).truth}["What is wrong"]
    )
    bench.clear()
    assert "the motor stands" not in str(bench.glance(truth=True).truth)


def test_a_deed_in_words_that_are_none_is_refused_and_changes_nothing(room: SimulatedRoom) -> None:
    bench = begun(room, "pocket-fill")
    for wish in ({"do": "dance"}, {"do": "withdraw"}, {"do": "press", "at": "5 min"}):
        with pytest.raises(RefusedError):
            bench.do(wish)
    assert bench.glance(truth=False).events == ()


def test_what_hands_do_is_told_and_not_known_to_the_pump(room: SimulatedRoom) -> None:
    bench = begun(room, "left-stopped")
    assert bench.do({"do": "withdraw", "volume": "5 mL"}).replace("\u00a0", " ") == "withdrawn: 5 mL"
    (event,) = bench.glance(truth=False).events
    assert not event.known


def test_the_last_events_are_kept_and_no_more(room: SimulatedRoom) -> None:
    bench = begun(room, "left-stopped")
    told = {bench.do({"do": "interrogate"}) for _ in range(EVENTS_KEPT + 5)}
    assert told == {"interrogated"}
    assert len(bench.glance(truth=False).events) == EVENTS_KEPT


def test_answers_and_pump_are_judged_and_an_answer_that_is_none_is_refused(room: SimulatedRoom) -> None:
    bench = begun(room, "left-stopped")
    assert "stretch of time" in bench.objection("since", "long")
    assert bench.objection("since", "29 h") == ""
    with pytest.raises(RefusedError, match="long"):
        bench.judge({"since": "long"})
    verdict = bench.judge({"since": "29 h"})
    assert {point.subject: point.passed for point in verdict.points} == {
        "For how long had the patient been without drug when you came?": True,
        "Why did no alarm sound?": False,
        "Delivery": False,
        "Dose of the program": True,
    }
    assert verdict.find == shipped_scenario("left-stopped").afterwards


def test_where_no_scenario_is_played_nothing_is_judged(room: SimulatedRoom) -> None:
    room.line("simulated:reference-40", "reference-40", 1, stranger())
    bench = room.bench("simulated:reference-40")
    assert bench is not None
    with pytest.raises(RefusedError):
        bench.judge({})
    assert "bolus refused" in bench.do({"do": "press"})


def test_the_link_waits_while_the_bench_has_the_pump_in_hand(room: SimulatedRoom) -> None:
    bench = begun(room, "boluses-used-up")
    line = bench.line()
    for reach in (line.tick, lambda: line.receive(b""), lambda: bench.skip(HOUR_US), bench.clear):
        reader = Thread(target=reach)
        with bench._lock:
            reader.start()
            reader.join(0.05)
            assert reader.is_alive()
        reader.join()
    assert days_lived(bench) == "7 h 0 min"


# ---- what a trainer is told --------------------------------------------------------------------------------------


def true_of(bench: Bench, subject: str) -> str:
    lines = {line.subject: line.true for line in bench.glance(truth=True).truth}
    return lines[subject].replace("\u00a0", " ")


def test_the_truth_tells_a_drug_in_the_unit_of_its_library_entry(room: SimulatedRoom) -> None:
    assert true_of(begun(room, "lockout-pressed"), "Leaves the pump") == "4.8 mg morphine per day"
    assert true_of(begun(room, "forgotten-bridge-down"), "Arrives at the tip") == "1,600 mcg baclofen per day"


def test_a_few_hundredths_of_a_millilitre_are_not_marked_as_apart(room: SimulatedRoom) -> None:
    apart = {
        name: next(
            line.apart for line in begun(room, name).glance(truth=True).truth if line.subject == "Reservoir"
        )
        for name in ("scanner-stall", "occlusion-after-connector")
    }
    assert apart == {"scanner-stall": False, "occlusion-after-connector": True}


def test_a_refused_press_says_until_when_by_the_clock_of_the_pump(
    room: SimulatedRoom, clock: ManualClock
) -> None:
    bench = begun(room, "boluses-used-up")
    came = PumpTime(clock.utc_us() + clock.local_offset_us())
    said = bench.do({"do": "press"})
    granted = PumpTime(came.value + 18 * HOUR_US + HOUR_US // 2)
    assert said == f"bolus refused: patient bolus, most per day, until {moment_text(granted)}"


def test_who_is_not_in_the_scanner_does_not_leave_it_and_who_is_does_not_enter_it(
    room: SimulatedRoom,
) -> None:
    bench = begun(room, "wrong-concentration")
    assert bench.do({"do": "leave-scanner"}) == "scanner unchanged: it is not in the scanner"
    assert "scanner entered" in bench.do({"do": "enter-scanner"})
    assert bench.do({"do": "enter-scanner"}) == "scanner unchanged: it is in the scanner already"
    assert "scanner left" in bench.do({"do": "leave-scanner"})
    assert bench.do({"do": "leave-scanner"}) == "scanner unchanged: it is not in the scanner"


@pytest.mark.parametrize("first", ["hand", "switch"])
def test_a_stall_by_hand_and_one_by_a_switch_end_each_by_itself(room: SimulatedRoom, first: str) -> None:
    bench = begun(room, "wrong-concentration")
    bench.do({"do": "stall"})
    bench.arm({"fault": "stall", "times": "always"})
    ends = ["hand", "switch"] if first == "hand" else ["switch", "hand"]
    for number, end in enumerate(ends):
        if end == "hand":
            bench.do({"do": "recover"})
        else:
            bench.clear()
        assert ("the motor stands" in true_of(bench, "What is wrong")) is (number == 0)


def test_a_crystal_off_by_a_switch_tells_true_time_as_one_off_by_an_act_does(room: SimulatedRoom) -> None:
    told = []
    for by_switch in (False, True):
        bench = begun(room, "boluses-used-up")
        if by_switch:
            bench.arm({"fault": "drift", "ppm": "-500000", "times": "always"})
        else:
            bench.do({"do": "drift", "error": "-50 %"})
        bench.skip(20 * HOUR_US)
        bench.do({"do": "press"})
        events = [event for event in bench._events if event.kind.startswith("bolus")]
        told.append([(event.kind, event.t_us, event.more) for event in events])
    assert told[0]
    assert told[0] == told[1]
