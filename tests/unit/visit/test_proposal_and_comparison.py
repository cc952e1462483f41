"""What may be proposed, and every line a clinician sees before confirming."""

from __future__ import annotations

from typing import Any

import pytest

from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.limits import Limit
from programmer.therapy.moments import clock_text
from programmer.therapy.programs import Continuous, DaySchedule, DeliveryMode, ScheduleStep, Stopped
from programmer.therapy.quantities import NanogramsPerDay, SecondsOfDay
from programmer.visit.comparison import ComparedLine, compare
from programmer.visit.proposal import ProposalRefused, propose
from tests.unit.visit.bench import Bench, a_program, micrograms


@pytest.fixture(scope="module")
def bench() -> Bench:
    """Only read from: nothing is sent in this module but one interrogation."""
    return Bench()


@pytest.fixture(scope="module")
def read(bench: Bench) -> object:
    return bench.begin().interrogation


def schedule(*steps: tuple[int, int]) -> DaySchedule:
    """Steps of (hour, mcg per day)."""
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * 3600), micrograms(dose)) for hour, dose in steps)
    )


@pytest.mark.parametrize(
    "mode",
    [
        Stopped(),
        Continuous(NanogramsPerDay(0)),
        Continuous(micrograms(24)),
        Continuous(micrograms(12_000)),
        schedule((0, 24), (12, 0)),
        schedule(*((hour, 50 + hour) for hour in range(14))),
    ],
    ids=["stopped", "nothing", "least", "most", "with a pause", "14 steps"],
)
def test_what_the_pump_can_deliver_may_be_proposed_to_the_last_nanogram(
    mode: DeliveryMode, read: Any
) -> None:
    proposal = propose(a_program(mode), read)
    assert proposal.canonical == encode_program(a_program(mode))
    assert proposal.sha256 == program_hash(proposal.canonical)
    assert proposal.based_on is read


@pytest.mark.requirement("CRISYS-054-055", "GIP-1.5", "GPCA-EC03", "OPCA-R5.1.0-2", "OPCA-R6.5.0-10")
@pytest.mark.parametrize(
    ("mode", "found"),
    [
        (Continuous(NanogramsPerDay(23_999)), [(Limit.FLOW_TOO_LOW, 0)]),
        (Continuous(NanogramsPerDay(12_000_001)), [(Limit.FLOW_TOO_HIGH, 0)]),
        (schedule((0, 90), (6, 13_000), (12, 1)), [(Limit.FLOW_TOO_HIGH, 1), (Limit.FLOW_TOO_LOW, 2)]),
        (schedule(*((hour, 90 + hour) for hour in range(15))), [(Limit.TOO_MANY_STEPS, 14)]),
    ],
    ids=["too low", "too high", "two steps", "15 steps"],
)
def test_what_is_beyond_the_pump_is_refused_with_every_reason_and_nothing_is_adjusted(
    mode: DeliveryMode, found: list[tuple[Limit, int]], read: Any
) -> None:
    with pytest.raises(ProposalRefused) as refused:
        propose(a_program(mode), read)
    assert [(violation.limit, violation.step) for violation in refused.value.violations] == found
    assert refused.value.why.count(";") >= len(found)
    assert refused.value.remedy.endswith("nothing was rounded and nothing was sent")


@pytest.mark.requirement("OPCA-R6.8.0-4", "OPCA-R6.8.0-8")
def test_another_drug_is_refused_by_name(read: Any) -> None:
    with pytest.raises(ProposalRefused) as refused:
        propose(a_program(drug="morphine"), read)
    assert refused.value.why == "It is for morphine, and the pump holds baclofen"
    assert refused.value.violations == ()


@pytest.mark.requirement("GIP-1.4", "OPCA-R6.8.0-4", "OPCA-R6.8.0-8")
def test_another_concentration_is_refused_with_both_figures(read: Any) -> None:
    with pytest.raises(ProposalRefused) as refused:
        propose(a_program(per_ml=2000), read)
    assert refused.value.why.replace("\u00a0", " ") == (
        "It is for baclofen 2,000 mcg/mL, and the pump holds 500 mcg/mL"
    )


# ---- comparison -----------------------------------------------------------------------------------------------


def lines(read: Any, mode: DeliveryMode) -> dict[str, tuple[str, str, str]]:
    """Every line by its subject, with plain spaces."""
    return {_plain(line.subject): _cells(line) for line in compare(read, a_program(mode))}


