"""What may be proposed, and every line a clinician sees before confirming."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.drug_library import AgeGroup, Condition, Indication, NoLibrary
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import PUMP_LIMITS, Limit, Severity
from programmer.therapy.moments import clock_text
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.pump import Battery, BatteryState
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres, SecondsOfDay
from programmer.visit.comparison import ComparedLine, compare
from programmer.visit.comparison.lines import dose_line
from programmer.visit.proposal import Proposal, ProposalRefused, ReasonMissing, propose, reason_gap
from tests.support.library import shipped_library
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


def proposed(program: PumpProgram, read: Any, reason: str = "") -> Proposal:
    return propose(program, read, shipped_library(), Indication(), reason)


@pytest.mark.parametrize(
    "mode",
    [
        Stopped(),
        Continuous(NanogramsPerDay(0)),
        Continuous(micrograms(24)),
        schedule((0, 24), (12, 0)),
        schedule(*((hour, 50 + hour) for hour in range(14))),
    ],
    ids=["stopped", "nothing", "least", "with a pause", "14 steps"],
)
def test_what_the_pump_can_deliver_may_be_proposed_to_the_last_nanogram(
    mode: DeliveryMode, read: Any
) -> None:
    proposal = proposed(a_program(mode), read, "tapering as agreed")
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
        proposed(a_program(mode), read, "a reason passes none of these")
    ours = [violation for violation in refused.value.violations if violation.limit in PUMP_LIMITS]
    assert [(violation.limit, violation.step) for violation in ours] == found
    assert refused.value.why.count(";") >= len(found)
    assert refused.value.remedy.endswith("nothing was rounded and nothing was sent")


@pytest.mark.requirement("OPCA-R6.8.0-4", "OPCA-R6.8.0-8")
def test_another_drug_is_refused_by_name(read: Any) -> None:
    with pytest.raises(ProposalRefused) as refused:
        proposed(a_program(drug="morphine"), read, "a reason does not help")
    assert refused.value.why.startswith(
        "It is for morphine, and the pump holds baclofen; The bridge bolus is missing"
    )
    assert Limit.BRIDGE_MISSING in {violation.limit for violation in refused.value.violations}


def test_another_drug_is_named_as_the_library_writes_it(read: Any) -> None:
    with pytest.raises(ProposalRefused) as refused:
        proposed(a_program(drug="hydromorphone"), read, "a reason does not help")
    assert refused.value.why.startswith("It is for HYDROmorphone, and the pump holds baclofen; ")
    assert "hydromorphone" not in refused.value.why


@pytest.mark.requirement("GIP-1.4", "OPCA-R6.8.0-4", "OPCA-R6.8.0-8")
def test_another_concentration_is_refused_with_both_figures(read: Any) -> None:
    with pytest.raises(ProposalRefused) as refused:
        proposed(a_program(per_ml=2000), read, "a reason does not help")
    assert _plain(refused.value.why).startswith(
        "It is for baclofen 2,000 mcg/mL, and the pump holds 500 mcg/mL; The bridge bolus is missing"
    )
    assert refused.value.remedy.startswith("Check that this is the right patient and the right file")


# ---- limits of the drug library -------------------------------------------------------------------------------


def test_a_step_of_fifteen_per_cent_needs_no_reason_and_a_larger_one_does(read: Any) -> None:
    """Nobody has said what this patient has the pump for, so that the strictest row holds: 15 per cent."""
    allowed = proposed(a_program(Continuous(micrograms(103))), read)
    assert (allowed.passed, allowed.reason) == ((), "")
    with pytest.raises(ReasonMissing) as refused:
        proposed(a_program(Continuous(micrograms(104))), read)
    assert [violation.limit for violation in refused.value.violations] == [Limit.STEP_UP]
    assert _plain(refused.value.why).startswith(
        "baclofen: a large step up: from 90 mcg per day to 104 mcg per day, 15.6 % more; usually at most 15 %"
    )
    assert '--reason "…"' in refused.value.remedy


def test_what_the_patient_has_the_pump_for_decides_which_limit_holds(read: Any) -> None:
    spinal = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)
    assert propose(a_program(Continuous(micrograms(104))), read, shipped_library(), spinal).passed == ()


@pytest.mark.parametrize("reason", ["", "   "])
def test_blanks_are_no_reason(read: Any, reason: str) -> None:
    with pytest.raises(ReasonMissing):
        proposed(a_program(Continuous(micrograms(104))), read, reason)


@pytest.mark.requirement("GPCA-EC02")
@pytest.mark.parametrize(
    "reason",
    [
        "x",
        ".",
        "ok",
        "1234567890 12",
        "titration",
        "xxxxxxxxxxxxxx",
        "aaaaa AAabb BB",
        "so it is",
        "p a i n",
        "!? 12 spasms",
    ],
)
def test_a_reason_that_says_nothing_is_none(read: Any, reason: str) -> None:
    with pytest.raises(ReasonMissing) as refused:
        proposed(a_program(Continuous(micrograms(104))), read, f" {reason} ")
    assert refused.value.what == "The reason for passing a limit says too little"
    assert refused.value.why.startswith(
        f"“{reason}” was given, and a reason says why in a few words, of 10 letters or more, "
        "at least 4 of them different; baclofen: "
    )
    assert [violation.limit for violation in refused.value.violations] == [Limit.STEP_UP]


@pytest.mark.parametrize("reason", ["pain relief", "palliation", "Ödeme, Übelkeit", "pain at 3 a.m. of 8/10"])
def test_ten_letters_are_a_reason(read: Any, reason: str) -> None:
    assert reason_gap(reason) == ""
    assert proposed(a_program(Continuous(micrograms(104))), read, reason).reason == reason


def test_a_soft_limit_is_passed_for_a_reason_and_both_are_kept(read: Any) -> None:
    found = proposed(a_program(Continuous(micrograms(104))), read, " spasms at night ")
    assert [violation.limit for violation in found.passed] == [Limit.STEP_UP]
    assert found.reason == "spasms at night"
    assert found.passed_sentences == (found.passed[0].sentence,)


def test_a_reason_that_was_not_needed_is_not_kept(read: Any) -> None:
    assert proposed(a_program(Continuous(micrograms(97))), read, "just so").reason == ""


def test_no_reason_passes_a_hard_limit(read: Any) -> None:
    with pytest.raises(ProposalRefused) as refused:
        proposed(a_program(Continuous(micrograms(181))), read, "really wanted")
    assert not isinstance(refused.value, ReasonMissing)
    assert {violation.severity for violation in refused.value.violations} == {Severity.HARD}


def test_without_a_library_nothing_is_proposed(read: Any) -> None:
    damaged = NoLibrary("The drug library is refused", "It was altered", "Install it again")
    with pytest.raises(ProposalRefused, match=r"The drug library is refused\. It was altered"):
        propose(a_program(), read, damaged, Indication(), "a reason")


def test_a_change_of_concentration_is_accepted_with_its_bridge(read: Any) -> None:
    held = read.program.drugs
    bridge = BridgeBolus(held, micrograms(90), Nanolitres(316_000))
    program = replace(a_program(Continuous(micrograms(90)), per_ml=1000), opening=bridge)
    assert proposed(program, read).passed == ()


def test_the_day_of_a_week_is_named_beside_its_step(read: Any) -> None:
    usual = schedule((0, 90))
    sunday = schedule((0, 90), (7, 13_000))
    with pytest.raises(ProposalRefused) as refused:
        proposed(a_program(WeekSchedule((usual,) * 6 + (sunday,))), read)
    assert "Step 2, from Sun 07:00: More than this pump can deliver" in refused.value.why


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


def test_the_refill_is_due_at_the_alarm_where_the_drug_keeps_longer(read: Any) -> None:
    """92 days to the alarm; baclofen keeps 180."""
    found = with_library(read, a_program(Continuous(micrograms(97))))
    stable = "the alarm; baclofen 180 days stable (in pump) if filled today at the latest"
    assert found["Refill by"] == ("Sun 28 Feb 2027", "Sun 21 Feb 2027", "")
    assert found["Refill day set by"] == (stable, stable, "")


def test_the_refill_is_due_when_the_drug_is_no_longer_stable_though_the_alarm_is_far(read: Any) -> None:
    """48 mcg per day of 500 mcg/mL: 187 days to the alarm, and baclofen keeps 180 from Fri 20 Nov 2026 on."""
    found = with_library(read, a_program(Continuous(micrograms(48))))
    assert found["Days until 2 mL are left"][1] == "187 days"
    assert found["Refill by"][1] == "Wed 19 May 2027"
    assert found["Refill day set by"][1] == (
        "baclofen 180 days stable (in pump) if filled today at the latest; before the alarm"
    )


def test_a_program_without_an_alarm_to_come_is_capped_by_stability(read: Any) -> None:
    found = with_library(read, a_program(Stopped()))
    assert found["Refill by"][1] == "Wed 19 May 2027"
    assert found["Refill day set by"][1].endswith("; no alarm to come")


def test_the_strictest_stability_holds_where_the_filling_is_not_known(read: Any) -> None:
    ziconotide = DrugFill("ziconotide", NanogramsPerMillilitre(25_000))
    found = with_library(read, PumpProgram(ziconotide, Continuous(NanogramsPerDay(2_400))))
    assert found["Refill by"][1] == "Fri 4 Dec 2026"
    assert found["Refill day set by"][1].startswith("ziconotide 14 days stable (first fill)")


def test_a_drug_without_a_stability_is_named(read: Any) -> None:
    fentanyl = DrugFill("fentanyl", NanogramsPerMillilitre(1_000_000))
    found = with_library(read, PumpProgram(fentanyl, Continuous(micrograms(97))))
    assert found["Refill by"][1] == found["Low-reservoir alarm"][1]
    assert found["Refill day set by"][1] == "the alarm; no stability of fentaNYL in the library"
    stopped = with_library(read, PumpProgram(fentanyl, Stopped()))
    assert stopped["Refill by"][1] == "–"
    assert stopped["Refill day set by"][1] == "no alarm to come; no stability of fentaNYL in the library"


@pytest.mark.parametrize(("left", "told"), [(93, False), (92, True)])
def test_a_battery_that_ends_before_the_alarm_is_told(read: Any, left: int, told: bool) -> None:
    """The alarm comes on Sun 28 Feb 2027 now and on Sun 21 Feb as proposed, 93 calendar days from today."""
    weak = replace(read, status=replace(read.status, battery=Battery(BatteryState.ERI, left)))
    found = with_library(weak, a_program(Continuous(micrograms(97))))
    assert found["Battery lasts until"][1].endswith(", before the alarm") == told
    strong = replace(read, status=replace(read.status, battery=Battery(BatteryState.GOOD, 101)))
    assert "Battery lasts until" not in with_library(strong, a_program(Continuous(micrograms(97))))
    unknown = replace(read, status=replace(read.status, battery=Battery(BatteryState.GOOD, None)))
    assert "Battery lasts until" not in with_library(unknown, a_program(Continuous(micrograms(97))))


def with_library(read: Any, program: PumpProgram) -> dict[str, tuple[str, str, str]]:
    compared = compare(read, program, shown=DrugWords(shipped_library()), drugs=shipped_library())
    return {_plain(line.subject): _cells(line) for line in compared}


def test_both_doses_of_a_line_are_in_the_unit_of_the_larger() -> None:
    """From 10 mg on the field reads milligrams; a line does not change its unit on the way."""
    line = dose_line("Dose per day", Fraction(4_800_000), Fraction(12_000_000))
    assert _cells(line) == ("4.8 mg per day", "12 mg per day", "+7.2 mg per day, +150 %")
    back = dose_line("Dose per day", Fraction(12_000_000), Fraction(0))
    assert _cells(back) == ("12 mg per day", "0 mg per day", "−12 mg per day, −100 %")


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


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("more spasms\nsince Monday", "A reason is one line of plain text"),
        ("more spasms \x1b[2J since Monday", "A reason is one line of plain text"),
        ("more spasms \u202e since Monday", "A reason is one line of plain text"),
        ("more spasms " * 100, "A reason has at most 1,000 characters, and this one has 1,200"),
    ],
)
def test_a_reason_that_breaks_a_line_or_fills_pages_is_refused_whatever_it_is_for(
    read: Any, reason: str, why: str
) -> None:
    for dose in (90, 104):
        with pytest.raises(ProposalRefused) as refused:
            proposed(a_program(Continuous(micrograms(dose))), read, reason)
        assert refused.value.what == "The reason is not taken"
        assert refused.value.why.startswith(why)
    assert reason_gap(reason).startswith(why[0].lower() + why[1:])


def test_a_reason_of_a_thousand_characters_is_taken(read: Any) -> None:
    assert proposed(a_program(Continuous(micrograms(104))), read, "more spasms\u00a0" + "x" * 988).reason


def test_beside_a_hard_limit_the_likely_slip_is_named(read: Any) -> None:
    """900 for 90: that it is ten times as much says what happened."""
    with pytest.raises(ProposalRefused) as refused:
        proposed(a_program(Continuous(micrograms(900))), read, "a reason does not help")
    assert "10 times the present 90\u00a0mcg per day; a decimal point may be misplaced" in refused.value.why
    assert all(one.severity is Severity.HARD for one in refused.value.violations)
