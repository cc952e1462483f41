"""A library that is damaged, altered, incomplete or misspelled is refused, and the key that is wrong is named."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from programmer.therapy.drug_library import (
    AgeGroup,
    Condition,
    Fact,
    Indication,
    LibraryDamaged,
    LibraryIdentity,
    load_library,
    sealed_library,
)
from programmer.therapy.drug_library.reading import read_number_at
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, NanogramsPerMillilitre, Seconds
from tests.support.libraries import CLINIC_HEADER, HEADER, drug, leaf, library, sealed, text_of, without


def refusal(text: str) -> str:
    with pytest.raises(LibraryDamaged) as caught:
        load_library(sealed(text))
    return str(caught.value)


def with_(path: str, value: str) -> str:
    return text_of(drug() | {f"testdrug.{path}": value})


def test_a_whole_library_is_read() -> None:
    found = library()
    entry = found.entry("testdrug")
    assert entry is not None
    assert found.identity == LibraryIdentity(
        "Test library", "3", date(2026, 11, 21), found.identity.sha256, None, "the tests"
    )
    assert len(found.identity.sha256) == 32
    assert found.identity.line == (
        f"Test library, version 3 of 2026-11-21, seal {found.identity.sha256.hex()[:8]}, by the tests"
    )
    assert entry.shown == Fact("testDRUG", "D", "test")
    assert (entry.name, entry.off_label) == ("testdrug", False)
    assert (entry.loss.word, entry.withdrawal.word, entry.overdose.word) == (
        "It is lost.",
        "It is missed.",
        "It is too much.",
    )
    assert entry.monitoring.value == Seconds(28_800)
    assert {key: one.value for key, one in entry.concentrations.items()} == {
        "weak": NanogramsPerMillilitre(500_000),
        "strong": NanogramsPerMillilitre(2_000_000),
    }
    assert entry.stability["in-pump"].value == Fraction(90)
    assert list(entry.facts) == [key.removeprefix("testdrug.") for key in drug()]


@pytest.mark.requirement("OPCA-R6.9.0-1")
def test_every_limit_is_read_in_its_own_unit() -> None:
    entry = library().entries["testdrug"]
    row = entry.rows[Condition.PAIN, AgeGroup.ADULT]
    assert entry.highest_concentration.soft is not None
    assert entry.highest_concentration.hard is not None
    assert entry.highest_concentration.soft.value == NanogramsPerMillilitre(2_000_000)
    assert entry.highest_concentration.hard.value == NanogramsPerMillilitre(4_000_000)
    assert row.usual_low is not None
    assert row.usual_high is not None
    assert (row.usual_low.value, row.usual_high.value) == (NanogramsPerDay(50_000), NanogramsPerDay(800_000))
    found = [
        [None if figure is None else figure.value for figure in (pair.soft, pair.hard)]
        for pair in (
            row.dose_per_day,
            row.start_dose,
            row.bolus,
            row.step_up_percent,
            row.step_up_amount,
            row.step_down_percent,
            row.step_down_amount,
        )
    ]
    assert found == [
        [NanogramsPerDay(1_000_000), NanogramsPerDay(2_000_000)],
        [NanogramsPerDay(200_000), None],
        [Nanograms(100_000), Nanograms(200_000)],
        [Fraction(15), Fraction(100)],
        [NanogramsPerDay(300_000), NanogramsPerDay(600_000)],
        [Fraction(20), None],
        [None, None],
    ]
    assert row.start_dose.waived == Fact("no hard limit", "D", "test")
    assert row.dose_per_day.waived is None


# ---- the seal -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HEADER.encode(), "it has no seal as its last line, or something stands behind the seal"),
        (
            sealed(text_of(drug())) + b"\n",
            "it has no seal as its last line, or something stands behind the seal",
        ),
        (b"", "it has no seal as its last line, or something stands behind the seal"),
        (
            sealed(text_of(drug())).replace(b"1000 mcg/day", b"1001 mcg/day"),
            "its seal is broken: it was altered after it was sealed",
        ),
        (
            sealed(text_of(drug())).replace(b"the tests", b"the tesTs"),
            "its seal is broken: it was altered after it was sealed",
        ),
        (sealed("[library"), "it is not TOML: "),
        (sealed("x = '\udcff'".encode("utf-8", "surrogateescape").decode("latin-1")), "the table [library]"),
    ],
)
def test_without_a_right_seal_nothing_is_used(content: bytes, reason: str) -> None:
    with pytest.raises(LibraryDamaged) as caught:
        load_library(content)
    assert str(caught.value).startswith(reason)


def test_a_file_that_is_no_utf_8_is_refused() -> None:
    from programmer.therapy.drug_library.seal import seal

    with pytest.raises(LibraryDamaged, match=r"^it is not saved as UTF-8"):
        load_library(seal(b"x = '\xff'\n", "somebody"))


# ---- the header ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[library]", "[libary]", "the table [library] is missing"),
        ('name = "Test library"', "", "library.name is missing"),
        ('version = "3"', "", "library.version is missing"),
        ('date = "2026-11-21"', "", "library.date is missing"),
        ('version = "3"', "version = 3", "library.version is not a text"),
        ('version = "3"', 'version = " "', "library.version is not a text"),
        ('version = "3"', 'version = "3"\nauthor = "x"', "library.author is no key of a drug library"),
        (
            '"2026-11-21"',
            '"21.11.2026"',
            "library.date: “21.11.2026” is not a date; write year, month, day like 2026-01-05",
        ),
        ('"2026-11-21"', '"2026-02-30"', "library.date: there is no day 2026-02-30 in the calendar"),
        (
            'version = "3"',
            'version = "3"\nclinic = "X"',
            "it is a clinic's library, and the one that comes with the program is due",
        ),
        ("\nloss = ", "\nlost = ", "unknown.lost is no key of a drug library"),
    ],
)
def test_a_header_with_a_fault_is_refused(old: str, new: str, reason: str) -> None:
    assert refusal(text_of(drug()).replace(old, new)) == reason


def test_a_library_without_the_general_caution_is_refused() -> None:
    assert refusal(text_of(drug(), header=HEADER.partition("[unknown]")[0])) == "unknown.loss is missing"


def test_a_seal_with_more_than_a_name_is_refused() -> None:
    import hashlib

    above = (text_of(drug()) + '\n[seal]\nsigned_by = "x"\nby = "y"\n').encode()
    content = above + f'sha256 = "{hashlib.sha256(above).hexdigest()}"\n'.encode()
    with pytest.raises(LibraryDamaged, match=r"^seal.by is no key of a drug library$"):
        load_library(content)


# ---- drugs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing", ["shown", "use", "loss", "withdrawal", "overdose", "monitoring", "concentrations"]
)
def test_a_drug_with_a_gap_is_refused(missing: str) -> None:
    kept = {key: value for key, value in drug().items() if not key.startswith(f"testdrug.{missing}")}
    assert refusal(text_of(kept)) == f"drugs.testdrug.{missing} is missing"


def test_a_drug_without_any_limits_is_refused() -> None:
    kept = {key: value for key, value in drug().items() if ".pain." not in key}
    assert refusal(text_of(kept)) == "drugs.testdrug has no limits for any indication"


@pytest.mark.parametrize(
    "gap",
    [
        "pain.adult.dose_per_day.hard",
        "pain.adult.bolus.hard",
        "pain.adult.step_up_percent.hard",
        "pain.adult.start_dose.no_hard",
        "highest_concentration.hard",
    ],
)
def test_a_missing_hard_limit_is_kept_as_a_gap_that_will_block(gap: str) -> None:
    entry = library(without(gap)).entries["testdrug"]
    row = entry.limits(Indication())
    pairs = {
        "dose_per_day": row.dose_per_day,
        "bolus": row.bolus,
        "step_up_percent": row.step_up_percent,
        "start_dose": row.start_dose,
        "highest_concentration": entry.highest_concentration,
    }
    assert [key for key, pair in pairs.items() if pair.missing] == [gap.split(".")[-2]]


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("shwon", "testDRUG", "drugs.testdrug.shwon is no key of a drug library"),
        ("concentrations.Weak", "1 mg/mL", "drugs.testdrug.concentrations.Weak is no key of a drug library"),
        ("stability.In", "1 days", "drugs.testdrug.stability.In is no key of a drug library"),
        ("pain.old.bolus.soft", "1 mg", "drugs.testdrug.pain.old.bolus.soft is no key of a drug library"),
        ("ache.adult.bolus.soft", "1 mg", "drugs.testdrug.ache.adult.bolus.soft is no key of a drug library"),
        (
            "pain.adult.bolus.sotf",
            "1 mg",
            "drugs.testdrug.pain.adult.bolus.sotf is no key of a drug library",
        ),
        (
            "pain.adult.dose.soft",
            "1 mg/day",
            "drugs.testdrug.pain.adult.dose.soft is no key of a drug library",
        ),
        (
            "pain.adult.usual_dose.mean",
            "1 mg/day",
            "drugs.testdrug.pain.adult.usual_dose.mean is no key of a drug library",
        ),
        (
            "pain.adult.dose_per_day.no_hard",
            "no hard limit",
            "drugs.testdrug.pain.adult.dose_per_day.no_hard is no key of a drug library",
        ),
        (
            "pain.adult.bolus.no_hard",
            "no hard limit",
            "drugs.testdrug.pain.adult.bolus.no_hard is no key of a drug library",
        ),
        (
            "pain.adult.step_up_percent.no_hard",
            "no hard limit",
            "drugs.testdrug.pain.adult.step_up_percent.no_hard is no key of a drug library",
        ),
        (
            "highest_concentration.no_hard",
            "no hard limit",
            "drugs.testdrug.highest_concentration.no_hard is no key of a drug library",
        ),
        (
            "pain.adult.step_down_percent.no_hard",
            "none",
            (
                "drugs.testdrug.pain.adult.step_down_percent.no_hard: "
                "“none” must read “no hard limit”; the reason stands in source"
            ),
        ),
        (
            "shown",
            "TESTDRUGS",
            (
                "drugs.testdrug.shown: “TESTDRUGS” is another name than testdrug; "
                "only the size of its letters may differ"
            ),
        ),
        ("use", "maybe", "drugs.testdrug.use: “maybe” is neither labelled nor off-label"),
        ("loss", "bad", "drugs.testdrug.loss: “bad” is not a whole sentence with its full stop"),
        (
            "overdose",
            "bad",
            "drugs.testdrug.overdose: “bad” is not a whole sentence with its full stop",
        ),
        (
            "withdrawal",
            "bad",
            "drugs.testdrug.withdrawal: “bad” is not a whole sentence with its full stop",
        ),
        ("stability.in-pump", "0 days", "drugs.testdrug.stability.in-pump: “0 days” is not a whole number"),
        ("stability.in-pump", "1.5 days", "drugs.testdrug.stability.in-pump: “1.5 days” is not a whole"),
        (
            "stability.in-pump",
            "84  days",
            "drugs.testdrug.stability.in-pump: “84  days” is not a whole number",
        ),
        ("stability.in-pump", "90 d", "drugs.testdrug.stability.in-pump: “90 d” is not a whole number"),
        ("monitoring", "8", "drugs.testdrug.monitoring: "),
        ("concentrations.weak", "500 mcg", "drugs.testdrug.concentrations.weak: "),
        ("pain.adult.dose_per_day.soft", "1 mg", "drugs.testdrug.pain.adult.dose_per_day.soft: "),
        ("pain.adult.dose_per_day.soft", "1,000 mcg/day", "drugs.testdrug.pain.adult.dose_per_day.soft: "),
        ("pain.adult.start_dose.soft", "60 mcg/h", "drugs.testdrug.pain.adult.start_dose.soft: "),
        ("pain.adult.step_up_percent.soft", "15", "drugs.testdrug.pain.adult.step_up_percent.soft: "),
        ("pain.adult.step_down_percent.soft", "a %", "drugs.testdrug.pain.adult.step_down_percent.soft: "),
        ("pain.adult.step_up_amount.soft", "15 %", "drugs.testdrug.pain.adult.step_up_amount.soft: "),
        ("pain.adult.step_down_amount.soft", "15 %", "drugs.testdrug.pain.adult.step_down_amount.soft: "),
        (
            "pain.adult.dose_per_day.soft",
            "2000.001 mcg/day",
            "drugs.testdrug.pain.adult.dose_per_day has a soft limit above its hard limit",
        ),
        (
            "highest_concentration.soft",
            "4001 mcg/mL",
            "drugs.testdrug.highest_concentration has a soft limit above its hard limit",
        ),
        (
            "concentrations.strong",
            "4001 mcg/mL",
            "drugs.testdrug.concentrations.strong is above the highest concentration",
        ),
        (
            "pain.adult.usual_dose.low",
            "801 mcg/day",
            "drugs.testdrug.pain.adult.usual_dose begins above its end",
        ),
    ],
)
def test_a_misspelled_key_or_an_impossible_value_is_refused_by_its_name(
    path: str, value: str, reason: str
) -> None:
    assert refusal(with_(path, value)).startswith(reason)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("pain.adult.dose_per_day.soft", "2000 mcg/day"),
        ("highest_concentration.soft", "4 mg/mL"),
        ("concentrations.strong", "4 mg/mL"),
        ("pain.adult.usual_dose.low", "800 mcg/day"),
        ("stability.in-pump", "1 days"),
        ("use", "off-label"),
        ("pain.adult.step_up_percent.soft", "14.5%"),
        ("pain.adult.step_down_amount.hard", "500 mcg/day"),
    ],
)
def test_what_is_just_possible_is_taken(path: str, value: str) -> None:
    found = load_library(sealed(with_(path, value))).entries["testdrug"]
    assert found.facts[path].word == value


def test_a_hard_limit_takes_the_place_of_its_waiver() -> None:
    found = load_library(sealed(with_("pain.adult.step_down_percent.hard", "50 %"))).entries["testdrug"]
    for pair in (
        found.limits(Indication()).step_down_percent,
        *(row.step_down_percent for row in found.rows.values()),
    ):
        assert pair.hard is not None
        assert pair.hard.amount == 50
        assert pair.waived is None


def test_a_gap_in_the_usual_range_is_no_fault() -> None:
    for gap in ("low", "high"):
        row = library(without(f"pain.adult.usual_dose.{gap}")).entries["testdrug"].limits(Indication())
        assert [row.usual_low is None, row.usual_high is None] == [gap == "low", gap == "high"]


def test_a_concentration_needs_no_highest_one_to_be_read() -> None:
    gone = {key: value for key, value in drug().items() if "highest" not in key}
    assert library(gone).entries["testdrug"].highest_concentration.missing


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("drugs.testdrug.use = 1", "drugs.testdrug.use is not written as { value, tag, source }"),
        ("drugs.testdrug = 1", "drugs.testdrug is not written as { value, tag, source }"),
        ("stray = 1", "stray is not written as { value, tag, source }"),
        (f"stray.key = {leaf('x')}", "stray.key is no key of a drug library"),
        (f"unknown.use = {leaf('x')}", "unknown.use is no key of a drug library"),
        (f"drugs = {leaf('x')}", "drugs is no key of a drug library"),
        (f"drugs.x = {leaf('x')}", "drugs.x is no key of a drug library"),
        (f"drugs.Big.use = {leaf('labelled')}", "drugs.Big: not a drug name: 'Big'"),
        (
            'drugs.testdrug.use = { value = "labelled", tag = "V" }',
            "drugs.testdrug.use must have value, tag and source, each a text, and nothing else",
        ),
        (
            'drugs.testdrug.use = { value = "labelled", tag = "V", source = "x", page = "1" }',
            "drugs.testdrug.use must have value, tag and source, each a text, and nothing else",
        ),
        (
            'drugs.testdrug.use = { value = "labelled", tag = "V", source = " " }',
            "drugs.testdrug.use must have value, tag and source, each a text, and nothing else",
        ),
        (
            'drugs.testdrug.use = { value = 5, tag = "V", source = "x" }',
            "drugs.testdrug.use must have value, tag and source, each a text, and nothing else",
        ),
        (
            'drugs.testdrug.use = { value = "labelled", tag = "X", source = "x" }',
            "drugs.testdrug.use has the tag 'X'; it is one of V, R, D",
        ),
    ],
)
def test_a_line_of_another_shape_is_refused(line: str, reason: str) -> None:
    header = HEADER.partition("[unknown]")[0]
    assert refusal(f"{line}\n{header}") == reason


def test_a_sentence_is_no_number() -> None:
    with pytest.raises(TypeError, match=r"^drugs.testdrug.loss is a sentence and no number$"):
        read_number_at(("drugs", "testdrug", "loss"), Fact("It is lost.", "D", "test"))


# ---- the strictest row --------------------------------------------------------------------------------------


def two_rows(second: dict[str, str]) -> dict[str, str]:
    child = {key.replace(".adult.", ".child."): value for key, value in drug().items() if ".adult." in key}
    return drug() | child | {f"testdrug.pain.child.{key}": value for key, value in second.items()}


@pytest.mark.requirement("GIP-1.25", "OPCA-R6.9.0-1")
def test_where_the_row_is_not_known_the_strictest_of_each_limit_holds() -> None:
    second = {"dose_per_day.soft": "700 mcg/day", "dose_per_day.hard": "3000 mcg/day"}
    entry = library(two_rows(second)).entries["testdrug"]
    pair = entry.limits(Indication()).dose_per_day
    assert pair.soft is not None
    assert pair.hard is not None
    assert (pair.soft.fact.word, pair.hard.fact.word) == ("700 mcg/day", "2000 mcg/day")
    adult = entry.limits(Indication(Condition.PAIN, AgeGroup.ADULT)).dose_per_day
    assert adult.soft is not None
    assert adult.soft.fact.word == "1000 mcg/day"


def test_the_usual_range_is_as_wide_as_all_that_may_hold() -> None:
    second = {"usual_dose.low": "20 mcg/day", "usual_dose.high": "700 mcg/day"}
    row = library(two_rows(second)).entries["testdrug"].limits(Indication())
    assert row.usual_low is not None
    assert row.usual_high is not None
    assert (row.usual_low.fact.word, row.usual_high.fact.word) == ("20 mcg/day", "800 mcg/day")


def test_a_gap_in_one_row_is_a_gap_where_the_row_is_not_known() -> None:
    whole = two_rows({})
    del whole["testdrug.pain.child.bolus.hard"]
    entry = library(whole).entries["testdrug"]
    assert entry.limits(Indication()).bolus.missing
    assert entry.limits(Indication(age=AgeGroup.CHILD)).bolus.missing
    assert not entry.limits(Indication(age=AgeGroup.ADULT)).bolus.missing
    assert entry.limits(Indication()).bolus.soft is not None


def test_one_hard_limit_counts_though_another_row_waives_it() -> None:
    entry = library(two_rows({"step_down_percent.hard": "50 %"})).entries["testdrug"]
    pair = entry.limits(Indication()).step_down_percent
    assert pair.hard is not None
    assert pair.hard.fact.word == "50 %"
    assert pair.waived is None
    assert entry.limits(Indication(age=AgeGroup.ADULT)).step_down_percent.waived is not None


def test_an_indication_that_the_drug_has_no_row_for_gets_the_strictest_of_all() -> None:
    entry = library(two_rows({"dose_per_day.soft": "700 mcg/day"})).entries["testdrug"]
    elsewhere = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)
    assert not entry.is_for(elsewhere)
    assert entry.is_for(Indication(Condition.PAIN))
    assert entry.limits(elsewhere) == entry.limits(Indication())


def test_a_clinic_s_library_cannot_stand_alone() -> None:
    assert refusal(text_of(drug(), header=CLINIC_HEADER)).startswith("it is a clinic's library")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"x = {'[' * 3000}{']' * 3000}\n", "lie in each other too deeply"),
        (f"{text_of(drug())}[drugs.x]\nname{'.a' * 2000} = 1\n", "lie in each other too deeply"),
        (f"x = {'9' * 5000}\n", "it is not TOML: a number in it has very many digits"),
    ],
)
def test_a_hostile_library_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(LibraryDamaged, match=why):
        sealed_library(text.encode(), "somebody", b"")
