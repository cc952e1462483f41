"""That docs/scenarios.md is true: its example, its tables, its pictures."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from programmer.delivery.happenings import RefusalReason
from programmer.simulator.scenarios import check_words, model_words, state_words
from programmer.simulator.scenarios.events import EVENT_KINDS
from programmer.simulator.scenarios.picture import picture
from programmer.simulator.scenarios.quantities import read_span
from programmer.simulator.scenarios.reading import scenario_from_words, shipped_names, shipped_scenario
from programmer.simulator.scenarios.request_reasons import REQUEST_REASONS
from programmer.simulator.scenarios.running import run_scenario
from programmer.simulator.scenarios.timeline_words import ACTIONS
from programmer.simulator.scenarios.trace import trace
from programmer.simulator.scenarios.words import event_words, totals_words

DOCS = Path(__file__).parents[4] / "docs"
TEXT = (DOCS / "scenarios.md").read_text(encoding="utf-8")
PICTURES = re.findall(r'--scenario (\S+) --until "([^"]+)" --plot docs/(\S+)', TEXT)


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_gives_what_is_printed() -> None:
    run = run_scenario(
        scenario_from_words(tomllib.loads(block("toml")), "example"),
        read_span("120 min"),
        [read_span("65 min")],
    )
    printed = json.loads(block("json"))
    assert printed["events"] == [event_words(event) for event in run.events]
    assert printed["totals"] == [totals_words(at, exact=True) for at in run.totals]


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_each_kind_of_event_has_its_row(kind: str) -> None:
    assert f"| `{kind}` | {EVENT_KINDS[kind]} |" in TEXT


@pytest.mark.parametrize(
    "key",
    [
        *ACTIONS,
        *sorted(model_words._KEYS),
        *sorted(state_words._KEYS),
        *sorted(check_words._CONDITIONS),
    ],
)
def test_each_key_and_word_is_named(key: str) -> None:
    assert f"`{key}`" in TEXT


@pytest.mark.parametrize("reason", RefusalReason)
def test_each_reason_to_refuse_a_bolus_has_its_row(reason: RefusalReason) -> None:
    table = TEXT.partition("| `reason` of `bolus-refused` |")[2].partition("\n\n")[0]
    assert f"\n| `{reason.name.lower().replace('_', '-')}` | " in table


def test_the_reasons_to_refuse_a_request_are_those_of_the_code() -> None:
    table = TEXT.partition("| `request` | `reason` of `request-refused` | why |\n")[2].partition("\n\n")[0]
    rows = [
        f"| `{request}` | `{reason}` | {words} |"
        for request, reasons in REQUEST_REASONS.items()
        for reason, words in reasons.items()
    ]
    assert table.split("\n")[1:] == rows


@pytest.mark.parametrize("name", shipped_names())
def test_each_shipped_scenario_has_its_row(name: str) -> None:
    scenario = shipped_scenario(name)
    assert f"| `{scenario.alias}` | {scenario.title} | `{name}` | {scenario.case} |" in TEXT


@pytest.mark.parametrize(("name", "until", "file"), PICTURES)
def test_the_pictures_are_those_that_the_command_draws(name: str, until: str, file: str) -> None:
    scenario = shipped_scenario(name)
    drawn = picture(scenario.called, scenario.program.drug.name, trace(scenario, read_span(until)))
    assert (DOCS / file).read_text(encoding="utf-8") == drawn


def test_there_are_four_pictures_and_the_page_shows_them() -> None:
    assert len(PICTURES) == 4
    for _, _, file in PICTURES:
        assert f"]({file})" in TEXT
