"""Whatever happens to a pump: nothing breaks, nothing is lost, and cutting the time changes nothing."""

from __future__ import annotations

import json
from random import Random

import pytest

from programmer.simulator.scenarios.running import run_scenario
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.words import event_words, totals_words, truth_words
from tests.unit.simulator.scenarios.scenario_files import FAST, IDEAL, PATIENT, PROGRAM, entry, scenario
from tests.unit.simulator.scenarios.test_playing import EACH

MINUTE = 60_000_000
END = 5_000 * MINUTE
PLACES = ["port", "pocket", "catheter port"]
MODELS = [
    FAST,
    IDEAL,
    FAST + 'like = "reference-40"\ncalibration = "-7 %"\nrecovery_logged = false\nholds_in_telemetry = true',
]


def drawn(seed: int) -> Scenario:
    chance = Random(seed)
    parts = [
        chance.choice(MODELS),
        f'[state]\ndrift = "{chance.choice([0, 50, -900])} ppm"\nbelieved = "{chance.choice([3, 10, 20])} mL"',
        PROGRAM.replace("24 mg", chance.choice(["24 mg", "2 mg", "0 mg"])),
        PATIENT,
        *(_entry(chance) for _ in range(chance.randint(5, 30))),
    ]
    return scenario(*parts)


def _entry(chance: Random) -> str:
    word = chance.choice(list(EACH))
    more = {
        "fill": f'volume = "{chance.choice([1, 5, 30])} mL"\ninto = "{chance.choice(PLACES)}"',
        "trim-catheter": f'length = "{chance.choice([0, 10, 80])} cm"',
        "telemetry": f"on = {chance.choice(['true', 'false'])}",
    }.get(word, EACH[word][0])
    return entry(f"{chance.randint(0, 4_000)} min", word, more)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_lost_and_cutting_the_time_changes_nothing(seed: int) -> None:
    tried, chance = drawn(seed), Random(-seed)
    whole = run_scenario(tried, END)
    cut = run_scenario(tried, END, [chance.randint(0, END) for _ in range(5)])
    assert cut.events == whole.events
    assert cut.totals[-1] == whole.totals[-1]
    assert [event.t_us for event in whole.events] == sorted(event.t_us for event in whole.events)
    for at in cut.totals:
        totals = at.totals
        assert totals.put_in == totals.reservoir + totals.path + totals.given + totals.lost + totals.taken_out
    assert [at.totals.delivered for at in cut.totals] == sorted(at.totals.delivered for at in cut.totals)


def test_all_of_it_can_be_told_as_json() -> None:
    for seed in range(12):
        run = run_scenario(drawn(seed), END)
        exact = not run.play.scenario.model.stroke_fl
        assert json.dumps([event_words(event) for event in run.events])
        assert json.dumps([totals_words(at, exact=exact) for at in run.totals])
        assert json.dumps(truth_words(run.play))
