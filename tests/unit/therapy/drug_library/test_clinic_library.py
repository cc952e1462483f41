"""A clinic lays its own sealed library over the shipped one, and what it replaces stays visible."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from programmer.therapy.drug_library import (
    DrugLibrary,
    Indication,
    LibraryDamaged,
    NoLibrary,
    load_library,
    loosened_by,
    sealed_library,
)
from programmer.therapy.drug_library.seal import seal
from tests.support.libraries import CLINIC_HEADER, HEADER, drug, leaf, sealed, text_of, without

SHIPPED = sealed(text_of(drug()))


def laid_over(own: dict[str, str], extra: str = "") -> DrugLibrary:
    text = text_of(own, header=CLINIC_HEADER + extra)
    return load_library(SHIPPED, sealed(text, "St. X, pharmacist Y"))


def test_a_number_of_the_clinic_holds_and_the_shipped_one_stays_visible() -> None:
    library = laid_over({"testdrug.pain.adult.dose_per_day.soft": "900 mcg/day"})
    fact = library.entries["testdrug"].facts["pain.adult.dose_per_day.soft"]
    assert (fact.word, fact.clinic) == ("900 mcg/day", "St. X")
    assert fact.overridden is not None
    assert (fact.overridden.word, fact.overridden.clinic) == ("1000 mcg/day", None)
    soft = library.entries["testdrug"].limits(Indication()).dose_per_day.soft
    assert soft is not None
    assert soft.amount == 900_000
    assert soft.fact is fact


def test_what_the_clinic_does_not_say_stays_as_shipped() -> None:
    library = laid_over({"testdrug.pain.adult.dose_per_day.soft": "900 mcg/day"})
    assert library.entries["testdrug"].shown.clinic is None
    assert list(library.entries["testdrug"].facts) == [key.removeprefix("testdrug.") for key in drug()]


@pytest.mark.requirement("GIP-5.6")
def test_both_libraries_say_which_they_are() -> None:
    library = laid_over({})
    assert library.clinic is not None
    assert library.identities == (library.identity, library.clinic)
    assert library.identity.name == "Test library"
    own = library.clinic
    assert (own.name, own.version, str(own.date), own.clinic, own.signed_by) == (
        "Own limits",
        "7",
        "2024-11-20",
        "St. X",
        "St. X, pharmacist Y",
    )
    assert own.line == (
        f"Own limits of St. X, version 7 of 2024-11-20, seal {own.sha256.hex()[:8]}, by St. X, pharmacist Y"
    )
    assert own.sha256 != library.identity.sha256


def test_a_clinic_adds_a_drug_of_its_own_if_it_is_whole() -> None:
    library = laid_over(drug("saline", "saline"))
    assert list(library.entries) == ["testdrug", "saline"]
    assert library.entries["saline"].shown.clinic == "St. X"
    assert library.entries["saline"].shown.overridden is None
    with pytest.raises(LibraryDamaged, match=r"^drugs\.saline\.use is missing$"):
        laid_over({"saline.shown": "saline"})


def test_a_clinic_adds_a_concentration_of_its_own() -> None:
    library = laid_over({"testdrug.concentrations.own": "1 mg/mL"})
    assert list(library.entries["testdrug"].concentrations) == ["weak", "strong", "own"]


def test_a_clinic_says_in_its_own_words_what_loss_of_an_unknown_drug_means() -> None:
    library = laid_over({}, f"\n[unknown]\nloss = {leaf('Call the ward.')}\n")
    assert library.loss("water") == "Call the ward."
    assert library.unknown_loss.overridden is not None


def test_a_clinic_s_number_at_odds_with_a_shipped_one_is_refused() -> None:
    with pytest.raises(LibraryDamaged, match="soft limit above its hard limit"):
        laid_over({"testdrug.pain.adult.dose_per_day.soft": "2001 mcg/day"})


def test_a_library_without_a_clinic_s_name_is_laid_over_nothing() -> None:
    with pytest.raises(LibraryDamaged, match=r"^library.clinic is missing: whose library it is$"):
        load_library(SHIPPED, sealed(text_of(drug())))


@pytest.mark.requirement("GPCA-EC19")
def test_an_altered_library_of_a_clinic_is_refused() -> None:
    own = sealed(text_of({"testdrug.pain.adult.dose_per_day.soft": "900 mcg/day"}, header=CLINIC_HEADER))
    with pytest.raises(LibraryDamaged, match=r"^its seal is broken"):
        load_library(SHIPPED, own.replace(b"900", b"990"))


# ---- looser than shipped --------------------------------------------------------------------------------------


def loosened(own: dict[str, str]) -> list[str]:
    return [one.sentence.replace("\u00a0", " ") for one in laid_over(own).loosened]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "pain.adult.dose_per_day.hard",
            "2500 mcg/day",
            (
                "pain adult, dose per day: never more than 2,500 mcg per day by St. X, "
                "where the shipped library has 2,000 mcg per day, 25 % more (source: test)"
            ),
        ),
        (
            "pain.adult.bolus.hard",
            "1 mg",
            (
                "pain adult, bolus: never more than 1,000 mcg by St. X, "
                "where the shipped library has 200 mcg, 5 times as much (source: test)"
            ),
        ),
        (
            "highest_concentration.hard",
            "8 mg/mL",
            (
                "highest concentration: never more than 8,000 mcg/mL by St. X, "
                "where the shipped library has 4,000 mcg/mL, 2 times as much (source: test)"
            ),
        ),
        (
            "pain.adult.step_up_percent.hard",
            "250 %",
            (
                "pain adult, step up percent: never more than 250 % by St. X, "
                "where the shipped library has 100 %, 2.5 times as much (source: test)"
            ),
        ),
    ],
)
def test_a_hard_limit_that_a_clinic_makes_looser_is_named_with_both_figures(
    key: str, value: str, told: str
) -> None:
    assert loosened({f"testdrug.{key}": value}) == [f"testDRUG, {told}"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pain.adult.dose_per_day.hard", "2000 mcg/day"),
        ("pain.adult.dose_per_day.hard", "1999 mcg/day"),
        ("pain.adult.dose_per_day.soft", "1999 mcg/day"),
        ("pain.adult.step_down_percent.hard", "50 %"),
        ("pain.adult.step_up_amount.no_hard", "no hard limit"),
    ],
)
def test_what_is_as_strict_or_stricter_or_soft_is_not_named(key: str, value: str) -> None:
    assert loosened({f"testdrug.{key}": value}) == []


def test_a_row_for_another_indication_is_held_against_what_was_in_force_there() -> None:
    rows = {key: value for key, value in drug().items() if key.startswith("testdrug.pain.adult.")}
    child = {key.replace("adult", "child"): value for key, value in rows.items()}
    assert loosened(child) == []
    (looser,) = loosened(child | {"testdrug.pain.child.bolus.hard": "300 mcg"})
    assert looser.startswith("testDRUG, pain child, bolus: never more than 300 mcg by St. X")


def test_each_row_is_held_against_itself_however_strict_the_others_are() -> None:
    adult = {key: value for key, value in drug().items() if key.startswith("testdrug.pain.adult.")}
    rows = {
        row: {key.replace("pain.adult", row): value for key, value in adult.items()}
        for row in ("pain.child", "spinal-spasticity.adult")
    }
    rows["pain.child"]["testdrug.pain.child.bolus.hard"] = "150 mcg"
    rows["spinal-spasticity.adult"]["testdrug.spinal-spasticity.adult.bolus.hard"] = "300 mcg"
    shipped = sealed(text_of(drug() | rows["pain.child"] | rows["spinal-spasticity.adult"]))
    assert load_library(shipped, sealed(text_of({}, header=CLINIC_HEADER))).loosened == ()
    own = text_of({"testdrug.spinal-spasticity.adult.bolus.hard": "301 mcg"}, header=CLINIC_HEADER)
    (one,) = load_library(shipped, sealed(own)).loosened
    assert (one.name, one.place) == ("testdrug", "spinal spasticity adult, bolus")


def test_a_limit_that_is_waived_where_one_held_is_named() -> None:
    rows = {key: value for key, value in drug().items() if key.startswith("testdrug.pain.adult.")}
    child = {key.replace("adult", "child"): value for key, value in rows.items()}
    del child["testdrug.pain.child.step_up_amount.hard"]
    (looser,) = loosened(child | {"testdrug.pain.child.step_up_amount.no_hard": "no hard limit"})
    assert looser == (
        "testDRUG, pain child, step up amount: no hard limit by St. X, "
        "where the shipped library has 600 mcg per day"
    )


def test_a_row_with_a_gap_where_one_held_is_stricter_for_it_blocks() -> None:
    rows = {key: value for key, value in drug().items() if key.startswith("testdrug.pain.adult.")}
    child = {key.replace("adult", "child"): value for key, value in rows.items()}
    del child["testdrug.pain.child.bolus.hard"]
    assert loosened(child) == []


def test_a_gap_that_a_clinic_fills_is_named_for_nothing_was_given_before() -> None:
    shipped = sealed(text_of(without("pain.adult.bolus.hard")))
    own = sealed(text_of({"testdrug.pain.adult.bolus.hard": "150 mcg"}, header=CLINIC_HEADER))
    (one,) = load_library(shipped, own).loosened
    assert one.sentence.replace("\u00a0", " ") == (
        "testDRUG, pain adult, bolus: never more than 150 mcg by St. X, "
        "where the shipped library has none and so gives nothing (source: test)"
    )
    assert load_library(shipped, sealed(text_of({}, header=CLINIC_HEADER))).loosened == ()


def test_a_drug_of_the_clinic_s_own_loosens_nothing() -> None:
    assert laid_over(drug("saline", "saline")).loosened == ()
    assert NoLibrary("what", "why", "remedy").loosened == ()


def test_a_shipped_limit_of_nothing_has_no_times() -> None:
    shipped = sealed(
        text_of(
            drug() | {"testdrug.pain.adult.bolus.soft": "0 mcg", "testdrug.pain.adult.bolus.hard": "0 mcg"}
        )
    )
    own = sealed(text_of({"testdrug.pain.adult.bolus.hard": "150 mcg"}, header=CLINIC_HEADER))
    (one,) = load_library(shipped, own).loosened
    assert "has 0 mcg (source: test)" in one.sentence.replace("\u00a0", " ")


def test_what_a_sealed_file_loosens_is_told_before_it_is_in_force() -> None:
    own = sealed(text_of({"testdrug.pain.adult.bolus.hard": "300 mcg"}, header=CLINIC_HEADER))
    assert [one.place for one in loosened_by(own, SHIPPED)] == ["pain adult, bolus"]
    assert loosened_by(SHIPPED, SHIPPED) == ()


def test_a_clinic_s_library_of_tomorrow_is_refused_where_the_day_is_known() -> None:
    own = text_of({}, header=CLINIC_HEADER)
    for today in (None, date(2024, 11, 20), date(2024, 11, 21)):
        assert load_library(SHIPPED, sealed(own), today).clinic is not None
    reason = (
        "library.date is Wed 20 Nov 2024, and today is Tue 19 Nov 2024: it is not in force yet, its date is a slip, "
        "or the clock of this workstation is wrong"
    )
    with pytest.raises(LibraryDamaged) as refused:
        load_library(SHIPPED, sealed(own), date(2024, 11, 19))
    assert str(refused.value) == reason
    with pytest.raises(LibraryDamaged, match=r"^library\.date is Wed 20 Nov 2024"):
        sealed_library(own.encode(), "Y", SHIPPED, date(2024, 11, 19))
    assert sealed_library(own.encode(), "Y", SHIPPED, date(2024, 11, 20))


def test_a_clock_behind_the_shipped_library_does_not_take_it_away() -> None:
    assert load_library(SHIPPED, today=date(1970, 1, 1)).clinic is None


# ---- sealing ------------------------------------------------------------------------------------------------


def test_the_seal_is_the_sha_256_of_every_byte_above_it() -> None:
    content = sealed_library(text_of(drug()).encode(), " Y, pharmacist ", b"")
    above, _, digits = content.rpartition(b'sha256 = "')
    assert content == text_of(drug()).encode().rstrip() + b'\n\n[seal]\nsigned_by = "Y, pharmacist"\n' + (
        b'sha256 = "' + digits
    )
    assert digits == hashlib.sha256(above).hexdigest().encode() + b'"\n'
    assert load_library(content).identity.sha256 == hashlib.sha256(above).digest()


def test_a_new_seal_takes_the_place_of_the_old_one() -> None:
    once = sealed_library(text_of(drug()).encode(), "Y", b"")
    again = sealed_library(once, "Z", b"")
    assert again.count(b"[seal]") == 1
    assert load_library(again).identity.signed_by == "Z"
    assert sealed_library(again, "Y", b"") == once


def test_a_broken_seal_is_mended_by_sealing_again() -> None:
    altered = sealed_library(text_of(drug()).encode(), "Y", b"").replace(b"1000 mcg/day", b"1001 mcg/day")
    mended = load_library(sealed_library(altered, "Y", b"")).entries["testdrug"]
    assert mended.facts["pain.adult.dose_per_day.soft"].word == "1001 mcg/day"


def test_lines_that_end_as_windows_ends_them_are_sealed_as_they_are() -> None:
    text = text_of(drug()).replace("\n", "\r\n").encode()
    once = sealed_library(text, "Y", b"")
    assert once.startswith(text.rstrip())
    windows = once.replace(b'\n[seal]\nsigned_by = "Y"\n', b'\r\n[seal]\r\nsigned_by = "Y"\r\n')
    assert sealed_library(windows, "Y", b"") == once


def test_a_seal_whose_last_line_ends_as_windows_ends_it_is_good() -> None:
    content = sealed(text_of(drug()))
    assert load_library(content[:-1] + b"\r\n").identity == load_library(content).identity


@pytest.mark.parametrize("end", ["# for SIX", "# with a space behind it ", "# with a tab\t"])
def test_what_stands_above_a_seal_is_kept_to_its_last_letter(end: str) -> None:
    content = (text_of(drug()) + end).encode()
    assert sealed_library(content + b"\n\n", "Y", b"").startswith(content + b"\n\n[seal]\n")


def test_a_name_with_quotation_marks_is_kept_as_it_is() -> None:
    content = sealed_library(text_of(drug()).encode(), 'Zoë "Z" Müller', b"")
    assert load_library(content).identity.signed_by == 'Zoë "Z" Müller'
    assert 'signed_by = "Zoë \\"Z\\" Müller"'.encode() in content


@pytest.mark.parametrize("name", ["", "  ", "A\nB", "A\x00"])
def test_a_seal_needs_a_name(name: str) -> None:
    with pytest.raises(
        LibraryDamaged, match=r"^the name of who signs is empty, or is no line of plain text$"
    ):
        seal(HEADER.encode(), name)


def test_what_may_not_be_used_is_not_sealed() -> None:
    wrong = text_of(drug() | {"testdrug.shwon": "x"}).encode()
    with pytest.raises(LibraryDamaged, match=r"^drugs\.testdrug\.shwon is no key of a drug library$"):
        sealed_library(wrong, "Y", b"")


def test_a_clinic_s_library_is_sealed_only_if_it_fits_over_the_shipped_one() -> None:
    own = text_of({"testdrug.use": "off-label"}, header=CLINIC_HEADER).encode()
    assert load_library(SHIPPED, sealed_library(own, "Y", SHIPPED)).entries["testdrug"].off_label
    other = text_of({"other.use": "off-label"}, header=CLINIC_HEADER).encode()
    with pytest.raises(LibraryDamaged, match=r"^drugs\.other\.shown is missing$"):
        sealed_library(other, "Y", SHIPPED)
