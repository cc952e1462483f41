"""What is followed for a picture, and how it is drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from programmer.simulator.scenarios.picture import picture
from programmer.simulator.scenarios.reading import shipped_scenario
from programmer.simulator.scenarios.trace import Sample, trace
from tests.unit.simulator.scenarios.scenario_files import FAST, PATIENT, PROGRAM, entry, scenario

HOUR = 3_600_000_000
SVG = "{http://www.w3.org/2000/svg}"


def test_the_front_at_the_tip_is_caught_at_its_own_moment() -> None:
    samples = trace(shipped_scenario("forgotten-bridge-down"), 24 * HOUR)
    before = [sample for sample in samples if sample.at_tip == 1600]
    after = [sample for sample in samples if sample.at_tip == 400]
    assert len(before) + len(after) == len(samples)
    assert after[0].t_s == pytest.approx(0.316 / 0.8 * 86_400, abs=0.2)
    assert {sample.at_pump for sample in samples} == {400}


def test_a_short_bolus_in_a_long_run_is_not_missed() -> None:
    samples = trace(
        scenario(FAST, PROGRAM.replace("24 mg", "1 mg"), PATIENT, entry("50 h", "press")), 18 * 24 * HOUR
    )
    risen = [sample.t_s for sample in samples if sample.flow > 25]
    assert risen[0] == 50 * 3600
    assert next(sample.t_s for sample in samples if sample.t_s > risen[-1]) == 50 * 3600 + 300


def test_a_run_without_end_of_changes_is_drawn_all_the_same() -> None:
    samples = trace(scenario(PROGRAM, entry("1 min", "press", 'every = "1 min"')), 20 * 24 * HOUR)
    assert samples[-1].t_s == 20 * 86_400
    assert len(samples) < 7_000


@pytest.mark.parametrize(("t_s", "unit"), [(3600.0, "hours"), (90_000.0, "hours"), (30 * 86_400.0, "days")])
def test_the_time_is_told_in_hours_or_days(t_s: float, unit: str) -> None:
    drawn = picture("<Low & high>", "morphine", (Sample(0.0, 20, 20, 0, 0, 0), Sample(t_s, 18, 17, 0, 0, 0)))
    texts = [text.text for text in ET.fromstring(drawn).iter(f"{SVG}text")]
    assert texts[0] == "<Low & high>"
    assert f"{unit} since the beginning" in texts
