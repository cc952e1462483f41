"""What is typed is taken exactly as it stands, or refused with the reason; nothing is guessed."""

from __future__ import annotations

import pytest

from programmer.therapy.notation import (
    NotAQuantity,
    read_concentration,
    read_dose_number,
    read_dose_per_day,
    read_number,
    read_time_of_day,
)

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "nanograms"),
    [
        ("90 mcg/day", 90_000),
        ("90mcg/day", 90_000),
        ("  90 mcg/day  ", 90_000),
        ("90 mcg per day", 90_000),
        (f"90{NBSP}mcg per day", 90_000),
        (f"90{NBSP}mcg/day", 90_000),
        ("0 mcg/day", 0),
        ("0.5 mcg/day", 500),
        ("0.001 mcg/day", 1),
        ("90.0 mcg/day", 90_000),
        ("4.8 mg/day", 4_800_000),
        ("4.8 mg per day", 4_800_000),
        ("0.000001 mg/day", 1),
        ("0.000001000 mg/day", 1),
        ("999999999999 mg/day", 999_999_999_999_000_000),
    ],
)
def test_a_dose_per_day_is_taken_exactly(text: str, nanograms: int) -> None:
    assert read_dose_per_day(text).value == nanograms


@pytest.mark.requirement("CRISYS-051", "GIP-8.14", "IT-3")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("90 mcg", "does not say per what; write 90 mcg/day"),
        ("4.8 mg", "does not say per what; write 4.8 mg/day"),
        ("90 mcg/h", "is a dose per hour"),
        ("90 mcg/hr", "is a dose per hour"),
        ("90 mcg/hour", "is a dose per hour"),
        ("90 mcg per hour", "is a dose per hour"),
        ("4 mg/h", "is a dose per hour"),
        ("90", "is not a dose per day"),
        ("", "is not a dose per day"),
        ("   ", "is not a dose per day"),
        ("mcg/day", "a number is missing"),
        ("1,5 mcg/day", "a comma is not accepted in “1,5”"),
        ("1,000 mcg/day", "a comma is not accepted in “1,000”"),
        ("1,000mcg/day", "a comma is not accepted in “1,000”"),
        ("1, 5 mcg/day", "a comma is not accepted"),
        ("1 ,5 mcg/day", "is not a dose per day"),
        ("90, mcg/day", "a comma is not accepted"),
        ("-5 mcg/day", "“-5” is negative"),
        ("−5 mcg/day", "“−5” is negative"),
        ("+5 mcg/day", "“+5” is not a plain number"),
        (".5 mcg/day", "write 0.5"),
        ("5. mcg/day", "write 5"),
        ("05 mcg/day", "leave out the leading zero"),
        ("1e3 mcg/day", "is not a dose per day"),
        ("1.2.3 mcg/day", "“1.2.3” is not a plain number"),
        ("1 000 mcg/day", "is not a dose per day"),
        (f"1{NBSP}000 mcg/day", "is not a dose per day"),
        ("1'000 mcg/day", "is not a plain number"),
        ("1_000 mcg/day", "is not a plain number"),
        ("90 µg/day", "is not a dose per day; write it like 90 mcg/day"),
        ("90 \u03bcg/day", "is not a dose per day; write it like 90 mcg/day"),
        ("90 ug/day", "is not a dose per day"),
        ("90 g/day", "is not a dose per day"),
        ("90 ng/day", "is not a dose per day"),
        ("90 units/day", "is not a dose per day"),
        ("90 MCG/day", "is not a dose per day"),
        ("90 Mg/day", "is not a dose per day"),
        ("90 mcg/d", "is not a dose per day"),
        ("90 mcg/Day", "is not a dose per day"),
        ("90 mcg/day.", "is not a dose per day"),
        ("90 mcg/day/day", "is not a dose per day"),
        ("90 mcg/mL", "is not a dose per day"),
        ("90 mcg/day\n80 mcg/day", "is not a dose per day"),
        ("0.0001 mcg/day", "0.0001 is finer than 1 ng per day"),
        ("0.0000001 mg/day", "0.0000001 is finer than 1 ng per day"),
        ("1000000000000 mcg/day", "is not a plain number"),
        ("0.0000000001 mcg/day", "is not a plain number"),
        ("٣ mcg/day", "“٣” is not a plain number"),
        ("9٠ mcg/day", "“9٠” is not a plain number"),
        ("９０ mcg/day", "“９０” is not a plain number"),
        ("1\uff0c5 mcg/day", "is not a plain number"),
        ("1\u066b5 mcg/day", "is not a plain number"),
        ("½ mcg/day", "is not a plain number"),
        ("9² mcg/day", "is not a plain number"),
        ("NaN mcg/day", "is not a dose per day"),
        ("∞ mcg/day", "is not a plain number"),
    ],
)
def test_a_dose_that_is_not_beyond_doubt_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_dose_per_day(text)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["0.0000001", "0.00000001", "0.000000001", "0.0001", "12.0000001", "123456789012.000000001"]
)
def test_no_reason_ever_holds_an_exponent(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_dose_number(text)
    assert str(refusal.value).startswith(f"{text} is finer than 0.001 mcg per day;")


def test_a_number_in_a_field_of_mg_is_taken_to_the_nanogram_and_no_finer() -> None:
    assert read_dose_number("0.000001", "mg").value == 1
    with pytest.raises(NotAQuantity) as refusal:
        read_dose_number("0.0000001", "mg")
    assert str(refusal.value).startswith("0.0000001 is finer than 0.000001 mg per day;")


@pytest.mark.parametrize(
    ("text", "better"), [("1,000", "1000"), ("12,345.5", "12345.5"), ("1,000,000", "1000000")]
)
def test_a_comma_between_thousands_is_never_advised_to_become_a_point(text: str, better: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_dose_number(text)
    assert f"write {better} without it" in str(refusal.value)
    assert "decimal mark" not in str(refusal.value)


@pytest.mark.parametrize("text", ["90 mcg/day", "90 mcg", "90µg"])
def test_a_unit_typed_into_a_field_that_has_one_is_told_apart_from_a_bad_number(text: str) -> None:
    with pytest.raises(NotAQuantity, match="type the number only"):
        read_dose_number(text)


@pytest.mark.parametrize("text", ["1e3", "1.5E3", " 1e3 "])
def test_a_power_of_ten_is_told_as_a_bad_number_and_not_as_a_unit(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_dose_number(text)
    why = "powers of ten are not read, so write the number in full"
    assert str(refusal.value) == f"“{text.strip()}” is not a plain number such as 0.5 or 90; {why}"


@pytest.mark.parametrize("text", ["90 MCG", "9 L", "e3"])
def test_a_unit_in_capitals_is_told_as_a_unit(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_dose_number(text)
    assert str(refusal.value) == (
        f"“{text}” is not a plain number; type the number only, the unit stands beside it"
    )


@pytest.mark.parametrize(("text", "nanograms"), [("90", 90_000), (" 0.5 ", 500), ("0", 0), ("0.001", 1)])
def test_a_bare_number_in_a_field_for_mcg_per_day(text: str, nanograms: int) -> None:
    assert read_dose_number(text).value == nanograms


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a number is missing"),
        (" \t", "a number is missing"),
        ("1,5", "write the decimal mark as a point, as in 1.5"),
        ("-0", "is negative"),
        (".", "“.” is not a plain number such as 0.5 or 90"),
        ("..5", "“..5” is not a plain number such as 0.5 or 90"),
        ("1.2.", "“1.2.” is not a plain number such as 0.5 or 90"),
        ("00", "leave out the leading zero"),
        ("1e3", "is not a plain number"),
        ("0x10", "is not a plain number"),
        ("90 mcg", "is not a plain number"),
    ],
)
def test_a_number_that_is_not_plain_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_number(text)
    assert reason in str(refusal.value)


@pytest.mark.parametrize("text", [".", "..5", ".x", "x.", "1.2.3."])
def test_no_advice_is_given_that_would_be_refused_itself(text: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_number(text)
    assert "; write" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "value"), [("500 mcg/mL", 500_000), ("25 mg/mL", 25_000_000), ("0.001 mcg/mL", 1)]
)
def test_a_concentration_is_taken_exactly(text: str, value: int) -> None:
    assert read_concentration(text).value == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("500", "is not a concentration"),
        ("500 mcg", "is not a concentration"),
        ("500 mcg/ml", "is not a concentration"),
        ("500 mcg/day", "is not a concentration"),
        ("500 g/mL", "is not a concentration"),
        ("0 mcg/mL", "a concentration of zero is not a drug"),
        ("0.0 mg/mL", "a concentration of zero is not a drug"),
        ("2,000 mcg/mL", "a comma is not accepted"),
        ("-1 mcg/mL", "is negative"),
        ("0.0000001 mg/mL", "0.0000001 is finer than 1 ng/mL"),
        ("mcg/mL", "a number is missing"),
        ("", "is not a concentration"),
    ],
)
def test_a_concentration_that_is_not_beyond_doubt_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAQuantity) as refusal:
        read_concentration(text)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(("text", "seconds"), [("00:00", 0), ("07:00", 25_200), (" 23:59 ", 86_340)])
def test_a_time_of_day_is_hours_and_minutes(text: str, seconds: int) -> None:
    assert read_time_of_day(text).value == seconds


@pytest.mark.parametrize(
    "text", ["", "7:60", "24:00", "12:60", "12.30", "12:30 pm", "٠٧:00", "-1:00", "1200"]
)
def test_another_way_to_write_a_time_is_refused(text: str) -> None:
    with pytest.raises(NotAQuantity, match="is not a time of day; write it like 07:00 or 22:30"):
        read_time_of_day(text)


def test_an_hour_of_one_digit_is_told_how_to_be_written() -> None:
    with pytest.raises(NotAQuantity, match=r"“7:00” is not a time of day; write 07:00$"):
        read_time_of_day("7:00")