def _cells(line: ComparedLine) -> tuple[str, str, str]:
    return _plain(line.present), _plain(line.proposed), _plain(line.change)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.requirement("GIP-8.10", "IT-3")
def test_a_higher_dose_is_compared_line_by_line(read: Any) -> None:
    """90 → 97 mcg per day of 500 mcg/mL: 0.18 → 0.194 mL per day; 18 mL last 100 and 92.8 days."""
    assert lines(read, Continuous(micrograms(97))) == {
        "Drug": ("baclofen", "baclofen", ""),
        "Concentration": ("500 mcg/mL", "500 mcg/mL", ""),
        "Mode": ("continuous", "continuous", ""),
        "Dose per day": ("90 mcg per day", "97 mcg per day", "+7 mcg per day, +7.8 %"),
        "Highest rate": ("90 mcg per day", "97 mcg per day", "+7 mcg per day, +7.8 %"),
        "Volume per day": ("0.18 mL per day", "0.194 mL per day", "+0.014 mL per day, +7.8 %"),
        "Days until 2 mL are left": ("100 days", "92 days", "−8 days"),
        "Low-reservoir alarm": ("Sun 28 Feb 2027", "Sun 21 Feb 2027", ""),
    }


def test_the_same_program_changes_no_line(read: Any) -> None:
    compared = compare(read, a_program(Continuous(micrograms(90))))
    assert [line.subject for line in compared if line.changed] == []
    assert {line.change for line in compared} == {""}


def test_a_schedule_has_a_line_for_every_time_of_change(read: Any) -> None:
    found = lines(read, schedule((0, 90), (7, 180), (22, 45)))
    assert found["Mode"] == ("continuous", "day schedule, 3 steps", "")
    assert found["Rate from 00:00"] == ("90 mcg per day", "90 mcg per day", "")
    assert found["Rate from 07:00"] == ("90 mcg per day", "180 mcg per day", "+90 mcg per day, +100 %")
    assert found["Rate from 22:00"] == ("90 mcg per day", "45 mcg per day", "−45 mcg per day, −50 %")
    assert found["Dose per day"] == ("90 mcg per day", "142.5 mcg per day", "+52.5 mcg per day, +58.3 %")
    assert found["Highest rate"][1] == "180 mcg per day"


def test_what_holds_for_the_whole_day_comes_before_the_rates_of_its_steps(read: Any) -> None:
    assert list(lines(read, schedule((0, 90), (7, 180)))) == [
        "Drug",
        "Concentration",
        "Mode",
        "Dose per day",
        "Volume per day",
        "Days until 2 mL are left",
        "Low-reservoir alarm",
        "Highest rate",
        "Rate from 00:00",
        "Rate from 07:00",
    ]


@pytest.mark.requirement("IT-8")
def test_nothing_proposed_never_runs_empty(read: Any) -> None:
    found = lines(read, Stopped())
    assert found["Mode"] == ("continuous", "stopped", "")
    assert found["Dose per day"] == ("90 mcg per day", "0 mcg per day", "−90 mcg per day, −100 %")
    assert found["Days until 2 mL are left"] == ("100 days", "never", "")
    assert found["Low-reservoir alarm"][1] == "–"


def test_a_stopped_pump_is_compared_as_one_that_stays_stopped() -> None:
    bench = Bench()
    bench.site.pump.stop(b"somebody else's STOP")
    read = bench.begin().interrogation
    found = lines(read, Continuous(micrograms(97)))
    since = clock_text(read.status.delivery_since)
    assert found["Delivery"] == (f"stopped since {since}", "stays stopped", "")
    assert found["Days until 2 mL are left"] == ("never while stopped", "92 days from resuming on", "")
    assert found["Low-reservoir alarm"] == ("none while stopped", "Sun 21 Feb 2027 if resumed now", "")
    past = compare(read, a_program(Continuous(micrograms(97))), to_come=False)
    assert "Delivery" not in {line.subject for line in past}


@pytest.mark.requirement("IT-3")
def test_a_dose_out_of_nothing_has_no_percentage() -> None:
    bench = Bench()
    bench.site.pump.install(a_program(Stopped()), b"somebody else's.")
    found = lines(bench.begin().interrogation, Continuous(micrograms(97)))
    assert found["Dose per day"] == ("0 mcg per day", "97 mcg per day", "+97 mcg per day, from nothing")


def test_one_day_is_one_day() -> None:
    bench = Bench()
    read = bench.begin().interrogation
    found = lines(read, Continuous(micrograms(9000)))
    assert found["Days until 2 mL are left"] == ("100 days", "1 day", "−99 days")
